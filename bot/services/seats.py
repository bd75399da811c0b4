"""The seats of a course: counted in the database, never in memory, and only ever moved by conditional updates."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CursorResult
from sqlmodel import col, select, update

from bot.db import Session
from bot.errors import NotThere
from bot.models import Course


async def locked(session: Session, course_id: int) -> Course:
    """The course as it is now, and nobody else's until the transaction ends. Raises NotThere.

    Whoever looks at seats and line together takes this first. SQLite has one writer anyway.
    """
    query = select(Course).where(Course.id == course_id).with_for_update(key_share=True)
    course = (await session.exec(query.execution_options(populate_existing=True))).first()
    if course is None:
        raise NotThere
    return course


async def all_locked(session: Session, course_ids: Iterable[int]) -> dict[int, Course]:
    """Several courses as `locked`, by id. In the order of their ids, so that nobody waits for somebody who waits."""
    return {course_id: await locked(session, course_id) for course_id in sorted(set(course_ids))}


async def take(session: Session, course: Course) -> bool:
    """One seat more taken, if one is left."""
    room = col(Course.taken) < col(Course.seats)
    return await _move(session, course, update(Course).where(room).values(taken=col(Course.taken) + 1))


async def free(session: Session, course: Course) -> bool:
    """One seat less taken."""
    return await _move(session, course, update(Course).where(col(Course.taken) > 0).values(taken=col(Course.taken) - 1))


async def _move(session: Session, course: Course, change: Any) -> bool:
    moving = change.where(col(Course.id) == course.id).execution_options(synchronize_session=False)
    result: CursorResult[Any] = await session.exec(moving)
    await session.refresh(course, ["taken"])
    return result.rowcount == 1
