"""How a word sounds to somebody who writes Spanish by ear: two spellings of one sound get one key."""

import re

_SOUNDS = (
    (re.compile(r"ch"), "C"),
    (re.compile(r"^ps"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"sh"), "s"),
    (re.compile(r"^h?u(?=[aeio])|w|gu(?=[ao])"), "W"),
    (re.compile(r"h"), ""),
    (re.compile(r"ll(?=[aeiou])"), "y"),
    (re.compile(r"gu(?=[ei])"), "G"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"qu?(?=[eiaou])|c(?=[aouktlr]|$)|q"), "k"),
    (re.compile(r"s?c(?=[eiy])|z|xc(?=[ei])"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"v"), "b"),
    (re.compile(r"n(?=[bpm])"), "m"),
    (re.compile(r"(?<=[aeou])y(?![aeiou])"), "i"),
    (re.compile(r"y(?=$)"), "i"),
    (re.compile(r"(?<=[aeou])i(?=[aeou])"), "y"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_QUIET = re.compile(r"[chgqvyzwpnix]|(.)\1")


def sound(word: str) -> str:
    """One key for `kiero` and `quiero`, `yorar` and `llorar`, `bibir` and `vivir`."""
    if not _QUIET.search(word):
        return word
    for pattern, becomes in _SOUNDS:
        word = pattern.sub(becomes, word)
    return word.lower()
