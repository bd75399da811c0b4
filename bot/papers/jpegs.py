"""A JPEG inside another file, without what isn't its picture: where it was taken, with what, and what was noted."""

from typing import Final

_ALONE: Final = (0x01, *range(0xD0, 0xD9))
_SCAN: Final = 0xDA
_COMMENT: Final = 0xFE
_NEEDED: Final = (0xE0, 0xEE)
"""Of the sixteen application segments those that say how its colours are meant."""


def bare(content: bytes) -> bytes:
    """The same picture, segment by segment. What isn't built like a JPEG comes back as nothing: no reader shows it."""
    if content[:2] != b"\xff\xd8":
        return b""
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark in _ALONE:
            out += content[at : at + 2]
            at += 2
            continue
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if mark == _SCAN:
            end = content.rfind(b"\xff\xd9")
            return bytes(out) + content[at : end + 2 if end > at else len(content)]
        if not (0xE0 <= mark <= 0xEF and mark not in _NEEDED) and mark != _COMMENT:
            out += content[at : at + 2 + size]
        at += 2 + size
    return b""
