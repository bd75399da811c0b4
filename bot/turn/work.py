"""Working through the inbox: claim, handle, commit; different conversations at once."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from markupsafe import escape
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlmodel import select

from bot import i18n, safety, time
from bot.addresses import KEEP
from bot.continuation import KEY, Answer
from bot.db import Database, Session
from bot.errors import Refusal
from bot.i18n import _, speaking
from bot.models import Heard, Letter, Person, Post, Priority
from bot.packs import Pack
from bot.screen import Elsewhere, Offer, Said, Saying, Screen, Send, Toast
from bot.services import people
from bot.services.facts import Facts
from bot.services.search import Shelf
from bot.turn import Turn, ear, lanes, reading, refusing, resuming, storage
from bot.turn.comfort import Comfort
from bot.turn.overhearing import Listen
from bot.turn.resuming import Continuations

log = structlog.get_logger()

AT_ONCE: Final = 16
"""Conversations handled at the same time by one process."""

OFFERED: Final = timedelta(seconds=30)
"""How long what somebody types behind the bot's name, in any chat, waits for its answer; they have typed on since."""

AWAY: Final = (OperationalError, InterfaceError, OSError)
"""The database's trouble (gone, full, busy), not the update's: such a try doesn't count."""

Render = Callable[..., Sequence[object]]
"""`render(saying, chat_id=, tapped=, callback_id=)`: the Bot API calls that say it, each on the wire as its `str`."""


@dataclass(frozen=True)
class Place:
    """Where the answer goes: the chat, the message whose button was tapped, the tap that waits for an answer."""

    chat_id: int
    tapped: int | None = None
    callback_id: str | None = None


class Turns:
    """Claims updates and hands each to aiogram inside one transaction. `spoke` is called after each commit."""

    def __init__(
        self,
        db: Database,
        dispatcher: Dispatcher,
        bot: Bot,
        *,
        pack: Pack,
        facts: Facts,
        render: Render,
        spoke: Callable[[], None],
        shelf: Shelf | None = None,
        listen: Listen = safety.listen,
        continuations: Continuations | None = None,
    ) -> None:
        self._db = db
        self._dispatcher = dispatcher
        self._bot = bot
        self._pack = pack
        self._facts = facts
        self._render = render
        self._spoke = spoke
        self._comfort = Comfort(listen)
        self._continuations = continuations or {}
        self.shelf = shelf or Shelf(pack, facts)
        self.bot_name = ""
        self._idle = True
        self._heard = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)

    def nudge(self) -> None:
        """Something was heard: look at once."""
        self._heard.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what is being handled is finished."""
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                await self._places.acquire()
                self._heard.clear()
                held = await self._claim()
                if held is None:
                    self._places.release()
                    await self._wait(0.3)
                else:
                    group.create_task(self._take(held))

    async def step(self) -> bool:
        """Handle the one update that is next; False when nothing is ready. For tests and one-shot runs."""
        held = await self._claim()
        if held is not None:
            await self._handle(held)
        return held is not None

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._heard.wait(), seconds)
        except TimeoutError:
            return

    async def _claim(self) -> lanes.Claim | None:
        try:
            if self._idle:
                # While nothing happens, looking must not keep writers waiting.
                async with self._db.reading() as session:
                    if not await lanes.anything(session, self._bot.id, wall=time.wall()):
                        return None
            async with self._db.begin() as session:
                held = await lanes.claim(session, self._bot.id, wall=time.wall())
                self._idle = held is None
                return held
        except (SQLAlchemyError, OSError) as error:
            log.warning("claiming failed", problem=type(error).__name__)
            await self._wait(1)
            return None

    async def _take(self, held: lanes.Claim) -> None:
        try:
            await self._handle(held)
        finally:
            self._places.release()
            self._heard.set()  # the lane may hold more

    async def _handle(self, held: lanes.Claim) -> None:
        try:
            if held.attempt > lanes.TRIES:
                await self._quarantine(held, "Killed")
                return
            async with self._db.begin() as session:
                if not await lanes.hold(session, held, wall=time.wall()):
                    return
                await self._turn(session, held)
                await lanes.finish(session, held, wall=time.wall())
        except Exception as error:  # noqa: BLE001 - whatever a handler does, the updates behind it must be answered
            await self._failed(held, error)
        else:
            self._spoke()

    async def _turn(self, session: Session, held: lanes.Claim) -> None:
        raw = json.loads(held.first.body or "null")
        if (answer := Answer.of(raw)) is not None:
            await self._resume(session, held, answer)
            return
        update = reading.read(raw, self._bot)
        who = ear.sender(update)
        if who is None and self._facts.staff_chat is not None and ear.unattributed(update) == self._facts.staff_chat:
            # Not silence: colleagues must hear that what they write so reaches nobody.
            who = 0, "", None, False
        if who is None:
            return
        account_id, first_name, language_code, private = who
        if account_id and update.inline_query is None:
            person = await people.of(session, account_id, language_code=language_code, now=time.now())
        else:
            # Typed in somebody else's chat, or by nobody in particular: nobody is looked up, or becomes known by it.
            person = Person(locale=i18n.choose(language_code), created_at=time.now())
        turn = self._made(session, person, account_id, first_name, private=private)
        turn.parts = tuple(row.message_id for row in held.rows if row.message_id is not None)
        turn.album = self._others(held)
        turn.waited = max(timedelta(), time.wall() - held.first.received_at)
        token = storage.current.set(session)
        try:
            with speaking(person.locale):
                try:
                    async with session.begin_nested():
                        await self._dispatcher.feed_update(self._bot, update, turn=turn)
                except Refusal as refusal:
                    turn.said.sayings.clear()
                    turn.said.show(await refusing.screen(refusal, turn))
                self._comfort.beside(raw, turn)
            await self._note(session, place_of(update, held.lane), turn.said.sayings, held.first.update_id)
        finally:
            storage.current.reset(token)

    def _made(self, session: Session, person: Person, account_id: int, first_name: str, *, private: bool) -> Turn:
        return Turn(
            session=session,
            said=Said(),
            now=time.now(),
            pack=self._pack,
            facts=self._facts,
            person=person,
            account_id=account_id,
            first_name=first_name,
            private=private,
            search=self.shelf,
            bot_name=self.bot_name,
        )

    async def _resume(self, session: Session, held: lanes.Claim, answer: Answer) -> None:
        known = await session.get(Person, answer.person_id) if answer.person_id is not None else None
        person = known or Person(locale="es", created_at=time.now())
        turn = self._made(session, person, max(held.lane, 0), "", private=held.lane > 0)
        with speaking(person.locale):
            await resuming.resume(turn, answer, self._continuations)
        await self._note(session, Place(held.lane), turn.said.sayings, held.first.update_id)

    def _others(self, held: lanes.Claim) -> tuple[Update, ...]:
        """The other parts of an album; one that can't be read is left out."""
        found = []
        for row in held.rows[1:]:
            with suppress(ValidationError):
                found.append(reading.read(json.loads(row.body or "null"), self._bot))
        return tuple(found)

    async def _note(self, session: Session, place: Place, sayings: Sequence[Saying], update_id: int) -> None:
        for saying in spoken(sayings, tapped=place.callback_id is not None):
            for call in self._render(saying, chat_id=place.chat_id, tapped=place.tapped, callback_id=place.callback_id):
                session.add(await self._reply(session, place, saying, str(call), update_id))

    async def _reply(self, session: Session, place: Place, saying: Saying, call: str, update_id: int) -> Letter:
        reply = Letter(priority=Priority.REPLY, kind="reply", call=call, update_id=update_id, due_at=time.now())
        if isinstance(saying, Toast):
            # In no chat's line: the spinner on a button ends at once, whatever else is waiting to be said there.
            return reply
        if isinstance(saying, Offer):
            reply.useful_until = reply.due_at + OFFERED
            return reply
        if isinstance(saying, Elsewhere):
            reply.chat_id, reply.person_id = saying.chat_id, saying.person_id
            if saying.then is not None:
                reply.then, reply.subject = saying.then.name, saying.then.subject
            return reply
        reply.chat_id = place.chat_id
        same = select(Letter.id).where(
            Letter.chat_id == place.chat_id, Letter.state == Post.WAITING, Letter.call == call
        )
        if (await session.exec(same.limit(1))).first() is not None:
            # Somebody sends faster than one may answer: the same words needn't come a hundred times.
            reply.state, reply.call, reply.reason = Post.DROPPED, None, "the same is about to be said"
        return reply

    async def _failed(self, held: lanes.Claim, error: Exception) -> None:
        problem = type(error).__name__
        # Only what kind of error and where: an error's text may quote what a person typed.
        log.error("turn failed", lane=held.lane, update=held.first.update_id, attempt=held.attempt, problem=problem)
        log.debug("turn failed here", update=held.first.update_id, trace=_places_in_code(error))
        try:
            if isinstance(error, AWAY):
                async with self._db.begin() as session:
                    await lanes.forgive(session, held)
                    await lanes.release(session, held, ready_at=time.wall() + timedelta(seconds=1))
                return
            if held.attempt >= lanes.TRIES:
                await self._quarantine(held, problem)
                return
            async with self._db.begin() as session:
                pause = timedelta(milliseconds=200 * held.attempt)
                await lanes.release(session, held, ready_at=time.wall() + pause)
        except (SQLAlchemyError, OSError) as later:
            log.warning("could not put an update back; its lease will end", problem=type(later).__name__)

    async def _quarantine(self, held: lanes.Claim, problem: str) -> None:
        async with self._db.begin() as session:
            if not await lanes.hold(session, held, wall=time.wall()):
                return
            raw = _raw(held.first.body)
            if held.lane > 0 and not {"inline_query", KEY} & raw.keys():
                # Whoever types behind the bot's name is somewhere else, and tries again by typing on; nobody asked for
                # an answer to a call.
                with speaking(i18n.choose(_language(raw))):
                    sayings: list[Saying] = [
                        Send(
                            Screen(
                                _(
                                    "Sorry, something broke on my side and I couldn't do that. "
                                    "Nothing of yours was lost. Try again with /start."
                                )
                            )
                        )
                    ]
                callback = raw.get("callback_query")
                callback_id = callback.get("id") if isinstance(callback, dict) else None
                place = Place(held.lane, None, callback_id if isinstance(callback_id, str) else None)
                await self._note(session, place, sayings, held.first.update_id)
            await lanes.finish(session, held, wall=time.wall(), state=Heard.QUARANTINED, problem=problem)
        log.error("update quarantined", lane=held.lane, update=held.first.update_id, problem=problem)
        self._spoke()


def spoken(sayings: Sequence[Saying], *, tapped: bool) -> list[Saying]:
    """What is said in answer, in order: a tap is always answered, first; without a tap a toast is a message."""
    toasts = [saying for saying in sayings if isinstance(saying, Toast)]
    others = [saying for saying in sayings if not isinstance(saying, Toast)]
    if tapped:
        return [toasts[-1] if toasts else Toast(), *others]
    return [*(Send(Screen(escape(toast.text))) for toast in toasts if toast.text), *others]


def place_of(update: Update, lane: int) -> Place:
    """Where to answer: for a tap on one of our text messages, that message."""
    callback = update.callback_query
    if callback is None:
        return Place(lane)
    message = callback.message
    stays = (callback.data or "").endswith(KEEP)
    # An old message is "inaccessible" but can still be edited by its bot; one without text can't become text.
    editable = message is not None and (getattr(message, "text", None) is not None or message.date == 0)
    chat_id = message.chat.id if message is not None else lane
    return Place(chat_id, message.message_id if message is not None and editable and not stays else None, callback.id)


def _raw(body: str | None) -> Mapping[str, Any]:
    found = json.loads(body or "{}")
    return found if isinstance(found, dict) else {}


def _language(raw: Mapping[str, Any]) -> str | None:
    for event in raw.values():
        sender = event.get("from") if isinstance(event, dict) else None
        code = sender.get("language_code") if isinstance(sender, dict) else None
        if isinstance(code, str):
            return code
    return None


def _places_in_code(error: BaseException) -> list[str]:
    trace, places = error.__traceback__, []
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-6:]
