"""Words as they are typed and words as they are compared.

A text is cut to a bounded number of plain words first, so that nothing that somebody sends can take long. Accents are
folded before stemming, on both sides; ñ is kept until the small words are gone ("uñas" is not "unas").
"""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import snowballstemmer

ROOM: Final = 400
"""Characters of a text that are read."""
WORDS: Final = 24
"""Words of a text that are read."""
LONGEST: Final = 24
"""Letters of a word that are read."""

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"(.)\1{2,}")
_GENDER_AT = re.compile(r"(?<=\w)@(?=\w|\b)")
_STEMMERS = threading.local()
_ACCENTED = "áéíóúüàèìòùâêîôûäëïöãõç"
_BARE = str.maketrans(_ACCENTED, "aeiouuaeiouaeiouaeioaoc")
_LATIN = frozenset(map(chr, range(128))) | frozenset(_ACCENTED + "ñ¿¡«»“”‘’–—…·°ªº×")


@dataclass(frozen=True)
class Word:
    """`typed` in small letters, with its accents; `kept` without them but with its ñ; `plain` without either."""

    typed: str
    kept: str
    plain: str


def fold(text: str) -> str:
    """Small letters without accents; ñ stays."""
    folded = text.casefold().translate(_BARE)
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded.replace("ñ", "\0")).replace("\0", "ñ")
    return "".join(c for c in parts if not unicodedata.combining(c))


def tidy(text: str, *, room: int = ROOM) -> str:
    """A text cut to what is read, in small letters, with its accents, without marks that are piled on for effect."""
    cut = text[:room].casefold()
    if not cut.isascii():
        # Some single characters stand for a whole line; what can't be put into one character is left out.
        cut = unicodedata.normalize("NFKC", cut)[: room * 2].casefold()
        if not all(map(_LATIN.__contains__, cut)):
            cut = "".join(c for c in cut if not unicodedata.combining(c))
    return _GENDER_AT.sub("o", cut) if "@" in cut else cut


def read(text: str, *, room: int = ROOM, most: int = WORDS) -> list[Word]:
    """The words of a text, in order. Letters repeated for effect (`holaaa`) count once; `@` as an ending is an o."""
    return [word_of(match[0]) for _at, match in zip(range(most), _WORD.finditer(tidy(text, room=room)), strict=False)]


def written(text: str) -> list[str]:
    """The words of a text of ours, as they stand there but in small letters."""
    return _WORD.findall(tidy(text, room=2_000))


def word_of(found: str) -> Word:
    """The word and its plainer forms."""
    typed = _RUN.sub(r"\1", found)[:LONGEST]
    kept = fold(typed)
    return Word(typed, kept, kept.replace("ñ", "n"))


def plain(text: str) -> tuple[str, ...]:
    """A phrase as the words it is compared by."""
    return tuple(word.plain for word in read(text, room=4_000, most=600))


def stem(word: str, language: str) -> str:
    """The stem of a plain word, without accents."""
    stemmers: dict[str, Any] = _STEMMERS.__dict__
    if language not in stemmers:
        # One of each a thread: a stemmer keeps the word that it is working on.
        stemmers[language] = snowballstemmer.stemmer("spanish" if language == "es" else "english")
    if language == "en":
        return str(stemmers["en"].stemWord(word))
    # The ending is only recognised with its accent.
    accented = word[:-3] + "ión" if word.endswith(("cion", "sion")) else word
    found = fold(stemmers["es"].stemWord(accented)).replace("ñ", "n")
    if len(found) >= 9 and found.endswith(("acion", "icion")):
        # Grabación, grabar: where the stemmer finds the word too short to cut.
        return found[:-5]
    # Barbería, barbero: one trade.
    return found[:-1] if len(found) > 4 and found.endswith("i") else found


@lru_cache(maxsize=32_768)
def known_stem(word: str, language: str) -> str:
    """The same, remembered: for words of the catalogue and of the lexicon, never for what people type."""
    return stem(word, language)


_SOUNDS: Final = (
    (re.compile(r"^ps"), "s"),
    (re.compile(r"^[hg]?ue|^we"), "we"),
    (re.compile(r"ch"), "C"),
    (re.compile(r"sh"), "C"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"h"), ""),
    (re.compile(r"qu(?=[ei])|q|k"), "k"),
    (re.compile(r"c(?=[eiy])|z|x"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"v"), "b"),
    (re.compile(r"ll(?=[aeiou])"), "y"),
    (re.compile(r"y(?![aeiou])"), "i"),
    (re.compile(r"m(?=[bpv])"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sound(word: str) -> str:
    """How a plain word sounds in Mexico: what is said alike is written alike here (`varveria`, `barbería`)."""
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


def shorter(word: str) -> set[str]:
    """The word with one letter left out, each in turn: two words one mistake apart share one of these."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
