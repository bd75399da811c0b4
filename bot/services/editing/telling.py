"""Whoever has a place in a course that changed: their reminders move, and they are told what was and what is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from bot.db import Session
from bot.models import ACTIVE, Course, CourseSession, Enrollment, Letter, Person, Post, Priority, Standing
from bot.services import courses, reminders
from bot.services.attention import BEFORE
from bot.services.editing.foreseeing import ON_THE_WAY, Effects, touched, when
from bot.services.facts import Facts

CHANGED: Final = "course_changed"
CANCELLED: Final = "course_cancelled"
"""Kinds of letters."""


@dataclass(frozen=True)
class Notice:
    """`was`: what a letter compares with, see `letters.changes`; `touched`: when somebody would first be in the wrong
    place; `last`: from when on nobody needs to hear of it."""

    was: dict[str, Any]
    touched: datetime | None
    last: datetime | None
    first_moves: bool


async def before(session: Session, course: Course, found: Effects, *, now: datetime) -> Notice:
    """To be asked before anything is changed."""
    meetings = [one for one in await courses.sessions(session, course.id or 0) if one.ends_at > now]
    ends = [one.ends_at for one in meetings] + [end for _start, end in found.sessions.added]
    first = next((one for one in meetings if one.starts_at > now), None)
    gone = {one.id for one in found.sessions.dropped} | {one.id for one, _ in found.sessions.moved}
    was = {
        "sessions": {str(one.id): [one.starts_at.isoformat(), one.ends_at.isoformat()] for one in meetings},
        "venue": course.venue,
        "place": course.place,
        "modality": course.modality,
    }
    moves = first is not None and first.id in gone
    at = await touched(session, course, found, now=now)
    return Notice(was, at, max([*ends, *filter(None, [at])], default=None), moves)


async def follow(
    session: Session, course: Course, meetings: Sequence[CourseSession], facts: Facts, now: datetime
) -> None:
    """Reminders move with the dates; what is on offer or held doesn't outlast the new beginning."""
    await reminders.move(session, course, meetings, facts=facts, now=now)
    if course.starts_at is None:
        return
    held = select(Enrollment).where(
        Enrollment.course_id == course.id, col(Enrollment.standing).in_([Standing.OFFERED, Standing.PROVISIONAL])
    )
    for enrollment in await session.exec(held):
        if enrollment.offer_until is not None and enrollment.offer_until > course.starts_at:
            enrollment.offer_until = course.starts_at


async def tell(session: Session, course: Course, notice: Notice, *, facts: Facts, now: datetime) -> int:
    """A letter to everybody with a place in the course or its line; one that waits still tells both changes. Returns
    how many there are. Who said that they come is asked again where the next session isn't what it was."""
    told = 0
    for enrollment, person in await _everybody(session, course):
        told += 1
        if notice.first_moves:
            enrollment.confirmed_at = None
        due = when(notice.touched, facts=facts.for_born(person.birth_date, now), now=now)
        letter = await _waiting(session, enrollment)
        if letter is None:
            letter = _letter(CHANGED, enrollment, due, {"course_id": course.id, "was": notice.was})
            session.add(letter)
        letter.useful_until = max(filter(None, [notice.last, course.ends_at]), default=None)
        letter.due_at = min(letter.due_at, due)
        _press(letter, notice.touched)
    await session.flush()
    return told


async def tell_of_the_end(
    session: Session, enrollment: Enrollment, course: Course, *, begins: datetime | None, facts: Facts, now: datetime
) -> None:
    """That a course doesn't take place; `begins`: its next session. It is said however late: nobody is to wait at a
    closed door, and whoever did is told why."""
    person = await session.get_one(Person, enrollment.person_id)
    due = when(begins, facts=facts.for_born(person.birth_date, now), now=now)
    subject = {
        "course_id": course.id,
        "had": enrollment.standing.value,
        "next": begins.isoformat() if begins else None,
    }
    letter = _letter(CANCELLED, enrollment, due, subject)
    _press(letter, begins)
    session.add(letter)


def _press(letter: Letter, touched: datetime | None) -> None:
    """From then on the night doesn't hold it; the earlier of two moments stays."""
    if touched is None:
        return
    moment = (touched - ON_THE_WAY).isoformat()
    letter.subject = {**letter.subject, BEFORE: min(moment, letter.subject.get(BEFORE, moment))}


def _letter(kind: str, enrollment: Enrollment, due: datetime, subject: dict[str, Any]) -> Letter:
    return Letter(
        priority=Priority.APPOINTMENT,
        kind=kind,
        person_id=enrollment.person_id,
        enrollment_id=enrollment.id,
        subject=subject,
        due_at=due,
    )


async def _everybody(session: Session, course: Course) -> Sequence[tuple[Enrollment, Person]]:
    query = (
        select(Enrollment, Person)
        .join(Person, col(Person.id) == Enrollment.person_id)
        .where(Enrollment.course_id == course.id, col(Enrollment.standing).in_(ACTIVE))
        .order_by(col(Enrollment.id))
    )
    return (await session.exec(query)).all()


async def _waiting(session: Session, enrollment: Enrollment) -> Letter | None:
    query = select(Letter).where(
        Letter.enrollment_id == enrollment.id, Letter.kind == CHANGED, Letter.state == Post.WAITING
    )
    return (await session.exec(query)).first()
