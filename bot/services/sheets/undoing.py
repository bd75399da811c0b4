"""Taking back what a list changed, for a day and as far as nothing depends on it.

A course that the list made leaves the catalogue where nobody has to do with it yet, and gives up its names, so that the
mended list makes it anew; its row stays, because cards in chats carry its number and none may ever mean another course.
One that the list changed gets back what it had. Whatever somebody signed up for or changed since stays, and is named
with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select

from bot.db import Session
from bot.errors import BadField, NotThere, TooLateToUndo
from bot.models import (
    Broadcast,
    CatalogueDraft,
    Course,
    Enrollment,
    Interest,
    Referral,
    Role,
    SheetImport,
    SheetState,
)
from bot.packs import Pack
from bot.services import audit, editing, rights, search, seats
from bot.services.editing import ending
from bot.services.facts import Facts
from bot.services.sheets import imports
from bot.services.sheets.planning import Fate, Step

WITHIN: Final = timedelta(hours=24)
GONE, CHANGED, SIGNED_UP, ASKED, WRITTEN, ANNOUNCED, PAST = (
    "gone",
    "changed",
    "signed_up",
    "asked",
    "written",
    "announced",
    "past",
)
"""Why something stays as it is: it isn't there any more, it was changed since, somebody signed up for it, asked to hear
of it or to be referred to it, a colleague is writing changes to it, an announcement names it, or what it had before
can't be any more (dates that are over, fewer seats than are taken)."""


@dataclass(frozen=True)
class Undone:
    """How many new courses go, how many get back what they had, and what stays: title and reason. `told`: how many
    people have a place in what changes back, and hear of it."""

    new: int = 0
    changed: int = 0
    stays: tuple[tuple[str, str], ...] = ()
    told: int = 0

    @property
    def any(self) -> bool:
        return bool(self.new or self.changed)


@dataclass
class _Tally:
    new: int = 0
    changed: int = 0
    told: int = 0
    stays: list[tuple[str, str]] = field(default_factory=list)

    def done(self) -> Undone:
        return Undone(self.new, self.changed, tuple(self.stays), self.told)


def until(one: SheetImport) -> datetime | None:
    """Up to when it can be taken back; None for one that wasn't done, or before it was kept how."""
    did = one.state is SheetState.APPLIED and any(step.left is not None for step in imports.steps(one))
    return one.decided_at + WITHIN if did and one.decided_at is not None else None


async def newest(session: Session, person_id: int, *, now: datetime) -> SheetImport | None:
    """This colleague's last list that can be taken back."""
    done = (SheetImport.person_id == person_id, SheetImport.state == SheetState.APPLIED)
    query = select(SheetImport).where(*done, col(SheetImport.decided_at) > now - WITHIN)
    found = await session.exec(query.order_by(col(SheetImport.decided_at).desc(), col(SheetImport.id).desc()))
    return next((one for one in found if until(one) is not None), None)


async def newest_of_others(session: Session, person_id: int, *, now: datetime) -> SheetImport | None:
    """The last list of a colleague that this administrator can take back. None for anybody else."""
    if not await _administers(session, person_id):
        return None
    done = (SheetImport.person_id != person_id, SheetImport.state == SheetState.APPLIED)
    query = select(SheetImport).where(*done, col(SheetImport.decided_at) > now - WITHIN)
    found = await session.exec(query.order_by(col(SheetImport.decided_at).desc(), col(SheetImport.id).desc()))
    return next((one for one in found if until(one) is not None), None)


async def find(session: Session, import_id: int, person_id: int, *, lock: bool = False) -> SheetImport:
    """One's own; an administrator's also a colleague's that was applied. Raises NotThere."""
    one = await session.get(SheetImport, import_id)
    if one is not None and one.person_id != person_id and one.decided_at is not None:
        did = one.state in (SheetState.APPLIED, SheetState.UNDONE)
        if did and await _administers(session, person_id):
            return await imports.get(session, import_id, one.person_id, lock=lock)
    return await imports.get(session, import_id, person_id, lock=lock)


async def _administers(session: Session, person_id: int) -> bool:
    return Role.ADMINISTRATOR in await rights.roles_of(session, person_id)


async def foresee(
    session: Session, import_id: int, person_id: int, *, pack: Pack, facts: Facts, now: datetime
) -> tuple[SheetImport, Undone]:
    """What taking it back would do. Reads only. Raises NotThere and TooLateToUndo."""
    one = await find(session, import_id, person_id)
    tally = _Tally()
    for step in _to_undo(one, now):
        course = await session.get(Course, step.course_id, populate_existing=True)
        why, told = await _stays(session, step, course, one.decided_at or now, pack=pack, facts=facts, now=now)
        _count(tally, step, why, told)
    return one, tally.done()


async def undo(
    session: Session, import_id: int, person_id: int, *, pack: Pack, facts: Facts, now: datetime
) -> SheetImport:
    """Take back whatever can be, each course by itself; again, it does nothing more. Raises what `foresee` raises."""
    one = await find(session, import_id, person_id, lock=True)
    if one.state is SheetState.UNDONE:
        return one
    steps, tally = _to_undo(one, now), _Tally()
    # The catalogue's row before the courses', as whoever changes one does.
    await search.changed(session, pack.key)
    for step in steps:
        why, told = await _undo(session, one, step, by=person_id, pack=pack, facts=facts, now=now)
        _count(tally, step, why, told)
    done = tally.done()
    one.state = SheetState.UNDONE
    back = {"back_new": done.new, "back_changed": done.changed}
    one.outcome = {**one.outcome, **back, "stays": [list(each) for each in done.stays]}
    noted: dict[str, Any] = {**back, "stay": len(done.stays)}
    if one.person_id != person_id:
        noted["person"] = one.person_id
    await audit.note(session, person_id, "undo_sheet", f"sheet_import:{one.id}", now=now, **noted)
    return one


def _to_undo(one: SheetImport, now: datetime) -> list[Step]:
    """In the order of the courses, as whoever locks several does."""
    over = until(one)
    if over is None:
        raise NotThere
    if over <= now:
        raise TooLateToUndo
    return sorted((step for step in imports.steps(one) if step.left is not None), key=lambda step: step.course_id or 0)


def _count(tally: _Tally, step: Step, why: str, told: int) -> None:
    if why:
        tally.stays.append((step.title, why))
        return
    tally.told += told
    if step.fate is Fate.NEW:
        tally.new += 1
    else:
        tally.changed += 1


async def _undo(
    session: Session, one: SheetImport, step: Step, *, by: int, pack: Pack, facts: Facts, now: datetime
) -> tuple[str, int]:
    """Why it stays, or empty where it is undone; and how many are told."""
    try:
        course = await seats.locked(session, step.course_id or 0)
    except NotThere:
        return GONE, 0
    why, told = await _stays(session, step, course, one.decided_at or now, pack=pack, facts=facts, now=now)
    if why:
        return why, 0
    if step.fate is Fate.NEW:
        await ending.close(session, "course", course.id or 0, by=by, pack=pack, now=now, revision=step.left)
        course.key, course.external_key = f"undone-{course.id}", None
        await session.flush()
        return "", 0
    try:
        async with session.begin_nested():
            await editing.put_course(
                session,
                step.before,
                by=by,
                pack=pack,
                facts=facts,
                now=now,
                course_id=course.id,
                revision=step.left,
            )
    except BadField:
        return PAST, 0
    # Nobody but the list had decided these: an example is one again, and the pack's again.
    course = await seats.locked(session, step.course_id or 0)
    course.edited, course.illustrative_fields = list(step.had["edited"]), list(step.had["illustrative_fields"])
    await session.flush()
    return "", told


async def _stays(
    session: Session, step: Step, course: Course | None, since: datetime, *, pack: Pack, facts: Facts, now: datetime
) -> tuple[str, int]:
    if course is None:
        return GONE, 0
    if course.revision != step.left:
        return CHANGED, 0
    joined = select(Enrollment.id).where(Enrollment.course_id == course.id)
    if step.fate is not Fate.NEW:
        if await _some(session, joined.where(col(Enrollment.joined_at) >= since)):
            return SIGNED_UP, 0
        try:
            found = await editing.effects(session, "course", course, step.before, pack=pack, facts=facts, now=now)
        except BadField:
            return PAST, 0
        return "", found.people if found.told else 0
    referred = select(Referral.id).where(Referral.kind == "c", Referral.key == course.key)
    drafted = select(CatalogueDraft.id).where(CatalogueDraft.kind == "course", CatalogueDraft.target_id == course.id)
    for why, depends in (
        (SIGNED_UP, joined),
        (ASKED, select(Interest.id).where(Interest.course_key == course.key)),
        (ASKED, referred),
        (WRITTEN, drafted),
    ):
        if await _some(session, depends):
            return why, 0
    return (ANNOUNCED, 0) if course.id in await _announced(session, since) else ("", 0)


async def _some(session: Session, query: Any) -> bool:
    return (await session.exec(query.limit(1))).first() is not None


async def _announced(session: Session, since: datetime) -> set[int]:
    """The courses that announcements lead to or are aimed by, of those written since."""
    query = select(Broadcast.buttons, Broadcast.audience).where(col(Broadcast.edited_at) >= since)
    found: set[int] = set()
    for buttons, audience in await session.exec(query):
        found |= {int(one["id"]) for one in buttons if one.get("kind") == "course"}
        found |= set(audience.get("courses", ()))
    return found


def stayed(one: SheetImport) -> Sequence[tuple[str, str]]:
    """What stayed when it was taken back: title and reason."""
    return [(str(title), str(why)) for title, why in one.outcome.get("stays", ())]
