"""Courses by place, day of the week and part of the day."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from datetime import time as wall_clock
from typing import Final

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.models import Course, CourseSession
from bot.services import courses
from bot.services.facts import Facts

HOW: Final = ("place", "day", "time")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS: Final = ("morning", "afternoon", "evening")
NOON: Final = wall_clock(13, 0)
LATE: Final = wall_clock(17, 0)
"""A morning ends, and an evening begins."""
ONLINE: Final = "_online"
"""In place of a venue's key."""
_AWAY: Final = ("online", "whatsapp", "phone")

Found = tuple[Course, list[CourseSession]]


async def choices(session: Session, how: str, *, facts: Facts, now: datetime) -> dict[str, int]:
    """What one can choose from, with how many courses each has; days and hours in their order, places with most
    courses first. Empty for a `how` that isn't there."""
    counted = Counter(
        which for found in await _everything(session, now=now) for which in set(_which(how)(*found, facts))
    )
    fixed = DAYS if how == "day" else PARTS if how == "time" else ()
    order = [which for which in fixed if which in counted] if fixed else [key for key, _n in counted.most_common()]
    return {which: counted[which] for which in order}


async def by(session: Session, how: str, which: str, *, facts: Facts, now: datetime) -> list[Course]:
    """The courses of a choice, soonest first; those with a session ahead at such a time, or at such a place."""
    found = await _everything(session, now=now)
    return [course for course, ahead in found if which in _which(how)(course, ahead, facts)]


async def _everything(session: Session, *, now: datetime) -> list[Found]:
    """Each course on offer with the sessions that lie ahead."""
    offered = await courses.everything(session, now=now)
    query = select(CourseSession).where(
        col(CourseSession.course_id).in_([course.id for course in offered]), col(CourseSession.starts_at) > now
    )
    ahead: dict[int, list[CourseSession]] = {course.id or 0: [] for course in offered}
    for meeting in await session.exec(query):
        ahead[meeting.course_id].append(meeting)
    return [(course, ahead[course.id or 0]) for course in offered]


def _which(how: str) -> Callable[[Course, list[CourseSession], Facts], Iterable[str]]:
    return {"place": _places, "day": _days, "time": _parts}.get(how, lambda *_: ())


def _places(course: Course, _ahead: list[CourseSession], _facts: Facts) -> Iterable[str]:
    if course.modality in (*_AWAY, "hybrid"):
        yield ONLINE
    if course.venue and course.modality not in _AWAY:
        yield course.venue


def _days(_course: Course, ahead: list[CourseSession], facts: Facts) -> Iterable[str]:
    return (DAYS[time.local(meeting.starts_at, facts.zone).weekday()] for meeting in ahead)


def _parts(_course: Course, ahead: list[CourseSession], facts: Facts) -> Iterable[str]:
    for meeting in ahead:
        hour = time.local(meeting.starts_at, facts.zone).time()
        yield PARTS[0] if hour < NOON else PARTS[1] if hour < LATE else PARTS[2]
