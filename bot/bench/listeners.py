"""What one would take instead of bot/safety: a list of key words, the nearest known phrase, a naive Bayes classifier.

Each is prepared with the tuned half, as the rules were.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

from rapidfuzz import fuzz, process

from bot.bench.spoken import Phrase
from bot.safety import listen


class Listener(Protocol):
    def hears(self, text: str) -> str:
        """`danger`, `distress`, or nothing."""


class Ours:
    def __init__(self, grave: Sequence[Phrase], everyday: Sequence[Phrase]) -> None:
        listen("")

    def hears(self, text: str) -> str:
        found = listen(text)
        return found.level.value if found else ""


KEYWORDS: Final = (
    "suicid|matarme|me quiero morir|quitarme la vida|no quiero vivir|cortarme|lastimarme|autolesi|violaron|"
    "me viol|abus|me pega|me golpea|golpean|violencia|acoso|bullying|droga|sobredosis|adict|secuestr|amenaza|pastillas|"
    "kill myself|suicide|want to die|end my life|hurt myself|cut myself|self harm|rape|abuse|hits me|beats me|bullied|"
    "overdose|drugs|addicted|kidnapped|blackmail|ayuda urgente|me quiero matar|nudes"
)
"""As public chat bots list them."""


class Keywords:
    def __init__(self, grave: Sequence[Phrase], everyday: Sequence[Phrase]) -> None:
        self._words = re.compile(KEYWORDS)

    def hears(self, text: str) -> str:
        return "danger" if self._words.search(_fold(text)) else ""


class Nearest:
    """The level of the nearest phrase of the tuned half, if it is near enough."""

    NEAR: Final = 86

    def __init__(self, grave: Sequence[Phrase], everyday: Sequence[Phrase]) -> None:
        self._levels = [phrase.level for phrase in grave]
        self._texts = [_fold(phrase.text) for phrase in grave]

    def hears(self, text: str) -> str:
        best = process.extractOne(_fold(text[:400]), self._texts, scorer=fuzz.token_set_ratio, score_cutoff=self.NEAR)
        return self._levels[best[2]] if best else ""


class Bayes:
    """Words and pairs of words that are known, three classes, add-one smoothing."""

    def __init__(self, grave: Sequence[Phrase], everyday: Sequence[Phrase]) -> None:
        self._counts: dict[str, Counter[str]] = {"": Counter(), "danger": Counter(), "distress": Counter()}
        told: Counter[str] = Counter()
        for phrase in (*grave, *everyday):
            told[phrase.level] += 1
            self._counts[phrase.level].update(_pieces(phrase.text))
        self._prior = {level: math.log(told[level] / told.total()) for level in self._counts}
        self._known = {piece for counts in self._counts.values() for piece in counts}

    def hears(self, text: str) -> str:
        pieces = [piece for piece in _pieces(text) if piece in self._known]

        def likely(level: str) -> float:
            counts = self._counts[level]
            return self._prior[level] + sum(
                math.log((counts[piece] + 1) / (counts.total() + len(self._known))) for piece in pieces
            )

        return max(self._counts, key=likely)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _pieces(text: str) -> list[str]:
    words = re.findall(r"\w+", _fold(text))
    return words + [f"{one} {two}" for one, two in pairwise(words)]
