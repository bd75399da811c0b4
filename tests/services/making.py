"""People and courses for the tests of the rules."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from bot.db import Session
from bot.models import Consent, Course, CourseSession, Enrollment, Letter, Person
from bot.services import enrollments, people
from bot.services.facts import Facts
from bot.services.purposes import ASKED

LEON, JUAREZ = "America/Mexico_City", "America/Ciudad_Juarez"
FACTS = Facts(zone=LEON, quiet=(time(21), time(9)), rehearsal=True)
REAL = Facts(zone=LEON, quiet=(time(21), time(9)), rehearsal=False)
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
"""A Saturday, at noon in León."""

_ids = itertools.count(7_000_000_000)
_keys = itertools.count(1)


async def person(session: Session, *, name: str | None = "Ana", born: date | None = date(2005, 5, 5)) -> int:
    """Somebody with a Telegram account, who allows everything that needs a yes; returns the person's id."""
    someone = await people.of(session, next(_ids), language_code="es", now=NOW)
    someone.name, someone.birth_date = name, born
    await session.flush()
    assert someone.id is not None
    for purpose in ASKED:
        session.add(Consent(person_id=someone.id, purpose=purpose, notice="", given_at=NOW))
    await session.flush()
    return someone.id


async def crowd(session: Session, size: int) -> list[int]:
    return [await person(session) for _ in range(size)]


async def course(
    session: Session,
    *,
    seats: int | None = 2,
    starts: datetime | None = NOW + timedelta(days=14),
    meetings: int = 1,
    apart: timedelta = timedelta(days=7),
    **fields: Any,
) -> int:
    """A course of two-hour sessions that really takes sign-ups; returns its id."""
    key = fields.pop("key", f"course-{next(_keys)}")
    words = {"es": "Soldadura", "en": "Welding"}
    made = Course(
        **{
            "key": key,
            "kind": "workshop",
            "title": words,
            "short_title": words,
            "summary": words,
            "topic": "employment",
            "organiser": "imju",
            "modality": "in_person",
            "status": "offered",
            "seats": seats,
            "starts_at": starts,
            "ends_at": starts and starts + apart * (meetings - 1) + timedelta(hours=2),
            **fields,
        }
    )
    session.add(made)
    await session.flush()
    assert made.id is not None
    for number in range(1, meetings + 1) if starts else ():
        at = starts + apart * (number - 1)
        session.add(CourseSession(course_id=made.id, number=number, starts_at=at, ends_at=at + timedelta(hours=2)))
    await session.flush()
    return made.id


async def join(
    session: Session, person_id: int, course_id: int, *, now: datetime = NOW, facts: Facts = FACTS
) -> Enrollment:
    return await enrollments.join(session, person_id, course_id, facts=facts, now=now)


async def letters(session: Session, person_id: int) -> list[Letter]:
    """Everything planned for a person, soonest first."""
    query = select(Letter).where(Letter.person_id == person_id).order_by(col(Letter.due_at), col(Letter.id))
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def taken(session: Session, course_id: int) -> int:
    query = select(Course).where(Course.id == course_id).execution_options(populate_existing=True)
    return (await session.exec(query)).one().taken


async def somebody(session: Session, person_id: int) -> Person:
    return await session.get_one(Person, person_id)
