"""What an author writes to others without anybody else's yes: it counts together for a day, so that an announcement for
many can't go out in pieces."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, or_, select

from bot.db import Session
from bot.models import Broadcast, Person, Stage

MOST: Final = 50
"""Recipients within DAY to whom an author may send without anybody else."""
DAY: Final = timedelta(hours=24)


async def hold(session: Session, author_id: int | None) -> None:
    """Nobody else counts what this author sends until the transaction ends. To be asked before a broadcast's row is
    locked, as whoever deletes a person does."""
    await session.exec(select(Person.id).where(Person.id == author_id).with_for_update(key_share=True))


async def beside(session: Session, row: Broadcast, total: int, *, now: datetime, begun: bool = False) -> int:
    """How many people this broadcast's author writes to alone besides its own `total`: by what they sent or scheduled
    within the last DAY, or have due within DAY of this one's hour. `begun`: only by what has really begun within DAY.
    A correction's readers are those of what it corrects, and count once."""
    await session.flush()
    alone = or_(col(Broadcast.approver_id).is_(None), col(Broadcast.approver_id) == col(Broadcast.author_id))
    query = select(Broadcast).where(
        Broadcast.author_id == row.author_id,
        Broadcast.id != row.id,
        alone,
        # A larger one had the yes of somebody who has left since.
        col(Broadcast.asked_count) <= MOST,
        col(Broadcast.stage).not_in([Stage.DRAFT, Stage.ASKED, Stage.DISCARDED]),
        or_(
            Broadcast.stage == Stage.APPROVED,
            col(Broadcast.approved_at) > now - DAY,
            col(Broadcast.started_at) > now - DAY,
        ),
    )
    at = row.due_at or now
    readers: dict[int, int] = {}
    for one in await session.exec(query.execution_options(populate_existing=True)):
        approved = one.approved_at or now
        goes = one.started_at or one.due_at or approved
        has_begun = one.started_at is not None and one.started_at > now - DAY
        if has_begun if begun else approved > now - DAY or abs(goes - at) < DAY:
            of = one.corrects_id or one.id or 0
            size = one.asked_count if one.audience_size is None else one.audience_size
            readers[of] = max(readers.get(of, 0), size or 0)
    mine = readers.pop(row.corrects_id or row.id or 0, 0)
    return sum(readers.values()) + max(0, mine - total)
