"""One pace for everything a token says, in however many processes: behind python-telegram-bot's limiter interface.

Each message takes its moment from the database, in one short transaction of its own, so the rates hold across
processes and restarts. A `retry_after` is written there too and read again right before each request leaves.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, delete, select, update
from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot import time
from bot.courier import rates
from bot.courier.transport import SlowDown
from bot.courier.turnstile import Turnstile
from bot.db import AWAY, Database, Session
from bot.models import Pace as Row
from bot.models import Priority

log = structlog.get_logger(__name__)

T = TypeVar("T")
ALL = "all"
PAID = "paid"
"""The bot's row for broadcasts at the pace that is paid for."""
AHEAD = 0.08
"""A moment is taken at most so many seconds before it comes, so that something more urgent never waits long."""
LATE = 0.04
"""A moment missed by more than this isn't used: used late, it would fall together with the next ones."""
MARGIN = 0.25
"""Seconds added to Telegram's `retry_after`."""
AFTER = 0.3
"""Seconds after a silence in which only the crisis floor's card may leave, so that it is the first."""
HASTE = 0.35
"""Seconds in which the database may say something to a card; later, what this process remembers has to do."""
_COUNTED = re.compile(r"(send(?!ChatAction)|copyMessage|forwardMessage|editMessage)", re.IGNORECASE)


class NotYet(TelegramError):
    """The request didn't leave and would have to wait longer than its errand is willing to."""

    __slots__ = ("at",)

    def __init__(self, at: datetime) -> None:
        super().__init__("Not yet")
        self.at = at


class Overtaken(TelegramError):
    """The request didn't leave: meanwhile it is somebody else's to send."""

    def __init__(self) -> None:
        super().__init__("Overtaken")


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Errand:
    """What a request tells the pace: how urgent it is, how many seconds it may wait here, and whether it is still
    ours to send (asked at the last moment)."""

    priority: int = Priority.REPLY
    patience: float = 60.0
    ours: Callable[[], bool] = _always
    at: float | None = None
    """The moment it was given already (see `allowance`), in seconds since the epoch."""
    paid: bool = False
    """Whether it goes at the pace that is paid for, beside everything else's."""


def weight(endpoint: str, data: dict[str, Any]) -> int:
    """How many messages Telegram counts for a call; 0 for calls that say nothing new to anybody."""
    if not _COUNTED.match(endpoint):
        return 0
    several = data.get("media") if endpoint == "sendMediaGroup" else data.get("message_ids")
    return max(1, len(several)) if isinstance(several, list | tuple) else 1


class Pace(BaseRateLimiter[Errand]):
    def __init__(self, db: Database, *, paid_rate: float = rates.PAID) -> None:
        self._db = db
        self._turnstile = Turnstile()
        self._window = rates.Window()
        self._paid_window = rates.Window(int(paid_rate * 1.05))
        self._halted_until = 0.0
        """What this process knows of it, should the database be away."""
        self._cards: dict[int | str, list[float]] = {}
        """When cards left for each chat, as long as it matters."""
        self._slow: asyncio.Future[Any] | None = None
        """What the database was asked for a card and hasn't answered."""

    async def initialize(self) -> None:
        """Makes the bot's row and forgets chats that have been silent for an hour."""
        async with self._db.begin() as session:
            await ensure(session)
            long_ago = _now() - 3600
            await session.exec(
                delete(Row).where(
                    col(Row.key).not_in((ALL, PAID)), col(Row.next_at) < long_ago, col(Row.halted_until) < long_ago
                )
            )

    async def shutdown(self) -> None:
        """Nothing is held."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Errand | None,
    ) -> Any:
        """Raises NotYet and Overtaken before anything left, and whatever the request itself raises."""
        errand = rate_limit_args or Errand()
        cost = weight(endpoint, data)
        chat = _chat(data) if cost else None
        urgent = errand.priority <= Priority.CARD
        await (self._rush(errand, cost, chat) if urgent else self._wait(errand, cost, chat))
        self._window.leave(cost)
        try:
            return await callback(*args, **kwargs)
        except (SlowDown, RetryAfter) as error:
            await self._slow_down(error, urgent=urgent)
            raise
        finally:
            self._window.answered(cost, _now())

    async def carry(
        self, post: Callable[..., Coroutine[Any, Any, Any]], request: dict[str, Any], cost: int, errand: Errand
    ) -> Any:
        """As `process_request`, for a message whose moment was given already (see `allowance`)."""
        window = self._paid_window if errand.paid else self._window
        if errand.at is None:
            await self._wait(errand, cost, None)
        else:
            await self._keep(errand, errand.at, cost, window)
        window.leave(cost)
        try:
            return await post(**request)
        except (SlowDown, RetryAfter) as error:
            await self._slow_down(error)
            raise
        finally:
            window.answered(cost, _now())

    async def _slow_down(self, error: SlowDown | RetryAfter, *, urgent: bool = False) -> None:
        seconds = seconds_of(error)
        self._halted_until = max(self._halted_until, _now() + seconds + MARGIN)
        await (self._soon(self.halt(seconds)) if urgent else self.halt(seconds))

    @property
    def halted(self) -> float:
        """As far as this process knows, without asking the database."""
        return self._halted_until

    def heard_of(self, halted_until: float) -> None:
        """What somebody read in the row of the bot."""
        self._halted_until = max(self._halted_until, halted_until)

    async def _keep(self, errand: Errand, at: float, cost: int, window: rates.Window) -> None:
        """Returns at the moment that was given, or a little later where this process said too much lately."""
        if at > _now():
            await _until(at)
        while (opens := window.opens(cost, now := _now())) > now:
            await self._rest(opens, at + errand.patience)
        if (halted := self._halted_until + AFTER) > _now():
            raise NotYet(datetime.fromtimestamp(halted, UTC))
        if not errand.ours():
            raise Overtaken

    async def halt(self, seconds: float) -> None:
        """From now on nothing of the token leaves any process for so many seconds."""
        until = _now() + seconds + MARGIN
        self._halted_until = max(self._halted_until, until)
        try:
            async with self._db.begin() as session:
                await session.exec(
                    update(Row).where(col(Row.key) == ALL, col(Row.halted_until) < until).values(halted_until=until)
                )
        except (SQLAlchemyError, OSError) as error:
            # This process keeps still from memory; the others will hear it from Telegram themselves.
            log.error("pace.halt_not_shared", error=type(error).__name__)

    async def halted_until(self) -> float:
        """Seconds since the epoch; in the past while one may speak."""
        async with self._db.reading() as session:
            written = (await session.exec(select(Row.halted_until).where(Row.key == ALL))).one_or_none()
        return max(self._halted_until, written or 0.0)

    async def _wait(self, errand: Errand, cost: int, chat: int | str | None) -> None:
        """Returns at the moment at which the request may leave: nothing is awaited between the last check and it."""
        patience = _now() + errand.patience
        missed: float | None = None
        for attempt in range(1, 1_000_000):
            at = await self._moment(errand, cost, chat, missed, patience) if cost else _now()
            await _until(at)
            halted = await self.halted_until() + AFTER
            now = _now()
            if halted > now:
                await self._rest(halted, patience)
            elif (opens := self._window.opens(cost, now)) > now and cost:
                await self._rest(opens, patience)
            elif cost and now - at > LATE and attempt < 4:
                pass
            elif not errand.ours():
                raise Overtaken
            else:
                return
            missed = at

    async def _rush(self, errand: Errand, cost: int, chat: int | str | None) -> None:
        """As `_wait`, for what the database must not hold up: it is asked, and what it doesn't say in time is decided
        from what this process knows. Ahead of everything else, and the first after a silence."""
        patience = _now() + errand.patience
        while True:
            halted = max(await self._soon(self.halted_until()) or 0.0, self._halted_until)
            if halted > _now():
                await self._rest(halted, patience)
                continue
            slot = await self._soon(self._urgent_moment(cost, chat)) if cost else None
            at, opens = slot or (None, None)
            now = _now()
            if opens is None and chat is not None:
                opens = rates.opens(chat, self._cards.get(chat, []), cost, now)
            opens = max(opens or 0.0, at or 0.0, self._window.opens(cost, now) if cost else 0.0)
            if opens > now and at is None:
                await self._rest(opens, patience)
                continue
            await _until(opens)
            halted = max(await self._soon(self.halted_until()) or 0.0, self._halted_until)
            now = _now()
            if halted > now or (cost and self._window.opens(cost, now) > now):
                continue
            if not errand.ours():
                raise Overtaken
            self._remember(chat)
            return

    async def _urgent_moment(self, cost: int, chat: int | str | None) -> tuple[float | None, float | None]:
        async with self._turnstile.turn(Priority.CARD):
            while True:
                slot, opens = await self._take(cost, chat, None, after=0.0)
                if slot is not None or opens is not None:
                    return slot, opens
                await asyncio.sleep(rates.INTERVAL)

    async def _soon(self, asked: Coroutine[Any, Any, T]) -> T | None:
        """What the database says within HASTE seconds; None where it is away. Whoever doesn't answer isn't asked again
        until it has: a hung database makes one card wait, not each."""
        if self._slow is not None and not self._slow.done():
            asked.close()
            return None
        asking = asyncio.ensure_future(asked)
        try:
            done, _late = await asyncio.wait({asking}, timeout=HASTE)
        except asyncio.CancelledError:
            asking.cancel()
            raise
        if not done:
            self._slow = asking
            asking.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            return None
        try:
            return asking.result()
        except AWAY:
            return None

    def _remember(self, chat: int | str | None) -> None:
        if chat is None:
            return
        now = _now()
        if len(self._cards) > 1000:
            self._cards = {one: past for one, past in self._cards.items() if past[-1] > now - rates.GROUP[1]}
        self._cards[chat] = [*self._cards.get(chat, []), now][-rates.GROUP[0] :]

    async def _moment(
        self, errand: Errand, cost: int, chat: int | str | None, missed: float | None, patience: float
    ) -> float:
        """A moment that is now ours, in place of one we `missed`; waits for it to be AHEAD at most."""
        while True:
            async with self._turnstile.turn(errand.priority):
                slot, opens = await self._take(cost, chat, missed)
                while slot is None and opens is None:
                    # The bot's own rate is everybody's: who is first in line keeps the place.
                    await asyncio.sleep(rates.INTERVAL)
                    slot, opens = await self._take(cost, chat, missed)
            if slot is not None:
                return slot
            # This chat's turn comes later, or nobody's: let the others pass.
            await self._rest(opens or 0.0, patience)

    async def _take(
        self, cost: int, chat: int | str | None, missed: float | None, after: float = AFTER
    ) -> tuple[float | None, float | None]:
        """(the moment taken, None), (None, when to ask again), or (None, None) while the bot's rate is used up."""
        keys = [ALL] if chat is None else [ALL, f"chat:{chat}"]
        async with self._db.begin() as session:
            rows = await rows_of(session, keys)
            everybody, own = rows[ALL], rows[keys[-1]]
            now = _now()
            halted = max(everybody.halted_until, self._halted_until) + after
            if halted > now:
                return None, halted
            most, _seconds = rates.quota(chat) if chat is not None else (cost, 0.0)
            recent = [] if chat is None else _without(own.recent, missed)
            opens = now if chat is None else rates.opens(chat, recent, cost, now)
            if opens > now + AHEAD:
                return None, opens
            at = max(opens, rates.bot_opens(everybody.next_at, cost, now))
            if at > now + AHEAD + max(0, cost - rates.BURST) * rates.INTERVAL:
                return None, None
            slot = rates.taken(everybody.next_at, recent, at, cost, most)
            everybody.next_at = slot.next_at
            if chat is not None:
                own.recent, own.next_at = slot.recent, at
            return at, None

    async def _rest(self, until: float, patience: float) -> None:
        if until > patience:
            raise NotYet(datetime.fromtimestamp(until, UTC))
        await _until(until)


def _now() -> float:
    return time.wall().timestamp()


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - _now()))


def _chat(data: dict[str, Any]) -> int | str | None:
    """The chat that a call speaks to; None where it names none (a message sent through inline mode)."""
    chat = data.get("chat_id")
    if isinstance(chat, str):
        return int(chat) if re.fullmatch(r"-?\d+", chat) else chat[:33]
    return chat if isinstance(chat, int) else None


def seconds_of(error: SlowDown | RetryAfter) -> float:
    if isinstance(error, SlowDown):
        return error.seconds
    given = error.retry_after
    return float(given) if isinstance(given, int) else given.total_seconds()


def _without(recent: list[float], missed: float | None) -> list[float]:
    """A chat's departures less those of a moment that wasn't used."""
    return [moment for moment in recent if moment != missed]


async def ensure(session: Session) -> None:
    """Makes the bot's rows; two processes may try at once."""
    row = "INSERT INTO pace (key, next_at, recent, halted_until) VALUES (:key, 0, '[]', 0) ON CONFLICT (key) DO NOTHING"
    for key in (ALL, PAID):
        await session.exec(text(row).bindparams(key=key))  # type: ignore[call-overload]


async def rows_of(session: Session, keys: list[str]) -> dict[str, Row]:
    """The rows, made where they are missing. The bot's is locked before any chat's, so whoever holds it is
    alone."""
    query = select(Row).where(col(Row.key).in_(keys)).order_by(col(Row.key)).with_for_update()
    found = {row.key: row for row in (await session.exec(query)).all()}
    if not {ALL, PAID}.intersection(found):
        await ensure(session)
    if len(found) < len(keys):
        # Asked again now that `all` is ours: a row made while we waited for it wasn't in the first answer.
        found = {row.key: row for row in (await session.exec(query)).all()}
    for key in keys:
        if key not in found:
            found[key] = Row(key=key)
            session.add(found[key])
    return found
