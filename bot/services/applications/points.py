"""What points come to, and how far two judgements are apart."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from bot.packs.forms import Form

MOST: Final = 4
"""Points of one criterion."""
APART: Final = 25
"""Two judgements further apart than this, of 100, need a third."""
BY: Final = 2
"""The same for the points of a single criterion."""

Points = Mapping[str, int]


def whole(points: Points, form: Form) -> bool:
    """Whether every criterion has its points."""
    return all(criterion.key in points for criterion in form.criteria)


def share(points: Points, form: Form) -> int:
    """Of 100, with each criterion's weight; 0 where nothing is judged."""
    had = sum(points.get(one.key, 0) * one.weight for one in form.criteria)
    most = sum(MOST * one.weight for one in form.criteria)
    return round(100 * had / most) if most else 0


def mean(judged: Sequence[Points], form: Form) -> int | None:
    """Of all judgements, of 100; None where there is none."""
    return round(sum(share(one, form) for one in judged) / len(judged)) if judged and form.judged else None


def differ(judged: Sequence[Points], form: Form) -> bool:
    """Whether any two are so far apart that a third has to read it."""
    return any(_apart(one, other, form) for one, other in combinations(judged, 2))


def _apart(one: Points, other: Points, form: Form) -> bool:
    if abs(share(one, form) - share(other, form)) > APART:
        return True
    return any(abs(one.get(key.key, 0) - other.get(key.key, 0)) >= BY for key in form.criteria)
