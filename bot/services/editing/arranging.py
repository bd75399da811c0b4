"""A course's dates made others: which of its sessions stay, move, are new or fall out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, delete

from bot.db import Session
from bot.errors import BadField
from bot.models import Course, CourseSession
from bot.services import attendance, courses
from bot.services.editing.fields import SESSIONS

Meeting = tuple[datetime, datetime]
MOST: Final = 60
"""Sessions a course may have."""
LONGEST: Final = timedelta(hours=12)
SHORTEST: Final = timedelta(minutes=15)
FARTHEST: Final = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Arrangement:
    """`moved` are sessions with the moments they are to have."""

    kept: tuple[CourseSession, ...] = ()
    moved: tuple[tuple[CourseSession, Meeting], ...] = ()
    added: tuple[Meeting, ...] = ()
    dropped: tuple[CourseSession, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.moved or self.added or self.dropped)

    @property
    def touched(self) -> list[datetime]:
        """Every moment at which somebody would be in the wrong place: old ones and new ones."""
        return sorted(
            [one.starts_at for one, _ in self.moved]
            + [start for _, (start, _end) in self.moved]
            + [start for start, _end in self.added]
            + [one.starts_at for one in self.dropped]
        )


@dataclass
class _Left:
    held: list[CourseSession]
    wanted: list[Meeting]
    kept: list[CourseSession] = field(default_factory=list)


def arrange(held: Sequence[CourseSession], wanted: Sequence[Meeting], *, now: datetime) -> Arrangement:
    """From the dates a course has to those it is to have. What has begun stays whatever is wanted; a date that is no
    longer wanted and one that is new make a session that moves, in their order. Raises BadField."""
    left = _Left([one for one in held if one.starts_at > now], sorted(set(wanted)))
    begun = [one for one in held if one.starts_at <= now]
    for one in begun:
        if (one.starts_at, one.ends_at) in left.wanted:
            left.wanted.remove((one.starts_at, one.ends_at))
    check([*((one.starts_at, one.ends_at) for one in begun), *left.wanted], after=begun, now=now)
    for one in list(left.held):
        if (one.starts_at, one.ends_at) in left.wanted:
            left.held.remove(one)
            left.wanted.remove((one.starts_at, one.ends_at))
            left.kept.append(one)
    moved = tuple(zip(left.held, left.wanted, strict=False))
    return Arrangement((*begun, *left.kept), moved, tuple(left.wanted[len(moved) :]), tuple(left.held[len(moved) :]))


def check(meetings: Sequence[Meeting], *, after: Sequence[CourseSession] = (), now: datetime) -> None:
    """Raises BadField where one of these can't be held; those that have begun (`after`) are as they are."""
    if len(meetings) > MOST:
        raise BadField(SESSIONS, "too_many", low=len(meetings), high=MOST)
    begun = {one.starts_at for one in after}
    last: Meeting | None = None
    for start, end in sorted(meetings):
        if end <= start:
            raise BadField(SESSIONS, "order", at=start)
        if start not in begun:
            if start <= now:
                raise BadField(SESSIONS, "past", at=start)
            if start > now + FARTHEST:
                raise BadField(SESSIONS, "far", at=start)
            if not SHORTEST <= end - start <= LONGEST:
                raise BadField(SESSIONS, "long", at=start)
            if last is not None and start < last[1]:
                raise BadField(SESSIONS, "overlap", at=start)
        last = (start, end)


async def hold(session: Session, course: Course, arrangement: Arrangement) -> list[CourseSession]:
    """Write the dates down; sessions that stay or move keep their ids, and with them their places in calendars. What
    fell out takes its reminders with it. Returns all of them in order; the course's own dates follow."""
    assert course.id is not None
    gone = [one.id for one in arrangement.dropped]
    if gone:
        await session.exec(delete(CourseSession).where(col(CourseSession.id).in_(gone)))
        for one in arrangement.dropped:
            session.expunge(one)
    changed = [*arrangement.dropped, *(one for one, _ in arrangement.moved)]
    await attendance.forget(session, course.id, [one.starts_at for one in changed])
    rows = [*arrangement.kept, *(one for one, _ in arrangement.moved)]
    # Numbers are unique in a course: first all of them out of the way.
    for place, one in enumerate(rows):
        one.number = -1 - place
    await session.flush()
    for one, (start, end) in arrangement.moved:
        one.starts_at, one.ends_at = start, end
    rows += [
        CourseSession(course_id=course.id, number=0, starts_at=start, ends_at=end) for start, end in arrangement.added
    ]
    rows.sort(key=lambda one: one.starts_at)
    for number, one in enumerate(rows, start=1):
        one.number = number
        session.add(one)
    course.starts_at = rows[0].starts_at if rows else None
    course.ends_at = rows[-1].ends_at if rows else None
    await session.flush()
    return await courses.sessions(session, course.id)
