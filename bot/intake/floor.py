"""The crisis floor, connected: called on the raw update before anything else, it answers danger with a card.

It needs nothing but memory and the way to Telegram. Where the database is there, the card is a row in it as well, so
that two processes say it once and a process that dies loses none; where it is away, this process remembers.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Final

import structlog

from bot import time
from bot.courier import calls, outgoing, post
from bot.courier.calls import Call
from bot.courier.verdicts import Verdict
from bot.db import AWAY, Database, Session
from bot.i18n import LOCALES, speaking
from bot.intake import meanwhile
from bot.intake.meanwhile import Urgent
from bot.models import Letter, Post, Priority
from bot.packs import Pack
from bot.safety import Finding, Level, listen
from bot.screen import Put, Screen, Send
from bot.screens import astray, floor, relaying
from bot.screens.threads import not_passed_on, told
from bot.services import safety_events, threads
from bot.turn.overhearing import Listen, Overheard, message_of, overhear

log = structlog.get_logger(__name__)

REMEMBERED: Final = 20_000
"""Updates with danger whose ids are known still; Telegram brings again only what is at most a day old."""
_REFUSED: Final = (Post.STOPPED, Post.REJECTED)
LAST_CARDS: Final = 3.0
"""Seconds for cards that are being said when the process is told to stop."""

Rush = Callable[[Call, Callable[[], bool]], Awaitable[Verdict | None]]


@dataclass(eq=False)
class Alarm:
    """An update that is answered with a card. Of what was written nothing is here."""

    update_id: int
    overheard: Overheard
    mark: str
    call: Call
    addressed: bool
    """Whether what was written in a group was written to the bot."""
    token: str = field(default_factory=lambda: f"card-{secrets.token_hex(8)}")
    letter: int | None = None
    """Its row, once there is one."""
    lease_until: datetime | None = None
    begun: bool = False
    elsewhere: bool = False
    """Another process has it."""
    verdict: Verdict | None = None

    @property
    def finding(self) -> Finding:
        return self.overheard.finding

    def messages(self) -> tuple[int, ...]:
        """In the private chat: what was written and the card below it."""
        written = self.overheard.message_id if self.overheard.private else None
        said = self.verdict.message_ids if self.verdict is not None else ()
        return (*said, written) if written is not None else tuple(said)

    def ours(self) -> bool:
        return self.lease_until is None or time.wall() < self.lease_until


@dataclass(eq=False)
class Relief:
    """The answer from memory to an urgent update, and, once it is there, the message that it is."""

    update_id: int
    said: Verdict | None = None


class Floor:
    """One for each process. `rush` says a call at once, database or not."""

    def __init__(
        self,
        pack: Pack,
        db: Database,
        bot_id: int,
        rush: Rush,
        *,
        bot_name: Callable[[], Awaitable[str]],
        listen: Listen = listen,
        staff_chat: int | None = None,
    ) -> None:
        self._staff_chat = staff_chat
        self._pack = pack
        self._db = db
        self._bot_id = bot_id
        self._rush = rush
        self._bot_name = bot_name
        self._listen = listen
        # The rules are read now, not when somebody needs them.
        listen("")
        self._known: OrderedDict[int, Alarm] = OrderedDict()
        self._relieved: OrderedDict[Urgent, Relief] = OrderedDict()
        """What was answered from memory."""
        self._emptied: OrderedDict[int, set[int]] = OrderedDict()
        """By account, the messages that were deleted from memory: asking again must not hold up cards."""
        self._waiting: asyncio.Queue[Callable[[], Coroutine[Any, Any, None]]] = asyncio.Queue()
        self._books = asyncio.Lock()
        """Held while rows of cards are written or marked, so that a mark never misses its row."""

    def hear(self, raw: Mapping[str, Any]) -> Alarm | None:
        """The alarm of an update that needs a card; the same one each time the update comes again."""
        update_id: int = raw["update_id"]
        if (known := self._known.get(update_id)) is not None:
            return known
        overheard = None if self._among_colleagues(raw) else overhear(raw, self._listen)
        if overheard is None or overheard.finding.level is not Level.DANGER:
            return None
        mark = secrets.token_hex(6)
        with speaking(overheard.finding.locale):
            card = floor.card(self._pack, overheard.finding, mark, today=self._today())
        # In a group the answer is for whoever wrote it, and nobody else.
        call = _in(overheard.account_id, card)
        if overheard.private and overheard.message_id is not None:
            # What was meant otherwise is used as it stands above the card: see `again`.
            answered = {"message_id": overheard.message_id, "allow_sending_without_reply": True}
            call = call.with_params(reply_parameters=answered)
        alarm = self._known[update_id] = Alarm(update_id, overheard, mark, call, _to_the_bot(raw, self._bot_id))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        # Neither which update nor what it was about: beside the letters that would tell who it was.
        log.warning("floor.heard")
        return alarm

    def answer(self, alarm: Alarm) -> None:
        """Say the card, unless that has begun or another process does."""
        if not alarm.begun and not alarm.elsewhere:
            alarm.begun = True
            self._waiting.put_nowait(partial(self._say, alarm))

    def is_urgent(self, raw: Mapping[str, Any]) -> bool:
        """Whether an update is answered from memory where the database keeps it waiting."""
        return meanwhile.urgent(raw, self._pack) is not None

    def relieve(self, raw: Mapping[str, Any]) -> None:
        """Answer an urgent update from memory, the same button once; do nothing for any other."""
        asked = meanwhile.urgent(raw, self._pack)
        if asked is None or asked in self._relieved:
            return
        relief = self._relieved[asked] = Relief(raw["update_id"])
        theirs = [alarm for alarm in self._known.values() if alarm.overheard.account_id == asked.account_id]
        gone = self._emptied.setdefault(asked.account_id, set())
        there = {number for alarm in theirs for number in alarm.messages()} | self._said_to(asked.account_id)
        spoken = theirs[-1].finding.locale if theirs else asked.language
        with speaking(spoken if spoken in LOCALES else LOCALES[0]):
            answers = meanwhile.answers(asked, self._pack, there - gone, time.now())
        gone |= {call.params["message_id"] for call in answers if call.method == "deleteMessage"}
        for kept in (self._relieved, self._emptied):
            while len(kept) > REMEMBERED:
                kept.popitem(last=False)
        self._waiting.put_nowait(partial(self._say_each, answers, relief))

    def _said_to(self, account_id: int) -> set[int]:
        """The messages that answered somebody from memory."""
        theirs = (one.said for asked, one in self._relieved.items() if asked.account_id == account_id)
        return {number for said in theirs if said is not None for number in said.message_ids}

    def settled(self) -> set[int]:
        """Updates that need no other answer than they got from memory."""
        return {one.update_id for asked, one in self._relieved.items() if asked.settled and one.said is not None}

    def put_down_reliefs(self, session: Session, new: Collection[int]) -> None:
        """Rows for what was said from memory to updates that are `new` in the database, so that it is known what there
        is in the chat when somebody leaves."""
        for asked, one in self._relieved.items():
            if one.said is not None and one.update_id in new and asked.settled:
                due = time.now()
                row = Letter(
                    priority=Priority.REPLY, kind="reply", chat_id=asked.account_id, update_id=one.update_id, due_at=due
                )
                for name, value in _receipt(one.said).items():
                    setattr(row, name, value)
                session.add(row)

    @property
    def books(self) -> asyncio.Lock:
        return self._books

    async def put_down(
        self, session: Session, alarms: Collection[Alarm], new: Collection[int]
    ) -> list[tuple[Alarm, Letter]]:
        """Rows for the cards of updates that are `new` in the database: what was said already with its receipt, the
        others leased to this process. Call with `books` held, and `committed` after the commit."""
        rows: list[tuple[Alarm, Letter]] = []
        for alarm in alarms:
            if alarm.update_id not in new:
                continue
            letter = Letter(
                priority=Priority.CARD,
                kind="reply",
                chat_id=alarm.overheard.account_id,
                call=str(alarm.call),
                update_id=alarm.update_id,
                due_at=time.now(),
                state=Post.SENDING,
                lease_token=alarm.token,
                lease_until=time.wall() + post.LEASE,
            )
            if alarm.verdict is not None:
                for name, value in _receipt(alarm.verdict).items():
                    setattr(letter, name, value)
            session.add(letter)
            safety_events.note(session, alarm.finding, card="card", now=time.now(), mark=alarm.mark)
            rows.append((alarm, letter))
            await self._tell_team(session, alarm)
        await session.flush()
        return rows

    async def _tell_team(self, session: Session, alarm: Alarm) -> None:
        """Whoever is talking to the team: the fact, in its topic. Not a word of what was written; which they are told,
        so that they don't wait for an answer to it. Whoever of the team is there may answer now."""
        if not alarm.overheard.private:
            return
        thread = await threads.open_of_account(session, alarm.overheard.account_id)
        if thread is None:
            return
        thread.taken_by = None
        aside = Put(chat_id=alarm.overheard.chat_id, person_id=thread.person_id, screen=not_passed_on())
        with speaking(alarm.finding.locale):
            session.add(outgoing.letter(aside, now=time.now()))
        if thread.topic_id is None:
            thread.danger = True
            return
        with speaking(relaying.STAFF):
            session.add(outgoing.letter(relaying.into(thread, told("danger")), now=time.now()))

    def _among_colleagues(self, raw: Mapping[str, Any]) -> bool:
        """In a topic of the staff's group: whoever helps somebody in danger has to be able to name it."""
        message = message_of(raw)
        chat = message.get("chat") if message is not None else None
        if self._staff_chat is None or message is None or not isinstance(chat, Mapping):
            return False
        return chat.get("id") == self._staff_chat and message.get("is_topic_message") is True

    def committed(self, alarms: Collection[Alarm], rows: Collection[tuple[Alarm, Letter]]) -> None:
        """The rows are there; what isn't among them and hasn't begun here is another process's."""
        for alarm, letter in rows:
            alarm.letter, alarm.lease_until = letter.id, letter.lease_until
        for alarm in alarms:
            alarm.elsewhere = alarm.letter is None and not alarm.begun

    async def run(self, stop: asyncio.Event) -> None:
        """Says cards until `stop`; then those that wait, in LAST_CARDS seconds at most."""
        saying: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            around = group.create_task(self._keep_leases())
            while (say := await self._next(stop)) is not None:
                task = group.create_task(say())
                saying.add(task)
                task.add_done_callback(saying.discard)
            if saying:
                await asyncio.wait(set(saying), timeout=LAST_CARDS)
            for task in (around, *saying):
                task.cancel()

    async def _next(self, stop: asyncio.Event) -> Callable[[], Coroutine[Any, Any, None]] | None:
        """What is said next; None once all is begun and it is time to stop."""
        if not self._waiting.empty():
            return self._waiting.get_nowait()
        getting = asyncio.ensure_future(self._waiting.get())
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return getting.result() if getting.done() else None
        finally:
            getting.cancel()
            stopping.cancel()

    async def _say(self, alarm: Alarm) -> None:
        try:
            verdict = await self._rush(alarm.call, alarm.ours)
            if verdict is None:
                return
            if verdict.kind in _REFUSED and not alarm.overheard.private:
                await self._say_in_group(alarm)
        except Exception as error:  # noqa: BLE001 - one card that can't be said must not silence the others
            log.error("floor.card_failed", update=alarm.update_id, problem=type(error).__name__)
            verdict = Verdict(Post.UNCERTAIN, reason=type(error).__name__)
        alarm.verdict = verdict
        await self._keep_receipt(alarm, verdict)

    async def _say_each(self, answers: Sequence[Call], relief: Relief) -> None:
        try:
            for call in answers:
                verdict = await self._rush(call, lambda: True)
                relief.said = verdict if call.method == "sendMessage" else relief.said
        except Exception as error:  # noqa: BLE001 - it must not silence the cards
            log.error("floor.answer_failed", problem=type(error).__name__)

    async def _say_in_group(self, alarm: Alarm) -> None:
        """Telegram lets a bot write only to people who have opened it. Where it is an administrator of the group, the
        numbers come there, seen by nobody else. Where it isn't, whoever spoke to it gets what everybody gets who speaks
        to it there; that names nobody and doesn't tell what it answers."""
        bot_name, overheard = await self._bot_name(), alarm.overheard
        with speaking(alarm.finding.locale):
            card = floor.card_in_group(self._pack, alarm.finding, bot_name=bot_name, today=self._today())
            usual = astray.in_group(self._pack, bot_name=bot_name)
        where: dict[str, Any] = {"ephemeral_message_parameters": {"receiver_user_id": overheard.account_id}}
        if overheard.topic is not None:
            where["message_thread_id"] = overheard.topic
        verdict = await self._rush(_in(overheard.chat_id, card).with_params(**where), lambda: True)
        if verdict is not None and verdict.kind in _REFUSED and alarm.addressed:
            await self._rush(_in(overheard.chat_id, usual), lambda: True)

    async def _keep_receipt(self, alarm: Alarm, verdict: Verdict) -> None:
        """However long the database is away; a row that isn't there yet will be written with it."""
        pause = 0.2
        while True:
            try:
                async with self._books:
                    if alarm.letter is None:
                        return
                    async with self._db.begin() as session:
                        await post.mark(session, alarm.letter, alarm.token, **_receipt(verdict))
                return
            except AWAY as error:
                log.warning("floor.receipt_waits", update=alarm.update_id, problem=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(post.LEASE.total_seconds() / 4)
            held = {alarm.token: alarm for alarm in self._known.values() if alarm.letter and alarm.verdict is None}
            held = {token: alarm for token, alarm in held.items() if not alarm.elsewhere and alarm.ours()}
            if not held:
                continue
            wall = time.wall()
            try:
                async with self._db.begin() as session:
                    good = await post.renew(session, held, wall)
            except AWAY as error:
                log.warning("floor.leases_not_renewed", problem=type(error).__name__)
                continue
            for token in good:
                held[token].lease_until = wall + post.LEASE

    def _today(self) -> date:
        return time.local(time.now(), self._pack.institution.timezone).date()


def _in(chat_id: int, screen: Screen) -> Call:
    return calls.render(Send(screen), chat_id=chat_id, tapped=None, callback_id=None)[0]


def _receipt(verdict: Verdict) -> dict[str, Any]:
    """What is kept of a card: what is kept of any answer, so that nobody can tell who got one."""
    assert isinstance(verdict.kind, Post)
    said = verdict.kind in (Post.DELIVERED, Post.UNCERTAIN)
    return post.final(
        verdict.kind,
        priority=Priority.REPLY,
        message_id=verdict.message_id,
        message_ids=list(verdict.message_ids),
        said_at=time.now() if said else None,
        reason=verdict.reason,
        attempts=1,
    )


def _to_the_bot(raw: Mapping[str, Any], bot_id: int) -> bool:
    """A command, an answer to something the bot said, or its name: what a bot hears in a group anyhow."""
    message = raw.get("message")
    if not isinstance(message, Mapping):
        return False
    replied = message.get("reply_to_message")
    sender = replied.get("from") if isinstance(replied, Mapping) else None
    if isinstance(sender, Mapping) and sender.get("id") == bot_id:
        return True
    entities = [*_list(message.get("entities")), *_list(message.get("caption_entities"))]
    return any(isinstance(one, Mapping) and one.get("type") in ("mention", "bot_command") for one in entities)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
