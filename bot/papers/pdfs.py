"""A PDF made anew: its pages, with their fonts and pictures, and nothing else.

Not what is bad is taken out: only what makes a page is copied. So there is no room for scripts, actions, forms, files
inside, links, comments, metadata, earlier versions, or another file before or after it. What was filled into a form's
fields becomes part of the page.

For the child alone.
"""

import io
from typing import Any, Final

import pypdf
from pypdf.errors import LimitReachedError

from bot.papers import copying
from bot.papers.copying import Copy, number
from bot.papers.kinds import NotTaken

PAGES: Final = 20
SHOWN: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_LETTER: Final = b"[0 0 612 792]"
_HIDDEN: Final = 0x02 | 0x20
"""Of an annotation's flags: invisible on paper or on the screen."""
_LIMITS: Final[dict[str, Any]] = {
    "zlib_maximum_output_length": copying.INFLATED,
    "lzw_maximum_output_length": copying.INFLATED,
    "run_length_maximum_output_length": copying.INFLATED,
    "array_based_stream_maximum_output_length": copying.INFLATED,
    "stream_decoding_work_maximum_length": 3 * copying.INFLATED,
    "stream_filters_maximum_length": 3,
    "page_tree_maximum_depth": 30,
    "page_tree_maximum_entries": 10 * PAGES,
    "disable_legacy_handling": True,
}


def cleaned(content: bytes) -> tuple[bytearray, bytes, int]:
    """The PDF, a thumbnail where its first page is a photo, and the number of its pages. Raises NotTaken; what the
    library raises besides means that it is broken."""
    try:
        with pypdf.apply_configuration(**_LIMITS):
            return _made_anew(_opened(content))
    except LimitReachedError as limit:
        raise NotTaken("too_many_pages" if "age tree" in str(limit) else "too_big") from None


def _opened(content: bytes) -> Any:
    reader = pypdf.PdfReader(io.BytesIO(content), xref_stream_maximum_entries=50_000, root_object_recovery_limit=500)
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotTaken("encrypted")
    return reader


def _made_anew(reader: Any) -> tuple[bytearray, bytes, int]:
    count = len(reader.pages)
    if count > PAGES:
        raise NotTaken("too_many_pages")
    if count == 0:
        raise NotTaken("broken")
    photo = copying.first_photo(reader.pages[0])
    made, pages = Copy(), []
    for page in reader.pages:
        pages.append(made.new())
        made.put(pages[-1], _page(made, page))
        made.follow()
    return made.finished(pages), photo, count


def _page(made: Copy, page: Any) -> bytes:
    """The dictionary of one page."""
    parts = [b"/Type /Page /Parent %d 0 R" % made.tree]
    for key in SHOWN:
        if key in page:
            value = page[key]
            parts.append(key.encode() + b" " + made.said(value))
    if "/MediaBox" not in page:
        parts.append(b"/MediaBox " + _LETTER)
    fields, drawn = _fields(made, page)
    parts.append(b"/Resources " + _resources(made, page, fields))
    before, after = made.stream(b"q\n"), made.stream(b"\nQ\n" + drawn)
    contents = page.get("/Contents")
    whole = contents.get_object() if contents is not None else None
    each = whole if isinstance(whole, list) else [] if whole is None else [page.raw_get("/Contents")]
    parts.append(b"/Contents [%s]" % b" ".join([before, *(made.said(one) for one in each), after]))
    return b"<< " + b" ".join(parts) + b" >>"


def _resources(made: Copy, page: Any, fields: dict[bytes, bytes]) -> bytes:
    found = page.get("/Resources")
    resources = dict(found.get_object()) if found is not None else {}
    if not fields:
        return made.said_dict(resources)
    own = resources.pop("/XObject", {})
    own = own.get_object() if hasattr(own, "get_object") else own
    inside = made.said_dict(own)[2:-2] + b" ".join(name + b" " + to for name, to in fields.items())
    return made.said_dict(resources)[:-2] + b"/XObject <<" + inside + b">> >>"


def _fields(made: Copy, page: Any) -> tuple[dict[bytes, bytes], bytes]:
    """What was filled in, as pictures by name, and how they are drawn."""
    fields, drawn = {}, bytearray()
    for number_, reference in enumerate(list(page.get("/Annots") or ())[:500]):
        note = reference.get_object()
        if not isinstance(note, dict) or note.get("/Subtype") != "/Widget" or int(note.get("/F", 0)) & _HIDDEN:
            continue
        if (look := _look(note)) is None:
            continue
        name = b"/Filled%d" % number_
        if (matrix := _placed(note, look.get_object())) is not None:
            fields[name] = made.said(look)
            drawn += b"q %s cm %s Do Q\n" % (matrix, name)
    return fields, bytes(drawn)


def _look(note: Any) -> Any:
    """The stream that shows a field as it is, or None."""
    looks: Any = note.get("/AP")
    looks = looks.get_object() if looks is not None else {}
    found: Any = looks.get("/N")
    found = found.get_object() if found is not None else None
    if hasattr(found, "get_data"):
        return looks.raw_get("/N")
    state = note.get("/AS")
    return found.raw_get(state) if hasattr(found, "raw_get") and state in found else None


def _placed(note: Any, look: Any) -> bytes | None:
    """The matrix that puts the picture into the field's rectangle; turned ones are left out."""
    try:
        left, low, right, high = (float(one) for one in note["/Rect"])
        x0, y0, x1, y1 = (float(one) for one in look["/BBox"])
        a, b, c, d, e, f = (float(one) for one in look.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    except (KeyError, TypeError, ValueError):
        return None
    if b or c or x1 == x0 or y1 == y0 or not a or not d:
        return None
    left, right, low, high = min(left, right), max(left, right), min(low, high), max(low, high)
    x0, x1, y0, y1 = x0 * a + e, x1 * a + e, y0 * d + f, y1 * d + f
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    wide, tall = (right - left) / (x1 - x0), (high - low) / (y1 - y0)
    return b" ".join(number(one) for one in (wide, 0, 0, tall, left - x0 * wide, low - y0 * tall))
