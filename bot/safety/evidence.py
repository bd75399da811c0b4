"""Weighed evidence, for what no rule names: each word, concept, piece of a word, two or three neighbouring words and
pair of concepts near each other speaks for danger or for everyday life, the rarer the more; and so does each stretch of
letters across words. Both sums are measured by how much there is to go by, so that three words weigh as much as thirty.
The weights are learned from bot/bench/safety by `make learn`, not written by hand.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
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
_STRETCH: Final = 6
"""Letters and spaces of a stretch."""
STRETCH: Final = "~"
"""What a stretch begins with, to tell it from everything else: they are measured by themselves."""
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
    other: float
    """Above 0 it is likelier about somebody else than about whoever writes, if it is grave."""
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
        near = heard[start : start + WINDOW]
        rows = [*_rows(["", *near]), *_met(meant[start : start + WINDOW]), *_stretches(near)]
        yield {row for row in rows if known(row)}.union(*some)


def _rows(heard: Sequence[str]) -> Iterator[str]:
    """Words beside each other, two, three, and three without the one between."""
    for at, one in enumerate(heard[:-1]):
        yield f"{one} {heard[at + 1]}"
    for one, other, third in zip(heard, heard[1:], heard[2:], strict=False):
        yield f"{one} {other} {third}"
        yield f"{one} _ {third}"


def _stretches(heard: Sequence[str]) -> Iterator[str]:
    """Letters across words, as they sound: endings and what follows them, and slips that part or join words."""
    line = f" {' '.join(heard)} "
    return (STRETCH + line[at : at + _STRETCH] for at in range(len(line) - _STRETCH + 1))


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
def _lines() -> "tuple[bytes, array[int]]":
    """The lines, in order, and where each begins: a table of them would take five times the memory."""
    with WEIGHTS.open("rb") as file:
        begins = array("I", accumulate(map(len, file), initial=0))
    return WEIGHTS.read_bytes(), begins


def _weights(piece: str) -> tuple[int, ...] | None:
    """How rare a piece is, then what it weighs for grave and for danger, and if it is no stretch for being about
    somebody else, and if it is one word for each topic; all of SCALE. `bias` is where each begins, of FINE. None for
    what was never learned, of which nothing is remembered: only people say it."""
    if (ready := _ready.get(piece)) is not None:
        return ready
    text, begins = _lines()
    wanted = f"{piece}\t".encode()
    at = bisect_left(begins, wanted, hi=len(begins) - 1, key=lambda begin: text[begin : begin + len(wanted)])
    if at == len(begins) - 1 or not text.startswith(wanted, begins[at]):
        return None
    numbers = tuple(map(int, text[begins[at] + len(wanted) : begins[at + 1]].split()))
    if len(_ready) < USUAL:
        _ready[piece] = numbers
    return numbers


def weigh(words: Sequence[tuple[str, str]], concepts: Mapping[str, tuple[str, ...]]) -> Weighed:
    """The gravest window of a text."""
    _none, grave_at, danger_at, other_at, *topics_at = (number / FINE for number in _weights("bias") or ())
    best, pieces, stretches = -1e9, list[tuple[int, ...]](), list[tuple[int, ...]]()
    for window in windows(words, concepts, _weights):
        known = [(piece, numbers) for piece in window if (numbers := _weights(piece)) is not None]
        some = [numbers for piece, numbers in known if piece[0] != STRETCH]
        others = [numbers for piece, numbers in known if piece[0] == STRETCH]
        grave = grave_at + _sum(some, 1) + _sum(others, 1)
        if grave > best:
            best, pieces, stretches = grave, some, others
    danger = danger_at + _sum(pieces, 2) + _sum(stretches, 2)
    size = _size(pieces)
    words_alone = zip(*(numbers[4:] for numbers in pieces if numbers[4:]), strict=True)
    sums = [sum(column) / size for column in words_alone] or [0.0] * len(topics_at)
    topics = [at + one for at, one in zip(topics_at, sums, strict=True)]
    topic = max(zip(topics, Topic, strict=True), key=lambda one: one[0])[1]
    return Weighed(best, danger, other_at + _sum(pieces, 3), topic)


def _size(found: Sequence[tuple[int, ...]]) -> float:
    """How much there is to go by."""
    return sqrt(sum([numbers[0] ** 2 for numbers in found])) or 1.0


def _sum(found: Sequence[tuple[int, ...]], column: int) -> float:
    return sum([numbers[column] for numbers in found]) / _size(found)
