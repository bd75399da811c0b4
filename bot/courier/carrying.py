"""One letter, from the lease to the receipt: written where it isn't yet, said, marked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import col, select

from bot import time
from bot.continuation import Answer
from bot.courier import calls, drawing, erasing, post
from bot.courier.breath import Breath
from bot.courier.calls import Call
from bot.courier.pace import Errand, Overtaken
from bot.courier.verdicts import LATER, Verdict, back_off
from bot.courier.voice import Voice
from bot.db import Database, Session
from bot.models import Letter, Person, Post, Priority
from bot.screen import Screen, Send
from bot.services import people

log = structlog.get_logger(__name__)

AWAY = (SQLAlchemyError, OSError)
"""What a database that is away, or coming back, raises."""
PATIENCE = 2.0
"""Seconds a letter may wait for its chat or a `retry_after` in hand; longer, and it goes back to make room."""
TRIES = 6
"""How often a letter that fails for a reason of our own is tried."""


class Unsaid(Protocol):
    """A letter that turned out not to be useful any more; or, where it has an `until`, that waits until then."""

    @property
    def reason(self) -> str: ...


Write = Callable[[Session, Letter], Awaitable[Screen | Unsaid]]
BringBack = Callable[[Session, Answer], Awaitable[None]]
"""Put the answer to a call where its continuation is found."""


@dataclass
class Hand:
    """A letter that this process holds. `leaving`: its request may be on its way, so it can't simply be put back."""

    id: int
    token: str
    lease_until: datetime
    priority: int
    attempts: int
    chat_id: int | None
    person_id: int | None
    call: str | None = field(repr=False)
    said: list[int] = field(default_factory=list)
    """Every message that came of it so far."""
    leaving: bool = False
    anew: bool = False
    """Whether it was written right now, and nothing of it was said yet."""
    answer: Answer | None = field(default=None, repr=False)
    """What its continuation will hear, as far as it is known."""

    @classmethod
    def of(cls, letter: Letter) -> "Hand":
        assert letter.id is not None and letter.lease_token is not None and letter.lease_until is not None
        return cls(
            letter.id,
            letter.lease_token,
            letter.lease_until,
            letter.priority,
            letter.attempts,
            letter.chat_id,
            letter.person_id,
            letter.call,
            list(letter.message_ids),
            answer=post.answer(letter) if letter.then else None,
        )

    def go(self) -> bool:
        """Asked right before a request leaves: whether the letter is still ours. A machine that slept isn't sure."""
        self.leaving = time.wall() < self.lease_until
        return self.leaving


class Carrier:
    def __init__(
        self,
        db: Database,
        voice: Voice,
        write: Write,
        breath: Breath,
        bring_back: BringBack | None,
        documents: drawing.Documents | None = None,
    ) -> None:
        self._db = db
        self._voice = voice
        self._write = write
        self._breath = breath
        self._bring_back = bring_back
        self._documents = documents

    async def carry(self, hand: Hand) -> None:
        """Ends with the letter marked, whatever happens, unless the process dies or is told to stop at once."""
        try:
            told = calls.read(hand.call) if hand.call else await self._written(hand)
            if told and told[0].method == calls.ERASE:
                async with self._db.reading() as session:
                    told = [*await erasing.deletions(session, told[0], wall=time.wall(), now=time.now()), *told[1:]]
                if not told:
                    await self._mark(hand, post.final(Post.DELIVERED, said_at=time.now()))
            if told:
                await self._say(hand, told)
        except asyncio.CancelledError:
            if not hand.leaving:
                await self._put_back(hand)
            raise
        except Overtaken:
            log.warning("courier.overtaken", letter=hand.id)
            await self._mark(hand, post.again(None, attempts=hand.attempts))
        except IntegrityError as error:
            await self._own_trouble(hand, error)
        except AWAY as error:
            log.warning("courier.database_away", letter=hand.id, error=type(error).__name__)
            await self._mark(hand, post.again(time.wall() + back_off(0), attempts=hand.attempts))
        except Exception as error:  # noqa: BLE001 - one letter that can't be written must not silence the others
            await self._own_trouble(hand, error)

    async def _put_back(self, hand: Hand) -> None:
        """Told to stop before the letter left: whoever comes next says it. A second is all there is for that."""
        try:
            async with asyncio.timeout(1):
                await self._mark(hand, post.again(None, attempts=hand.attempts))
        except TimeoutError:
            log.warning("courier.left_leased", letter=hand.id)

    async def _written(self, hand: Hand) -> list[Call]:
        """What a letter says now, in a transaction of its own; nothing where it is closed instead."""
        async with self._db.begin() as session:
            if hand.person_id is not None:
                # One letter of a person is written at a time: the second one sees what the first one says.
                await session.exec(select(Person.id).where(Person.id == hand.person_id).with_for_update(key_share=True))
            query = select(Letter).where(Letter.id == hand.id, col(Letter.lease_token) == hand.token)
            letter = (await session.exec(query.with_for_update())).one_or_none()
            if letter is None:
                raise Overtaken
            chat = letter.chat_id
            if chat is None and letter.person_id is not None:
                chat = await people.reach(session, letter.person_id)
            if chat is None:
                post.close(letter, Post.STOPPED, reason="no account to reach")
                return []
            outcome = await self._write(session, letter)
            if not isinstance(outcome, Screen):
                until: datetime | None = getattr(outcome, "until", None)
                if until is None:
                    post.close(letter, Post.DROPPED, reason=outcome.reason)
                else:
                    post.hold(letter, until, reason=outcome.reason)
                return []
            told = calls.render(Send(outcome), chat_id=chat, tapped=None, callback_id=None)
            letter.chat_id = hand.chat_id = chat
            letter.call = calls.write(told)
            hand.anew = True
            return told

    async def _say(self, hand: Hand, told: list[Call]) -> None:
        errand = Errand(hand.priority, PATIENCE, hand.go)
        left = list(told)
        while left:
            call = left.pop(0)
            if hand.chat_id is not None and "chat_id" in call.params:
                call = call.with_params(chat_id=hand.chat_id)
            whole = await drawing.drawn(call, letter=hand.id)
            whole = await drawing.made(whole, self._documents, letter=hand.id)
            began = time.wall().timestamp()
            try:
                verdict = await self._voice.say(whole, errand, letter=hand.id, attempts=hand.attempts)
            except (Overtaken, *AWAY):
                raise
            except Exception as error:  # noqa: BLE001 - after the request left nobody knows; it isn't sent again
                log.error("courier.unexpected", letter=hand.id, error=type(error).__name__)
                verdict = Verdict(Post.UNCERTAIN if hand.leaving else Post.REJECTED, reason=type(error).__name__)
            self._breathe(hand, verdict, began)
            if verdict.kind is Post.REJECTED:
                left[:0] = erasing.one_by_one(call)
            more = await self._receipt(hand, call, verdict, left)
            hand.leaving = False
            if not more:
                return

    async def _receipt(self, hand: Hand, call: Call, verdict: Verdict, rest: list[Call]) -> bool:
        """Marks what became of a call. Whether to go on with the rest of the letter."""
        left = {} if verdict.migrated_to is None else {"chat_id": verdict.migrated_to}
        skipped = verdict.kind is Post.REJECTED and erasing.is_deletion(call)
        go_on = (skipped or verdict.kind in (Post.DELIVERED, Post.UNCERTAIN)) and bool(rest)
        hand.said += [number for number in verdict.message_ids if number not in hand.said]
        if verdict.kind == LATER:
            tried = hand.attempts + int(hand.leaving)
            # What surely didn't arrive is written anew: hours later it may be night, or not true any more.
            kept = None if hand.anew else calls.write([call, *rest])
            values = post.again(verdict.retry_at, attempts=tried, reason=verdict.reason, call=kept)
        elif go_on:
            hand.anew = False
            values = {"call": calls.write(rest), "repeats": 0, "attempts": 0}
            values |= {"message_id": verdict.message_id, "message_ids": hand.said}
        else:
            assert isinstance(verdict.kind, Post)
            said_at = time.now() if verdict.kind in (Post.DELIVERED, Post.UNCERTAIN) else None
            values = post.final(
                verdict.kind,
                message_id=verdict.message_id or next(reversed(hand.said), None),
                message_ids=hand.said,
                said_at=said_at,
                reason=verdict.reason,
                attempts=hand.attempts + 1,
                # Afterwards nobody can tell a card of the crisis floor from any other answer.
                priority=max(hand.priority, Priority.REPLY),
            )
        chat, moved = hand.chat_id, verdict.migrated_to
        if hand.answer is not None:
            hand.answer = replace(hand.answer, result=verdict.result, moved_to=moved or hand.answer.moved_to)

        async def also(session: Session) -> None:
            if verdict.kind is Post.STOPPED and chat is not None and chat > 0:
                await people.stopped(session, chat, time.now())
            if moved is not None and chat is not None:
                await post.follow(session, chat, moved)

        ours = await self._mark(hand, values | left, also)
        hand.chat_id = moved or chat
        log.info("courier.said", letter=hand.id, method=call.method, verdict=str(verdict.kind), reason=verdict.reason)
        return ours and go_on

    def _breathe(self, hand: Hand, verdict: Verdict, began: float) -> None:
        """Tell a Telegram that is away from a message that is wrong."""
        if verdict.blame:
            if self._breath.failed(began):
                log.warning("courier.telegram_away", letter=hand.id, reason=verdict.reason)
        elif verdict.kind != LATER and self._breath.succeeded():
            log.info("courier.telegram_back", letter=hand.id)

    async def _own_trouble(self, hand: Hand, error: Exception) -> None:
        log.error("courier.letter_failed", letter=hand.id, error=type(error).__name__, attempts=hand.attempts + 1)
        if hand.attempts + 1 < TRIES:
            retry_at = time.wall() + back_off(hand.attempts)
            await self._mark(hand, post.again(retry_at, attempts=hand.attempts + 1, reason=type(error).__name__))
        else:
            await self._mark(hand, post.final(Post.REJECTED, reason=f"not written: {type(error).__name__}"))

    async def _mark(
        self, hand: Hand, values: dict[str, Any], also: Callable[[Session], Awaitable[None]] | None = None
    ) -> bool:
        """Writes a mark, however long the database is away; False where the letter is no longer ours."""
        pause = 0.1
        while True:
            try:
                async with self._db.begin() as session:
                    ours = await post.mark(session, hand.id, hand.token, **values)
                    if ours and hand.answer is not None and self._bring_back and values.get("state") in post.FINAL:
                        known = {"post": values["state"].value, "reason": values.get("reason")}
                        await self._bring_back(session, replace(hand.answer, **known))
                    if also is not None:
                        await also(session)
                break
            except AWAY as error:
                log.warning("courier.mark_waits", letter=hand.id, error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2.0, pause * 2)
        if not ours:
            log.warning("courier.lease_lost", letter=hand.id)
        return ours
