"""Two people turn out to be one, and both have applied."""

from datetime import datetime
from typing import Final

from sqlmodel import col, select, update

from bot.db import Session
from bot.models import LIVE, Application, Progress, Review

_FURTHEST: Final = (Progress.DECIDED, Progress.CORRECTING, Progress.SUBMITTED, Progress.GUARDIAN, Progress.DRAFT)


async def merge(session: Session, kept_id: int, gone_id: int, *, now: datetime) -> None:
    """Of two live applications in one round the one that is further stays, the other counts as withdrawn. What the
    second person judged or decided is the first one's now."""
    query = select(Application).where(col(Application.person_id).in_([kept_id, gone_id])).order_by(col(Application.id))
    found = list(await session.exec(query.execution_options(populate_existing=True)))
    live = sorted(
        (one for one in found if one.progress in LIVE), key=lambda one: (_FURTHEST.index(one.progress), one.id)
    )
    rounds: set[int] = set()
    for one in live:
        if one.round_id in rounds:
            one.progress, one.withdrawn_at = Progress.WITHDRAWN, now
        rounds.add(one.round_id)
    await session.flush()
    for one in found:
        one.person_id = kept_id
    await _move_reviews(session, kept_id, gone_id)
    for column in (Application.decided_by, Application.seconded_by):
        await session.exec(update(Application).where(col(column) == gone_id).values({column: kept_id}))
    await session.flush()


async def _move_reviews(session: Session, kept_id: int, gone_id: int) -> None:
    query = select(Review).where(col(Review.reviewer_id).in_([kept_id, gone_id]))
    found = list(await session.exec(query))
    own = {one.application_id: one for one in found if one.reviewer_id == kept_id}
    for one in found:
        if one.reviewer_id != gone_id:
            continue
        mine = own.get(one.application_id)
        if mine is None:
            one.reviewer_id = kept_id
            continue
        mine.seen_at = mine.seen_at or one.seen_at
        if one.conflict_at is not None and mine.conflict_at is None:
            # Whom one of the two knows, both know.
            mine.conflict_at, mine.claimed_until, mine.judged_at = one.conflict_at, None, None
    await session.flush()
