"""Bold and its kind around other entities: one of a kind joins its neighbours and ends where a whole entity does.

The order in which pieces come out is the one Telegram's library gives them, so that texts parse alike.
"""

from collections.abc import Callable
from typing import Any

Entity = dict[str, Any]

KINDS = ("bold", "italic", "underline", "strikethrough", "spoiler")
SPLITTABLE = frozenset(KINDS)
CODE = frozenset({"pre", "code", "date_time"})


def resplit(splittable: list[Entity], whole: list[Entity], order: Callable[[Entity], Any]) -> list[Entity]:
    """All of them together, sorted. Both lists are sorted already; nothing stays of the style inside code."""
    if not splittable:
        return whole
    return sorted(whole + split(splittable, whole, order), key=order)


def split(splittable: list[Entity], whole: list[Entity], order: Callable[[Entity], Any]) -> list[Entity]:
    pieces = _Pieces(splittable)
    around: list[int] = []
    codes: list[bool] = []

    def close(offset: float) -> None:
        while around and offset >= around[-1]:
            kept = len(pieces.made)
            pieces.until(around.pop())
            if codes.pop():
                del pieces.made[kept:]
        pieces.until(offset)

    for entity in whole:
        close(entity["offset"])
        around.append(entity["offset"] + entity["length"])
        codes.append(entity["type"] in CODE)
    close(float("inf"))
    return sorted(pieces.made, key=order)


class _Pieces:
    def __init__(self, entities: list[Entity]) -> None:
        self.entities = entities
        self.next = 0
        self.open: dict[str, tuple[int, int]] = {}
        self.made: list[Entity] = []

    def until(self, end: float) -> None:
        """Takes in what begins before `end` and gives out everything up to there."""
        while self.next < len(self.entities) and self.entities[self.next]["offset"] < end:
            entity = self.entities[self.next]
            kind, begins, ends = entity["type"], entity["offset"], entity["offset"] + entity["length"]
            running = self.open.get(kind)
            if running and begins <= running[1]:
                self.open[kind] = (running[0], max(running[1], ends))
            else:
                self._give(begins)
                self.open[kind] = (begins, ends)
            self.next += 1
        self._give(end)

    def _give(self, offset: float) -> None:
        for kind in KINDS:
            running = self.open.get(kind)
            if running is None or running[0] >= offset:
                continue
            begins, ends = running
            if ends <= offset:
                self.made.append({"type": kind, "offset": begins, "length": ends - begins})
                del self.open[kind]
            else:
                cut = int(offset)
                self.made.append({"type": kind, "offset": begins, "length": cut - begins})
                self.open[kind] = (cut, ends)
