"""Looking at a spreadsheet's archive before anything parses it: sizes, names, and what is in the XML.

What the archive says of its sizes isn't believed: each part is unpacked up to a limit.
"""

import io
import re
import unicodedata
import zipfile
from typing import Final

from bot.sheets.tables import Unreadable

PARTS: Final = 300
WHOLE: Final = 12 * 1024 * 1024
"""Bytes of all parts, unpacked."""
RATIO: Final = 150
"""How many times smaller a large part may have been packed."""
SMALL: Final = 512 * 1024
CHUNK: Final = 256 * 1024
COMMENT: Final = 256
_ENCRYPTED: Final = 0x1
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DECLARES: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST)", re.IGNORECASE)
_XML: Final = (".xml", ".rels")


def inspect(content: bytes) -> None:
    """Raises Unreadable for what no program that makes spreadsheets would have made, and for what we don't open."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look(archive)
    except Unreadable:
        raise
    except zipfile.BadZipFile:
        raise Unreadable("broken") from None
    except (NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError):
        raise Unreadable("archive") from None
    except Exception:  # noqa: BLE001 - zlib's error, and whatever a forged header makes zipfile stumble over
        raise Unreadable("broken") from None


def _look(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if not parts or len(parts) > PARTS or len(archive.comment) > COMMENT:
        raise Unreadable("archive")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or any(map(_is_strange, names)):
        raise Unreadable("archive")
    if min(part.header_offset for part in parts) != 0:
        raise Unreadable("archive")  # something else stands before it
    _refuse_by_name(names)
    if sum(part.file_size for part in parts) > WHOLE:
        raise Unreadable("too_big")
    room = WHOLE
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted")
        if part.compress_type not in _PACKED:
            raise Unreadable("archive")
        if part.file_size > SMALL and part.file_size > RATIO * max(1, part.compress_size):
            raise Unreadable("too_big")
        room -= _read(archive, part, room)


def _refuse_by_name(names: list[str]) -> None:
    lower = [name.lower() for name in names]
    if "encryptedpackage" in lower:
        raise Unreadable("encrypted")
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in lower):
        raise Unreadable("macros")
    if any("externallinks/" in name for name in lower):
        raise Unreadable("links")
    if not any(name in ("xl/workbook.xml", "content.xml", "xl/workbook.bin") for name in lower):
        raise Unreadable("not_a_sheet")


def _is_strange(name: str) -> bool:
    pieces = name.split("/")
    return (
        len(name) > 250
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in pieces
        or any(unicodedata.category(c)[0] == "C" for c in name)
    )


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> int:
    """Unpack a part and look into it; how many bytes it really has."""
    is_xml, size, tail = part.filename.lower().endswith(_XML), 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > room or size > max(SMALL, RATIO * part.compress_size):
                raise Unreadable("too_big")
            if is_xml:
                _check_xml(tail + chunk, first=not tail)
                tail = chunk[-16:]
    return size


def _check_xml(piece: bytes, *, first: bool) -> None:
    """No declarations of entities; and no encoding in which we wouldn't see them."""
    if b"\0" in piece[:64] or piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("entities")
    said = re.search(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([^\"']*)", piece[:300]) if first else None
    if said and said[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise Unreadable("entities")
    if _DECLARES.search(piece):
        raise Unreadable("entities")
