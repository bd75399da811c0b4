"""Conversations as people live them, through the real dispatcher and a real database, without a network.

    await ana.says("/start")
    await ana.presses("Unirme")
    assert "Tienes lugar" in ana.sees

The institute says its letters the way the courier would; whatever it shows is held against Telegram's limits first.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from pydantic import SecretStr
from sqlmodel import col, func, select

import handlers
from bot import letters, time
from bot.courier import cutting, drawing, erasing
from bot.courier.calls import ERASE, Call, read, render
from bot.courier.verdicts import Verdict
from bot.db import Database, Session
from bot.house import facts_of
from bot.intake import inbox
from bot.intake.door import Door
from bot.intake.floor import Floor
from bot.jobs import deciding, look, threads
from bot.letters import documents
from bot.models import Enrollment, Heard, InboxUpdate, Letter, Person, Post, Standing
from bot.packs import Pack
from bot.screen import Send
from bot.services import approvals, catalogue, courses, of_age, offers, people
from bot.services.applications import closings, lateness
from bot.services.broadcasts import approving
from bot.settings import Settings
from bot.turn import ear
from bot.turn.lanes import Claim
from bot.turn.work import Turns
from tests import canaries, forum, limits
from tests.chats import BOT_ID, Chat, Message, Talker, numbers
from tests.forum import Forum

__all__ = ["BOT_ID", "Chat", "Institute", "Loud", "Message", "Talker"]


class Loud(Turns):
    """A test wants the error itself, not the apology after three tries."""

    async def _failed(self, held: Claim, error: Exception) -> None:
        raise error


@dataclass
class Institute:
    """The bot's side: one pack over one database."""

    db: Database
    pack: Pack = field(repr=False)  # asyncio writes out what a fixture returned; a pack is long
    turns: Turns
    facts: Any
    chats: dict[int, Chat] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """All that people said."""
    answered: set[str] = field(default_factory=set)
    """Taps that were answered; Telegram shows a waiting circle until then."""
    tapped: dict[str, int] = field(default_factory=dict)
    """In which chat each tap was made: an answer to a tap names no chat."""
    floor: Floor = field(init=False)
    door: Door = field(init=False)
    offered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The results of each inline query."""
    sent: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    """What people sent, by chat and number: it can be copied."""

    @classmethod
    async def open(cls, db: Database, pack: Pack, dispatcher: Any, *, rehearsal: bool = True) -> "Institute":
        """A new institute with its pack loaded."""
        made = await cls.beside(db, pack, dispatcher, rehearsal=rehearsal)
        async with db.begin() as session:
            await catalogue.load(session, pack, facts=made.facts, now=time.now())
            await catalogue.renew(session, pack, facts=made.facts, now=time.now())
        return made

    @classmethod
    async def beside(
        cls,
        db: Database,
        pack: Pack,
        dispatcher: Any,
        *,
        rehearsal: bool = True,
        kind: type[Turns] = Turns,
        staff_chat: int | None = None,
    ) -> "Institute":
        """Another process of an institute that is open already."""
        settings = Settings.model_construct(
            bot_token=None if rehearsal else SecretStr("1:x"),
            telegram_api_url="https://api.telegram.org",
            staff_chat=staff_chat,
        )
        facts = facts_of(pack, settings)
        bot = ear.silent_bot(f"{BOT_ID}:talk")
        turns = kind(
            db,
            dispatcher,
            bot,
            pack=pack,
            facts=facts,
            render=render,
            spoke=lambda: None,
            continuations=handlers.CONTINUATIONS,
        )
        turns.bot_name = "rumbo_bot"
        made = cls(db, pack, turns, facts)
        made.floor = Floor(pack, db, BOT_ID, made.rush, bot_name=made.bot_name, staff_chat=staff_chat)
        made.door = Door(db, BOT_ID, made.floor, lambda: None)
        made.door.open()
        return made

    async def bot_name(self) -> str:
        return self.turns.bot_name

    async def rush(self, call: Call, ours: Callable[[], bool]) -> Verdict | None:
        """The crisis floor's way to Telegram."""
        chat_id = call.params["chat_id"]
        chat = self.chats.get(chat_id)
        only_for = call.params.get("ephemeral_message_parameters")
        if chat is None or chat.blocked:
            return Verdict(Post.STOPPED, reason="Forbidden")
        if only_for and chat.quiet:
            return Verdict(Post.REJECTED, reason="not enough rights")
        number = self._show(chat_id, call)
        return Verdict(Post.DELIVERED, message_id=number, message_ids=(number,) if number else ())

    def person(self, id: int, first_name: str = "Ana", language_code: str = "es") -> Talker:
        talker = Talker(self, id, first_name=first_name, language_code=language_code)
        self.chats[id] = talker
        return talker

    def forum(self, id: int) -> Forum:
        self.chats[id] = made = Forum(self, id)
        return made

    def group(self, id: int = -1_002_000_000_001) -> Chat:
        self.chats[id] = Chat(self, id)
        return self.chats[id]

    async def knows(self, talker: Talker, name: str = "Ana María Pérez", born: str | None = "2008-03-15") -> None:
        """The person signed up for something before, so there is nothing left to ask."""
        async with self.db.begin() as session:
            known = await people.of(session, talker.id, language_code=talker.language_code, now=time.now())
            stored = await session.get_one(Person, known.id)
            stored.name, stored.birth_date = name, date.fromisoformat(born) if born else None

    async def who(self, talker: Talker) -> Person:
        """What is stored about a person."""
        async with self.db.begin() as session:
            return await people.of(session, talker.id, language_code=None, now=time.now())

    async def id_of(self, key: str) -> int:
        """The id of a course's edition that is open now."""
        async with self.db.reading() as session:
            return (await courses.latest(session, key, now=time.now())).id or 0

    async def count(self, *standings: Standing) -> int:
        """How many enrolments there are, of these standings or at all."""
        query = select(func.count()).select_from(Enrollment)
        async with self.db.reading() as session:
            return (
                await session.exec(query.where(col(Enrollment.standing).in_(standings)) if standings else query)
            ).one()

    async def hears(self, *updates: dict[str, Any]) -> None:
        """Write updates down, handle all of them, and say what was decided. Every tap must have been answered.

        Whoever acted sees only what came of it; for the others it adds to what they saw last."""
        self.told.update(canaries.said_in(list(updates)))
        spoken = {inbox.lane_of(update) for update in updates}
        self._look_away(*(chat for chat in self.chats.values() if chat.id in spoken))
        await self.keeps(*updates)
        await self.settle()
        taps = {update["callback_query"]["id"] for update in updates if "callback_query" in update}
        assert taps <= self.answered, "a tap was left waiting"

    async def settle(self) -> None:
        """Handle everything that was heard, say what was decided, and go on with what Telegram answered."""
        more = True
        while more:
            while await self.turns.step():
                pass
            await self.say()
            more = await self.turns.step()

    async def keeps(self, *updates: dict[str, Any]) -> None:
        """Only write updates down, in one batch, as Telegram hands them over."""
        self.tapped |= {u["callback_query"]["id"]: inbox.lane_of(u) for u in updates if "callback_query" in u}
        for one in (update[kind] for update in updates for kind in ("message", "edited_message") if kind in update):
            told = ("message_id", "from", "chat", "date", "reply_to_message", "message_thread_id", "is_topic_message")
            content = {name: value for name, value in one.items() if name not in (*told, "media_group_id", "edit_date")}
            self.sent[one["chat"]["id"], one["message_id"]] = content
        batch = [{"update_id": next(numbers), **update} for update in updates]
        await (await self.door.take(batch))
        stop = asyncio.Event()
        stop.set()
        await self.floor.run(stop)

    async def waiting(self) -> int:
        """How many updates nobody has finished."""
        async with self.db.reading() as session:
            query = select(func.count()).select_from(InboxUpdate).where(InboxUpdate.state == Heard.WAITING)
            return (await session.exec(query)).one()

    def _look_away(self, *chats: Chat) -> None:
        for chat in chats:
            chat.new, chat.toasts = [], []

    async def pass_time(self, **by: float) -> None:
        """Let time go by: whatever comes due on the way happens at its moment."""
        await self.come_to(time.now() + timedelta(**by))

    async def come_to(self, end: datetime) -> None:
        """The same, up to a moment."""
        self._look_away(*self.chats.values())
        while (moment := await self._next_moment(end)) is not None:
            await self._be_at(moment)
        await self._be_at(end)
        async with self.db.begin() as session:
            await catalogue.renew(session, self.pack, facts=self.facts, now=time.now())
        if self.turns.shelf.index is not None:
            await look.look(self.db, self.turns.shelf)

    async def _next_moment(self, end: datetime) -> datetime | None:
        due = select(func.min(Letter.due_at)).where(Letter.state == Post.WAITING)
        over = select(func.min(Enrollment.offer_until)).where(
            col(Enrollment.standing).in_([Standing.OFFERED, Standing.PROVISIONAL])
        )
        async with self.db.reading() as session:
            found = [(await session.exec(query)).one() for query in (due, over)]
        ahead = [moment for moment in found if moment is not None and moment < end]
        return max(min(ahead), time.now()) if ahead else None

    async def _be_at(self, moment: datetime) -> None:
        time.follow(moment - time.wall())
        async with self.db.begin() as session:
            await approvals.lapse(session, facts=self.facts, now=time.now())
            await approving.lapse(session, now=time.now())
            await offers.lapse(session, facts=self.facts, now=time.now())
            await of_age.look(session, facts=self.facts, now=time.now())
            await closings.look(session, facts=self.facts, now=time.now())
            await lateness.look(session, facts=self.facts, now=time.now())
        await deciding.look(self.db, self.facts)
        await deciding.remind(self.db, self.facts)
        if self.facts.staff_chat is not None:
            await threads.look(self.db, self.pack, self.facts)
        await self.settle()

    async def say(self) -> None:
        """What the courier would do, one letter after the other."""
        due = (Letter.state == Post.WAITING, col(Letter.due_at) <= time.now())
        first = select(Letter).where(*due).order_by(col(Letter.priority), col(Letter.due_at), col(Letter.id)).limit(1)
        async with self.db.begin() as session:
            while (letter := (await session.exec(first)).one_or_none()) is not None:
                await self._say(session, letter)
                await session.flush()

    async def _say(self, session: Session, letter: Letter) -> None:
        if letter.call is not None:
            chat_id, calls = letter.chat_id, read(letter.call)
            if calls[0].method == "answerInlineQuery":
                # Shown to whoever typed, in whatever chat that was, also where they have blocked the bot.
                limits.check(calls[0])
                self.offered[calls[0].params["inline_query_id"]] = calls[0].params["results"]
                letter.state, letter.said_at = Post.DELIVERED, time.now()
                return
            if calls[0].method == "answerCallbackQuery":
                chat_id = self.tapped[calls[0].params["callback_query_id"]]
        else:
            written = await letters.write(session, letter, pack=self.pack, facts=self.facts, now=time.now())
            if isinstance(written, letters.Dropped):
                letter.state, letter.reason = Post.DROPPED, written.reason
                return
            if isinstance(written, letters.Held):
                letter.due_at, letter.reason = written.until, written.reason
                return
            chat_id = await people.reach(session, letter.person_id or 0)
            calls = render(Send(written), chat_id=chat_id or 0, tapped=None, callback_id=None)
        letter.said_at = time.now()
        if chat_id is not None and (calls[0].method.endswith("ForumTopic") or calls[0].method in forum.METHODS):
            await self._do(session, letter, chat_id, calls[0])
            return
        if chat_id is None or (chat_id in self.chats and self.chats[chat_id].blocked):
            letter.state = Post.STOPPED
            if chat_id is not None:
                await people.stopped(session, chat_id, time.now())
            return
        letter.state, letter.chat_id = Post.DELIVERED, letter.chat_id or chat_id
        making = partial(documents.make, self.db, pack=self.pack, facts=self.facts)
        calls = [await drawing.made(call, making, letter=letter.id or 0) for call in calls]
        if calls[0].method == ERASE:
            calls = await erasing.deletions(session, calls[0], wall=time.wall(), now=time.now())
        numbers_of = [self._show(chat_id, call) for call in calls]
        letter.message_ids = [number for number in numbers_of if number]
        letter.message_id = next(reversed(letter.message_ids), None)

    async def _do(self, session: Session, letter: Letter, chat_id: int, call: Call) -> None:
        chat = self.chats.get(chat_id)
        result = forum.done(chat, call, self.sent) if chat is None or not chat.blocked else "Forbidden"
        letter.state = Post.DELIVERED
        if isinstance(result, str):
            letter.state = Post.STOPPED if result == "Forbidden" else Post.REJECTED
            letter.reason = result
        elif call.method.startswith("copy"):
            letter.message_ids = [one["message_id"] for one in (result if isinstance(result, list) else [result])]
            letter.message_id = letter.message_ids[-1]
        if letter.then:
            await inbox.bring_back(session, forum.answer(letter, result), bot_id=BOT_ID, wall=time.wall())

    def _show(self, chat_id: int, call: Call) -> int | None:
        limits.check(call)
        params, chat = call.params, self.chats.get(chat_id)
        if call.method in limits.MENUS:
            if theirs := self.chats.get(params["scope"]["chat_id"]):
                theirs.commands = [command["command"] for command in params.get("commands", [])]
            return None
        if call.method == "answerCallbackQuery":
            self.answered.add(params["callback_query_id"])
            if chat and params.get("text"):
                chat.toasts.append(params["text"])
        if chat is None or call.method == "answerCallbackQuery":
            return None
        if call.method == "deleteMessages":
            chat.deleted |= set(params["message_ids"])
            chat.messages = [message for message in chat.messages if message.id not in chat.deleted]
            chat.new = [message for message in chat.new if message.id not in chat.deleted]
            return None
        text = params.get("text") or params.get("caption") or params.get("question") or ""
        if call.method == "sendMediaGroup":
            text = "\n".join(one["caption"] for one in params["media"] if "caption" in one)
        # What a colleague composed is no markup.
        text = cutting.plain(text) if "parse_mode" in params or call.method == "editMessageText" else text
        below = params.get("reply_markup", {})
        buttons = below.get("inline_keyboard", [])
        if "keyboard" in below or "remove_keyboard" in below:
            chat.keyboard = [button["text"] for row in below.get("keyboard", []) for button in row] or None
        shown = next((m for m in chat.messages if m.id == params.get("message_id")), None)
        if shown is not None:
            assert not (shown.file or shown.picture or shown.place), "Telegram can't turn this into text"
            shown.text, shown.buttons = text, buttons
        else:
            file = next((content for _name, content in call.files.values()), None)
            place = {name: params[name] for name in limits.VENUE} if call.method == "sendVenue" else None
            if place:
                text = f"{place['title']}\n{place['address']}"
            number = params.get("message_id") or next(numbers)
            shown = Message(number, text, buttons, file, call.drawn.get("photo"), place)
            shown.reply_to = params.get("reply_parameters", {}).get("message_id")
            shown.only_for = params.get("ephemeral_message_parameters", {}).get("receiver_user_id")
            chat.messages.append(shown)
        shown.topic, shown.protected = (
            params.get("message_thread_id", shown.topic),
            params.get("protect_content", False),
        )
        if shown not in chat.new:
            chat.new.append(shown)
        return shown.id
