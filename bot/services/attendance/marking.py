"""Ticking: every act says what is to be, is noted in the log, and finds the list locked."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlmodel import col, delete, select

from bot.db import Session
from bot.models import Attendance, Enrollment
from bot.services import audit, seats
from bot.services.attendance.meetings import Meeting, meeting, on_list
from bot.services.attendance.rolls import rows


async def mark(
    session: Session, me: int, course_id: int, stamp: int, person_id: int, came: bool | None, *, now: datetime
) -> bool:
    """Says it of one person; `None` takes back what was said. It says what is to be, not that it is to change, so two
    colleagues who tap at once agree. False where they aren't on the list, or the list is closed.
    Raises NotThere."""
    of = await _locked(session, course_id, stamp)
    if not of.is_open(now) or person_id not in await _here(session, of):
        return False
    row = (await session.exec(rows(of).where(Attendance.person_id == person_id))).first()
    if (row.came if row else None) is came:
        return True
    if came is None:
        await session.delete(row)
    else:
        _say(session, of, row, person_id, me, came, now)
    await session.flush()
    said = "none" if came is None else "came" if came else "missed"
    await _note(session, me, of, now, person=person_id, mark=said)
    return True


async def mark_rest(session: Session, me: int, course_id: int, stamp: int, came: bool, *, now: datetime) -> int:
    """The same of everybody of whom nothing was said yet. Returns of how many; nought where the list is closed."""
    of = await _locked(session, course_id, stamp)
    if not of.is_open(now):
        return 0
    told = {row.person_id for row in await session.exec(rows(of))}
    rest = [person for person in await _here(session, of) if person not in told]
    at = now.replace(microsecond=0)  # a button carries it in seconds, to take back just these
    for person in rest:
        _say(session, of, None, person, me, came, at)
    if rest:
        await session.flush()
        await _note(session, me, of, now, mark="came" if came else "missed", people=len(rest))
    return len(rest)


async def take_back(session: Session, me: int, course_id: int, stamp: int, marked: int, *, now: datetime) -> int:
    """What I said of several at that moment (seconds), as far as nobody said something else since."""
    of = await _locked(session, course_id, stamp)
    if not of.is_open(now) or not 0 <= marked <= now.timestamp():
        return 0
    mine = (
        col(Attendance.course_id) == course_id,
        col(Attendance.held_at) == of.starts_at,
        col(Attendance.marked_by) == me,
        col(Attendance.marked_at) == datetime.fromtimestamp(marked, UTC),
    )
    gone = (await session.exec(delete(Attendance).where(*mine))).rowcount
    if gone:
        await _note(session, me, of, now, mark="none", people=gone)
    return gone


async def forget(session: Session, course_id: int, begin: Iterable[datetime]) -> None:
    """What was ticked shortly before meetings that are then not held at that time."""
    gone = (col(Attendance.course_id) == course_id, col(Attendance.held_at).in_(list(begin)))
    await session.exec(delete(Attendance).where(*gone))


async def _locked(session: Session, course_id: int, stamp: int) -> Meeting:
    """Nobody else ticks meanwhile, so that a person never has two rows."""
    await seats.locked(session, course_id)
    return await meeting(session, course_id, stamp)


async def _here(session: Session, of: Meeting) -> list[int]:
    query = select(Enrollment.person_id).where(
        Enrollment.course_id == of.course.id, on_list(of.starts_at, of.course.cancelled_at)
    )
    return list(await session.exec(query))


def _say(
    session: Session, of: Meeting, row: Attendance | None, person_id: int, me: int, came: bool, at: datetime
) -> None:
    if row is None:
        row = Attendance(
            person_id=person_id, course_id=of.course.id or 0, held_at=of.starts_at, came=came, marked_at=at
        )
        session.add(row)
    row.came, row.marked_by, row.marked_at = came, me, at


async def _note(session: Session, me: int, of: Meeting, now: datetime, **details: str | int) -> None:
    subject = f"course:{of.course.id}"
    await audit.note(session, me, "mark_attendance", subject, now=now, meeting=of.stamp, **details)
