"""The audience written down: one letter for each recipient, in slices, so that nobody waits for the database.

The letters lie on their broadcast's shelf: a moment in the far future, of its own for each broadcast, so that they are
found by the index of what is due, in the order of their ids, and no timetable ever takes them for due. The courier
takes them from there while the broadcast's stage lets it; nothing has to be changed to release a million.
"""

import hashlib
import heapq
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, func, select, update

from bot.db import Session
from bot.models import Broadcast, Letter, Post, Priority, Stage
from bot.services.broadcasts import KIND

SHELF: Final = datetime(2500, 1, 1, tzinfo=UTC)
SLICE: Final = 1_000
"""Letters written in one transaction at most: some fifty milliseconds."""
LEAST: Final = 50
CANARY_LEAST: Final = 20
CANARY_MOST: Final = 500
_READ: Final = 20_000

Row = dict[str, Any]
"""`person_id`, and what else the letter's row is to hold (`subject`, `chat_id`, `state`, `reason`)."""


def shelf(broadcast_id: int) -> datetime:
    """When the letters of a broadcast are due that it hasn't come to yet."""
    return SHELF + timedelta(seconds=broadcast_id)


def key_of(broadcast_id: int, person_id: int) -> str:
    return f"b:{broadcast_id}:{person_id}"


def canary_size(audience: int) -> int:
    """One in a hundred, at least 20, at most 500, and never more than there are."""
    return min(audience, max(CANARY_LEAST, min(CANARY_MOST, audience // 100)))


def next_size(size: int, seconds: float) -> int:
    """How large the next slice may be after one that took so long: others wait a twentieth of a second, also where
    the machine is slow or busy."""
    return max(LEAST, min(SLICE, 2 * size, int(size * 0.05 / max(seconds, 0.001))))


async def write(session: Session, broadcast_id: int, after: int, recipients: Sequence[Row], position: int) -> bool:
    """Letters for one slice, read at the position `after`. False where somebody else wrote it meanwhile, or the
    broadcast is no longer being frozen: then nothing is written. Written again after a crash, it adds nothing."""
    ours = update(Broadcast).where(
        col(Broadcast.id) == broadcast_id, col(Broadcast.stage) == Stage.FREEZING, col(Broadcast.frozen_to) == after
    )
    if (await session.exec(ours.values(frozen_to=position))).rowcount != 1:
        return False
    if recipients:
        common = {
            "priority": int(Priority.BROADCAST),
            "kind": KIND,
            "broadcast_id": broadcast_id,
            "due_at": shelf(broadcast_id),
            "chat_id": None,
            "state": Post.WAITING,
            "reason": None,
            "subject": {},
            "attempts": 0,
            "repeats": 0,
            "message_ids": [],
        }
        rows = [common | one | {"key": key_of(broadcast_id, one["person_id"])} for one in recipients]
        connection = await session.connection()
        kind = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        await connection.execute(kind(Letter).on_conflict_do_nothing(index_elements=["key"]), rows)
    return True


async def draw(session: Session, broadcast_id: int) -> tuple[int, list[int]]:
    """How many letters there are, and the ids of those that go first: drawn as if by lot, and the same whenever it is
    asked. Only reads; a million take seconds."""
    size = await count(session, broadcast_id)
    wanted, first, after = canary_size(size), list[tuple[bytes, int]](), 0
    while True:
        query = select(Letter.id, Letter.person_id).where(
            Letter.broadcast_id == broadcast_id, Letter.state == Post.WAITING, col(Letter.id) > after
        )
        rows = (await session.exec(query.order_by(col(Letter.id)).limit(_READ))).all()
        if not rows:
            return size, [number for _lot, number in first]
        lots = ((_lot(broadcast_id, person or 0), number or 0) for number, person in rows)
        first = heapq.nsmallest(wanted, (*first, *lots))
        after = rows[-1][0] or 0


def _lot(broadcast_id: int, person_id: int) -> bytes:
    return hashlib.blake2b(key_of(broadcast_id, person_id).encode(), digest_size=8).digest()


async def count(session: Session, broadcast_id: int) -> int:
    query = select(func.count()).select_from(Letter).where(Letter.broadcast_id == broadcast_id)
    return (await session.exec(query)).one()


async def release(session: Session, broadcast_id: int, size: int, first: Sequence[int], *, now: datetime) -> bool:
    """All letters are written: the first few are due. False where it isn't being frozen any more."""
    ours = update(Broadcast).where(col(Broadcast.id) == broadcast_id, col(Broadcast.stage) == Stage.FREEZING)
    values: dict[str, Any] = {"audience_size": size, "canary_size": len(first), "stage": Stage.CANARY}
    if (await session.exec(ours.values(started_at=now, **values))).rowcount != 1:
        return False
    on_shelf = (col(Letter.id).in_(first), col(Letter.state) == Post.WAITING)
    await session.exec(update(Letter).where(*on_shelf).values(due_at=now))
    return True
