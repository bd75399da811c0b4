"""The only look at the watch.

Two clocks, and they must not be mixed: `now()` is the institution's (a playground can move it; courses, reminders
and deadlines follow it), `wall()` is the machine's (leases, retries and pace follow it, so that moving the
playground's clock by a week doesn't make every lease expire).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

EVENING: Final = time(20, 0)
"""When a reminder comes that would otherwise fall in quiet hours: at eight, the evening before; an hour before the
quiet begins where that is earlier."""

_QUARTER: Final = timedelta(minutes=15)
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)

_offset = timedelta()


def wall() -> datetime:
    """The machine's moment, aware UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The institution's moment, aware UTC: the machine's plus whatever the playground moved it by."""
    return wall() + _offset


def follow(offset: timedelta) -> None:
    """Move `now()` by this much from the machine's clock. Called only where the Bot API is a local stand-in."""
    global _offset
    _offset = offset


def local(moment: datetime, zone: str) -> datetime:
    """The same moment on the wall clock of a zone (IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def last_minute(end: datetime, zone: str) -> datetime:
    """The end of a day as people write it: a minute before midnight; any other moment as it is."""
    there = local(end, zone)
    return end - timedelta(minutes=1) if (there.hour, there.minute) == (0, 0) else end


def at_local(day: date, hour: time, zone: str) -> datetime:
    """The UTC moment of a wall-clock time. A time that a spring change skips becomes the first one that exists."""
    naive = datetime.combine(day, hour)
    moment = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive:
        return moment
    return naive.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC) + timedelta(hours=1)


def days_before(moment: datetime, days: int, zone: str) -> datetime:
    """The same wall-clock time, so many calendar days earlier: 24 hours only where no clock changes in between."""
    here = local(moment, zone)
    return at_local(here.date() - timedelta(days=days), here.time(), zone)


def is_quiet(moment: datetime, zone: str, quiet: tuple[time, time]) -> bool:
    """Whether nobody should be disturbed. `quiet` is (from, to) on the wall clock and may span midnight."""
    return is_within(local(moment, zone).time(), quiet)


def is_within(hour: time, quiet: tuple[time, time]) -> bool:
    """Whether a wall-clock time falls in the quiet stretch; its end doesn't."""
    start, end = quiet
    return (start <= hour or hour < end) if start > end else start <= hour < end


def out_of_quiet(moment: datetime, zone: str, quiet: tuple[time, time]) -> datetime:
    """The moment itself, or eight in the evening before the quiet stretch it falls in; seven where that begins at
    eight."""
    if not is_quiet(moment, zone, quiet):
        return moment
    evening = EVENING
    if is_within(EVENING, quiet):
        evening = (datetime.combine(date(2000, 1, 2), quiet[0], UTC) - timedelta(hours=1)).time()
    here = local(moment, zone)
    day = here.date() if here.time() >= evening else here.date() - timedelta(days=1)
    return at_local(day, evening, zone)


def waking_hours_later(moment: datetime, hours: float, zone: str, quiet: tuple[time, time]) -> datetime:
    """The moment after exactly so many hours in which people are awake: the count stands still during quiet hours.

    Never inside quiet hours. A count that is complete when they begin ends when they end: nobody else could be told in
    between, so the night is a present that costs nobody anything.
    """
    left, at = timedelta(hours=hours), moment
    while True:
        turn = _next_turn(at, zone, quiet)
        if not is_quiet(at, zone, quiet):
            if left < turn - at:
                return at + left
            left -= turn - at
        at = turn


def _next_turn(at: datetime, zone: str, quiet: tuple[time, time]) -> datetime:
    """No later than quiet hours next begin or end. Over a change of the clock in steps of a quarter of an hour: at
    one of these it happens, everywhere."""
    here = local(at, zone)
    shown = timedelta(hours=here.hour, minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
    day = timedelta(days=1)
    ahead = min((timedelta(hours=one.hour, minutes=one.minute) - shown) % day or day for one in quiet)
    if local(at + ahead, zone).utcoffset() == here.utcoffset():
        return at + ahead
    return at + min(ahead, _QUARTER - (at - _EPOCH) % _QUARTER)


def age_on(day: date, birth_date: date) -> int:
    """Completed years. Somebody born on 29 February turns older on 1 March of ordinary years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
