"""Looking at courses and their sessions."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select

from bot.db import Session
from bot.errors import NotThere
from bot.models import Course, CourseSession


async def get(session: Session, course_id: int) -> Course:
    """One edition, also one that is over or closed. Raises NotThere."""
    course = await session.get(Course, course_id)
    if course is None:
        raise NotThere
    return course


async def latest(session: Session, key: str, *, now: datetime) -> Course:
    """The newest edition of a course that takes sign-ups now, else the newest one. Raises NotThere."""
    editions = list(await session.exec(select(Course).where(Course.key == key).order_by(col(Course.edition).desc())))
    if not editions:
        raise NotThere
    return next((course for course in editions if course.is_open(now)), editions[0])


async def sessions(session: Session, course_id: int) -> list[CourseSession]:
    """In the order in which they are held."""
    query = select(CourseSession).where(CourseSession.course_id == course_id)
    return list(await session.exec(query.order_by(col(CourseSession.starts_at), col(CourseSession.number))))


async def in_topic(session: Session, topic: str, *, now: datetime) -> list[Course]:
    """What a topic offers from now on: one edition a course, soonest first, those without dates last."""
    query = select(Course).where(Course.topic == topic, _on_offer(now))
    return _one_each(await session.exec(query), now)


async def everything(session: Session, *, now: datetime) -> list[Course]:
    """The same for all topics."""
    return _one_each(await session.exec(select(Course).where(_on_offer(now))), now)


def _on_offer(now: datetime) -> ColumnElement[bool]:
    return and_(col(Course.closed_at).is_(None), or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))


def _one_each(editions: Iterable[Course], now: datetime) -> list[Course]:
    def soonest(course: Course) -> tuple[bool, float, int]:
        dated = course.starts_at is not None
        return not dated, course.starts_at.timestamp() if course.starts_at else 0, course.id or 0

    chosen: dict[str, Course] = {}
    # An edition one can still join comes before one that is running.
    for course in sorted(editions, key=lambda course: (not course.is_open(now), *soonest(course))):
        chosen.setdefault(course.key, course)
    return sorted(chosen.values(), key=soonest)
