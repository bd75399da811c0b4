"""How a word sounds to somebody who writes Spanish by ear: two spellings of one sound get one key."""

import re
from functools import lru_cache

# The letters of which one must be there, what is heard, and how it is written down.
_SOUNDS = (
    ("h", re.compile(r"ch"), "C"),
    ("p", re.compile(r"^ps"), "s"),
    ("p", re.compile(r"ph"), "f"),
    ("h", re.compile(r"sh"), "s"),
    ("uwg", re.compile(r"^h?u(?=[aeio])|w|gu(?=[ao])"), "W"),
    ("h", re.compile(r"h"), ""),
    ("l", re.compile(r"ll(?=[aeiou])"), "y"),
    ("g", re.compile(r"gu(?=[ei])"), "G"),
    ("g", re.compile(r"g(?=[ei])"), "j"),
    ("cq", re.compile(r"qu?(?=[eiaou])|c(?=[aouktlr]|$)|q"), "k"),
    ("czx", re.compile(r"s?c(?=[eiy])|z|xc(?=[ei])"), "s"),
    ("c", re.compile(r"c"), "k"),
    ("v", re.compile(r"v"), "b"),
    ("n", re.compile(r"n(?=[bpm])"), "m"),
    ("yl", re.compile(r"(?<=[aeou])y(?![aeiou])"), "i"),
    ("yl", re.compile(r"y(?=$)"), "i"),
    ("iyl", re.compile(r"(?<=[aeou])i(?=[aeou])"), "y"),
)
_TWICE = re.compile(r"(.)\1+")
_QUIET = re.compile(r"[chgqvyzwpnix]|(.)\1")


@lru_cache(8_192)
def sound(word: str) -> str:
    """One key for `kiero` and `quiero`, `yorar` and `llorar`, `bibir` and `vivir`."""
    if not _QUIET.search(word):
        return word
    letters = set(word)
    for needed, pattern, becomes in _SOUNDS:
        if not letters.isdisjoint(needed):
            word = pattern.sub(becomes, word)
    return _TWICE.sub(r"\1", word).lower()
