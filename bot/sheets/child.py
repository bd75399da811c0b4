"""The process that reads one file: from stdin, as JSON to stdout. It may use little, and dies when it wants more."""

import io
import sys
from typing import Any, Final

from bot.confined import limit
from bot.sheets import archives, texts
from bot.sheets.tables import ROWS, SHEETS, Sheet, Unreadable, dump, tidy

MEMORY: Final = 64 * 1024 * 1024
"""Bytes of addresses; of these about ten million are the interpreter's."""
SECONDS: Final = 0.6
"""Of a processor's time."""
_ARCHIVE, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER: Final = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x7fELF", b"MZ", b"BZh"),
    *(b"{\\rtf", b"PK\x05\x06", b"PK\x07\x08", b"RIFF", b"OggS", b"ID3", b"\xfd7zXZ", b"SQLite format 3"),
)
"""How files begin that are certainly no list."""


def read(content: bytes) -> list[Sheet]:
    """What is in it, told by its bytes and not by its name. Raises Unreadable."""
    if not content.strip(b"\0 \r\n\t"):
        raise Unreadable("empty")
    if content.startswith(_ARCHIVE):
        archives.inspect(content)
        return _workbook(content)
    if content.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("encrypted")
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise Unreadable("macros")
        return _workbook(content)
    head = content[:512].lstrip().lower()
    if content.startswith(_OTHER) or head.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")):
        raise Unreadable("not_a_sheet")
    return [texts.read(content)]


def _workbook(content: bytes) -> list[Sheet]:
    import python_calamine as calamine  # noqa: PLC0415 - a text file needs none of it

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            number
            for number, about in enumerate(book.sheets_metadata)
            if about.visible == calamine.SheetVisibleEnum.Visible and about.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        return [_sheet(book.get_sheet_by_index(number)) for number in shown[:SHEETS]]
    except calamine.PasswordError:
        raise Unreadable("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Unreadable("broken") from None


def _sheet(sheet: Any) -> Sheet:
    if sheet.total_height > 40 * ROWS:
        raise Unreadable("too_many_rows")
    return tidy(sheet.name, sheet.to_python(skip_empty_area=False))


def main() -> None:
    """Says `{"why": ...}` for what it doesn't read."""
    limit(MEMORY, SECONDS)
    try:
        out = dump(read(sys.stdin.buffer.read()))
    except Unreadable as reason:
        out = b'{"why": "%s"}' % reason.why.encode()
    except (MemoryError, RecursionError):
        out = b'{"why": "too_big"}'
    except BaseException as error:  # noqa: BLE001 - a library's panic is no Exception
        out = b'{"why": "broken"}' if "Panic" in type(error).__name__ else b'{"why": "too_big"}'
    sys.stdout.buffer.write(out)
