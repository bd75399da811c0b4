"""Weighed evidence, for what no rule names: each word, concept, piece of a word, pair of neighbouring words and pair of
concepts near each other speaks for danger or for everyday life. The weights are learned from bot/bench/safety by
`python -m bot.bench.learning`, not written by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from bot.safety.finding import Topic

WEIGHTS: Final = Path(__file__).with_name("words") / "weights.txt"
WINDOW: Final = 24
"""Words weighed together; longer texts are weighed by windows that overlap by half, so that length adds nothing."""
SCALE: Final = 100
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
    words: Sequence[tuple[str, str]], concepts: Mapping[str, tuple[str, ...]], known: Mapping[str, object] | None = None
) -> Iterator[set[str]]:
    """What is `known` of each window of a text; `words` with their signs, `concepts` of each sign."""
    sounds, pieces = {}, {}
    for word, signs in dict(words).items():
        whole, *parts = _pieces(word, signs, concepts)
        sounds[word] = whole
        pieces[word] = [part for part in (whole, *parts) if known is None or part in known]
    heard = ["", *(sounds[word] for word, _signs in words)]
    meant = [_meant(signs, concepts) for _word, signs in words]
    pairs = [f"{one} {other}" for one, other in pairwise(heard)]
    step = WINDOW // 2
    for start in range(0, max(len(words) - step, 1), step):
        some = (pieces[word] for word, _signs in words[start : start + WINDOW])
        ends = ["", *pairs[start + 1 : start + WINDOW]] if start else pairs[:WINDOW]
        if start:
            ends[0] = f" {heard[start + 1]}"
        ends += _met(meant[start : start + WINDOW])
        yield {pair for pair in ends if known is None or pair in known}.union(*some)


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
def _weights() -> dict[str, tuple[int, ...]]:
    lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    rows = (line.rsplit("\t", 1) for line in lines if not line.startswith("// "))
    return {piece: tuple(map(int, numbers.split())) for piece, numbers in rows}


def weigh(words: Sequence[tuple[str, str]], concepts: Mapping[str, tuple[str, ...]]) -> Weighed:
    """The gravest window of a text."""
    weights = _weights()
    biases = weights["bias"]
    best, there = -1e9, set[str]()
    for found in windows(words, concepts, weights):
        grave = biases[0] + sum([weights[piece][0] for piece in found])
        if grave > best:
            best, there = grave, found
    sums = [sum(column) for column in zip(biases, *(weights[piece] for piece in there), strict=True)]
    topics = dict(zip(Topic, sums[2:], strict=True))
    return Weighed(best / SCALE, sums[1] / SCALE, max(topics, key=lambda topic: topics[topic]))
