"""How somebody stands with one call's open edition."""

from datetime import datetime

from sqlmodel import col, select

from bot.db import Session
from bot.models import LIVE, Application, Call, CallRound
from bot.services.applications import rounds
from bot.services.facts import Facts


async def live(session: Session, person_id: int, call: Call, *, facts: Facts, now: datetime) -> Application | None:
    """Their draft, or what they sent, in the edition of today."""
    window = rounds.window(call, facts=facts, now=now)
    if window is None:
        return None
    query = (
        select(Application)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(
            Application.person_id == person_id,
            Application.call_id == call.id,
            CallRound.edition == window.edition,
            col(Application.progress).in_(LIVE),
        )
    )
    return (await session.exec(query)).first()
