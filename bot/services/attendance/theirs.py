"""Attendance from the side of whoever came."""

from sqlmodel import col, func, select, update

from bot.db import Session
from bot.models import Attendance, Course


async def of_person(session: Session, person_id: int) -> list[tuple[Course, int, int]]:
    """How often somebody came, and how often they didn't, by course."""
    query = (
        select(Attendance.course_id, Attendance.came, func.count())
        .where(Attendance.person_id == person_id)
        .group_by(col(Attendance.course_id), col(Attendance.came))
    )
    counts: dict[int, list[int]] = {}
    for course_id, came, count in (await session.exec(query)).all():
        counts.setdefault(course_id, [0, 0])[0 if came else 1] += count
    found = await session.exec(select(Course).where(col(Course.id).in_(counts)).order_by(col(Course.starts_at)))
    return [(course, counts[course.id or 0][0], counts[course.id or 0][1]) for course in found]


async def merge(session: Session, kept_id: int, gone_id: int) -> None:
    """Where both stand on one list, having come counts."""
    query = select(Attendance).where(col(Attendance.person_id).in_([kept_id, gone_id]))
    rows = list(await session.exec(query))
    mine = {(row.course_id, row.held_at): row for row in rows if row.person_id == kept_id}
    for row in (row for row in rows if row.person_id == gone_id):
        same = mine.get((row.course_id, row.held_at))
        if same is None:
            row.person_id = kept_id
        else:
            same.came = same.came or row.came
            await session.delete(row)
    marked = update(Attendance).where(col(Attendance.marked_by) == gone_id)
    await session.exec(marked.values(marked_by=kept_id).execution_options(synchronize_session=False))
    await session.flush()
