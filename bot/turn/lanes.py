"""Claiming: the lane first, then its oldest update, so that nobody's second message overtakes the first.

A claim commits the attempt and a lease of its own before anything is handled: an update that kills the process is
counted too. Every time here is the machine's.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import Session
from bot.models import ALBUM_PAUSE, Heard, InboxUpdate, Lane

LEASE: Final = timedelta(seconds=10)
TRIES: Final = 3


@dataclass(frozen=True)
class Claim:
    """The right to handle one update (or one album) of a lane, until the lease ends."""

    bot_id: int
    lane: int
    token: str
    rows: tuple[InboxUpdate, ...]
    attempt: int

    @property
    def first(self) -> InboxUpdate:
        return self.rows[0]


def _ready(bot_id: int, wall: datetime) -> SelectOfScalar[Lane]:
    return select(Lane).where(
        Lane.bot_id == bot_id,
        col(Lane.ready_at) <= wall,
        or_(col(Lane.lease_until).is_(None), col(Lane.lease_until) < wall),
    )


async def anything(session: Session, bot_id: int, *, wall: datetime) -> bool:
    """Whether a claim would find something: a look that waits for no writer."""
    return (await session.exec(_ready(bot_id, wall).limit(1))).first() is not None


async def claim(session: Session, bot_id: int, *, wall: datetime) -> Claim | None:
    """The longest waiting lane nobody holds, with its oldest update; None when nothing is ready."""
    oldest = _ready(bot_id, wall).order_by(col(Lane.ready_at)).limit(1).with_for_update(skip_locked=True)
    lane = (await session.exec(oldest)).one_or_none()
    if lane is None:
        return None
    head = await _oldest(session, bot_id, lane.id)
    if not head:
        lane.ready_at = lane.lease_until = lane.lease_token = None
        return None
    if head[0].album and (ready := max(row.received_at for row in head) + ALBUM_PAUSE) > wall:
        lane.ready_at = ready
        return None
    lane.lease_until, lane.lease_token = wall + LEASE, secrets.token_hex(8)
    for row in head:
        row.attempts += 1
    await session.flush()
    return Claim(bot_id, lane.id, lane.lease_token, tuple(head), head[0].attempts)


async def _oldest(session: Session, bot_id: int, lane: int) -> list[InboxUpdate]:
    waiting = (
        select(InboxUpdate)
        .where(InboxUpdate.bot_id == bot_id, InboxUpdate.lane == lane, InboxUpdate.state == Heard.WAITING)
        .order_by(col(InboxUpdate.update_id))
    )
    first = (await session.exec(waiting.limit(1))).one_or_none()
    if first is None or first.album is None:
        return [first] if first else []
    return list((await session.exec(waiting.where(InboxUpdate.album == first.album))).all())


async def hold(session: Session, held: Claim, *, wall: datetime) -> bool:
    """Renew the lease inside the turn; False when somebody else took the lane over, and nothing may be done."""
    result = await session.exec(
        update(Lane)
        .where(col(Lane.bot_id) == held.bot_id, col(Lane.id) == held.lane, col(Lane.lease_token) == held.token)
        .values(lease_until=wall + LEASE)
    )
    return bool(result.rowcount)


async def finish(
    session: Session, held: Claim, *, wall: datetime, state: Heard = Heard.DONE, problem: str | None = None
) -> None:
    """Mark the update done (its body is blanked) and free the lane for the next one. Call after `hold`."""
    await session.exec(
        update(InboxUpdate)
        .where(col(InboxUpdate.id).in_([row.id for row in held.rows]))
        .values(state=state, body=None, problem=problem)
    )
    await release(session, held, ready_at=wall)


async def forgive(session: Session, held: Claim) -> None:
    """Take back the attempt: what failed was not this update's fault."""
    await session.exec(
        update(InboxUpdate)
        .where(col(InboxUpdate.id).in_([row.id for row in held.rows]))
        .values(attempts=col(InboxUpdate.attempts) - 1)
    )


async def release(session: Session, held: Claim, *, ready_at: datetime) -> None:
    """Give the lane back; what waits in it may be claimed from `ready_at` on."""
    waits = await session.scalar(
        select(InboxUpdate.id)
        .where(InboxUpdate.bot_id == held.bot_id, InboxUpdate.lane == held.lane, InboxUpdate.state == Heard.WAITING)
        .limit(1)
    )
    await session.exec(
        update(Lane)
        .where(col(Lane.bot_id) == held.bot_id, col(Lane.id) == held.lane, col(Lane.lease_token) == held.token)
        .values(ready_at=ready_at if waits is not None else None, lease_until=None, lease_token=None)
    )
