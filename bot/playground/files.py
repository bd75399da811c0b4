"""Files: what was uploaded, its id for bots, its path for downloads, and what kind of picture it is."""

import base64
import hashlib
import mimetypes
import struct
from dataclasses import asdict, dataclass
from typing import Any

from bot.playground.errors import Refused, bad
from bot.playground.store import Store

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
UNKNOWN_TYPE = "application/octet-stream"
FOLDERS = {
    "photo": "photos", "document": "documents", "audio": "music", "voice": "voice", "video": "videos",
    "animation": "animations", "sticker": "stickers", "video_note": "video_notes",
}  # fmt: skip


@dataclass
class Upload:
    """A file that came with a request and has not been kept yet."""

    name: str
    mime_type: str
    content: bytes


@dataclass
class File:
    """A kept file; `unique_id` names it in the page's addresses, `path` in those of bots."""

    id: int
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    size: int
    path: str
    width: int = 0
    height: int = 0

    def wire(self) -> dict[str, Any]:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.by_id: dict[str, File] = {}
        self.by_unique: dict[str, File] = {}
        self.by_path: dict[str, File] = {}
        self.last = 0

    def load(self) -> None:
        for _, _, document in self.store.all("file"):
            self._note(File(**document))

    def keep(self, kind: str, upload: Upload, *, from_person: bool = False) -> File:
        """Writes the content to the file before it returns. A person may send more than a bot may fetch."""
        size = len(upload.content)
        if size > UPLOAD_LIMIT and not from_person:
            raise Refused(413, "Request Entity Too Large")
        if not size:
            raise bad("file must be non-empty")
        width, height = picture_size(upload.content) or (0, 0)
        if kind == "photo":
            if not width:
                raise bad("IMAGE_PROCESS_FAILED")
            if size > PHOTO_LIMIT:
                raise bad(f"too big photo: {size} bytes, the limit is {PHOTO_LIMIT}")
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise bad("PHOTO_INVALID_DIMENSIONS")
        id = self.last + 1
        digest = hashlib.sha256(b"%d:" % id + upload.content[:4096]).digest()
        ending = picture_ending(upload.content) if kind == "photo" else ""
        if not ending and "." in upload.name:
            ending = "." + "".join(c for c in upload.name.rsplit(".", 1)[1] if c.isalnum())[:10]
        file = File(
            id=id,
            file_id="AgAC" + base64.urlsafe_b64encode(digest).decode().rstrip("="),
            unique_id="AQAD" + base64.urlsafe_b64encode(digest[:9]).decode(),
            kind=kind,
            name=upload.name,
            mime_type=_mime_type(upload, ending),
            size=size,
            path=f"{FOLDERS[kind]}/file_{id}{ending}",
            width=width,
            height=height,
        )
        self.store.write_content(id, upload.content)
        self.store.put("file", 0, id, asdict(file))
        self.store.flush()
        self._note(file)
        return file

    def _note(self, file: File) -> None:
        self.last = max(self.last, file.id)
        self.by_id[file.file_id] = self.by_unique[file.unique_id] = self.by_path[file.path] = file

    def find(self, file_id: str) -> File:
        file = self.by_id.get(file_id)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        return file

    def content(self, file: File) -> bytes:
        return self.store.read_content(file.id)


def _mime_type(upload: Upload, ending: str) -> str:
    """What the sender says, unless it says nothing or only "some bytes"."""
    if upload.mime_type and upload.mime_type != UNKNOWN_TYPE:
        return upload.mime_type
    return mimetypes.guess_type(f"x{ending}")[0] or UNKNOWN_TYPE


def picture_ending(content: bytes) -> str:
    if content.startswith(b"\x89PNG"):
        return ".png"
    if content.startswith(b"GIF8"):
        return ".gif"
    return ".webp" if content[8:12] == b"WEBP" else ".jpg"


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG, GIF or WebP, read from its header; None for anything else."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", content[16:24])
        if content.startswith(b"GIF8"):
            return struct.unpack("<HH", content[6:10])
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp_size(content)
        if content.startswith(b"\xff\xd8"):
            return _jpeg_size(content)
    except (struct.error, IndexError):
        return None
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place < len(content):
        if content[place] != 0xFF:
            return None
        marker = content[place + 1]
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        # The frame headers C0-CF carry the size, except three of them that are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
