"""A name as somebody typed it."""

import unicodedata
from typing import Final

import regex

from bot.errors import NotAName

SHORTEST: Final = 2
"""In letters."""
LONGEST: Final = 80
"""In graphemes: what a reader counts as one character."""
_ROOM: Final = 120
"""In code points: what the column holds."""

# Controls, formats (bidi among them), surrogates, private and unassigned code points; then what Unicode calls a
# letter, a mark or a symbol and no font draws: Hangul and Khmer fillers, joiners, variation selectors, blank Braille.
_UNSEEN = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFFA0\uFE00-\uFE0F\U000E0100-\U000E01EF]"
)
_SPACES = regex.compile(r"[\s\p{Z}]+")
_PILE = regex.compile(r"(\p{M}{3})\p{M}+")
_LETTER = regex.compile(r"\p{L}")
# Of any script; apostrophes, hyphens, periods and middle dots are part of names in some of them.
_NAME = regex.compile(r"[\p{L}\p{M} '’.\-\u2010\u2011·\u2027\u30FB]+")


def visible(text: str) -> str:
    """The text in NFC on one line, without anything invisible; runs of spaces become one."""
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", _UNSEEN.sub("", spaced)).strip()


def unpiled(text: str) -> str:
    """Without the marks above three on one letter: they are noise, in every script."""
    return _PILE.sub(r"\1", text)


def quoted(text: str) -> str:
    """The beginning of what was typed, short enough to be quoted back."""
    shown = regex.findall(r"\X", unpiled(visible(text[:400])))
    return "".join(shown[:40]) + ("…" if len(shown) > 40 else "")


def name_from(text: str) -> str:
    """A name of at most 80 characters, two of them letters at least. Raises NotAName: blank, too_short, too_long,
    no_letters (none at all) or not_letters (digits, symbols or emoji among them)."""
    if len(text) > 4_000:
        raise NotAName("too_long", quoted(text))
    name = unicodedata.normalize("NFC", unpiled(visible(text)))
    length = len(regex.findall(r"\X", name))
    if not length:
        raise NotAName("blank")
    if length > LONGEST or len(name) > _ROOM:
        raise NotAName("too_long", quoted(text))
    if not _LETTER.search(name):
        raise NotAName("no_letters", quoted(text))
    if not _NAME.fullmatch(name):
        raise NotAName("not_letters", quoted(text))
    if len(_LETTER.findall(name)) < SHORTEST:
        raise NotAName("too_short", quoted(text))
    return name
