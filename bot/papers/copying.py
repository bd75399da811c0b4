"""Copying what one may of a PDF, object by object, into another that is written here.

For the child alone.
"""

import io
import math
import zlib
from collections import deque
from typing import Any, Final

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject, StreamObject

from bot.papers import jpegs
from bot.papers.kinds import NotTaken

OBJECTS: Final = 20_000
INFLATED: Final = 16 * 1024 * 1024
"""Bytes of one stream that isn't a picture, unpacked."""
ALL_INFLATED: Final = 64 * 1024 * 1024
PIXELS: Final = 60_000_000
"""Of a picture on a page: more than a letter has at 600 dots an inch."""
_CHUNK: Final = 256 * 1024
_PACKED: Final = ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")
_FILTERS: Final = (
    *_PACKED,
    *("/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx", "/CCITTFaxDecode", "/CCF", "/DCTDecode", "/DCT"),
    *("/JBIG2Decode", "/JPXDecode"),
)
_LEFT_OUT: Final = frozenset(
    {
        *("/AA", "/AF", "/Annots", "/Dests", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/LastModified", "/Launch"),
        *("/Metadata", "/OpenAction", "/OPI", "/Parent", "/PieceInfo", "/PtData", "/Ref", "/RichMediaContent"),
        *("/StructParent", "/StructParents", "/Thumb", "/URI", "/XFA", "/Measure", "/Outlines", "/Names", "/AcroForm"),
    }
)
"""Whatever stands under these is no part of how a page looks."""
_LEFT_OUT_OF_STREAMS: Final = _LEFT_OUT | {"/Length", "/F", "/FFilter", "/FDecodeParms", "/DL"}
"""A stream's content may be said to be in another file."""
_OTHER: Final = (
    *("/Page", "/Pages", "/Catalog", "/Annot", "/Action", "/Filespec", "/F", "/EmbeddedFile", "/Metadata", "/Sig"),
    *("/ObjStm", "/XRef", "/Outlines", "/StructElem", "/StructTreeRoot"),
)


def number(value: float) -> bytes:
    if not math.isfinite(value):
        raise NotTaken("broken")
    return f"{value:.5f}".rstrip("0").rstrip(".").encode() or b"0"


class Copy:
    """A PDF in the making. `tree` is the number of the object that names its pages."""

    tree: Final = 2

    def __init__(self) -> None:
        self._out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._starts: list[int] = [0, 0, 0]
        self._known: dict[tuple[int, int], int] = {}
        self._waiting: deque[tuple[int, Any]] = deque()
        self._inflated = 0

    def new(self) -> int:
        if len(self._starts) > OBJECTS:
            raise NotTaken("too_big")
        self._starts.append(0)
        return len(self._starts) - 1

    def put(self, at: int, *parts: bytes | bytearray) -> None:
        """This object is these bytes."""
        self._starts[at] = len(self._out)
        self._out += b"%d 0 obj\n" % at
        for part in parts:
            self._out += part
        self._out += b"\nendobj\n"

    def stream(self, content: bytes) -> bytes:
        """A new one of ours; how it is referred to."""
        at = self.new()
        self.put(at, b"<< /Length %d >>\nstream\n" % len(content), content, b"\nendstream")
        return b"%d 0 R" % at

    def said(self, value: Any) -> bytes:
        """A value as it is written. What it refers to follows later."""
        if isinstance(value, IndirectObject):
            key = (value.idnum, value.generation)
            if key not in self._known:
                self._known[key] = self.new()
                self._waiting.append((self._known[key], value))
            return b"%d 0 R" % self._known[key]
        if isinstance(value, StreamObject):
            at = self.new()
            self._waiting.append((at, value))
            return b"%d 0 R" % at
        if isinstance(value, DictionaryObject):
            return b"null" if value.get("/Type") in _OTHER else self.said_dict(value)
        if isinstance(value, ArrayObject | list):
            return b"[" + b" ".join([self.said(one) for one in value]) + b"]"
        out = io.BytesIO()
        value.write_to_stream(out)
        return out.getvalue()

    def said_dict(self, value: Any, left_out: frozenset[str] = _LEFT_OUT) -> bytes:
        parts = []
        for key in value:
            if key not in left_out:
                name = io.BytesIO()
                NameObject(key).write_to_stream(name)
                kept = value.raw_get(key) if isinstance(value, DictionaryObject) else value[key]
                parts.append(name.getvalue() + b" " + self.said(kept))
        return b"<<" + b" ".join(parts) + b">>"

    def follow(self) -> None:
        """Everything that was referred to so far, and what that refers to."""
        while self._waiting:
            at, value = self._waiting.popleft()
            found = value.get_object()
            if isinstance(found, IndirectObject):
                raise NotTaken("broken")
            if isinstance(found, StreamObject):
                self._put_stream(at, found)
            elif found is None or isinstance(found, NullObject):
                self.put(at, b"null")
            else:
                self.put(at, self.said(found))

    def _put_stream(self, at: int, found: Any) -> None:
        if found.get("/Type") in _OTHER or found.get("/Subtype") == "/PS":
            self.put(at, b"null")
            return
        content = self._content(found)
        head = self.said_dict(found, _LEFT_OUT_OF_STREAMS)[:-2]
        self.put(at, head, b" /Length %d>>\nstream\n" % len(content), content, b"\nendstream")
        found._data = b""

    def _content(self, found: Any) -> bytes:
        """As it is packed, once it is sure that it doesn't unpack to more than anybody wants to read."""
        content: bytes = found._data
        filters = filters_of(found)
        if any(one not in _FILTERS for one in filters) or sum(one in _PACKED for one in filters) > 1:
            raise NotTaken("unsafe")
        if found.get("/Subtype") == "/Image":
            wide, tall = int(found.get("/Width", 0)), int(found.get("/Height", 0))
            if wide * tall > PIXELS or min(wide, tall) < 0:
                raise NotTaken("too_many_pixels")
            return jpegs.bare(content) if filters in (["/DCTDecode"], ["/DCT"]) else content
        if filters in (["/FlateDecode"], ["/Fl"]):
            self._inflated += _inflated(content)
        elif filters:
            self._inflated += len(found.get_data())
        if self._inflated > ALL_INFLATED:
            raise NotTaken("too_big")
        return content

    def finished(self, pages: list[int]) -> bytearray:
        self.put(1, b"<< /Type /Catalog /Pages %d 0 R >>" % self.tree)
        kids = b" ".join(b"%d 0 R" % one for one in pages)
        self.put(self.tree, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
        table = len(self._out)
        self._out += b"xref\n0 %d\n0000000000 65535 f \n" % len(self._starts)
        for start in self._starts[1:]:
            self._out += b"%010d 00000 n \n" % start
        self._out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(self._starts), table)
        return self._out


def filters_of(stream: Any) -> list[str]:
    found = stream.get("/Filter")
    found = found.get_object() if found is not None else None
    if found is None or isinstance(found, NullObject):
        return []
    return [str(one.get_object()) for one in found] if isinstance(found, list) else [str(found)]


def _inflated(content: bytes) -> int:
    """How many bytes come out, without keeping them. Raises NotTaken once they are too many."""
    unpacking, size, rest = zlib.decompressobj(), 0, content
    try:
        while rest and not unpacking.eof:
            size += len(unpacking.decompress(rest, _CHUNK))
            if size > INFLATED:
                raise NotTaken("too_big")
            rest = unpacking.unconsumed_tail
    except zlib.error:
        # Readers show what came out until then.
        return size
    return size


def first_photo(page: Any) -> bytes:
    """A thumbnail of the first photo on a page; empty where it has none."""
    from bot.papers import images  # noqa: PLC0415 - most pages have none

    try:
        inside = page["/Resources"].get_object()["/XObject"].get_object()
        for name in list(inside)[:10]:
            found = inside[name]
            if found.get("/Subtype") == "/Image" and filters_of(found) == ["/DCTDecode"]:
                return images.thumbnail(images.opened(found._data, "jpeg", images.SMALL))
    except (KeyError, NotTaken, AttributeError, TypeError):
        return b""
    return b""
