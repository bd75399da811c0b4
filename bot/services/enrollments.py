"""Signing up, queueing and leaving."""

from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, or_, select

from bot.db import Session
from bot.errors import AlreadyIn, Full, NotThere, OnlyTellMe, SignUpClosed
from bot.models import ACTIVE, HOLDS_A_SEAT, Course, CourseSession, Enrollment, Person, Standing
from bot.services import courses, eligibility, guardians, holds, offers, reminders, seats, second_choices
from bot.services.facts import Facts

LEAVE_REASONS: Final = ("time", "place", "changed_mind", "work_school", "other")


def missing(course: Course, person: Person, *, facts: Facts) -> list[str]:
    """What must be asked before this person can join: some of `name` and `birth_date`, in that order."""
    asked = [] if person.name else ["name"]
    if person.birth_date is None and (eligibility.age_matters(course, facts) or guardians.matters(course, facts)):
        asked.append("birth_date")
    return asked


async def may_join(session: Session, person: Person, course: Course, *, facts: Facts, now: datetime) -> None:
    """Raises AlreadyIn, OnlyTellMe, SignUpClosed, NotOldEnough, TooOld, Full or Clash. A birth date not known yet
    passes.

    One takes part in one edition of a course at a time; another one has to be left first.
    """
    assert person.id is not None and course.id is not None
    if known := await own(session, person.id, course, now=now):
        raise _already_in(known[0], course.id)
    if course.illustrative and not facts.rehearsal:
        raise OnlyTellMe(course.id)
    if not course.is_open(now):
        raise SignUpClosed(course.id)
    eligibility.check_age(course, person, facts=facts)
    if not offers.has_room(course, now=now):
        raise Full(course.id)
    await eligibility.check_clash(session, person.id, course, now=now)


async def join(
    session: Session, person_id: int, course_id: int, *, facts: Facts, now: datetime, backs_up: int = 0
) -> Enrollment:
    """A seat, or a place in line where none is left or others wait already; the seat is provisional where a minor
    needs a guardian's yes. Raises what `may_join` raises.

    Reminders are planned in the same transaction. What `missing` names must have been asked before. `backs_up`: the
    person's own place in another line, for which a seat here is the second choice while that line lasts.
    """
    line = await second_choices.line(session, person_id, backs_up) if backs_up else None
    course = (await seats.all_locked(session, [course_id, line.course_id if line else course_id]))[course_id]
    person = await session.get(Person, person_id)
    if person is None:
        raise NotThere
    await may_join(session, person, course, facts=facts, now=now)
    if "birth_date" in missing(course, person, facts=facts):
        raise ValueError(f"course {course_id} depends on the age: the birth date must be known before joining")
    try:
        async with session.begin_nested():
            enrollment = await _enter(session, person_id, course, now)
    except IntegrityError:
        # The index that allows one active row knows better than our look a moment ago.
        known = await own(session, person_id, course, now=now)
        raise (_already_in(known[0], course_id) if known else AlreadyIn(course_id, Standing.ENROLLED.value)) from None
    if enrollment.standing is Standing.ENROLLED:
        if line is not None:
            await second_choices.mark(session, enrollment, line, now=now)
        if guardians.needed(course, person, facts=facts, now=now):
            await holds.begin(session, enrollment, course, person, facts=facts, now=now)
            return enrollment
        meetings = await courses.sessions(session, course_id)
        await reminders.plan(session, enrollment, course, meetings, facts=facts, now=now)
    return enrollment


async def would_wait(session: Session, course: Course) -> bool:
    """Whether who joins now gets in line instead of a seat."""
    return course.left == 0 or await somebody_waits(session, course.id or 0)


async def somebody_waits(session: Session, course_id: int) -> bool:
    """Whether a seat that is given up would go to somebody."""
    line = select(Enrollment.id).where(Enrollment.course_id == course_id, Enrollment.standing == Standing.WAITING)
    return (await session.exec(line.limit(1))).first() is not None


async def _enter(session: Session, person_id: int, course: Course, now: datetime) -> Enrollment:
    assert course.id is not None
    seated = not await somebody_waits(session, course.id or 0) and await seats.take(session, course)
    enrollment = Enrollment(
        person_id=person_id,
        course_id=course.id,
        standing=Standing.ENROLLED if seated else Standing.WAITING,
        joined_at=now,
    )
    session.add(enrollment)
    await session.flush()
    return enrollment


async def place_in_line(session: Session, enrollment: Enrollment) -> int:
    """Counted from 1; 0 for who doesn't wait."""
    if enrollment.standing is not Standing.WAITING:
        return 0
    line = select(func.count()).where(
        col(Enrollment.course_id) == enrollment.course_id,
        col(Enrollment.standing) == Standing.WAITING,
        col(Enrollment.id) <= enrollment.id,
    )
    return (await session.exec(line)).one()


async def leave(
    session: Session, person_id: int, enrollment_id: int, *, reason: str, facts: Facts, now: datetime
) -> Enrollment:
    """Out of the course or its line; a seat held goes to the next. Leaving twice is harmless. Raises NotThere."""
    enrollment, course = await _own(session, person_id, enrollment_id)
    if enrollment.standing not in ACTIVE:
        return enrollment
    held_a_seat = enrollment.standing in HOLDS_A_SEAT
    enrollment.standing, enrollment.left_at = Standing.LEFT, now
    enrollment.left_reason = reason if reason in LEAVE_REASONS else "other"
    await session.flush()
    await reminders.drop(session, enrollment_id, "left")
    if held_a_seat:
        await seats.free(session, course)
        await offers.offer_next(session, enrollment.course_id, facts=facts, now=now)
    return enrollment


async def confirm(session: Session, person_id: int, enrollment_id: int, *, now: datetime) -> Enrollment:
    """The person says that they are coming; the first time counts. Raises NotThere for who has no seat (any more)."""
    enrollment, _ = await get(session, person_id, enrollment_id)
    if enrollment.standing is not Standing.ENROLLED:
        raise NotThere
    enrollment.confirmed_at = enrollment.confirmed_at or now
    return enrollment


async def mine(
    session: Session, person_id: int, *, now: datetime
) -> list[tuple[Enrollment, Course, CourseSession | None]]:
    """What a person takes part in, is offered or waits for, until it ends, with the next (or running) session."""
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person_id, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
    )
    found = (await session.exec(query)).all()
    ahead = select(CourseSession).where(
        col(CourseSession.course_id).in_([course.id for _, course in found]), col(CourseSession.ends_at) > now
    )
    following: dict[int, CourseSession] = {}
    for meeting in await session.exec(ahead.order_by(col(CourseSession.starts_at))):
        following.setdefault(meeting.course_id, meeting)
    rows = [(enrollment, course, following.get(enrollment.course_id)) for enrollment, course in found]
    return sorted(rows, key=lambda row: (row[2] is None, row[2].starts_at if row[2] else now, row[0].id or 0))


async def get(session: Session, person_id: int, enrollment_id: int) -> tuple[Enrollment, Course]:
    """Whatever its standing. Raises NotThere, also when it is somebody else's."""
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise NotThere
    return found


async def own(session: Session, person_id: int, course: Course, *, now: datetime) -> tuple[Enrollment, Course] | None:
    """Where a person takes part, is offered a seat or waits, in this edition or else in another one of the same course
    that hasn't ended, with that edition."""
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person_id, Course.key == course.key, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
        .order_by(col(Course.edition).desc())
    )
    found = (await session.exec(query)).all()
    return min(found, key=lambda row: row[0].course_id != course.id, default=None)


def _already_in(enrollment: Enrollment, asked: int) -> AlreadyIn:
    return AlreadyIn(
        enrollment.course_id,
        enrollment.standing.value,
        enrollment_id=enrollment.id or 0,
        other_edition=enrollment.course_id != asked,
    )


async def _own(session: Session, person_id: int, enrollment_id: int) -> tuple[Enrollment, Course]:
    enrollment, _ = await get(session, person_id, enrollment_id)
    course = await seats.locked(session, enrollment.course_id)
    await session.refresh(enrollment)
    return enrollment, course
