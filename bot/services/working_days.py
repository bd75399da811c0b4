"""The days in which the law counts: Monday to Friday, without Mexico's official holidays and the institution's own
closures."""

from datetime import date, timedelta
from typing import Final

import holidays

from bot.services.facts import Facts

_DAY: Final = timedelta(days=1)
_OFFICIAL: Final = holidays.country_holidays("MX", observed=False)


def is_one(day: date, facts: Facts) -> bool:
    return day.weekday() < 5 and day not in _OFFICIAL and day not in facts.closures


def closed(day: date, facts: Facts) -> str:
    """Why nothing is held on that day: `closure` of the institution or `holiday`; empty on any other."""
    return "closure" if day in facts.closures else "holiday" if day in _OFFICIAL else ""


def after(day: date, days: int, facts: Facts) -> date:
    """The last of so many working days, counted from the day after."""
    while days:
        day += _DAY
        days -= is_one(day, facts)
    return day


def left(today: date, until: date, facts: Facts) -> int:
    """How many working days are left after today, `until` being the last one; -1 once it is over."""
    if today > until:
        return -1
    return sum(is_one(today + _DAY * ahead, facts) for ahead in range(1, (until - today).days + 1))
