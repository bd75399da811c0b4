"""From a rule to a course's dates: these weekdays at these hours, from one day to another, without holidays and the
days on which the institution is closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot import time
from bot.errors import BadField
from bot.services import working_days
from bot.services.editing.arranging import MOST, Meeting
from bot.services.editing.fields import SESSIONS
from bot.services.facts import Facts
from bot.services.typed_times import Hours

_DAY: Final = timedelta(days=1)
_A_YEAR: Final = 366


@dataclass(frozen=True)
class Planned:
    """`skipped`: the days left out, each with `holiday` or `closure`."""

    meetings: tuple[Meeting, ...]
    skipped: tuple[tuple[date, str], ...]


def plan(days: Collection[int], hours: Hours, first: date, last: date, *, facts: Facts) -> Planned:
    """On the wall clock of the institution's place, whatever its clocks do. Raises BadField: nothing (no such day),
    too_many, or far."""
    if not days:
        raise BadField(SESSIONS, "weekday")
    if (last - first).days > _A_YEAR:
        raise BadField(SESSIONS, "far")
    wanted = [first + _DAY * ahead for ahead in range((last - first).days + 1)]
    wanted = [day for day in wanted if day.weekday() in days]
    skipped = [(day, why) for day in wanted if (why := working_days.closed(day, facts))]
    held = [day for day in wanted if not working_days.closed(day, facts)]
    if not held:
        raise BadField(SESSIONS, "nothing")
    if len(held) > MOST:
        raise BadField(SESSIONS, "too_many", low=len(held), high=MOST)
    start, end = hours
    return Planned(
        tuple((time.at_local(day, start, facts.zone), time.at_local(day, end, facts.zone)) for day in held),
        tuple(skipped),
    )
