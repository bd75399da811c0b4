"""Broadcasts on their way: many letters in one transaction, and behind everything personal.

One transaction writes the receipts of those that came back, takes moments from the pace and takes up as many letters.
A place is free again only when its receipt is written. So whatever is killed, at most the places that were taken (eight
at everybody's pace, else rate times round trip) are said a second time; and what is paused or stopped ends with those.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot import time
from bot.courier import allowance, amending, bulk, calls, post
from bot.courier.allowance import Rate
from bot.courier.breath import Breath
from bot.courier.bulk import Receipt
from bot.courier.calls import Call
from bot.courier.pace import Errand, Overtaken, Pace
from bot.courier.verdicts import LATER, Verdict, back_off
from bot.courier.voice import Prepared, Voice
from bot.db import AWAY, Database, Session
from bot.models import Post, Priority
from bot.screen import Screen, Send
from bot.services import people
from bot.services.broadcasts.recipients import Recipient, Run

log = structlog.get_logger(__name__)

PLACES: Final = 8
MOST_PLACES: Final = 500
GAP: Final = 0.03
"""Seconds between two transactions: what comes back meanwhile shares the next one."""
IDLE: Final = 1.0
PATIENCE: Final = 2.0
FORGET: Final = 30.0
"""Seconds between two looks at chats that needn't be remembered any more."""


class Unsaid(Protocol):
    """Why nothing is said; or, where it has an `until`, until when it waits."""

    @property
    def reason(self) -> str: ...


class Announcer(Protocol):
    """What is announced, and to whom as of now."""

    async def running(self, session: Session, now: datetime) -> Sequence[Run]: ...

    def unsaid(self, recipient: Recipient, run: Run, now: datetime) -> Unsaid | None: ...

    async def says(self, session: Session, run: Run, recipient: Recipient) -> Screen | None:
        """The very same object for all to whom the same is said; None takes the messages back."""


@dataclass
class Hand:
    """A letter in one of the places."""

    one: Recipient
    token: str
    lease_until: datetime
    at: float
    told: list[Prepared] = field(repr=False)
    alive: bool = True
    leaving: bool = False

    def go(self) -> bool:
        """Asked right before a request leaves."""
        self.leaving = self.alive and time.wall() < self.lease_until
        return self.leaving


class Mailing:
    """One for each process. `paid`: messages a second where broadcasts are paid for, else everybody's pace."""

    def __init__(
        self, db: Database, voice: Voice, pace: Pace, announcer: Announcer, breath: Breath, *, owner: str,
        paid: float | None = None, lease: timedelta = post.LEASE, places: int | None = None,
    ) -> None:  # fmt: skip
        self._db = db
        self._voice = voice
        self._pace = pace
        self._announcer = announcer
        self._breath = breath
        self._owner = owner
        self._rate = Rate.of(paid)
        self._lease = lease
        self._places = places if places is not None or paid is not None else PLACES
        self._hands: dict[int, Hand] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._receipts: list[tuple[Receipt, int | None]] = []
        """With the chat where it turned out that the bot was blocked there."""
        self._told: dict[tuple[int, str], tuple[Screen, list[Call], list[Prepared]]] = {}
        """By broadcast and language: what was said last, and the calls that were made of it."""
        self._trip = 0.1
        self._forgot = 0.0
        self._bell = asyncio.Event()
        self.ended = asyncio.Event()

    def nudge(self) -> None:
        self._bell.set()

    @property
    def places(self) -> int:
        """How many may be under way at once."""
        if self._places is not None:
            return self._places
        wanted = (self._trip + 2 * GAP) / self._rate.interval
        return max(PLACES, min(MOST_PLACES, math.ceil(wanted)))

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what has left gets its receipt."""
        failures = 0
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self._bell.clear()
                    ending = stop.is_set()
                    if ending and not self._hands and not self._receipts:
                        return
                    try:
                        busy = await self._cycle(group, take=not ending)
                        failures = 0
                    except AWAY as error:
                        log.warning("mailing.database_away", error=type(error).__name__)
                        failures, busy = failures + 1, False
                    if ending:
                        busy = True
                    if failures:
                        await self._pause(min(30.0, back_off(failures - 1).total_seconds()))
                    else:
                        await (asyncio.sleep(GAP) if busy else self._pause(IDLE))
        finally:
            self.ended.set()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _cycle(self, group: asyncio.TaskGroup, *, take: bool) -> bool:
        """One transaction. Whether another one is worth its while soon."""
        if not self._receipts and not self._hands:
            if not take:
                return False
            async with self._db.reading() as session:
                if not await self._announcer.running(session, time.now()):
                    self._told.clear()
                    return False
        now, wall = time.now(), time.wall()
        written, said = list(self._receipts), len(self._receipts)
        taken: list[Hand] = []
        async with self._db.begin() as session:
            await bulk.mark(session, [receipt for receipt, _stopped in written])
            for chat in (stopped for _receipt, stopped in written if stopped is not None):
                await people.stopped(session, chat, now)
            looked = 0
            runs = {run.id: run for run in await self._announcer.running(session, now)}
            for hand in self._hands.values():
                hand.alive = hand.alive and hand.one.broadcast_id in runs
            # Those whose receipt is being written give their place to the next.
            free = self.places - len(self._hands) + said
            if take and runs and free > 0 and not self._breath.held:
                looked, taken = await self._take(session, list(runs.values()), free, now, wall)
            await self._keep_leases(session, wall)
        del self._receipts[:said]
        for receipt, _stopped in written:
            self._hands.pop(receipt.letter, None)
        for hand in taken:
            self._hands[hand.one.id] = hand
            self._tasks[hand.one.id] = group.create_task(self._carry(hand))
        return bool(looked or self._hands or self._receipts)

    async def _take(
        self, session: Session, runs: list[Run], free: int, now: datetime, wall: datetime
    ) -> tuple[int, list[Hand]]:
        """Takes up letters for as many moments as there are; how many were looked at besides."""
        if self._breath.streak:
            free = 0 if self._hands else 1
        at = wall.timestamp()
        cost = self._cost()
        allowed = await allowance.ask(session, self._rate, free, cost=cost, now=at)
        self._pace.heard_of(allowed.halted_until)
        if not allowed.moments:
            return 1, []
        turn = int(at) % len(runs)
        pairs = [(run.id, run.beyond) for run in runs[turn:] + runs[:turn]]
        n = len(allowed.moments)
        found = await bulk.find(session, pairs, n + bulk.AHEAD, now=now, wall=wall, held=list(self._hands))
        by_id = {run.id: run for run in runs}
        aside: list[tuple[Recipient, Post, str, datetime]] = []
        to_tell: list[Recipient] = []
        for one in found:
            if len(to_tell) >= n:
                break
            if (why := self._aside(one, by_id[one.broadcast_id], now)) is None:
                to_tell.append(one)
            else:
                aside.append((one, *why))
        await bulk.set_aside(session, aside)
        chats = await allowance.open_chats(session, [one.chat_id or 0 for one in to_tell], cost=cost, now=at)
        going = [one for one in to_tell if (one.chat_id or 0) in chats]
        until = wall + self._lease
        token = await bulk.take(session, going, owner=self._owner, now=now, until=until)
        hands = []
        for one, moment in zip(going, allowed.use(len(going)), strict=True):
            told = await self._calls(session, by_id[one.broadcast_id], one)
            hands.append(Hand(one, token, until, moment, told))
        left = [(hand.one.chat_id or 0, chats[hand.one.chat_id or 0], hand.at) for hand in hands]
        await allowance.note(session, left, cost=cost)
        if at - self._forgot > FORGET:
            self._forgot = at
            await allowance.forget(session, now=at)
        return len(found), hands

    def _aside(self, one: Recipient, run: Run, now: datetime) -> tuple[Post, str, datetime] | None:
        """Why a letter isn't said: its state, the reason, when it is due."""
        if one.chat_id is None:
            return Post.STOPPED, "no account to reach", now
        if one.state is Post.SENDING:
            one.repeats += 1
            if one.repeats > 1 and not run.amends:
                return Post.UNCERTAIN, "its process died twice", now
        unsaid = self._announcer.unsaid(one, run, now)
        if unsaid is None:
            return None
        until: datetime | None = getattr(unsaid, "until", None)
        return (Post.DROPPED, unsaid.reason, now) if until is None else (Post.WAITING, unsaid.reason, until)

    def _cost(self) -> int:
        """What Telegram counts for the largest of what is said now: an album is as many messages as it has pictures."""
        return max([1, *(one.weight for _screen, _calls, told in self._told.values() for one in told)])

    async def _calls(self, session: Session, run: Run, one: Recipient) -> list[Prepared]:
        if one.call:
            return [self._voice.prepared(call) for call in calls.read(one.call)]
        screen = await self._announcer.says(session, run, one)
        last = self._told.get((run.id, one.locale))
        if screen is not None and (last is None or last[0] is not screen):
            made = calls.render(Send(screen), chat_id=0, tapped=None, callback_id=None)
            last = self._told[run.id, one.locale] = screen, made, [self._voice.prepared(call) for call in made]
        if run.amends:
            said = last[1] if screen is not None and last is not None else []
            amended = amending.of(said, one.subject.get("messages", []), captions=run.captions)
            return [self._voice.prepared(call) for call in amended]
        return last[2] if last is not None else []

    async def _carry(self, hand: Hand) -> None:
        one = hand.one
        receipt = Receipt(one.id, hand.token, Post.WAITING, attempts=one.attempts)
        stopped: int | None = None
        try:
            verdict, came, left = await self._say(hand)
            receipt.message_ids = came
            if verdict.kind == LATER:
                receipt.not_before, receipt.reason = verdict.retry_at, verdict.reason
                receipt.attempts += int(hand.leaving)
                receipt.call = calls.write([one.call for one in left]) if came and left else None
            else:
                assert isinstance(verdict.kind, Post)
                receipt.state, receipt.reason = verdict.kind, verdict.reason
                receipt.attempts += 1
                if verdict.kind in (Post.DELIVERED, Post.UNCERTAIN):
                    receipt.said_at = time.now()
                if verdict.kind is Post.STOPPED and one.chat_id is not None and one.chat_id > 0:
                    stopped = one.chat_id
        except Overtaken:
            receipt.reason = None
        except Exception as error:  # noqa: BLE001 - one letter must not end the others
            log.error("mailing.unexpected", letter=one.id, error=type(error).__name__)
            receipt.state = Post.UNCERTAIN if hand.leaving else Post.REJECTED
            receipt.reason = type(error).__name__
        finally:
            self._tasks.pop(one.id, None)
        self._receipts.append((receipt, stopped))

    async def _say(self, hand: Hand) -> tuple[Verdict, list[int], list[Prepared]]:
        """The last verdict, every message that came of it, and what is left to say."""
        errand = Errand(Priority.BROADCAST, PATIENCE, hand.go, hand.at, self._rate.paid)
        came = list(hand.one.message_ids)
        left = list(hand.told)
        verdict = Verdict(Post.REJECTED, reason="nothing to say")
        while left:
            began = time.wall().timestamp()
            verdict = await self._voice.utter(left[0], hand.one.chat_id or 0, errand, attempts=hand.one.attempts)
            self._breathe(hand, verdict, began)
            came += [number for number in verdict.message_ids if number not in came]
            if verdict.kind not in (Post.DELIVERED, Post.UNCERTAIN):
                break
            left.pop(0)
            # Of several messages the others keep the chat's pace on their own.
            errand = replace(errand, at=None, priority=Priority.BROADCAST)
        return verdict, came, left

    def _breathe(self, hand: Hand, verdict: Verdict, began: float) -> None:
        if verdict.blame:
            if self._breath.failed(began):
                log.warning("courier.telegram_away", letter=hand.one.id, reason=verdict.reason)
        elif verdict.kind != LATER:
            trip = time.wall().timestamp() - max(began, hand.at)
            self._trip += (min(trip, 5.0) - self._trip) * 0.05
            if self._breath.succeeded():
                log.info("courier.telegram_back", letter=hand.one.id)

    async def _keep_leases(self, session: Session, wall: datetime) -> None:
        """A request may take longer than its lease."""
        old = [hand for hand in self._hands.values() if hand.lease_until - wall < self._lease / 2]
        if not old:
            return
        good = await post.renew(session, {hand.token for hand in old}, wall, self._lease)
        for hand in old:
            if hand.token in good:
                hand.lease_until = wall + self._lease
