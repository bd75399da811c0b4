"""The only voice: everything that is said to Telegram goes through here, replies and letters alike.

Letters are claimed in one transaction, said with none open, and marked in another right after; what a process that
dies leaves behind is taken over when its lease has run out.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import TelegramError

from bot import time
from bot.courier import mailing, post
from bot.courier.breath import Breath
from bot.courier.calls import Call
from bot.courier.carrying import AWAY, BringBack, Carrier, Hand, Write
from bot.courier.drawing import Documents
from bot.courier.mailing import Announcer, Mailing
from bot.courier.pace import Errand, Overtaken, Pace
from bot.courier.transport import Transport
from bot.courier.verdicts import LATER, Verdict, back_off, shortened
from bot.courier.voice import Voice
from bot.db import Database
from bot.models import Letter, Priority

__all__ = ["CallFailed", "Courier"]

log = structlog.get_logger(__name__)

TICK = 1.0
"""Seconds between looks at the letters while nobody rings."""
RENEW = post.LEASE.total_seconds() / 4
URGENT_PATIENCE = 600.0
KNOCK = 3.0
"""Seconds at most between two tries of a card while Telegram is away."""
LAST_WORDS = 8.0
"""Seconds for what is already decided once `run` is told to stop."""


class CallFailed(Exception):
    """A call outside letters that Telegram refused or never got; its words, shortened."""


class Courier:
    """One for each process. `write` makes the screen of a letter that is due, and `bring_back` puts down the answer to
    a call that has a continuation, each inside the transaction it is given.

    `announcer` knows what broadcasts say; `paid` is how many messages of them leave a second where that is paid for;
    `places` how many of them at once, where that isn't to follow from it; `documents` makes the files that are said."""

    def __init__(
        self,
        db: Database,
        token: str,
        api_url: str,
        *,
        write: Write,
        bring_back: BringBack | None = None,
        in_flight: int = 8,
        transport: Transport | None = None,
        announcer: Announcer | None = None,
        paid: float | None = None,
        lease: timedelta = post.LEASE,
        places: int | None = None,
        documents: Documents | None = None,
    ) -> None:
        self._db = db
        self._in_flight = in_flight
        self._kept_free = in_flight // 4
        """Places that only replies may take, so that a long broadcast never makes a person wait."""
        self._owner = secrets.token_hex(6)
        pace = Pace(db) if paid is None else Pace(db, paid_rate=paid)
        most = mailing.PLACES if paid is None else mailing.MOST_PLACES
        transport = transport or Transport(connections=in_flight + 4 + most)
        self._voice = Voice(token, api_url, pace, transport=transport)
        self._breath = Breath()
        self._mailing: Mailing | None = None
        if announcer is not None:
            self._mailing = Mailing(
                db, self._voice, pace, announcer, self._breath, owner=self._owner, paid=paid, lease=lease, places=places
            )
        self._bring_back = bring_back
        self._carrier = Carrier(db, self._voice, write, self._breath, bring_back, documents)
        self._hands: dict[int, Hand] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._bell = asyncio.Event()
        self._opening = asyncio.Lock()
        self._open = self._ended = self._running = False
        self._deadline: float | None = None
        self._last = asyncio.Event()
        self._no_more = asyncio.Event()

    def nudge(self) -> None:
        """There is something to say: look now."""
        self._bell.set()
        if self._mailing is not None:
            self._mailing.nudge()

    async def call(self, method: str, **params: Any) -> Any:
        """Telegram's `result` of one call outside letters (`set_my_commands`, `getMe`), at the same pace.

        Raises CallFailed; nothing is tried again.
        """
        await self._begin()
        name = re.sub(r"_([a-z])", lambda found: found[1].upper(), method)
        try:
            return await self._voice.bot.ask(name, params, Errand(Priority.SAFETY))
        except TelegramError as error:
            reason = shortened(error)
        raise CallFailed(f"{name}: {reason}")

    async def rush(self, call: Call, ours: Callable[[], bool]) -> Verdict | None:
        """Say one call ahead of everything, whether or not the database is there, however long Telegram is away; what
        became of it. None when, before it left, it was no longer `ours` to say. Needs no `run`."""
        await self._voice.warm()
        attempts = 0
        while True:
            errand = Errand(Priority.CARD, URGENT_PATIENCE, ours)
            try:
                verdict = await self._voice.say(call, errand, attempts=attempts)
            except Overtaken:
                return None
            if verdict.kind != LATER:
                log.info("courier.rushed", method=call.method, verdict=str(verdict.kind), reason=verdict.reason)
                return verdict
            attempts += 1
            # After a `retry_after` the pace knows the moment; for other trouble a card knocks more often than a letter.
            if verdict.blame:
                await asyncio.sleep(min(KNOCK, back_off(attempts - 1).total_seconds()))

    async def run(self, stop: asyncio.Event) -> None:
        """Says what is to be said until `stop`, then what was already decided (LAST_WORDS at most)."""
        self._running = True
        try:
            async with asyncio.TaskGroup() as group:
                around = [group.create_task(self._hear(stop)), group.create_task(self._keep_leases())]
                if self._mailing is not None:
                    group.create_task(self._mail(self._mailing))
                await self._work(group, stop)
                self._no_more.set()
                for task in around:
                    task.cancel()
        finally:
            self._running, self._ended = False, True
            self._last.set()
            await self._voice.close()

    async def _mail(self, mailing: Mailing) -> None:
        """Once there is a voice; told to end as soon as a last moment is set."""
        while not self._open:
            if self._ended or self._no_more.is_set():
                return
            await asyncio.sleep(0.05)
        await mailing.run(self._no_more)

    async def drain(self, seconds: float) -> bool:
        """Say what is already decided, within so many seconds, and end `run`. Whether nothing was left in hand."""
        self._limit(seconds)
        if self._running:
            await self._last.wait()
        return not self._hands

    async def close(self) -> None:
        """For a courier that only made calls and never ran."""
        self._ended = True
        await self._voice.close()

    async def _begin(self) -> None:
        async with self._opening:
            if not self._open and not self._ended:
                await self._voice.open()
                self._open = True

    async def _work(self, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        failures = 0
        while True:
            self._bell.clear()
            if stop.is_set():
                self._limit(LAST_WORDS)
            if self._deadline is not None and _monotonic() >= self._deadline:
                await self._give_up()
                return
            found = 0
            try:
                await self._begin()
                found = await self._claim(group)
                if failures:
                    log.info("courier.database_back")
                failures = 0
            except AWAY as error:
                if not failures:
                    log.error("courier.database_away", error=type(error).__name__)
                failures += 1
            if self._deadline is not None and not found and not self._hands:
                return
            if not found:
                await self._pause(min(30.0, back_off(failures - 1).total_seconds()) if failures else TICK)

    async def _claim(self, group: asyncio.TaskGroup) -> int:
        """Takes up letters for the places that are free; how many."""
        free, up_to = self._room()
        if free <= 0:
            return 0
        async with self._db.begin() as session:
            closed: list[Letter] = []
            letters = await post.claim(
                session,
                free,
                owner=self._owner,
                now=time.now(),
                wall=time.wall(),
                held=set(self._hands),
                up_to=up_to,
                closed=closed,
            )
            for letter in closed:
                if letter.then and self._bring_back is not None:
                    await self._bring_back(session, post.answer(letter))
        for letter in letters:
            hand = Hand.of(letter)
            self._hands[hand.id] = hand
            self._tasks[hand.id] = group.create_task(self._carry(hand))
        return len(letters)

    def _room(self) -> tuple[int, Priority]:
        """How many letters may be taken up, and down to which urgency."""
        up_to = Priority.NUDGE if self._deadline is None else Priority.REPLY
        if self._breath.streak:
            return (0 if self._breath.held or self._hands else 1), up_to
        free = self._in_flight - len(self._hands)
        if free > self._kept_free:
            return free - self._kept_free, up_to
        return free, min(up_to, Priority.SAFETY)

    async def _carry(self, hand: Hand) -> None:
        try:
            await self._carrier.carry(hand)
        finally:
            self._hands.pop(hand.id, None)
            self._tasks.pop(hand.id, None)
            if len(self._hands) <= self._in_flight // 2:
                # Not at each one that ends: several places are filled by one look.
                self.nudge()

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            hands = {hand.token: hand for hand in self._hands.values()}
            if not hands:
                continue
            wall = time.wall()
            try:
                async with self._db.begin() as session:
                    good = await post.renew(session, hands, wall)
            except AWAY as error:
                log.warning("courier.leases_not_renewed", error=type(error).__name__)
                continue
            for token in good:
                hands[token].lease_until = wall + post.LEASE

    async def _hear(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.nudge()

    async def _pause(self, seconds: float) -> None:
        if self._deadline is not None:
            seconds = max(0.0, min(seconds, self._deadline - _monotonic()))
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return

    def _limit(self, seconds: float) -> None:
        until = _monotonic() + seconds
        self._no_more.set()
        if self._deadline is None or until < self._deadline:
            self._deadline = until
            self.nudge()

    async def _give_up(self) -> None:
        """Put back what hasn't left, and give what has left two seconds for its receipt."""
        for number, task in list(self._tasks.items()):
            if not self._hands[number].leaving:
                task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()), timeout=2)
        for task in list(self._tasks.values()):
            task.cancel()


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
