"""What may fit a person, the best first, each with its reason; never anything that they can't take."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import col, func, select

from bot import time
from bot.db import Session
from bot.models import Call, Course, Person
from bot.packs import Pack
from bot.services import consents, fits, journey, purposes, scoring, variety, venues
from bot.services.calls import last_day
from bot.services.facts import Facts
from bot.services.fits import Thing
from bot.services.scoring import Known, Reason, Score

__all__ = ["Reason", "Suggestion", "Thing", "meanwhile", "ranked", "same"]

MEANWHILE: Final = 2


@dataclass(frozen=True)
class Suggestion:
    thing: Thing
    score: Score
    confirmed: bool
    """False for sample data with a real Telegram behind it: one can only ask to be told of it."""

    @property
    def topic(self) -> str:
        return self.thing.topic

    @property
    def total(self) -> float:
        return self.score.total

    @property
    def reason(self) -> Reason:
        return self.score.reason


def same(one: Thing, other: Thing) -> bool:
    """Whether both are the same course, in whatever edition, or the same call."""
    return type(one) is type(other) and one.key == other.key


async def ranked(
    session: Session, person: Person, pack: Pack, *, facts: Facts, now: datetime, asked: Container[str] = ()
) -> list[Suggestion]:
    """Everything the person could take. What nobody has confirmed stands below everything else. Nothing sensitive is
    among it but what they `asked` for: keys of courses and calls that an answer leads to by name. What they told of
    themselves counts only while they allow that; who said no sees the order that everybody sees."""
    assert person.id is not None
    allowed = await consents.holds(session, person.id, purposes.SUGGESTIONS, facts=facts)
    objects = not allowed and await consents.asked(session, person.id, purposes.SUGGESTIONS, facts=facts)
    past = await fits.past(session, person.id, now=now)
    answers = await journey.interests(session, person.id, pack) if allowed else {}
    named = asked if allowed else ()
    courses = await fits.courses_for(session, person, past, named, facts=facts, now=now)
    calls = await fits.calls_for(session, person, past, named, facts=facts, now=now)
    starts = await fits.meetings(session, courses, first=scoring.FIRST)
    told = person if allowed else Person(locale=person.locale, created_at=person.created_at)
    known = Known(
        moves=frozenset(told.moves),
        answers=answers,
        free=frozenset(told.free),
        occupation=told.occupation,
        place=None if told.latitude is None or told.longitude is None else (told.latitude, told.longitude),
        finished=() if objects else past.finished,
        renewed=await _renewed(session, courses, now=now),
        places={
            venue.key: (venue.latitude, venue.longitude)
            for venue in [*pack.venues, *filter(None, (venues.of(course, pack) for course in courses))]
            if venue.latitude is not None and venue.longitude is not None
        },
    )
    things: list[Thing] = [*courses, *calls]
    found = [
        Suggestion(
            thing,
            scoring.score(thing, known, _starts_of(thing, starts), facts=facts, now=now),
            confirmed=facts.rehearsal or not thing.illustrative,
        )
        for thing in things
    ]
    today = time.local(now, facts.zone).date()
    found.sort(key=lambda one: (-one.total, *_when(one.thing, today), one.thing.key))
    sure = variety.spread([one for one in found if one.confirmed])
    return [*sure, *variety.spread([one for one in found if not one.confirmed], sure)]


async def meanwhile(
    session: Session, person: Person, pack: Pack, instead_of: Thing | None, *, facts: Facts, now: datetime
) -> list[Suggestion]:
    """Two things to do instead of what the person can't take, those of the same topic first."""
    found = await ranked(session, person, pack, facts=facts, now=now)
    fitting = [one for one in found if one.confirmed and not (instead_of and same(one.thing, instead_of))]
    topic = instead_of.topic if instead_of else None
    return sorted(fitting, key=lambda one: one.topic != topic)[:MEANWHILE]


def _starts_of(thing: Thing, starts: dict[int, list[datetime]]) -> Sequence[datetime]:
    return starts.get(thing.id or 0, []) if isinstance(thing, Course) else []


def _when(thing: Thing, today: date) -> tuple[bool, float]:
    """For things that fit equally well: the sooner first."""
    if isinstance(thing, Call):
        last = last_day(thing, today)
        return last is None, last.toordinal() * 86_400.0 if last else 0.0
    return thing.starts_at is None, thing.starts_at.timestamp() if thing.starts_at else 0.0


async def _renewed(session: Session, courses: Sequence[Course], *, now: datetime) -> dict[str, datetime]:
    keys = [course.key for course in courses if course.edition > 1]
    query = (
        select(Course.key, func.max(Course.starts_at))
        .where(col(Course.key).in_(keys), col(Course.starts_at) <= now)
        .group_by(Course.key)
    )
    return {key: began for key, began in await session.exec(query) if began is not None}
