"""The passport and the recognition as they are sent."""

import json
import struct
from typing import Any

import pytest
import typst

from bot import pictures
from bot.pictures import colours, page, passport, wheel
from bot.pictures.lettering import drawable

LABELS = ("Participación", "Educación", "Empleo", "Salud", "Cultura y deporte", "Prevención")
EMOJI = ("📣", "📚", "💼", "💚", "🎨", "🤝")
HOSTILE = (
    '#panic("x") #read("/etc/passwd") $x^2$ `raw` *b* _i_ <a> \\ " \' ]] }} /* // @ref <label>',
    '"\n#set page(width: 1pt)\n"',
    "</svg><script>alert(1)</script>&amp;",
    "\u202eana\u2066 \u200d\u200b\x00\x1b[31m",
    "W" * 5_000,
    "😀🎓👩‍👩‍👧‍👦" * 50,
    "e" + "\u0301" * 400,
    "שלום مرحبا",
    "漢字 नमस्ते ꦲꦏ",
    "\ud800",
    "",
)


def of(*stamped: int, name: str = "Ana", count: int = 6, **more: Any) -> dict[str, Any]:
    parts = [
        {"emoji": EMOJI[n % 6], "label": LABELS[n % 6], "stamp": "Mi voz cuenta", "stamped": n in stamped}
        for n in range(count)
    ]
    return {"title": "Mi pasaporte", "name": name, "line": "El Viaje del Joven", "parts": parts} | more


def honour(**more: Any) -> dict[str, Any]:
    return {
        "title": "Agente de Cambio",
        "name": "Ana",
        "institution": "Instituto de la Juventud",
        "date": "21 de noviembre de 2026",
        "emoji": list(EMOJI),
    } | more


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and png.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[page.Words]:
    """What a picture would say, without drawing it."""
    said: list[page.Words] = []
    monkeypatch.setattr(page, "png", lambda width, height, shapes, words: said.extend(words) or b"")
    return said


@pytest.mark.parametrize("count", range(2, 9))
def test_a_wheel_of_any_number_of_parts_is_a_small_png(count: int) -> None:
    png = pictures.draw("passport", of(*range(count), count=count))
    assert size(png) == (900, 980)
    assert len(png) < 200_000


def test_each_stamp_changes_the_picture_and_the_same_stamps_give_the_same() -> None:
    drawn = [pictures.draw("passport", of(*range(stamps))) for stamps in range(4)]
    assert len(set(drawn)) == 4
    assert pictures.draw("passport", of(0, 1)) == drawn[2]


def test_a_stamp_is_said_in_words_and_what_is_missing_is_not(words: list[page.Words]) -> None:
    pictures.draw("passport", of(1, 4))
    said = [one.text for one in words]
    assert said.count("Mi voz cuenta") == 2
    assert {"Ana", "Mi pasaporte", *LABELS} <= set(said)
    assert not any(text[:1].isdigit() for text in said), "progress counts nothing against anybody"


def test_a_stamp_is_marked_by_a_shape_too(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(page, "png", lambda width, height, shapes, words: drawn.append(shapes) or b"")
    for stamped in ((), (0,), range(6)):
        pictures.draw("passport", of(*stamped))
    check = f'd="M28 30l6 6 10.5-12" fill="none" stroke="{colours.WHITE}"'
    assert [shapes.count(check) for shapes in drawn] == [0, 1, 6]
    assert [shapes.count("stroke-dasharray") for shapes in drawn] == [6, 5, 0]


@pytest.mark.parametrize("count", range(2, 9))
def test_drawing_and_words_of_a_part_stay_inside_it(count: int) -> None:
    for index in range(count):
        part = wheel.Part(index, count)
        room = wheel.room(part)
        seal, label, line = part.heights
        for y, height, width in (
            (room.seal_y, seal, seal),
            (room.label_y, label, room.label_width),
            (room.line_y, line, room.line_width),
        ):
            assert width >= 60
            for corner_x in (room.x - width / 2 + 8, room.x + width / 2 - 8):
                for corner_y in (y - height / 2 + 8, y + height / 2 - 8):
                    assert part.holds(corner_x - wheel.MIDDLE[0], corner_y - wheel.MIDDLE[1]), (index, y)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_somebody_is_called_the_picture_is_drawn(name: str) -> None:
    assert size(pictures.draw("passport", of(0, name=name))) == (900, 980)


def test_whatever_the_other_words_are_the_pictures_are_drawn() -> None:
    for hostile in HOSTILE[:5]:
        part = {"emoji": hostile, "label": hostile, "stamp": hostile, "stamped": True}
        pictures.draw("passport", of(title=hostile, line=hostile, parts=[part, part]))
        pictures.draw("recognition", honour(name=hostile, title=hostile, institution=hostile, date=hostile))


def test_words_reach_the_page_as_values_and_never_as_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    sources, inputs = [], []

    def compile(source: bytes, **options: Any) -> bytes:
        sources.append(source)
        inputs.append(options["sys_inputs"])
        return b""

    monkeypatch.setattr(page.typst, "compile", compile)
    for name in ("Ana", HOSTILE[0], HOSTILE[2]):
        pictures.draw("passport", of(0, name=name))
    assert len(set(sources)) == 1
    assert len({one["shapes"] for one in inputs}) == 1, "the shapes hold nothing that somebody wrote"
    assert "#panic" in inputs[1]["page"]


def test_a_name_that_looks_like_code_is_only_letters() -> None:
    """A page that ran it would fail, or be as small as it says."""
    assert size(pictures.draw("passport", of(name="#panic()"))) == (900, 980)
    assert pictures.draw("passport", of(name="#panic()")) != pictures.draw("passport", of(name=""))


def test_the_recognition_is_a_picture_of_its_own() -> None:
    png = pictures.draw("recognition", honour())
    assert size(png) == (1200, 820)
    assert len(png) < 200_000
    assert png != pictures.draw("recognition", honour(name="Beto"))
    assert size(pictures.draw("recognition", honour(name="😀", emoji=[]))) == (1200, 820)


@pytest.mark.parametrize(
    ("recipe", "values"),
    [
        ("mandala", {}),
        ("passport", {}),
        ("passport", {"title": "x", "name": "Ana", "parts": [{"label": "x", "stamp": "y", "stamped": True}]}),
        ("passport", of(count=9)),
        ("passport", of(name=None)),  # type: ignore[arg-type]
        ("recognition", {"title": "x"}),
        ("recognition", honour(emoji=[None] * 9)),
    ],
)
def test_what_can_not_be_drawn_is_refused(recipe: str, values: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        pictures.draw(recipe, values)


def light(colour: str) -> float:
    """The relative luminance, as WCAG defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("front", "back"), colours.PAIRS)
def test_whatever_is_read_stands_out(front: str, back: str) -> None:
    lighter, darker = sorted((light(front), light(back)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_all_words_have_a_colour_whose_contrast_is_checked(words: list[page.Words]) -> None:
    pictures.draw("passport", of(0, 1))
    pictures.draw("recognition", honour())
    assert {one.fill for one in words} <= {front for front, _ in colours.PAIRS}


def test_words_are_large_enough_for_a_phone_of_320_pixels(words: list[page.Words]) -> None:
    """Ordinary labels: at least 9 pixels there; nothing is ever below 7."""
    pictures.draw("passport", of(*range(6)))
    assert all(one.smallest * 320 / passport.WIDTH >= 7 for one in words)
    assert all(one.largest * 320 / passport.WIDTH >= 11 for one in words)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  Ana\n María ", "Ana María"),
        ("Núñez Ñandú Łucja Nguyễn", "Núñez Ñandú Łucja Nguyễn"),
        ("N\u0303andu\u0301", "Ñandú"),
        ("Ana 😀🌸", "Ana"),
        ("𝓐𝓷𝓪 ＢＥＴＯ", "Ana BETO"),
        ("Ana 漢字", "Ana"),
        ("漢字", ""),
        ("😀", ""),
        ("... !!!", ""),
        ("IMJU León · El Viaje", "IMJU León · El Viaje"),
        ("\u202eana\u2069", "ana"),
        ("e" + "\u0301" * 9, "é\u0301\u0301"),
        ("Ñuꞌu", "Ñuꞌu"),
        ("مريم", "مريم"),
        ("O'Brien-Peña", "O'Brien-Peña"),
    ],
)
def test_only_what_the_fonts_have_is_drawn(written: str, shown: str) -> None:
    assert drawable(written) == shown


def test_long_words_are_cut_by_letters_as_people_count_them() -> None:
    assert drawable("ñ" * 300, 10) == "ñ" * 9 + "…"
    assert drawable("ñ" * 10, 10) == "ñ" * 10


@pytest.mark.parametrize("look", ["weight: 700", "weight: 400", 'weight: 400, style: "italic"'])
def test_every_letter_that_is_drawn_has_a_shape_in_the_fonts(look: str) -> None:
    """Each alone on a page, as SVG: a letter that no font has becomes the same empty box as an emoji."""
    letters = [chr(code) for code in range(0x21, 0x2100) if not 0x300 <= code < 0x370]
    kept = [letter for letter in letters if drawable("x" + letter) == "x" + letter]
    assert len(kept) > 1_300
    head = page._PAGE.split("#let fitted")[0].replace("page-of.width", "60").replace("page-of.height", "60")
    source = f"{head}#set text({look})\n#for letter in page-of {{ page(letter) }}"
    inputs = {"page": json.dumps(["😀", *kept])}
    drawn = typst.compile(source.encode(), format="svg", sys_inputs=inputs, font_paths=page.fonts())
    assert isinstance(drawn, list) and len(drawn) == len(kept) + 1
    box, *shapes = [one.decode().partition("<symbol")[2].partition('<path d="')[2].partition('"')[0] for one in drawn]
    assert [letter for letter, shape in zip(kept, shapes, strict=True) if shape in ("", box)] == []
