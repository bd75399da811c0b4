"""Editions of a course: the same course again, on other dates."""

from datetime import datetime, timedelta

from sqlmodel import col, delete

from bot import time
from bot.db import Session
from bot.models import Course, CourseSession
from bot.packs import dates
from bot.packs.offers import Course as PackedCourse
from bot.packs.offers import Rule
from bot.services import courses, wishes
from bot.services.editing.fields import COURSE, FIELDS, placeholders_left
from bot.services.facts import Facts
from bot.services.rows import course_fields

Meetings = list[tuple[datetime, datetime]]


async def begin(
    session: Session,
    packed: PackedCourse,
    edition: int,
    *,
    facts: Facts,
    now: datetime,
    after: Course | None = None,
) -> Course:
    """A new edition, on the first dates that the course's rule gives from now on; what the staff decided about the one
    it comes `after`, other than its dates, holds for it too. Who asked for it is told."""
    course = Course(key=packed.key, edition=edition, seats=packed.seats, **course_fields(packed))
    if after is not None:
        course.edited = [name for name in after.edited if name != "sessions"]
        for name in {*course.edited} & {*FIELDS[COURSE]}:
            setattr(course, name, getattr(after, name))
        course.illustrative_fields = placeholders_left(course, course.edited)
        course.place = after.place
    session.add(course)
    await session.flush()
    await _meet(session, course, _meetings(packed.schedule, now, facts))
    await wishes.tell_of_group(session, course, facts=facts, now=now)
    return course


async def reschedule(session: Session, course: Course, packed: PackedCourse, *, facts: Facts, now: datetime) -> bool:
    """Follow the rule where it no longer gives this edition's dates. An edition that has begun stays as it was.

    Only for an edition that nobody signed up for. Returns whether anything moved.
    """
    if course.starts_at is not None and course.starts_at <= now:
        return False
    held = [(one.starts_at, one.ends_at) for one in await courses.sessions(session, course.id or 0)]
    if _still_fits(packed.schedule, held, facts):
        return False
    await session.exec(delete(CourseSession).where(col(CourseSession.course_id) == course.id))
    await _meet(session, course, _meetings(packed.schedule, now, facts))
    return True


def _still_fits(rule: Rule | None, held: Meetings, facts: Facts) -> bool:
    """Whether the rule, begun where these dates begin, gives these dates."""
    if rule is None or not held:
        return rule is None and not held
    before = time.days_before(held[0][0], 7 * rule.weeks_ahead, facts.zone) - timedelta(seconds=1)
    return _meetings(rule, before, facts) == held


def _meetings(rule: Rule | None, after: datetime, facts: Facts) -> Meetings:
    return [] if rule is None else dates.sessions(rule, after, facts.zone)


async def _meet(session: Session, course: Course, meetings: Meetings) -> None:
    assert course.id is not None
    for number, (starts_at, ends_at) in enumerate(meetings, start=1):
        session.add(CourseSession(course_id=course.id, number=number, starts_at=starts_at, ends_at=ends_at))
    course.starts_at = meetings[0][0] if meetings else None
    course.ends_at = meetings[-1][1] if meetings else None
    await session.flush()
