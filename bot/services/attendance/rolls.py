"""One list: whoever had a place in the course when the meeting began, and what was said of them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import Session
from bot.errors import NotThere
from bot.models import Attendance, Enrollment, Person
from bot.services.attendance.meetings import AHEAD, Meeting, meeting, on_list


@dataclass(frozen=True)
class Entry:
    """`came` is None while nobody said anything."""

    person_id: int
    name: str | None
    came: bool | None = None
    marked_at: datetime | None = None


@dataclass(frozen=True)
class Roll:
    """Whoever had a place when it began and didn't leave since, by name. `together`: when the reader last marked
    several at once."""

    meeting: Meeting
    entries: Sequence[Entry]
    together: datetime | None = None

    def count(self, came: bool | None) -> int:
        return sum(entry.came is came for entry in self.entries)


async def roll(session: Session, course_id: int, stamp: int, *, me: int, now: datetime) -> Roll:
    """The list, from an hour before. Raises NotThere."""
    of = await meeting(session, course_id, stamp)
    if now < of.starts_at - AHEAD:
        raise NotThere
    enrolled = (
        select(Person.id, Person.name)
        .join(Enrollment, col(Enrollment.person_id) == Person.id)
        .where(Enrollment.course_id == course_id, on_list(of.starts_at, of.course.cancelled_at))
        .order_by(col(Enrollment.id))
    )
    marks = {row.person_id: row for row in await session.exec(rows(of))}
    entries = [
        Entry(id or 0, name, mark.came if mark else None, mark.marked_at if mark else None)
        for id, name in await session.exec(enrolled)
        for mark in (marks.get(id or 0),)
    ]
    return Roll(of, sorted(entries, key=_by_name), _together(list(marks.values()), me))


def rows(of: Meeting) -> SelectOfScalar[Attendance]:
    """What was said of anybody, also of those who left since."""
    return (
        select(Attendance)
        .where(Attendance.course_id == of.course.id, Attendance.held_at == of.starts_at)
        .execution_options(populate_existing=True)
    )


def _by_name(entry: Entry) -> tuple[bool, str]:
    plain = unicodedata.normalize("NFD", entry.name or "")
    return entry.name is None, "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _together(marks: Sequence[Attendance], me: int) -> datetime | None:
    mine = [row.marked_at for row in marks if row.marked_by == me]
    last = max(mine).replace(microsecond=0) if mine else None
    return last if last and mine.count(last) > 1 else None
