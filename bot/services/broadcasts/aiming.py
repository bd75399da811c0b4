"""Taking a value into an audience, or out of it; and what people wrote as ages, colonias and hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any, Final

import regex
from sqlmodel import col, select

from bot.db import Session
from bot.errors import BadField, NotThere
from bot.models import Person, Role, Standing
from bot.services import typed_times
from bot.services.broadcasts import firms
from bot.services.broadcasts.audience import APPLIED, OLDEST, Rule
from bot.services.facts import Facts
from bot.services.search.spelling import fold
from bot.time import at_local, local

FIELDS: Final = (
    "topics",
    "courses",
    "standings",
    "calls",
    "applied",
    "ages",
    "colonias",
    "languages",
    "stamps",
    "roles",
    "firms",
    "checked",
)
STANDINGS: Final = (Standing.ENROLLED.value, Standing.PROVISIONAL.value, Standing.WAITING.value, Standing.LEFT.value)
BANDS: Final = ((12, 14), (15, 17), (18, 24), (25, 29))
"""As the institutes count their young people."""
FOUND: Final = 40
"""Spellings of a colonia that are taken in at once."""
_AGES: Final = regex.compile(r"\D*(\d{1,3})\D+(\d{1,3})\D*|\D*(\d{1,3})\D*")
_HOUR: Final = regex.compile(
    r"(?:(?P<day>\S.*?)(?:\s*,\s*|\s+))??(?:a\s+las?\s+|at\s+|las?\s+)?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?"
    r"\s*(?:h|hrs?|horas?)?\.?\s*"
    r"(?P<half>a\.?\s?m\.?|p\.?\s?m\.?|de\s+la\s+(?:mañana|madrugada|tarde|noche)|in\s+the\s+(?:morning|afternoon|evening))?",
    regex.IGNORECASE,
)
_NEAR: Final = {"hoy", "today", "mañana", "manana", "tomorrow"}


def turned(rule: Rule, by: str, value: str) -> Rule:
    """The rule with this value in the field, or without it where it was there; a firm's is its name, however written.
    `everybody` and `nobody` begin anew.
    Raises NotThere for what is no field or no value of it; a course that isn't there has nobody in it."""
    begun = Rule(written_in=rule.written_in, youngest=rule.youngest)
    if by == "everybody":
        return replace(begun, everybody=True)
    if by == "nobody":
        return begun
    if by == "colonias":
        return _without_colonia(rule, _whole(value))
    if by not in FIELDS or not value:
        raise NotThere
    rule = replace(rule, everybody=False)
    if by == "ages":
        ages = ages_from(value)
        if ages is None:
            raise NotThere
        return replace(rule, ages=None if rule.ages == ages else ages)
    if by == "firms":
        others = tuple(one for one in rule.firms if firms.key(one) != firms.key(value))
        return replace(rule, firms=others if len(others) < len(rule.firms) else (*rule.firms, value))
    one: str | int = _whole(value) if by in ("courses", "calls", "checked") else value
    if (by == "roles" and value not in set(Role)) or (by == "standings" and value not in set(Standing)):
        raise NotThere
    if by == "applied" and value not in APPLIED:
        raise NotThere
    had: tuple[str | int, ...] = getattr(rule, by)
    values = tuple(other for other in had if other != one) if one in had else (*had, one)
    fields: dict[str, Any] = {by: values}
    changed = replace(rule, **fields)
    changed = changed if changed.courses else replace(changed, standings=())
    return changed if changed.calls else replace(changed, applied=())


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise NotThere from None


def ages_from(text: str) -> tuple[int, int] | None:
    """`15-17`, `15 a 17` or `16`; None for what isn't ages."""
    found = _AGES.fullmatch(text.strip()[:40])
    if found is None:
        return None
    low, high = sorted((int(found[1] or found[3]), int(found[2] or found[3])))
    return (low, high) if high <= OLDEST else None


async def colonias_like(session: Session, typed: str) -> list[str]:
    """Every spelling of colonias that contain what was typed, whatever its accents and capitals; none for less than
    three letters, which would be almost any."""
    wanted = fold(typed)
    if len(wanted) < 3:
        return []
    query = select(Person.colonia).where(col(Person.colonia).is_not(None)).distinct()
    return sorted(one for one in await session.exec(query) if one and wanted in fold(one))[:FOUND]


def with_colonias(rule: Rule, spellings: Sequence[str]) -> Rule:
    return replace(rule, everybody=False, colonias=tuple(dict.fromkeys((*rule.colonias, *spellings))))


def with_firms(rule: Rule, names: Sequence[str]) -> Rule:
    had = {firms.key(one) for one in rule.firms}
    more = tuple(one for one in names if firms.key(one) not in had)
    return replace(rule, everybody=False, firms=(*rule.firms, *more))


def _without_colonia(rule: Rule, at: int) -> Rule:
    if not 0 <= at < len(rule.colonias):
        return rule
    return replace(rule, colonias=rule.colonias[:at] + rule.colonias[at + 1 :])


def hour_from(text: str, *, facts: Facts, now: datetime) -> datetime | None:
    """`28/11 18:00`, `mañana 5pm`, `viernes 10:00`, `18:00`: on the institution's wall clock; without a day the next
    time that it is this hour. None for what isn't an hour."""
    found = _HOUR.fullmatch(text.strip()[:60])
    if found is None:
        return None
    said = found["day"] or ""
    # "viernes 12" may mean the 12th: an hour alone is one where the day can't go on.
    if not (found["minute"] or found["half"] or said.casefold() in _NEAR or any(one.isdigit() for one in said)):
        return None
    here = local(now, facts.zone)
    try:
        hour = clock_time(_hour(int(found["hour"]), found["half"]), int(found["minute"] or 0))
        day = typed_times.day_from(said, today=here.date(), name="due_at") if said else here.date()
    except (ValueError, BadField):
        return None
    at = at_local(day, hour, facts.zone)
    if at <= now and not said:
        at = at_local(day + timedelta(days=1), hour, facts.zone)
    return at


def _hour(hour: int, half: str | None) -> int:
    """On the clock of 24 hours. Raises ValueError for what the half of the day doesn't have."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    morning = half.casefold().startswith("a") or half.casefold().endswith(("mañana", "madrugada", "morning"))
    return hour % 12 + (0 if morning else 12)


def hour_of(code: str, *, facts: Facts) -> datetime | None:
    """The moment that a button carries, YYYYMMDDHHMM on the institution's wall clock; None for anything else."""
    try:
        at = datetime.strptime(code, "%Y%m%d%H%M")  # noqa: DTZ007 - a wall-clock time; the zone comes next
    except ValueError:
        return None
    return at_local(at.date(), at.time(), facts.zone)


def next_hours(*, facts: Facts, now: datetime, many: int = 4) -> list[datetime]:
    """The next good hours: ten, one and six o'clock, out of quiet hours, at least a quarter of an hour ahead."""
    today = local(now, facts.zone).date()
    moments = (
        at_local(today + timedelta(days=day), clock_time(hour), facts.zone) for day in range(3) for hour in (10, 13, 18)
    )
    return [at for at in moments if at > now + timedelta(minutes=15) and facts.awake(at) == at][:many]
