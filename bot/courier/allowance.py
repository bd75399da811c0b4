"""What a broadcast may take of the pace: several departures in the transaction that takes up its letters.

It only takes what nobody else could lose by: a reply looks `pace.AHEAD` seconds ahead for its moment, a broadcast less
than the two intervals that are open to anybody. So a reply always finds its moment at once, whichever process it is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete, select

from bot.courier import rates
from bot.courier.pace import AFTER, ALL, PAID, rows_of
from bot.db import Session
from bot.models import Pace as Row

NEAR: Final = 0.03
"""Seconds ahead that a broadcast takes at everybody's pace."""
NEAR_PAID: Final = 0.1
FORGOTTEN: Final = 120.0
"""Seconds after which nobody needs to know when a chat was last spoken to."""


@dataclass(frozen=True)
class Rate:
    """`interval` seconds between messages, `burst` of them at once."""

    interval: float = rates.INTERVAL
    burst: int = rates.BURST
    near: float = NEAR
    paid: bool = False

    @classmethod
    def of(cls, paid: float | None) -> "Rate":
        """So many a second where that is paid for; else everybody's."""
        return cls() if paid is None else cls(1 / paid, max(1, int(paid * 0.02)), NEAR_PAID, paid=True)


@dataclass
class Allowance:
    """`moments` may be used in order, in seconds since the epoch; the row stays locked until the transaction ends."""

    row: Row
    halted_until: float
    moments: list[float]
    rate: Rate
    cost: int

    def use(self, count: int) -> list[float]:
        """Takes the first so many."""
        used = self.moments[:count]
        for at in used:
            self.row.next_at = max(_sane(self.row.next_at, at, self.rate), at) + self.cost * self.rate.interval
        return used


async def ask(session: Session, rate: Rate, wanted: int, *, cost: int, now: float) -> Allowance:
    """At most `wanted` departures of `cost` messages each; none during a silence that Telegram asked for."""
    key = PAID if rate.paid else ALL
    row = (await rows_of(session, [key]))[key]
    halted = row.halted_until
    if rate.paid:
        # Read without a lock: replies take their moments from that row, and mustn't wait for a thousand letters.
        halted = (await session.exec(select(Row.halted_until).where(Row.key == ALL))).one_or_none() or 0.0
    moments: list[float] = []
    next_at = _sane(row.next_at, now, rate)
    while halted + AFTER <= now and len(moments) < wanted:
        at = max(now, next_at + (cost - rate.burst) * rate.interval)
        if at > now + rate.near + max(0, cost - rate.burst) * rate.interval:
            break
        moments.append(at)
        next_at = max(next_at, at) + cost * rate.interval
    return Allowance(row, halted, moments, rate, cost)


def _sane(next_at: float, now: float, rate: Rate) -> float:
    """A moment far ahead was written before the machine's clock was set back."""
    return now if next_at > now + rates.FUTURE else next_at


async def open_chats(session: Session, chats: Sequence[int], *, cost: int, now: float) -> dict[int, list[float]]:
    """Those of the chats that take `cost` more messages now, with their latest departures."""
    keys = {f"chat:{chat}": chat for chat in chats}
    rows = await session.exec(select(Row.key, Row.recent).where(col(Row.key).in_(keys)).with_for_update())
    recent: dict[int, list[float]] = {chat: [] for chat in chats} | {keys[key]: list(past) for key, past in rows}
    return {chat: past for chat, past in recent.items() if rates.chat_opens(past, cost, *rates.quota(chat), now) <= now}


def _note(dialect: str) -> Any:
    """Compiled once by SQLAlchemy, whichever of the two it is."""
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Row)
    new = insert.excluded
    return insert.on_conflict_do_update(index_elements=["key"], set_={"next_at": new.next_at, "recent": new.recent})


async def note(session: Session, left: Sequence[tuple[int, list[float], float]], *, cost: int) -> None:
    """Remember for each chat (with its earlier departures) the moment at which it is spoken to."""
    if not left:
        return
    rows = []
    for chat, past, at in left:
        most = rates.quota(chat)[0]
        recent = [*past, *[at] * min(cost, most)][-most:]
        rows.append({"key": f"chat:{chat}", "next_at": at, "recent": recent, "halted_until": 0.0})
    connection = await session.connection()
    await connection.execute(_note(connection.dialect.name), rows)


async def forget(session: Session, *, now: float, limit: int = 2_000) -> None:
    """Chats that haven't been spoken to for a while."""
    old = select(Row.key).where(
        col(Row.key).not_in((ALL, PAID)), col(Row.next_at) < now - FORGOTTEN, col(Row.halted_until) < now - FORGOTTEN
    )
    await session.exec(delete(Row).where(col(Row.key).in_(old.limit(limit))))
