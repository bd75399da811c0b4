"""Taking something out of the catalogue, calling a course off, bringing it back, and saying that an example is real."""

from datetime import datetime
from typing import Final

from sqlmodel import col, select

from bot.db import Session
from bot.errors import BadField, NotThere
from bot.models import ACTIVE, HOLDS_A_SEAT, Call, Course, Enrollment, News, Standing
from bot.packs import Pack
from bot.services import attendance, audit, courses, interests, reminders, search, seats, wishes
from bot.services.editing import telling
from bot.services.editing.fields import CLOSED, COURSE, FIELDS, PLACEHOLDERS, VENUE
from bot.services.editing.putting import check_revision, find, settled
from bot.services.facts import Facts

REASON: Final = attendance.CALLED_OFF
"""Why a place ended: the course was called off."""
WAITED: Final = "cancelled_waiting"
"""The same of whoever had no place of their own yet; they stand on no list of who came."""


async def close(
    session: Session, kind: str, id: int, *, by: int | None, pack: Pack, now: datetime, revision: int | None = None
) -> None:
    """Out of the catalogue: nobody new finds or joins it. Who has a place keeps it. Harmless where it is out
    already."""
    thing = await _locked(session, kind, id, pack, revision)
    if thing.closed_at is None:
        thing.closed_at = now
        settled(thing, [CLOSED])
        await audit.note(session, by, f"close_{kind}", f"{kind}:{id}", now=now)


async def reopen(
    session: Session,
    kind: str,
    id: int,
    *,
    by: int | None,
    pack: Pack,
    facts: Facts,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Into the catalogue again. Who asked to be told of a group is, where one can join."""
    thing = await _locked(session, kind, id, pack, revision)
    if thing.closed_at is None:
        return
    thing.closed_at = None
    settled(thing, [CLOSED])
    if isinstance(thing, Course):
        thing.cancelled_at = None
        await session.flush()
        await wishes.tell_of_group(session, thing, facts=facts, now=now)
    await audit.note(session, by, f"reopen_{kind}", f"{kind}:{id}", now=now)


async def cancel(
    session: Session,
    course_id: int,
    *,
    by: int | None,
    pack: Pack,
    facts: Facts,
    now: datetime,
    revision: int | None = None,
) -> int:
    """It doesn't take place: everybody who has a place, is offered one or waits is told and free again, at once for
    other courses at that hour. Returns how many. Doing it twice is harmless."""
    course = await _locked(session, COURSE, course_id, pack, revision)
    assert isinstance(course, Course)
    if course.cancelled_at is not None:
        return 0
    ahead = [one.starts_at for one in await courses.sessions(session, course_id) if one.starts_at > now]
    begins = min(ahead, default=None)
    query = select(Enrollment).where(Enrollment.course_id == course_id, col(Enrollment.standing).in_(ACTIVE))
    freed = (await session.exec(query.order_by(col(Enrollment.id)))).all()
    for enrollment in freed:
        await reminders.drop(session, enrollment.id or 0, REASON)
        await telling.tell_of_the_end(session, enrollment, course, begins=begins, facts=facts, now=now)
        held_a_seat = enrollment.standing in HOLDS_A_SEAT
        enrollment.left_reason = REASON if enrollment.standing is Standing.ENROLLED else WAITED
        enrollment.standing, enrollment.left_at = Standing.LEFT, now
        await session.flush()
        if held_a_seat:
            await seats.free(session, course)
    await attendance.forget(session, course_id, ahead)
    course.closed_at, course.cancelled_at = course.closed_at or now, now
    settled(course, [CLOSED])
    await audit.note(session, by, "cancel_course", f"course:{course_id}", now=now, people=len(freed))
    return len(freed)


async def confirm(
    session: Session,
    kind: str,
    id: int,
    *,
    by: int | None,
    pack: Pack,
    facts: Facts,
    now: datetime,
    revision: int | None = None,
) -> None:
    """What was an example is real as it stands: a course takes sign-ups, and who asked to hear of it is told. From then
    on the pack changes none of those fields."""
    thing = await _locked(session, kind, id, pack, revision)
    if not thing.illustrative_fields:
        return
    named = [name for name in FIELDS[kind] if PLACEHOLDERS.get(name, name) in thing.illustrative_fields]
    settled(thing, [*named, "illustrative_fields"])
    thing.illustrative_fields = []
    if isinstance(thing, Course):
        thing.status = "offered"
        thing.edited = sorted({*thing.edited, "status"})
        if thing.is_open(now):
            await interests.confirmed(session, thing, facts=facts, now=now)
    await audit.note(session, by, f"confirm_{kind}", f"{kind}:{id}", now=now)


async def _locked(session: Session, kind: str, id: int, pack: Pack, revision: int | None) -> Course | Call | News:
    if kind == VENUE:
        raise BadField("kind", "unknown")
    await search.changed(session, pack.key)
    thing = await seats.locked(session, id) if kind == COURSE else await find(session, kind, id=id)
    if not isinstance(thing, Course | Call | News):
        raise NotThere
    if kind != COURSE:
        await session.refresh(thing, with_for_update=True)
    check_revision(kind, thing, revision)
    return thing
