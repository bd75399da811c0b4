"""Why nothing fits a person, when that changes, and which calls come next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot import time
from bot.db import Session
from bot.models import Call, Person
from bot.services import calls, courses, eligibility, fits, wishes
from bot.services.facts import Facts
from bot.services.fits import Thing

COMING: Final = 2


@dataclass(frozen=True)
class Unfit:
    """As far as the birth date is known: `on` the person reaches `age`, and `opens` things begin at that age or before.
    `up_to` is the highest age of what they are too old for. `dismissed` counts what they said *not for me* to."""

    age: int = 0
    on: date | None = None
    opens: int = 0
    up_to: int = 0
    dismissed: int = 0
    coming: Sequence[tuple[Call, date]] = ()
    """Calls that open by themselves and that their age will fit, the soonest first."""


async def look(session: Session, person: Person, *, facts: Facts, now: datetime) -> Unfit:
    """What keeps the whole catalogue from a person. Nothing sensitive counts."""
    offered = await _offered(session, facts=facts, now=now)
    today = time.local(now, facts.zone).date()
    past = await fits.past(session, person.id or 0, now=now)
    gone = sum((fits.kind_of(thing), thing.key) in past.dismissed for thing in offered)
    coming = await _coming(session, person, facts=facts, now=now)
    if person.birth_date is None:
        return Unfit(dismissed=gone, coming=coming)
    young = sorted(
        (eligibility.turns(person.birth_date, thing.age_min), thing.age_min)
        for thing in offered
        if thing.age_min and eligibility.turns(person.birth_date, thing.age_min) > today
    )
    age_now = time.age_on(today, person.birth_date)
    old = [thing.age_max for thing in offered if thing.age_max is not None and age_now > thing.age_max]
    if not young:
        return Unfit(up_to=max(old, default=0), dismissed=gone, coming=coming)
    (on, age), opens = young[0], sum(day == young[0][0] for day, _age in young)
    return Unfit(age, on, opens, max(old, default=0), gone, coming)


async def _offered(session: Session, *, facts: Facts, now: datetime) -> list[Thing]:
    today = time.local(now, facts.zone).date()
    things: list[Thing] = [
        one for one in await courses.everything(session, now=now) if one.seats is None or one.is_open(now)
    ]
    things += [
        one for one in await calls.everything(session, facts=facts, now=now) if calls.standing(one, today) == "open"
    ]
    return [thing for thing in things if not thing.sensitive]


async def _coming(session: Session, person: Person, *, facts: Facts, now: datetime) -> list[tuple[Call, date]]:
    today = time.local(now, facts.zone).date()
    ahead = [
        (call, on)
        for call in await calls.everything(session, facts=facts, now=now)
        if calls.standing(call, today) == "upcoming" and not call.sensitive and not call.loan
        if (on := wishes.opening(call, today)) is not None and fits.may_apply(call, person, on)
    ]
    return sorted(ahead, key=lambda pair: (pair[1], pair[0].id or 0))[:COMING]
