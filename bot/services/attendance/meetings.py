"""Which meetings have a list, and from when to when it can be ticked."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, exists, func, or_, select

from bot.db import Session
from bot.errors import NotThere
from bot.models import Attendance, Course, CourseSession, Enrollment, Standing
from bot.services import courses

AHEAD: Final = timedelta(hours=1)
CLOSES: Final = timedelta(days=7)
"""After the beginning; the panel counts a meeting once its list is closed, see `figures.counting`."""
CALLED_OFF: Final = "cancelled"
"""Why a place ended that somebody had when their course was called off."""


@dataclass(frozen=True)
class Meeting:
    """One meeting of a course, `number` of `of`."""

    course: Course
    number: int
    of: int
    starts_at: datetime

    @property
    def stamp(self) -> int:
        """When it begins, in seconds, as a button carries it."""
        return int(self.starts_at.timestamp())

    @property
    def closes_at(self) -> datetime:
        return self.starts_at + CLOSES

    def is_open(self, now: datetime) -> bool:
        return opens(self.starts_at, now)


@dataclass(frozen=True)
class Taken:
    """One list in the list of lists."""

    meeting: Meeting
    enrolled: int
    came: int
    marked: int


def opens(starts_at: datetime, now: datetime) -> bool:
    """Whether a list can be ticked."""
    return starts_at - AHEAD <= now < starts_at + CLOSES


def listed(course: Course) -> bool:
    """Whether a course has lists at all."""
    return not course.sensitive


def on_list(held_at: Any, cancelled_at: Any) -> ColumnElement[bool]:
    """Which enrolments stand on the list of a meeting: the places taken before it began that people still have, or had
    until the course was called off. Both moments may be columns."""
    until_the_end = and_(col(Enrollment.left_reason) == CALLED_OFF, col(Enrollment.left_at) == cancelled_at)
    return and_(col(Enrollment.joined_at) <= held_at, or_(col(Enrollment.standing) == Standing.ENROLLED, until_the_end))


def latest_open(course: Course, sessions: Sequence[CourseSession], now: datetime) -> Meeting | None:
    """The meeting whose list a colleague is most likely to want: of those that are open the last one."""
    found = [one for one in _meetings(course, sessions) if one.is_open(now)] if listed(course) else []
    return found[-1] if found else None


def _meetings(course: Course, sessions: Sequence[CourseSession]) -> list[Meeting]:
    """Without sessions of its own, a course meets when it begins. Of one that was called off, those held before."""
    starts = sorted({one.starts_at for one in sessions}) or [at for at in (course.starts_at,) if at]
    off = course.cancelled_at
    return [
        Meeting(course, number, len(starts), at)
        for number, at in enumerate(starts, start=1)
        if off is None or at <= off
    ]


async def to_tick(session: Session, *, now: datetime) -> list[Taken]:
    """Every list that is open and has somebody on it, the newest first."""
    lately = (now - CLOSES, now + AHEAD)
    meets = exists().where(
        col(CourseSession.course_id) == Course.id,
        col(CourseSession.starts_at) > lately[0],
        col(CourseSession.starts_at) <= lately[1],
    )
    begins = (
        ~exists().where(col(CourseSession.course_id) == Course.id),
        col(Course.starts_at) > lately[0],
        col(Course.starts_at) <= lately[1],
    )
    usual = ~col(Course.sensitive)
    wanted = [
        *await session.exec(select(Course).where(usual, meets)),
        *await session.exec(select(Course).where(usual, *begins)),
    ]
    ids = [one.id or 0 for one in wanted]
    held: dict[int, list[CourseSession]] = {}
    for one in await session.exec(select(CourseSession).where(col(CourseSession.course_id).in_(ids))):
        held.setdefault(one.course_id, []).append(one)
    joined = await _joined(session, ids, now + AHEAD)
    marks = await _marks(session, ids, lately)
    found = [
        Taken(one, enrolled, *marks.get((course.id or 0, one.starts_at), (0, 0)))
        for course in wanted
        for one in _meetings(course, held.get(course.id or 0, []))
        if one.is_open(now)
        if (enrolled := bisect_right(joined.get(course.id or 0, []), one.starts_at))
    ]
    return sorted(found, key=lambda one: (one.meeting.starts_at, one.meeting.course.id), reverse=True)


async def _joined(session: Session, ids: Collection[int], until: datetime) -> dict[int, list[datetime]]:
    """By course: since when each on its latest list has their place, in order."""
    query = (
        select(Enrollment.course_id, Enrollment.joined_at)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(col(Enrollment.course_id).in_(ids), on_list(until, col(Course.cancelled_at)))
    )
    found: dict[int, list[datetime]] = {}
    for course_id, joined_at in (await session.exec(query.order_by(col(Enrollment.joined_at)))).all():
        found.setdefault(course_id, []).append(joined_at)
    return found


async def _marks(
    session: Session, ids: Collection[int], lately: tuple[datetime, datetime]
) -> dict[tuple[int, datetime], tuple[int, int]]:
    """By meeting: who came, and how many are marked, of those on its list."""
    query = (
        select(Attendance.course_id, Attendance.held_at, Attendance.came, func.count())
        .join(
            Enrollment,
            (col(Enrollment.course_id) == Attendance.course_id) & (col(Enrollment.person_id) == Attendance.person_id),
        )
        .join(Course, col(Course.id) == Attendance.course_id)
        .where(col(Attendance.course_id).in_(ids), on_list(col(Attendance.held_at), col(Course.cancelled_at)))
        .where(col(Attendance.held_at) > lately[0], col(Attendance.held_at) <= lately[1])
        .group_by(col(Attendance.course_id), col(Attendance.held_at), col(Attendance.came))
    )
    found: dict[tuple[int, datetime], tuple[int, int]] = {}
    for course_id, held_at, came, count in (await session.exec(query)).all():
        before = found.get((course_id, held_at), (0, 0))
        found[course_id, held_at] = (before[0] + count * came, before[1] + count)
    return found


async def meeting(session: Session, course_id: int, stamp: int) -> Meeting:
    """The one that begins then. Raises NotThere where there is none, or none that has a list."""
    course = await courses.get(session, course_id)
    found = [one for one in _meetings(course, await courses.sessions(session, course_id)) if one.stamp == stamp]
    if not found or not listed(course):
        raise NotThere
    return found[0]
