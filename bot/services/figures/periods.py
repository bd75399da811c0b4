"""Weeks and periods of the panel: whole weeks from Monday, on the institution's calendar."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.time import at_local, local

WEEK: Final = timedelta(days=7)
PERIODS: Final = {"4": 4, "12": 12, "52": 52}
"""How many weeks each period has; there are no others."""


def monday_of(moment: datetime, zone: str) -> date:
    here = local(moment, zone).date()
    return here - timedelta(days=here.weekday())


def last_whole(now: datetime, zone: str) -> date:
    """The Monday of the last week that is over."""
    return monday_of(now, zone) - WEEK


def begins(week: date, zone: str) -> datetime:
    """The moment in UTC."""
    return at_local(week, time(), zone)


def through(first: date, last: date) -> Iterator[date]:
    """The weeks from one to the other, both included."""
    while first <= last:
        yield first
        first += WEEK
