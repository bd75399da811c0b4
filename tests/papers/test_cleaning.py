"""What people do send stays as they meant it: upright, readable, whole."""

import io

import pypdf
import pytest
from PIL import Image
from pypdf.generic import NameObject, TextStringObject

from bot.papers import child, cleaning, overview
from bot.papers.cleaning import Clean
from bot.papers.kinds import NotTaken
from tests.papers.hostile import FONTS, PAGE, pdf, picture, stream


def made(content: bytes) -> Clean:
    """In this process, as the child would."""
    return cleaning._read(b"".join(bytes(part) for part in child.answer(content)))


@pytest.fixture(autouse=True)
def cryptography_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child does without; this process doesn't."""
    import sys

    import pypdf._crypt_providers  # noqa: F401

    monkeypatch.setitem(sys.modules, "cryptography", sys.modules["cryptography"])


def test_a_photo_stands_upright_whichever_way_it_was_taken() -> None:
    for orientation, corner in ((1, (0, 0)), (3, (-1, -1)), (6, (-1, 0)), (8, (0, -1))):
        image = Image.new("RGB", (200, 100), "white")
        image.paste("red", (0, 0, 40, 40))
        exif, out = Image.Exif(), io.BytesIO()
        exif[0x0112] = orientation
        image.save(out, "JPEG", exif=exif, quality=95)
        shown = Image.open(io.BytesIO(made(out.getvalue()).content))
        assert shown.size == ((200, 100) if orientation in (1, 3) else (100, 200))
        x, y = (shown.width - 5 if corner[0] else 4), (shown.height - 5 if corner[1] else 4)
        red, green, _blue = shown.getpixel((x, y))
        assert red > 200 and green < 60, orientation


@pytest.mark.parametrize(("form", "size"), [("JPEG", (4000, 3000)), ("PNG", (2600, 1950)), ("WEBP", (2600, 1950))])
def test_whatever_its_size_it_can_be_read_afterwards(form: str, size: tuple[int, int]) -> None:
    shown = Image.open(io.BytesIO(made(picture(form, size)).content))
    assert 1_750 <= max(shown.size) <= 2_500 and shown.width * 3 == pytest.approx(shown.height * 4, abs=4)
    assert Image.open(io.BytesIO(made(picture(form, (640, 480))).content)).size == (640, 480), (
        "never larger than it was"
    )


def test_what_is_see_through_is_white() -> None:
    image, out = Image.new("RGBA", (100, 100), (0, 0, 0, 0)), io.BytesIO()
    image.save(out, "PNG")
    assert Image.open(io.BytesIO(made(out.getvalue()).content)).getpixel((50, 50)) == (255, 255, 255)


def test_what_was_filled_into_a_form_stays_on_the_page() -> None:
    look = stream(b"/Tx BMC q BT /F1 12 Tf 2 4 Td (Ana Torres) Tj ET Q EMC",
                  b"/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources " + FONTS)  # fmt: skip
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /V (Ana Torres) /Rect [20 20 220 60] /AP << /N 6 0 R >> >>"
    )
    kept = made(pdf({6: look, 7: field, 3: PAGE % b"/Annots [7 0 R]"}))
    page = pypdf.PdfReader(io.BytesIO(kept.content), strict=True).pages[0]
    assert "/Annots" not in page and b"2 0 0 2 20 20 cm" in page.get_contents().get_data()  # type: ignore[union-attr]
    assert "Ana Torres" in page["/Resources"]["/XObject"]["/Filled0"].get_data().decode()  # type: ignore[index]


def test_every_page_keeps_its_text_size_and_turn() -> None:
    writer = pypdf.PdfWriter()
    for degrees in (0, 90):
        page = pypdf.PdfReader(io.BytesIO(pdf())).pages[0]
        writer.add_page(page.rotate(degrees))
    writer.pages[0][NameObject("/Thumb")] = TextStringObject("x")
    out = io.BytesIO()
    writer.write(out)
    kept = made(out.getvalue())
    pages = pypdf.PdfReader(io.BytesIO(kept.content), strict=True).pages
    assert [(page.rotation, float(page.mediabox.width)) for page in pages] == [(0, 300), (90, 300)]
    assert kept.pages == 2 and all("Hola mundo" in page.extract_text() for page in pages) and not kept.thumbnail


def test_a_scan_has_a_small_picture() -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((1000, 1400)).save(out, "PDF")
    assert max(Image.open(io.BytesIO(made(out.getvalue()).thumbnail)).size) == 320


def test_what_lies_is_judged_by_its_bytes() -> None:
    for content, why in ((b"PK\x03\x04", "office"), (b"\0" * 9, "empty"), (b"GIF89a", "not_a_paper")):
        with pytest.raises(NotTaken, match=why):
            made(content)


def test_at_a_glance_each_has_its_number() -> None:
    small = made(picture()).thumbnail
    shown = Image.open(io.BytesIO(overview.drawn([small, None, small, None], [1, 3, 1, 20])))
    assert shown.size == (3 * overview.CELL, 2 * overview.CELL)
