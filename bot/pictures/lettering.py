"""Words as the fonts inside typst can draw them. Whatever they have no shape for is left out: an empty box would look
broken, and what a picture shows is in its caption too."""

import unicodedata
from typing import Final

import regex

LONGEST: Final = 120
"""Graphemes of one text; more would be too small to read anyway."""
ROOM: Final = 600
"""Code points that are looked at."""

# Latin, Greek, Cyrillic, Hebrew and Arabic letters, digits and punctuation; a mark or two on a letter.
_DRAWN = regex.compile(
    r"[\u0021-\u007E\u00A1-\u00AC\u00AE-\u02FF\u0370-\u0373\u0376\u0377\u0386-\u038A\u038C\u038E-\u03A1\u03A3-\u0482"
    r"\u048A-\u04FF\u05D0-\u05EA\u0621-\u063A\u0641-\u064A\u0660-\u0669\u06F0-\u06F9\u1E00-\u1EFF\u2010-\u2015"
    r"\u2018-\u201E\u2020-\u2022\u2026\u20AC\uA78B\uA78C][\u0300-\u0304\u0306-\u030C\u0323\u0327\u0328\u0331\u0332]{0,2}"
)
_JOINED = regex.compile(r"[\p{Cc}\p{Z}\s]+")


def drawable(text: str, longest: int = LONGEST) -> str:
    """The text on one line without what can't be drawn; empty where nothing of it can."""
    # Compatibility forms first: letters of mathematics and wide ones, which people decorate names with, become letters.
    spaced = _JOINED.sub(" ", unicodedata.normalize("NFKC", text[:ROOM]))
    words = ("".join(_DRAWN.findall(word)) for word in spaced.split(" "))
    return _shortened(" ".join(word for word in words if regex.search(r"[\p{L}\p{N}]|^[–—·•&+/-]$", word)), longest)


def _shortened(text: str, longest: int) -> str:
    letters = regex.findall(r"\X", text)
    return text if len(letters) <= longest else "".join(letters[: longest - 1]).rstrip() + "…"
