"""Looking at calls for applications."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import Call
from bot.packs.offers import Call as PackedCall
from bot.services.facts import Facts
from bot.services.rows import CALL_DATES

_UNUSED: dict[str, Any] = {
    name: None
    for name, field in PackedCall.model_fields.items()
    if field.default_factory is not None and name not in CALL_DATES
}
"""What would be made anew for every call that is asked about; that takes longer than the answer."""
_ORDER = {"open": 0, "upcoming": 1, "closed": 2}


async def get(session: Session, call_id: int) -> Call:
    """Also one that left the catalogue. Raises NotThere."""
    call = await session.get(Call, call_id)
    if call is None:
        raise NotThere
    return call


async def in_topic(session: Session, topic: str, *, facts: Facts, now: datetime) -> list[Call]:
    """A topic's calls: those open now first, then the coming ones, then those whose last edition is over."""
    query = select(Call).where(Call.topic == topic, col(Call.closed_at).is_(None))
    return _by_use(await session.exec(query), time.local(now, facts.zone).date())


async def everything(session: Session, *, facts: Facts, now: datetime) -> list[Call]:
    """The same for all topics."""
    query = select(Call).where(col(Call.closed_at).is_(None))
    return _by_use(await session.exec(query), time.local(now, facts.zone).date())


def standing(call: Call, today: date) -> Literal["open", "closed", "upcoming"]:
    """What the published facts allow one to say about that day, and no more; the pack's own reading of them. In a
    rehearsal a call may be open to be tried out."""
    if call.practice_until is not None and today <= call.practice_until:
        return "open"
    return published(call).status_on(today)


def last_day(call: Call, today: date) -> date | None:
    """The last day on which it is open, where a day is known; in a rehearsal that to which it may be tried out."""
    practising = call.practice_until is not None and today <= call.practice_until
    return call.practice_until if practising else call.closes


def published(call: Call) -> PackedCall:
    """Its dates as the pack reads them, and nothing else: to ask about many days."""
    return PackedCall.model_construct(**_UNUSED, **{name: getattr(call, name) for name in CALL_DATES})


def _by_use(calls: Iterable[Call], today: date) -> list[Call]:
    return sorted(calls, key=lambda call: (_ORDER[standing(call, today)], call.closes or date.max, call.id or 0))
