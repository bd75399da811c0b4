"""A copied text held against our own words: is it ours, and was something put in that does harm?

What does harm is where one is to go, whom to call or pay, and how much. So a copy that leaves something out is still
ours; one that adds a number, a price or an account, or has another date or place in a line of ours, is not.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from bot.services.search import spelling

SAME: Final = 92
"""From which likeness on (of 100) two lines say the same but for signs and blanks."""
CLOSE: Final = 62
"""From which on a line is one of ours that was changed."""
SHORT: Final = 8
"""Letters below which a line without a marker says too little to be anybody's."""
HALF: Final = 0.5
_MONEY: Final = re.compile(r"\$\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:pesos|mxn|usd|d[oó]lares|dollars)\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){7,19}")
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Held:
    """`share`: how much of the text stands in ours, from 0 to 1. `added`: what isn't in ours and does harm, as it was
    written. `changed`: pairs of a line and what ours says instead."""

    share: float
    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()


def against(text: str, own: Sequence[str], *, passing: Sequence[str] = ()) -> Held:
    """Hold a text against the lines of one of our cards. `passing`: lines of ours that change by themselves, such as
    the seats that are left; they are never held against anybody."""
    lines = [line for line in text.splitlines()[:80] if len(_plain(line)) >= SHORT or _marker(line)]
    if not lines:
        return Held(0.0)
    plain = [_plain(line) for line in own]
    masked = [_masked(line) for line in passing]
    ours = total = 0
    changed: list[tuple[str, str]] = []
    for line in lines:
        said = _plain(line)
        total += len(said)
        found = process.extractOne(said, plain, scorer=fuzz.ratio, score_cutoff=SAME)
        if found is None and process.extractOne(_masked(line), masked, scorer=fuzz.ratio, score_cutoff=SAME):
            ours += len(said)
            continue
        at = found[2] if found else _nearest(line, said, own, plain)
        if at is not None:
            ours += len(said)
            if _tells_otherwise(line, own[at], same=found is not None):
                changed.append((line.strip(), own[at].strip()))
    kept = "\n".join((*own, *passing))
    added = tuple(one for one in claims(text) if not _says(kept, one) and not any(one in line for line, _o in changed))
    return Held(ours / max(total, 1), added, tuple(changed))


def claims(text: str) -> list[str]:
    """Prices and long numbers (to call or to pay to) in a text, as written, each once."""
    found = [match[0].strip() for pattern in (_MONEY, _NUMBER) for match in pattern.finditer(text[:4_096])]
    return list(dict.fromkeys(found))


def names_it(text: str, names: Iterable[str]) -> bool:
    """Whether a text speaks of something by one of its names."""
    said = f" {_plain(text)} "
    return any(f" {name} " in said for name in map(_plain, names) if len(name) >= SHORT // 2)


def _nearest(line: str, said: str, own: Sequence[str], plain: Sequence[str]) -> int | None:
    """The line of ours that this one was: the one with the same marker before it, else one with nearly its words."""
    if marker := _marker(line):
        for at, one in enumerate(own):
            if _marker(one) == marker:
                return at
    found = process.extractOne(said, plain, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return found[2] if found else None


def _tells_otherwise(line: str, own: str, *, same: bool) -> bool:
    """Whether a reader would go elsewhere, at another time, or pay something else. What readers go by are figures, and
    the lines with a marker (when, where, how much); other words alone may be the other language's."""
    if _DIGITS.findall(line) != _DIGITS.findall(own):
        return True
    return not same and bool(_marker(line))


def _marker(line: str) -> str:
    """The sign that a line begins with, where it is a picture and no punctuation."""
    first = line.lstrip()[:1]
    return first if unicodedata.category(first or " ") == "So" else ""


def _says(own: str, claim: str) -> bool:
    return "".join(_DIGITS.findall(claim)) in {"".join(_DIGITS.findall(one)) for one in claims(own)}


@lru_cache(20_000)
def _plain(line: str) -> str:
    return " ".join(word.plain for word in spelling.read(line))


def _masked(line: str) -> str:
    return _DIGITS.sub("0", _plain(line))
