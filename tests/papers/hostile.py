"""Files that nobody makes by accident, and some that people do: each with what must become of it.

`MARK` stands wherever something is hidden: in nothing that is kept may it be found. `SHOWN` is what a page says.
"""

import io
import random
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pypdf
from PIL import Image

MB: Final = 1024 * 1024
SAFE: Final = "kept"
"""It is kept: what was hidden in it is gone."""
MARK: Final = b"HIDDEN-AND-NOT-TO-BE-SEEN"
SHOWN: Final = "Hola mundo"


@dataclass(frozen=True)
class Hostile:
    name: str
    content: bytes
    ends: tuple[str, ...]
    """Codes of refusals, or `SAFE`."""


def picture(form: str = "JPEG", size: tuple[int, int] = (200, 120), mode: str = "RGB", **how: Any) -> bytes:
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert(mode)
    image.save(out, form, **how)
    return out.getvalue()


def located() -> bytes:
    """A photo that says where it was taken and by whom, held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 7.0, 0.0), 3: "W", 4: (101.0, 41.0, 0.0)})
    return picture(exif=exif)


def segment(mark: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(content) + 2) + content


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(wide: int, tall: int, *more: bytes, bits: int = 1, colour: int = 0, rows: bytes | None = None) -> bytes:
    head = struct.pack(">IIBBBBB", wide, tall, bits, colour, 0, 0, 0)
    data = rows if rows is not None else zeros(tall * (1 + (wide * bits + 7) // 8))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """So many of them, packed."""
    packing, out = zlib.compressobj(1), []
    for start in range(0, size, MB):
        out.append(packing.compress(bytes(min(MB, size - start))))
    return b"".join(out) + packing.flush()


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (more, len(content), content)


PAGE: Final = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources 5 0 R %s >>"
TEXT: Final = stream(b"BT /F1 18 Tf 20 100 Td (%s) Tj ET" % SHOWN.encode())
FONTS: Final = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def pdf(
    changes: Mapping[int, bytes] | None = None, *, catalog: bytes = b"", page: bytes = b"", end: bytes = b""
) -> bytes:
    """One page that says hello, with objects changed or added; `end`: more in the trailer."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % page,
        4: TEXT,
        5: FONTS,
        **(changes or {}),
    }
    out, starts = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        starts[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % starts.get(number, 0)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, end, table)
    return bytes(out)


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(password, MARK.decode(), algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _images() -> Iterator[Hostile]:
    noise = random.Random(7)
    yield Hostile("png_40k", png(40_000, 40_000, rows=zeros(1000)), ("too_many_pixels",))
    yield Hostile("png_that_is_large", png(7_000, 7_000), ("too_many_pixels",))
    yield Hostile("png_16_bits", png(5_000, 5_000, bits=16, rows=zeros(1000)), ("too_many_pixels",))
    small = picture()
    at = small.index(b"\xff\xc0") + 5
    yield Hostile("jpeg_65k", small[:at] + b"\xff\xff\xff\xff" + small[at + 4 :], ("too_many_pixels",))
    lossless = bytes([0x2F]) + struct.pack("<I", 16_383 | 16_383 << 14) + bytes(40)
    webp = b"WEBPVP8L" + struct.pack("<I", len(lossless)) + lossless
    yield Hostile("webp_16k", b"RIFF" + struct.pack("<I", len(webp)) + webp, ("too_many_pixels", "broken"))
    yield Hostile("gif_40k", b"GIF89a" + struct.pack("<HH", 40_000, 40_000) + bytes(100), ("not_a_paper",))
    bomb = chunk(b"zTXt", b"Comment\0\0" + zeros(20 * MB))
    yield Hostile("png_text_bomb", png(100, 100, bomb), ("broken", SAFE))
    several = [chunk(b"zTXt", b"k%d\0\0" % n + zeros(MB - 1)) for n in range(30)]
    yield Hostile("png_many_texts", png(100, 100, *several), ("broken", SAFE))
    yield Hostile("png_profile_bomb", png(100, 100, chunk(b"iCCP", b"p\0\0" + zeros(20 * MB))), ("broken", SAFE))
    yield Hostile("png_hidden_text", png(100, 100, chunk(b"tEXt", b"Author\0" + MARK)), (SAFE,))
    yield Hostile("jpeg_of_a_place", located(), (SAFE,))
    profile = b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 60]) + MARK * 2600) for n in range(1, 61))
    yield Hostile("jpeg_huge_profile", small[:2] + profile + small[2:], (SAFE,))
    yield Hostile("jpeg_cmyk", picture(mode="CMYK"), (SAFE,))
    yield Hostile("jpeg_cut_off", small[: len(small) // 2], ("broken",))
    yield Hostile("jpeg_and_zip", small + b"PK\x03\x04" + MARK, (SAFE,))
    yield Hostile("jpeg_and_page", small[:2] + segment(0xFE, b"<script>" + MARK) + small[2:], (SAFE,))
    yield Hostile("jpeg_and_pdf", small[:2] + segment(0xFE, b"%PDF-1.4 " + MARK) + small[2:] + pdf(), (SAFE,))
    looped = b"Exif\0\0MM\0*\0\0\0\x08" + b"\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08" + b"\0\0\0\x08"
    yield Hostile("jpeg_exif_loop", small[:2] + segment(0xE1, looped) + small[2:], ("broken", SAFE))
    frames = [Image.new("RGB", (200, 120), (n * 4, 0, 0)) for n in range(40)]
    yield Hostile("webp_that_moves", picture("WEBP", append_images=frames, save_all=True), (SAFE,))
    yield Hostile("png_16_bit_grey", picture("PNG", mode="I;16"), (SAFE,))
    yield Hostile("png_pixel", png(1, 1), ("not_a_paper",))
    yield Hostile("png_thread", png(2, 60_000), ("not_a_paper",))
    for name, begins in (("jpeg", b"\xff\xd8\xff\xe0"), ("png", b"\x89PNG\r\n\x1a\n"), ("webp", b"RIFF\0\x10\0\0WEBP")):
        yield Hostile(f"{name}_of_noise", begins + noise.randbytes(50_000), ("broken",))
    yield Hostile("heic", b"\0\0\0\x18ftypheic" + noise.randbytes(5_000), ("heic",))


def _others() -> Iterator[Hostile]:
    noise = random.Random(8)
    yield Hostile("nothing", b"", ("empty",))
    yield Hostile("only_nuls", bytes(MB), ("empty",))
    yield Hostile("noise", noise.randbytes(MB), ("not_a_paper",))
    yield Hostile("page_called_jpg", b"<!DOCTYPE html><script>alert(1)</script>", ("not_a_paper",))
    yield Hostile("drawing", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ("not_a_paper",))
    yield Hostile("zip_called_pdf", b"PK\x03\x04" + noise.randbytes(500), ("office",))
    yield Hostile("program", b"MZ" + noise.randbytes(500), ("not_a_paper",))
    yield Hostile("too_much", b"%PDF-1.7\n" + bytes(11 * MB), ("too_large",))


def _pdfs() -> Iterator[Hostile]:
    script = b"<< /S /JavaScript /JS (app.alert\\('%s'\\)) >>" % MARK
    yield Hostile("pdf", pdf(), (SAFE,))
    yield Hostile("pdf_locked", locked("secret"), ("encrypted",))
    yield Hostile("pdf_locked_for_printing", locked(""), (SAFE,))
    named = b"/OpenAction %s /Names << /JavaScript << /Names [(a) %s] >> >> /AA << /WC %s >>" % ((script,) * 3)
    yield Hostile("pdf_script", pdf(catalog=named, page=b"/AA << /O %s >>" % script), (SAFE,))
    run = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (%s.exe) >> >>]" % MARK
    yield Hostile("pdf_launches", pdf(page=run), (SAFE,))
    go = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://%s) >> >>]" % MARK
    yield Hostile("pdf_links", pdf(page=go), (SAFE,))
    inside = {6: stream(MARK, b"/Type /EmbeddedFile")}
    spec = b"/Names << /EmbeddedFiles << /Names [(x.exe) << /Type /Filespec /F (x.exe) /EF << /F 6 0 R >> >>] >> >>"
    yield Hostile("pdf_with_a_file", pdf(inside, catalog=spec), (SAFE,))
    yield Hostile("pdf_form", pdf({6: stream(MARK)}, catalog=b"/AcroForm << /XFA 6 0 R /Fields [] >>"), (SAFE,))
    yield Hostile("pdf_metadata", pdf({6: stream(MARK), 7: b"<< /Author (%s) >>" % MARK},
                                      catalog=b"/Metadata 6 0 R", end=b"/Info 7 0 R"), (SAFE,))  # fmt: skip
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /X 6 0 R >> >>"
    place = stream(located(), b"/Subtype /Image /Width 200 /Height 120 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
                   b"/Filter /DCTDecode /Metadata 7 0 R")  # fmt: skip
    yield Hostile("pdf_photo_of_a_place", pdf({5: font, 6: place, 7: stream(MARK)}), (SAFE,))
    other = {5: font, 6: stream(b"", b"/Subtype /Form /BBox [0 0 9 9] /F (%s) /Ref << /F (%s) >>" % (MARK, MARK))}
    yield Hostile("pdf_reads_a_file", pdf(other), (SAFE,))
    yield Hostile("pdf_postscript", pdf({5: font, 6: stream(MARK, b"/Subtype /PS")}), (SAFE,))
    again = {5: font, 6: stream(b"/X Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")}
    yield Hostile("pdf_draws_itself", pdf(again), (SAFE,))
    yield Hostile("pdf_refers_to_itself", pdf({5: b"5 0 R"}), ("broken", SAFE))
    yield Hostile(
        "pdf_tree_loop",
        pdf({2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>"}),
        ("broken", "too_many_pages", SAFE),
    )
    deep = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(10, 3000)}
    yield Hostile("pdf_deep_tree", pdf({2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", **deep, 3000: PAGE % b""}),
                  ("too_many_pages", "too_big"))  # fmt: skip
    many = b"<< /Type /Pages /Count 1000000 /Kids [%s] >>" % (b"3 0 R " * 1_000_000)
    yield Hostile("pdf_million_pages", pdf({2: many}), ("too_many_pages", "too_big"))
    yield Hostile(
        "pdf_21_pages", pdf({2: b"<< /Type /Pages /Count 21 /Kids [%s] >>" % (b"3 0 R " * 21)}), ("too_many_pages",)
    )
    yield Hostile("pdf_no_page", pdf({2: b"<< /Type /Pages /Count 0 /Kids [] >>"}), ("broken",))
    plain = pdf()
    start = plain[plain.rindex(b"startxref") + 10 : plain.rindex(b"%%EOF")].strip()
    yield Hostile("pdf_xref_loop", pdf(end=b"/Prev " + start), (SAFE, "broken"))
    yield Hostile("pdf_flate_bomb", pdf({4: stream(zeros(90 * MB), b"/Filter /FlateDecode")}), ("too_big",))
    twice = zlib.compress(zeros(20 * MB))
    yield Hostile("pdf_bomb_in_bomb", pdf({4: stream(twice, b"/Filter [/FlateDecode /FlateDecode]")}), ("unsafe",))
    yield Hostile("pdf_run_bomb", pdf({4: stream(b"\x81\0" * MB, b"/Filter /RunLengthDecode")}), ("too_big",))
    yield Hostile(
        "pdf_lzw_bomb", pdf({4: stream(b"\x80\x0b\x60" * 500_000, b"/Filter /LZWDecode")}), ("too_big", "broken")
    )
    yield Hostile("pdf_many_bombs", pdf({4: b"[%s]" % b" ".join(b"%d 0 R" % n for n in range(6, 20)),
        **{n: stream(zeros(8 * MB), b"/Filter /FlateDecode") for n in range(6, 20)}}), ("too_big",))  # fmt: skip
    yield Hostile("pdf_packed_objects", _packed(zeros(90 * MB)), ("too_big", "broken"))
    large = stream(b"", b"/Subtype /Image /Width 40000 /Height 40000 /ColorSpace /DeviceGray /BitsPerComponent 8")
    yield Hostile("pdf_40k", pdf({5: font, 6: large}), ("too_many_pixels",))
    yield Hostile("pdf_nested", pdf({5: b"[" * 100_000 + b"]" * 100_000}), ("too_big", "broken"))
    graph = {n: b"[%d 0 R]" % (n + 1) for n in range(6, 25_000)}
    yield Hostile("pdf_endless_objects", pdf({5: b"<< /Font 6 0 R >>", **graph, 25_000: b"null"}), ("too_big",))
    yield Hostile("pdf_earlier_version", pdf({4: stream(b"(%s) Tj" % MARK)}) + _update(), (SAFE,))
    yield Hostile("pdf_and_zip_and_page", pdf() + b"PK\x03\x04<script>" + MARK, (SAFE,))
    yield Hostile("pdf_cut_off", pdf()[:250], ("broken",))
    yield Hostile("pdf_without_table", plain[: plain.rindex(b"xref\n0")], (SAFE, "broken"))
    yield Hostile(
        "pdf_many_beginnings", b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 150_000, ("broken", "too_big")
    )
    yield Hostile("pdf_of_noise", b"%PDF-1.7\n" + random.Random(9).randbytes(MB), ("broken", "too_big"))


def _packed(content: bytes) -> bytes:
    """The catalogue is in a stream that unpacks to far more."""
    objects = b"%PDF-1.7\n"
    at = len(objects)
    objects += b"2 0 obj\n" + stream(content, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") + b"\nendobj\n"
    table = len(objects)
    places = b"\1" + at.to_bytes(3, "big") + b"\0" + b"\1" + table.to_bytes(3, "big") + b"\0"
    rows = zlib.compress(b"\0\0\0\0\0" + b"\2\0\0\2\0" + places)
    about = b"/Type /XRef /Size 4 /W [1 3 1] /Root 1 0 R /Filter /FlateDecode"
    return objects + b"3 0 obj\n" + stream(rows, about) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % table


def _update() -> bytes:
    """A later version of the page's text, as editors append it."""
    old = pdf({4: stream(b"(%s) Tj" % MARK)})
    previous = old[old.rindex(b"startxref") + 10 : old.rindex(b"%%EOF")].strip()
    body = b"4 0 obj\n%s\nendobj\n" % TEXT
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %s >>\n" % (len(old), previous)
    return body + table + b"startxref\n%d\n%%%%EOF\n" % (len(old) + len(body))


def corpus() -> Iterator[Hostile]:
    yield from _images()
    yield from _others()
    yield from _pdfs()


@cache
def by_name() -> Mapping[str, Hostile]:
    return {one.name: one for one in corpus()}
