"""A broadcast under way: from the first letter written to the last receipt, with pause, resume and stop.

A stage is changed only from the stage it was seen in, so two processes, or two colleagues, never take a step twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select, update

from bot.db import Session
from bot.errors import NotThere
from bot.models import Broadcast, Letter, Post, Stage
from bot.services import audit
from bot.services.broadcasts import drafts
from bot.services.broadcasts.outcomes import Tally

WATCH: Final = timedelta(seconds=60)
"""To look at the first few before the rest goes."""
TOO_MANY: Final = 0.05
"""Part of the messages tried that may go wrong before it pauses by itself."""
FEW: Final = 20
"""Fewer than that say nothing."""
SWEEP: Final = 2_000
"""Letters closed in one transaction once it was stopped."""

FOLLOWERS: Final = 10
"""Chats in which progress is shown by itself."""

ERRORS: Final = "errors"
"""Why it paused by itself."""
BY_STAFF: Final = "staff"
STOPPED: Final = "stopped"
"""Why a letter wasn't said."""

MOVING: Final = (Stage.FREEZING, Stage.CANARY, Stage.WATCHED, Stage.SENDING)
SAYING: Final = (Stage.CANARY, Stage.SENDING)
"""The stages in which letters leave."""


@dataclass(frozen=True)
class Standing:
    """Where one stands, as the job and the screens need it."""

    row: Broadcast
    tally: Tally


async def to_do(session: Session, *, now: datetime) -> list[Broadcast]:
    """Broadcasts that something has to be done for: due, under way, or stopped and not yet swept up."""
    open_ = col(Broadcast.stage).in_([Stage.APPROVED, *MOVING, Stage.PAUSED])
    unswept = (col(Broadcast.stage) == Stage.STOPPED) & col(Broadcast.ended_at).is_(None)
    found = await session.exec(select(Broadcast).where(open_ | unswept).order_by(col(Broadcast.id)))
    return [row for row in found if row.stage is not Stage.APPROVED or row.due_at is None or row.due_at <= now]


async def begin(session: Session, broadcast_id: int, *, now: datetime) -> bool:
    """From approved to writing down the letters. The caller asked `approving.may_start` in the same transaction."""
    return await _step(session, broadcast_id, Stage.APPROVED, stage=Stage.FREEZING, started_at=now, frozen_to=0)


async def look_on(session: Session, at: Standing, *, now: datetime) -> Stage:
    """The next stage where it is time for one: after the first few have been said, after the moment to look, when
    nothing waits any more, or when too much goes wrong. Returns where it stands then."""
    row, tally = at.row, at.tally
    number, stage = row.id or 0, row.stage
    if stage in SAYING and goes_wrong(row, tally):
        changed = {"stage": Stage.PAUSED, "resumes": stage, "reason": ERRORS}
        if await _step(session, number, stage, **changed):
            noted: dict[str, Any] = {"tried": tally.tried, "errors": tally.errors}
            await audit.note(session, None, "broadcast_paused", drafts.subject(row), now=now, **noted)
            return Stage.PAUSED
    elif stage is Stage.CANARY and not await _due(session, number, now):
        if tally.asleep and not tally.done:
            # All of them sleep: nobody could look at anything yet.
            return stage
        following = Stage.WATCHED if row.canary_size and tally.waiting else Stage.SENDING
        await _step(session, number, stage, stage=following, watched_until=now + WATCH)
        return following
    elif stage is Stage.WATCHED and row.watched_until is not None and row.watched_until <= now:
        await _step(session, number, stage, stage=Stage.SENDING)
        return Stage.SENDING
    return stage


def goes_wrong(row: Broadcast, tally: Tally) -> bool:
    """Whether more than TOO_MANY of what was tried went wrong, since somebody last said to go on all the same."""
    tried = tally.tried - int(row.accepted.get("tried", 0))
    errors = tally.errors - int(row.accepted.get("errors", 0))
    return tried >= min(FEW, row.canary_size or FEW) and errors > TOO_MANY * tried


async def _due(session: Session, broadcast_id: int, now: datetime) -> bool:
    """Whether one of the first few is still to be said now; one whose reader sleeps isn't waited for."""
    ready = (col(Letter.due_at) <= now) | (col(Letter.state) == Post.SENDING)
    query = select(Letter.id).where(
        Letter.broadcast_id == broadcast_id, col(Letter.state).in_([Post.WAITING, Post.SENDING]), ready
    )
    return (await session.exec(query.limit(1))).first() is not None


async def pause(session: Session, broadcast_id: int, by: int, *, now: datetime) -> Broadcast:
    """Nothing more leaves. Twice is harmless. One that is over stays as it is. Raises NotThere."""
    row = await _locked(session, broadcast_id)
    if row.stage in MOVING:
        row.resumes, row.stage, row.reason = row.stage, Stage.PAUSED, BY_STAFF
        await audit.note(session, by, "broadcast_paused", drafts.subject(row), now=now)
    return row


async def resume(session: Session, broadcast_id: int, by: int, tally: Tally, *, now: datetime) -> Broadcast:
    """On from where it paused, or at once where it waited for somebody to look. What went wrong so far is accepted:
    only what goes wrong from now on pauses it again. Any other stays as it is. Raises NotThere."""
    row = await _locked(session, broadcast_id)
    if row.stage is Stage.PAUSED:
        row.stage, row.resumes, row.reason = row.resumes or Stage.SENDING, None, None
    elif row.stage is Stage.WATCHED:
        row.stage = Stage.SENDING
    else:
        return row
    row.accepted = {"tried": tally.tried, "errors": tally.errors}
    noted: dict[str, Any] = {"tried": tally.tried, "errors": tally.errors}
    await audit.note(session, by, "broadcast_resumed", drafts.subject(row), now=now, **noted)
    return row


async def stop(session: Session, broadcast_id: int, by: int | None, *, now: datetime) -> Broadcast:
    """Nothing more leaves, ever. Twice is harmless. Raises NotThere."""
    row = await _locked(session, broadcast_id)
    if row.stage in (*MOVING, Stage.PAUSED):
        row.stage, row.reason, row.resumes = Stage.STOPPED, BY_STAFF, None
        await audit.note(session, by, "broadcast_stopped", drafts.subject(row), now=now)
    return row


def follow(row: Broadcast, chat_id: int, message: int | None, locale: str, *, steers: bool) -> None:
    """That message shows how it goes, and is kept in step; one in each chat, the last."""
    others = [one for one in row.shown if one["chat"] != chat_id]
    row.shown = [*others, {"chat": chat_id, "message": message, "locale": locale, "steers": steers}][-FOLLOWERS:]


async def sweep(session: Session, broadcast_id: int) -> int:
    """Closes letters of one that was stopped, some at a time; how many."""
    some = select(Letter.id).where(Letter.broadcast_id == broadcast_id, Letter.state == Post.WAITING)
    ids = list(await session.exec(some.limit(SWEEP).with_for_update(skip_locked=True)))
    closed = {"state": Post.DROPPED, "reason": STOPPED, "call": None}
    await session.exec(update(Letter).where(col(Letter.id).in_(ids)).values(**closed))
    return len(ids)


async def end(session: Session, row: Broadcast, tally: Tally, *, now: datetime) -> bool:
    """All of it has a receipt. Whether it was this call that ended it."""
    stage = row.stage if row.stage is Stage.STOPPED else Stage.DONE
    values = {"stage": stage, "ended_at": now, "outcome": tally.to_json()}
    query = update(Broadcast).where(
        col(Broadcast.id) == row.id, col(Broadcast.stage) == row.stage, col(Broadcast.ended_at).is_(None)
    )
    return (await session.exec(query.values(audience_size=tally.audience, **values))).rowcount == 1


async def _locked(session: Session, broadcast_id: int) -> Broadcast:
    row = await session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere
    return row


async def _step(session: Session, broadcast_id: int, seen: Stage, **values: Any) -> bool:
    ours = update(Broadcast).where(col(Broadcast.id) == broadcast_id, col(Broadcast.stage) == seen)
    return (await session.exec(ours.values(**values))).rowcount == 1
