"""What a file is, told by how it begins; and why one isn't taken."""

from typing import Final


class NotTaken(Exception):
    """`why`, as a code: empty, heic, office, not_a_paper, broken, encrypted, too_many_pages, too_many_pixels, unsafe,
    too_big (it wants more memory or time than it may have), or busy (nobody could look at it)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_BEGINS: Final = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)
_OFFICE: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


def kind_of(content: bytes) -> str:
    """`pdf`, `jpeg`, `png` or `webp`. Raises NotTaken."""
    if not content.strip(b"\0 \r\n\t"):
        raise NotTaken("empty")
    for begins, kind in _BEGINS:
        if content.startswith(begins):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise NotTaken("heic")
    raise NotTaken("office" if content.startswith(_OFFICE) else "not_a_paper")
