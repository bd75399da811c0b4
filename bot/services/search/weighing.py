"""How well each entry answers to what is asked for: BM25, summed."""

from collections.abc import Sequence
from typing import Final

from bot.services.search.asking import Slot
from bot.services.search.index import Index, Postings

UNKNOWN: Final = 0.6
"""What a word counts that nothing here says."""
MEANT: Final = 0.9
"""What an idea counts beside the word itself."""
PART: Final = 0.5
"""What one word counts of several that only together say it: "prepa abierta" is no open council."""
NEWS: Final = 0.6
"""What a news' score counts beside a course's: a headline says much, and what one can join comes first."""


class Weighed:
    """`scores` by entry number, of everything that says any of it."""

    def __init__(self, index: Index, slots: Sequence[Slot]) -> None:
        self._found = [_strengths(index, slot) for slot in slots]
        self._whole = sum(1.0 if strengths else UNKNOWN for strengths in self._found)
        self.scores: Postings = {}
        for strengths in self._found:
            idf, get = index.idf(len(strengths)), self.scores.get
            for number, strength in strengths.items():
                self.scores[number] = get(number, 0.0) + strength * idf
        for number in index.of_kind.get("news", ()):
            if number in self.scores:
                self.scores[number] *= NEWS

    def fit(self, number: int) -> float:
        """How much of what was asked for an entry is about, and how strongly; 0 to 1, whatever else there is."""
        return sum(strengths.get(number, 0.0) for strengths in self._found) / self._whole if self._whole else 0.0

    def ranked(self, among: set[int], most: int) -> list[int]:
        """The best of these, the best first."""
        return sorted(among.intersection(self.scores), key=self.scores.__getitem__, reverse=True)[:most]


def _strengths(index: Index, slot: Slot) -> Postings:
    """How strongly each entry is about one thing asked for: by its words, or by what they mean."""
    best: Postings = {}
    for read in slot.readings:
        for root in dict.fromkeys(read.roots):
            alone = read.weight if slot.length == 1 else read.weight * PART / slot.length
            best = _higher(best, index.postings.get(root, {}), alone)
    weight = slot.readings[0].weight if slot.length == 1 else 1.0
    for idea in slot.ideas:
        best = _higher(best, index.ideas[idea], weight * MEANT)
    return best


def _higher(best: Postings, postings: Postings, weight: float) -> Postings:
    if not best:
        return {number: strength * weight for number, strength in postings.items()}
    get = best.get
    for number, strength in postings.items():
        value = strength * weight
        if value > get(number, 0.0):
            best[number] = value
    return best
