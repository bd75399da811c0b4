"""Days and hours as people in Mexico type them: "12 dic", "mañana", "4 a 6 pm", "martes y jueves 16:00-18:00 del 1 dic
al 26 ene". Raises BadField, which names the field it was asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as wall_clock
from typing import Final

from bot.errors import BadField
from bot.services.birthdays import day_of, month_named, plain
from bot.services.names import visible

Hours = tuple[wall_clock, wall_clock]
LONGEST: Final = 200
"""Characters of what can be a date or a rule."""

_AHEAD: Final[Mapping[str, int]] = {
    "hoy": 0,
    "today": 0,
    "manana": 1,
    "tomorrow": 1,
    "pasado manana": 2,
    "pasado": 2,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
}
_WEEKDAYS: Final = (
    ("lunes", "lun", "monday", "mon"),
    ("martes", "mar", "tuesday", "tue", "tues"),
    ("miercoles", "mie", "mier", "wednesday", "wed"),
    ("jueves", "jue", "thursday", "thu", "thur", "thurs"),
    ("viernes", "vie", "friday", "fri"),
    ("sabado", "sab", "saturday", "sat"),
    ("domingo", "dom", "sunday", "sun"),
)
_NAMED: Final = {name: number for number, names in enumerate(_WEEKDAYS) for one in names for name in (one, f"{one}s")}
_SEP = r"(?:\s*[/.-]\s*|\s+(?:de\s+|of\s+)?)"
_YEAR = rf"(?:(?:{_SEP}|,\s*|\s+del?\s+)(?P<year>\d{{4}}|\d\d))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|o|ro)?"
_DAYS = tuple(
    re.compile(way)
    for way in (
        r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})",
        rf"{_DAY}\s*[/.-]\s*(?P<month>\d{{1,2}}){_YEAR}",
        rf"{_DAY}{_SEP}(?P<word>[a-z]{{3,10}})\.?{_YEAR}",
        rf"(?P<word>[a-z]{{3,10}})\.?\s+{_DAY}{_YEAR}",
    )
)
_HALF = r"(?:\s*(?P<half{n}>a\.?\s?m\.?|p\.?\s?m\.?|de la manana|de la tarde|de la noche|in the (?:morning|evening)))?"
_ONE = r"(?P<hour{n}>\d{{1,2}})(?:[:.h](?P<minute{n}>\d\d))?(?:\s*(?:hrs?|horas?|h)\b\.?)?" + _HALF
_TO = r"\s*(?:-|–|—|\ba\b(?:\s+las?)?|\bto\b|\bhasta\s+las?|\buntil\b)\s*"
_HOURS = re.compile(
    r"(?:(?:de|desde|from|a|at)\s+)?(?:las?\s+)?" + _ONE.format(n=1) + r"(?:" + _TO + _ONE.format(n=2) + r")?"
)
_FROM_TO = re.compile(
    r"(?:,|;)?\s*(?:del|desde\s+el|desde|from|de)\s+(?P<first>.+?)\s+(?:al|hasta\s+el|hasta|to|until|a)\s+(?P<last>.+)"
)

_WEEKDAY = re.compile(r"(?:los\s+|todos\s+los\s+|every\s+|on\s+|y\s+|e\s+|and\s+|,\s*|&\s*)*([a-z]+)\.?(?:,|\s|$)\s*")


@dataclass(frozen=True)
class Written:
    """A rule as it was typed: `days` are weekdays from Monday, 0; empty where none was named."""

    days: frozenset[int]
    hours: Hours
    first: date
    last: date


def day_from(text: str, *, today: date, name: str) -> date:
    """Without a year the next time that day comes."""
    said = _plain(text, name)
    if said in _AHEAD:
        return today + timedelta(days=_AHEAD[said])
    if (weekday := _NAMED.get(re.sub(r"^(el proximo|el|este|proximo|this|next|on)\s+", "", said))) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    said = re.sub(r"^(?:el\s+)?(?:" + "|".join(sorted(_NAMED, key=len, reverse=True)) + r")\.?,?\s+(?=\d)", "", said)
    said = re.sub(r"^(?:el|the|on)\s+", "", said)
    for way in _DAYS:
        if not (match := way.fullmatch(said)):
            continue
        parts = match.groupdict()
        month = month_named(parts["word"]) if parts.get("word") else int(parts["month"])
        if month is None:
            continue
        return _whole(int(parts["day"]), month, parts.get("year"), today, name)
    raise BadField(name, "date")


def _whole(day: int, month: int, year: str | None, today: date, name: str) -> date:
    if year is not None:
        found = day_of(day, month, int(year) if len(year) == 4 else today.year // 100 * 100 + int(year))
    else:
        ahead = (day_of(day, month, one) for one in range(today.year, today.year + 9))
        found = next((one for one in ahead if one is not None and one >= today), None)
    if found is None:
        raise BadField(name, "no_such_day")
    return found


def hours_from(text: str, *, name: str) -> Hours:
    """From and to. Small hours without am or pm are those of the afternoon: nobody teaches at four in the morning."""
    match = _HOURS.fullmatch(_plain(text, name))
    if match is None:
        raise BadField(name, "hour")
    parts = match.groupdict()
    if parts["hour2"] is None:
        raise BadField(name, "end")
    end = _hour(parts, 2, parts["half2"], name)
    # "4 a 6 pm": the half of the day that was said once holds for both.
    shared = parts["half2"] if int(parts["hour1"]) <= int(parts["hour2"]) else None
    start = _hour(parts, 1, parts["half1"] or shared, name)
    if parts["half1"] is None and start > end and start.hour >= 12 and int(parts["hour1"]) < 12:
        start = start.replace(hour=start.hour - 12)
    if end <= start:
        raise BadField(name, "order")
    return start, end


def _hour(parts: Mapping[str, str | None], n: int, half: str | None, name: str) -> wall_clock:
    hour, minute = int(parts[f"hour{n}"] or 0), int(parts[f"minute{n}"] or 0)
    written = parts[f"minute{n}"] is not None and len(parts[f"hour{n}"] or "") == 2
    if half is not None and hour > 12:
        raise BadField(name, "hour")
    if half is None and 1 <= hour <= 6 and not written:
        hour += 12
    elif half is not None:
        morning = half.startswith("a") or half.endswith(("manana", "morning"))
        hour = hour % 12 + (0 if morning else 12)
    if hour > 23 or minute > 59:
        raise BadField(name, "hour")
    return wall_clock(hour, minute)


def meeting_from(text: str, *, today: date, name: str) -> tuple[date, Hours]:
    """A day and its hours in one line: "12 dic, 16:00 a 18:00"."""
    said = _plain(text, name)
    for match in re.finditer(r"(?:,|\s)\s*", said):
        day, hours = said[: match.start()], said[match.end() :]
        try:
            found = day_from(day, today=today, name=name), hours_from(hours, name=name)
        except BadField as refusal:
            if refusal.why in ("order", "no_such_day"):
                raise
            continue
        return found
    day_from(re.split(r"[,\s]+(?=(?:de\s+|a\s+las\s+)?\d{1,2}(?::|\s*[ap]\.?m))", said)[0], today=today, name=name)
    raise BadField(name, "end")


def rule_from(text: str, *, today: date, name: str) -> Written:
    """ "martes y jueves 16:00-18:00 del 1 dic al 26 ene"; the weekdays may be left out."""
    said = _plain(text, name)
    days: set[int] = set()
    rest = said
    while match := _WEEKDAY.match(rest):
        if match[1] not in _NAMED:
            break
        days.add(_NAMED[match[1]])
        rest = rest[match.end() :]
    for place in (match.start() for match in re.finditer(r"[\s,;]", rest)):
        spoken = _FROM_TO.fullmatch(rest[place:].strip())
        if spoken is None:
            continue
        try:
            hours = hours_from(rest[:place].strip(" ,;"), name=name)
        except BadField as refusal:
            if refusal.why == "order":
                raise
            continue
        first = day_from(spoken["first"], today=today, name=name)
        last = day_from(spoken["last"], today=today, name=name)
        if last < first and not re.search(r"\d{4}", spoken["last"]):
            last = day_from(spoken["last"], today=first, name=name)
        if last < first:
            raise BadField(name, "order")
        return Written(frozenset(days), hours, first, last)
    raise BadField(name, "rule")


def _plain(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise BadField(name, "too_long", high=LONGEST)
    return " ".join(plain(visible(text)).split())
