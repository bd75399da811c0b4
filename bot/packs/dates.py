"""From a rule ("next Saturday at 10:00, six times") to the moments of the sessions."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.packs.offers import Rule

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STRIDE = {"week": 1, "two weeks": 2}


def sessions(rule: Rule, after: dt.datetime, zone: str | ZoneInfo) -> list[tuple[dt.datetime, dt.datetime]]:
    """Start and end of every session, UTC, in order; the same for the same arguments.

    The first one is strictly later than `after` plus `weeks_ahead` weeks. The hour is that of the zone's wall
    clock on each day, so it stays "10:00" when the clocks change; a session lasts its minutes whatever they do.
    `every: two weeks` counts from the calendar week (Monday to Sunday) of the first session.
    Raises ValueError when `after` has no time zone.
    """
    if after.tzinfo is None:
        raise ValueError("after needs a time zone")
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    earliest = (after.astimezone(place) + dt.timedelta(weeks=rule.weeks_ahead)).astimezone(dt.UTC)
    hour = dt.time.fromisoformat(rule.at)
    named: list[str] = [*rule.days] or [(rule.first or "").removeprefix("next ")]
    weekdays = {_WEEKDAYS.index(day) for day in named}
    found: list[tuple[dt.datetime, dt.datetime]] = []
    day = earliest.astimezone(place).date()
    first_week: dt.date | None = None
    while len(found) < rule.sessions:
        starts_at = dt.datetime.combine(day, hour, place).astimezone(dt.UTC)
        week = day - dt.timedelta(days=day.weekday())
        skipped = first_week is not None and (week - first_week).days // 7 % _STRIDE[rule.every] != 0
        if day.weekday() in weekdays and starts_at > earliest and not skipped:
            first_week = first_week or week
            found.append((starts_at, starts_at + dt.timedelta(minutes=rule.minutes)))
        day += dt.timedelta(days=1)
    return found
