"""A place in another course while one waits in a line: given up on its own the moment the awaited seat is taken.

A place is a second choice as long as the line it names lasts; when the person leaves that line, declines or lets the
offer pass, it is an ordinary place, without anything having to be written.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from bot.db import Session
from bot.errors import Refusal
from bot.models import ACTIVE, HOLDS_A_SEAT, Course, CourseSession, Enrollment, Person, Standing
from bot.services import courses, eligibility
from bot.services.facts import Facts

AT_MOST: Final = 6
REASON: Final = "second_choice"
"""Why the place was left."""
_HOPING: Final = (Standing.WAITING, Standing.OFFERED, Standing.PROVISIONAL)
_TAKEN: Final = (Standing.ENROLLED, Standing.PROVISIONAL)


async def line(session: Session, person_id: int, enrollment_id: int) -> Enrollment | None:
    """The person's place in a line, or with its seat on offer or held for a guardian's yes; None where it is over, or
    somebody else's."""
    query = select(Enrollment).where(Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
    return (await session.exec(query.where(col(Enrollment.standing).in_(_HOPING)))).first()


async def mark(session: Session, place: Enrollment, line: Enrollment, *, now: datetime) -> None:
    """Make a place the second choice of a line, if that lasts and has none yet. Both courses are locked."""
    await session.refresh(line)
    if line.standing in _HOPING and await of(session, line.id or 0, now=now) is None:
        place.backs_up = line.id


async def of(session: Session, line_id: int, *, now: datetime) -> tuple[Enrollment, Course] | None:
    """The place that is given up for a seat in this line. Once its course has begun it no longer is."""
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.backs_up == line_id, col(Enrollment.standing).in_(_TAKEN))
        .where(or_(col(Course.starts_at).is_(None), col(Course.starts_at) > now))
        .order_by(col(Enrollment.id))
    )
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def awaited(session: Session, place: Enrollment) -> Course | None:
    """The course for which this place would be given up; None for an ordinary place."""
    if place.backs_up is None or place.standing not in _TAKEN:
        return None
    query = (
        select(Course)
        .join(Enrollment, col(Enrollment.course_id) == col(Course.id))
        .where(Enrollment.id == place.backs_up, Enrollment.person_id == place.person_id)
        .where(col(Enrollment.standing).in_(_HOPING))
    )
    return (await session.exec(query)).first()


async def choices(
    session: Session, person: Person, awaited_course: Course, *, facts: Facts, now: datetime
) -> list[Course]:
    """At most six courses with a free seat that the person may take while waiting: those of the same topic first, then
    the soonest. A sensitive course is nobody's makeshift, so there is none among them."""
    found = await courses.everything(session, now=now)
    taken = await _keys_of(session, person.id or 0, now)
    busy = await _at_the_same_time(session, person.id or 0, now)
    lined = set(
        await session.exec(select(Enrollment.course_id).where(Enrollment.standing == Standing.WAITING).distinct())
    )
    fit = [
        course
        for course in found
        if course.is_open(now) and course.left and course.id not in lined and course.id not in busy
        if course.key not in taken and not course.sensitive and (facts.rehearsal or not course.illustrative)
        if _right_age(course, person, facts)
    ]
    return sorted(fit, key=lambda course: course.topic != awaited_course.topic)[:AT_MOST]


async def _keys_of(session: Session, person_id: int, now: datetime) -> set[str]:
    """Courses in which the person is or waits already, whatever the edition."""
    query = (
        select(Course.key)
        .join(Enrollment, col(Enrollment.course_id) == col(Course.id))
        .where(Enrollment.person_id == person_id, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
    )
    return set(await session.exec(query))


async def _at_the_same_time(session: Session, person_id: int, now: datetime) -> set[int]:
    """Courses that meet when one meets in which the person holds a seat. A line holds none."""
    wanted, held = aliased(CourseSession), aliased(CourseSession)
    query = (
        select(wanted.course_id)
        .join(held, (col(wanted.starts_at) < held.ends_at) & (col(held.starts_at) < wanted.ends_at))
        .join(Enrollment, col(Enrollment.course_id) == held.course_id)
        .where(Enrollment.person_id == person_id, col(Enrollment.standing).in_(HOLDS_A_SEAT))
        .where(col(wanted.ends_at) > now)
        .distinct()
    )
    return set(await session.exec(query))


def _right_age(course: Course, person: Person, facts: Facts) -> bool:
    try:
        eligibility.check_age(course, person, facts=facts)
    except Refusal:
        return False
    return True
