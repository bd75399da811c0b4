"""Weighed evidence, for what no rule names: each word, pair of words and piece of a word speaks for danger or for
everyday life. The weights are learned from bot/bench/safety by `python -m bot.bench.learning`, not written by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.safety.finding import Topic

WEIGHTS: Final = Path(__file__).with_name("words") / "weights.txt"
WINDOW: Final = 24
"""Words weighed together; longer texts are weighed by windows that overlap by half, so that length adds nothing."""
SCALE: Final = 100
_PIECE: Final = 4
_WORD: Final = re.compile(r"[a-z0-9']+|[.,!?;]+")
_BY_EAR: Final = (("qu", "k"), ("ll", "y"), ("v", "b"), ("z", "s"), ("ch", "#"), ("h", ""), ("ce", "se"), ("ci", "si"))


@dataclass(frozen=True)
class Weighed:
    grave: float
    """Above 0 it is likelier grave than everyday."""
    danger: float
    """Above 0 it is likelier danger than distress, if it is grave."""
    topic: Topic


def windows(folded: str) -> Iterator[set[str]]:
    """What each window of a folded text is made of."""
    for right, heard in _BY_EAR:
        folded = folded.replace(right, heard)
    words = _WORD.findall(folded.replace("c", "k"))
    step = WINDOW // 2
    pieces = {word: _pieces(word) for word in set(words)}
    for start in range(0, max(len(words) - step, 1), step):
        some = words[start : start + WINDOW]
        found = {f"{one} {other}" for one, other in zip(["", *some], some, strict=False)}
        for word in set(some):
            found.update(pieces[word])
        yield found


def _pieces(word: str) -> tuple[str, ...]:
    if not word[0].isalnum():
        return ()
    framed = f"<{word[:16]}>"
    return (word, *(framed[at : at + _PIECE] for at in range(len(framed) - _PIECE + 1)))


@cache
def _weights() -> dict[str, tuple[int, ...]]:
    lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    rows = (line.rsplit("\t", 1) for line in lines if not line.startswith("// "))
    return {piece: tuple(map(int, numbers.split())) for piece, numbers in rows}


def weigh(folded: str) -> Weighed:
    """The gravest window of a folded text."""
    weights = _weights()
    biases = weights["bias"]
    best, there = -1e9, set[str]()
    for found in windows(folded):
        grave = biases[0] + sum(weights[piece][0] for piece in found if piece in weights)
        if grave > best:
            best, there = grave, found
    sums = [
        sum(column) for column in zip(biases, *(weights[piece] for piece in there if piece in weights), strict=True)
    ]
    topics = dict(zip(Topic, sums[2:], strict=True))
    return Weighed(best / SCALE, sums[1] / SCALE, max(topics, key=lambda topic: topics[topic]))
