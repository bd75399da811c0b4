"""Files that nobody makes by accident, and some that people do: each with what must become of it."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import xlsxwriter

MB: Final = 1024 * 1024
SAFE: Final = "read"
"""It may be read: nothing in it does any harm."""


@dataclass(frozen=True)
class Hostile:
    name: str
    content: bytes
    ends: tuple[str, ...]
    """Codes of refusals, or `SAFE`."""


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Cursos")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


GOOD: Final = workbook([["Curso", "Cupo"], ["Barbería", 20]])


def changed(change: Callable[[str, bytes], bytes | None] = lambda _n, d: d, **more: bytes) -> bytes:
    """The good one with parts changed, left out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if (content := change(name, source.read(name))) is not None:
                target.writestr(name, content)
        for name, content in more.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def in_sheet(rows: bytes, *, dimension: bytes | None = None) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return content
        if dimension:
            content = content.replace(b'<dimension ref="A1:B2"/>', b'<dimension ref="%s"/>' % dimension)
        return content.replace(b"</sheetData>", rows + b"</sheetData>")

    return changed(change)


def in_part(part: str, content: bytes) -> bytes:
    return changed(lambda name, had: content if name == part else had)


def named(*names: str, keep: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        if keep:
            with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
                for name in source.namelist():
                    target.writestr(name, source.read(name))
        for name in names:
            target.writestr(name, b"<a/>")
    return out.getvalue()


def with_flag(content: bytes, bit: int) -> bytes:
    """Every part marked, in both places where that is written."""
    raw = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := raw.find(mark, start)) >= 0:
            flags = struct.unpack_from("<H", raw, start + at)[0]
            struct.pack_into("<H", raw, start + at, flags | bit)
            start += 4
    return bytes(raw)


def lying(content: bytes) -> bytes:
    """The directory says that each part is a hundred bytes."""
    raw, start = bytearray(content), 0
    while (start := raw.find(b"PK\x01\x02", start)) >= 0:
        struct.pack_into("<I", raw, start + 24, 100)
        start += 4
    return bytes(raw)


_DTD: Final = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%s]><x>&a;</x>'
_LAUGHS: Final = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
_CELL: Final = b'<c t="inlineStr"><is><t>a</t></is></c>'


def corpus() -> Iterator[Hostile]:
    """Forty of them."""
    noise = random.Random(7)
    yield Hostile("nothing", b"", ("empty",))
    yield Hostile("only_blanks", b" \r\n" * 1000, ("empty",))
    yield Hostile("only_nuls", b"\0" * MB, ("empty",))
    yield Hostile("bomb_one_part", in_part("xl/styles.xml", b" " * (40 * MB)), ("too_big",))
    yield Hostile(
        "bomb_many_parts", changed(**{f"xl__m{n}_dot_xml": b"\n" * (2 * MB) for n in range(40)}), ("too_big",)
    )
    yield Hostile("bomb_that_lies", lying(in_part("xl/styles.xml", b" " * (40 * MB))), ("too_big", "broken", "archive"))
    yield Hostile("bomb_sheet", in_sheet(b"<row>" + b"<c><v>1</v></c>" * 900_000 + b"</row>"), ("too_big", "too_wide"))
    yield Hostile("cells_600k", in_sheet((b"<row>" + _CELL * 60 + b"</row>") * 10_000), ("too_big", "too_many_rows"))
    yield Hostile("cells_90k", in_sheet((b"<row>" + _CELL * 60 + b"</row>") * 1_500), ("too_big", "too_many_rows"))
    strings = b"<sst>" + b"".join(b"<si><t>%d%s</t></si>" % (n, b"x" * 40) for n in range(250_000)) + b"</sst>"
    yield Hostile("shared_strings", in_part("xl/sharedStrings.xml", strings), ("too_big", SAFE))
    yield Hostile(
        "one_huge_string",
        in_part("xl/sharedStrings.xml", b"<sst><si><t>" + noise.randbytes(3 * MB).hex().encode() + b"</t></si></sst>"),
        ("too_big", "broken", SAFE),
    )
    yield Hostile("deep_xml", in_sheet(b"<row>" * 300_000 + b"</row>" * 300_000), ("broken", "too_big", SAFE))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield Hostile("sparse_corner", in_sheet(far), ("too_big",))
    yield Hostile(
        "sparse_column", in_sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), ("too_big", "too_many_rows")
    )
    yield Hostile("claims_all_rows", in_sheet(b"", dimension=b"A1:XFD1048576"), (SAFE, "too_big"))
    yield Hostile("rows_5000", workbook([[f"c{n}"] for n in range(5000)]), ("too_many_rows",))
    yield Hostile("wide_row", workbook([[f"c{n}" for n in range(300)]]), ("too_wide",))
    for part in ("_rels/.rels", "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        yield Hostile(f"dtd_in_{part}", in_part(part, _DTD % b""), ("entities",))
    yield Hostile("billion_laughs", in_part("xl/workbook.xml", _DTD % (b'<!ENTITY l0 "ha">' + _LAUGHS)), ("entities",))
    reaches_out = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    yield Hostile("external_entity", in_part("xl/sharedStrings.xml", reaches_out), ("entities",))
    yield Hostile("dtd_in_utf16", in_part("xl/workbook.xml", (_DTD % b"").decode().encode("utf-16")), ("entities",))
    other = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE x+AD4-<x/>'
    yield Hostile("dtd_in_utf7", in_part("xl/workbook.xml", other), ("entities",))
    yield Hostile("zip_slip", named("../../../../tmp/rumbo-slip.xml"), ("archive",))
    yield Hostile("absolute_name", named("/tmp/rumbo-slip.xml"), ("archive",))
    yield Hostile("windows_name", named("..\\..\\rumbo-slip.xml", "C:\\rumbo.xml"), ("archive",))
    yield Hostile("turned_name", named("xl/\u202elmx.exe"), ("archive",))
    yield Hostile("two_of_one_name", _doubled(), ("archive",))
    yield Hostile("ten_thousand_parts", named(*(f"xl/p{n}.xml" for n in range(10_000))), ("archive",))
    yield Hostile("macros", changed(xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0"), ("macros",))
    yield Hostile("links_elsewhere", changed(xl__externalLinks__externalLink1_dot_xml=b"<a/>"), ("links",))
    yield Hostile("encrypted_parts", with_flag(GOOD, 1), ("encrypted",))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2048
    yield Hostile("encrypted_workbook", ole, ("encrypted",))
    yield Hostile("cut_off", GOOD[: len(GOOD) // 2], ("broken",))
    yield Hostile("noise_in_a_zip", GOOD[:60] + noise.randbytes(60_000) + GOOD[60:], ("broken", "archive"))
    yield Hostile("old_and_broken", ole[:8] + noise.randbytes(50_000), ("broken", "too_big"))
    yield Hostile("pdf_and_zip", b"%PDF-1.7\n%%EOF\n" + GOOD, ("not_a_sheet",))
    yield Hostile("picture_called_xlsx", b"\x89PNG\r\n\x1a\n" + noise.randbytes(5000), ("not_a_sheet",))
    yield Hostile("page_called_csv", b"<!DOCTYPE html><script>alert(1)</script>", ("not_a_sheet",))
    yield Hostile("zip_of_other_things", named("word/document.xml", keep=False), ("not_a_sheet",))
    yield Hostile("four_million_commas", b"," * (4 * MB), ("too_wide", "too_big"))
    yield Hostile("ten_million_commas", b"," * 10_000_000, ("too_big",))
    yield Hostile("one_endless_quote", b'Curso,Cupo\n"' + b"a,\n" * MB, ("broken", "too_big", "not_text"))
    yield Hostile("nuls_in_text", b"Curso,Cupo\nBar\0ber\0ia,20\n", ("not_text",))
    yield Hostile("noise", noise.randbytes(MB), ("not_text",))
    yield Hostile("formulas", b"Curso,Cupo\n\"=cmd|' /C calc'!A0\",20\n@SUM(1),=1+1\n", (SAFE,))
    yield Hostile("half_a_million_lines", b"a,b\n" * 500_000, ("too_many_rows", "too_big"))


def _doubled() -> bytes:
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w") as target:
            with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
                for name in source.namelist():
                    target.writestr(name, source.read(name))
            target.writestr("xl/workbook.xml", b"<a/>")
    return out.getvalue()


@cache
def by_name() -> Mapping[str, Hostile]:
    return {one.name: one for one in corpus()}
