"""Two people turn out to be one, and both did something with a partner."""

from datetime import datetime
from typing import Final

from sqlmodel import col, select, update

from bot.db import Session
from bot.models import RUNNING, Placement, Referral, Referred
from bot.services.partners import referring

_FURTHEST: Final = (Referred.PASSED, Referred.SILENT, Referred.OPEN, Referred.GUARDIAN, Referred.DRAFT)


async def merge(session: Session, kept_id: int, gone_id: int, *, now: datetime) -> None:
    """Of two live referrals to one thing the one that is further stays."""
    query = select(Referral).where(col(Referral.person_id).in_([kept_id, gone_id]))
    found = list(await session.exec(query.execution_options(populate_existing=True)))
    live = [one for one in found if one.state in (*RUNNING, Referred.DRAFT)]
    seen: set[tuple[str, str]] = set()
    for one in sorted(live, key=lambda one: (_FURTHEST.index(one.state), one.id or 0)):
        if (one.kind, one.key) in seen:
            await referring.withdraw(session, one, now=now)
            if one.state is Referred.DRAFT:
                found.remove(one)
        seen.add((one.kind, one.key))
    for column in (Placement.person_id, Placement.tutor_id):
        await session.exec(update(Placement).where(col(column) == gone_id).values({column: kept_id}))
    await session.flush()
    for one in found:
        one.person_id = kept_id
    await session.exec(update(Referral).where(col(Referral.guardian_id) == gone_id).values(guardian_id=kept_id))
    await session.flush()
