"""What somebody meant who typed a word that nobody knows: by its sound, by its beginning, by one slip of the hand."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA

from bot.services.search.spelling import shorter, sound

ALIKE: Final = 0.95
GUESSED: Final = 0.8
"""How sure a guess is, by sound and otherwise."""


class Guesser:
    """Knows a set of plain words. A guess takes a handful of look-ups, however many words there are."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._sounds: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}
        for word in sorted(self._words):
            said = sound(word)
            self._sounds.setdefault(said, []).append(word)
            if len(word) >= 4 and not word.isdigit():
                for cut in {said, word, *shorter(said), *shorter(word)}:
                    self._near.setdefault(cut, []).append(word)
        self._sorted = sorted(self._sounds)

    def guess(self, word: str) -> list[tuple[str, float]]:
        """Known words and how sure each is, the surest first; none where nothing comes near."""
        if len(word) < 3 or word.isdigit():
            return []
        if word.endswith("s") and word[:-1] in self._words:
            return [(word[:-1], ALIKE)]
        said = sound(word)
        if alike := self._sounds.get(said):
            return [(other, ALIKE) for other in alike[:4]]
        if len(word) < 5:
            return []
        found = self._beginning_with(said) or self._one_slip_from(word, said)
        return [(other, GUESSED) for other in found]

    def _beginning_with(self, said: str) -> list[str]:
        found: list[str] = []
        at = bisect_left(self._sorted, said)
        while at < len(self._sorted) and self._sorted[at].startswith(said) and len(found) < 6:
            found.append(self._sounds[self._sorted[at]][0])
            at += 1
        return found

    def _one_slip_from(self, word: str, said: str) -> list[str]:
        """One letter wrong, missing, too many or changed places: as it is heard, or as it is written."""
        found: set[str] = set()
        for cut in {said, word, *shorter(said), *shorter(word)}:
            found.update(self._near.get(cut, ()))
        scored = sorted(
            (OSA.distance(sound(other), said) + OSA.distance(other, word), other)
            for other in found
            if OSA.distance(sound(other), said) == 1 or OSA.distance(other, word) == 1
        )
        return [other for distance, other in scored if distance == scored[0][0]][:3]
