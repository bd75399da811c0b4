"""Whether somebody is there now, and when the next time is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Final

from bot import time
from bot.packs.institutions import Opening

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_open(hours: Sequence[Opening], zone: str, now: datetime) -> bool:
    """Whether it is open at this moment."""
    here = time.local(now, zone)
    today, clock = _DAYS[here.weekday()], here.strftime("%H:%M")
    return any(today in one.days and one.start <= clock < one.end for one in hours)


def opens(hours: Sequence[Opening], zone: str, now: datetime) -> datetime | None:
    """When it opens next after this moment; None where it never does."""
    today = time.local(now, zone).date()
    moments = [
        time.at_local(day, clock_time.fromisoformat(one.start), zone)
        for day in (today + timedelta(days=ahead) for ahead in range(8))
        for one in hours
        if _DAYS[day.weekday()] in one.days
    ]
    return min((moment for moment in moments if moment > now), default=None)


def since(hours: Sequence[Opening], zone: str, now: datetime) -> datetime | None:
    """Since when it is open; None while it is closed."""
    here = time.local(now, zone)
    begun = [
        time.at_local(here.date(), clock_time.fromisoformat(one.start), zone)
        for one in hours
        if _DAYS[here.weekday()] in one.days and one.start <= here.strftime("%H:%M") < one.end
    ]
    return min(begun, default=None)
