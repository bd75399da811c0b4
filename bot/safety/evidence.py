"""Weighed evidence, for what no rule names: each word, concept, piece of a word, two or three neighbouring words and
pair of concepts near each other speaks for danger or for everyday life, the rarer the more; and the sum is measured by
how much there is to go by, so that three words weigh as much as thirty. The weights are learned from bot/bench/safety
by `make learn`, not written by hand.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Final

from bot.safety.finding import Topic

WEIGHTS: Final = Path(__file__).with_name("words") / "weights.txt"
WINDOW: Final = 24
"""Words weighed together; longer texts are weighed by windows that overlap by half, so that length adds nothing."""
SCALE: Final = 5
FINE: Final = 1000
"""What stands for 1 in the weights, and in where the sums begin."""
USUAL: Final = 1 << 14
"""Pieces that are kept ready."""
_ready: dict[str, tuple[int, ...]] = {}
_PIECE: Final = 4
_NEAR: Final = 4
"""Words between which the order of two concepts counts."""
_BY_EAR: Final = (
    ("qu", "k"),
    ("ll", "y"),
    ("v", "b"),
    ("z", "s"),
    ("ch", "#"),
    ("h", ""),
    ("ce", "se"),
    ("ci", "si"),
    ("c", "k"),
)


@dataclass(frozen=True)
class Weighed:
    grave: float
    """Above 0 it is likelier grave than everyday."""
    danger: float
    """Above 0 it is likelier danger than distress, if it is grave."""
    topic: Topic


def windows(
    words: Sequence[tuple[str, str]],
    concepts: Mapping[str, tuple[str, ...]],
    known: Callable[[str], object] = bool,
) -> Iterator[set[str]]:
    """What is `known` of each window of a text; `words` with their signs, `concepts` of each sign."""
    sounds, pieces = {}, {}
    for word, signs in dict(words).items():
        whole, *parts = _pieces(word, signs, concepts)
        sounds[word] = whole
        pieces[word] = [part for part in (whole, *parts) if known(part)]
    heard = [sounds[word] for word, _signs in words]
    meant = [_meant(signs, concepts) for _word, signs in words]
    step = WINDOW // 2
    for start in range(0, max(len(words) - step, 1), step):
        some = (pieces[word] for word, _signs in words[start : start + WINDOW])
        rows = [*_rows(["", *heard[start : start + WINDOW]]), *_met(meant[start : start + WINDOW])]
        yield {row for row in rows if known(row)}.union(*some)


def _rows(heard: Sequence[str]) -> Iterator[str]:
    """Words beside each other, two, three, and three without the one between."""
    for at, one in enumerate(heard[:-1]):
        yield f"{one} {heard[at + 1]}"
    for one, other, third in zip(heard, heard[1:], heard[2:], strict=False):
        yield f"{one} {other} {third}"
        yield f"{one} _ {third}"


def _meant(signs: str, concepts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The concepts, whatever their form."""
    return list(dict.fromkeys(name.partition(".")[0] for sign in signs for name in concepts.get(sign, ())))


def _met(meant: Sequence[list[str]]) -> list[str]:
    """Who does what to whom, roughly: each two concepts that stand near each other, in their order."""
    return [
        f"{one}>{other}"
        for at, names in enumerate(meant)
        if names
        for others in meant[at + 1 : at + 1 + _NEAR]
        for one in names
        for other in others
    ]


def _pieces(word: str, signs: str, concepts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """As it sounds, then its pieces, then what it means."""
    if not word[0].isalnum():
        return (word[0],)
    for right, heard in _BY_EAR:
        word = word.replace(right, heard)
    framed = f"<{word[:16]}>"
    pieces = (framed[at : at + _PIECE] for at in range(len(framed) - _PIECE + 1))
    return (word, *pieces, *(name for sign in signs for name in concepts.get(sign, ())))


@cache
def _lines() -> list[str]:
    """In order, so that one is found without a table of them, which would take three times the memory."""
    return WEIGHTS.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _weights(piece: str) -> tuple[int, ...] | None:
    """How rare a piece is, then what it weighs for grave, for danger and, if it is one word, for each topic; all of
    SCALE. `bias` is where each begins, of FINE. None for what was never learned, of which nothing is remembered: only
    people say it."""
    if (ready := _ready.get(piece)) is not None:
        return ready
    lines, beginning = _lines(), f"{piece}\t"
    at = bisect_left(lines, beginning)
    if at == len(lines) or not lines[at].startswith(beginning):
        return None
    numbers = tuple(map(int, lines[at][len(beginning) :].split()))
    if len(_ready) < USUAL:
        _ready[piece] = numbers
    return numbers


def weigh(words: Sequence[tuple[str, str]], concepts: Mapping[str, tuple[str, ...]]) -> Weighed:
    """The gravest window of a text."""
    _none, grave_at, danger_at, *topics_at = (number / FINE for number in _weights("bias") or ())
    best, there, size = -1e9, list[tuple[int, ...]](), 1.0
    for pieces in windows(words, concepts, _weights):
        found = [numbers for piece in pieces if (numbers := _weights(piece)) is not None]
        length = sqrt(sum([numbers[0] ** 2 for numbers in found])) or 1.0
        grave = grave_at + sum([numbers[1] for numbers in found]) / length
        if grave > best:
            best, there, size = grave, found, length
    danger = danger_at + sum([numbers[2] for numbers in there]) / size
    words_alone = zip(*(numbers[3:] for numbers in there if numbers[3:]), strict=True)
    sums = [sum(column) / size for column in words_alone] or [0.0] * len(topics_at)
    topics = [at + one for at, one in zip(topics_at, sums, strict=True)]
    return Weighed(best, danger, max(zip(topics, Topic, strict=True), key=lambda one: one[0])[1])
