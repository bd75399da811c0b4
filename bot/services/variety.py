"""A list in which every topic has its turn, without losing sight of what fits best."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

STALE: Final = 0.12
"""What something loses for each of its topic that stands before it."""
VIEW: Final = 6
TOPICS: Final = 4
"""Among the first six there are at least so many topics, as far as there is something of so many."""


class Rated(Protocol):
    @property
    def topic(self) -> str: ...
    @property
    def total(self) -> float: ...


R = TypeVar("R", bound=Rated)


def spread(ranked: Sequence[R], before: Sequence[R] = ()) -> list[R]:
    """The same things, reordered; those of one topic stay in their order. `before`: what stands above them already."""
    waiting: dict[str, list[R]] = {}
    for one in reversed(ranked):
        waiting.setdefault(one.topic, []).append(one)
    seen = Counter(one.topic for one in before)
    wanted = min(TOPICS, len({*waiting, *seen}))
    order = {one.topic: place for place, one in reversed(list(enumerate(ranked)))}
    found: list[R] = []
    while waiting:
        room = VIEW - len(before) - len(found)
        # So little room is left in the first six that only topics not seen yet may fill it.
        new = [topic for topic in waiting if topic not in seen] if 0 < room <= wanted - len(seen) else []
        best = max(new or waiting, key=lambda topic: (waiting[topic][-1].total - STALE * seen[topic], -order[topic]))
        found.append(waiting[best].pop())
        seen[best] += 1
        if not waiting[best]:
            del waiting[best]
    return found
