"""Conversations as a person lives them, through the real dispatcher and a real database, without a network.

    await ana.says("/start")
    await ana.presses("Unirme")
    assert "Tienes lugar" in ana.sees

Letters are read from the database the way the courier would read them; what Telegram would show is kept here.
"""

import itertools
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from pydantic import SecretStr
from sqlmodel import col, select

from bot import letters, time
from bot.app import facts_of
from bot.courier.calls import render
from bot.db import Database
from bot.intake import inbox
from bot.models import Letter, Post
from bot.packs import Pack
from bot.screen import Send
from bot.services import catalogue, offers
from bot.services.people import reach
from bot.settings import Settings
from bot.turn import ear
from bot.turn.work import Turns

BOT_ID = 42
_numbers = itertools.count(1000)


@dataclass
class Message:
    id: int
    text: str
    buttons: list[list[dict[str, Any]]]
    file: bytes | None = None

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]


@dataclass
class Talker:
    """One person in their private chat. Every act waits until the bot has answered."""

    institute: "Institute"
    id: int
    first_name: str
    language_code: str
    messages: list[Message] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    new: list[Message] = field(default_factory=list)

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language_code}

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def sees(self) -> str:
        """What the latest act made appear: new and changed messages, and the toast."""
        return "\n".join([*(m.text for m in self.new), *self.toasts[-1:]])

    @property
    def labels(self) -> list[str]:
        return self.last.labels

    def message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": next(_numbers),
            "from": self.user,
            "chat": self.chat,
            "date": int(time.now().timestamp()),
            **content,
        }

    async def says(self, text: str) -> None:
        await self.sends(text=text, **_entities(text))

    async def sends(self, **content: Any) -> None:
        await self.institute.hears({"message": self.message(**content)})

    async def edits(self, text: str) -> None:
        await self.institute.hears({"edited_message": self.message(text=text, edit_date=int(time.now().timestamp()))})

    async def presses(self, label: str, *, of: Message | None = None) -> None:
        """Tap the newest button with this label, or one that contains it."""
        for message in [of] if of else reversed(self.messages):
            for button in itertools.chain(*message.buttons):
                if button["text"] == label or label in button["text"]:
                    await self.taps(button["callback_data"], message.id)
                    return
        raise AssertionError(f"no button {label!r}; there are {[m.labels for m in self.messages[-3:]]}")

    async def taps(self, data: str, message_id: int | None = None) -> None:
        await self.institute.hears({"callback_query": self.tap(data, message_id)})

    def tap(self, data: str, message_id: int | None = None) -> dict[str, Any]:
        number = message_id or (self.last.id if self.messages else 1)
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Rumbo"}
        message = {"message_id": number, "from": bot, "chat": self.chat, "date": 1, "text": "…"}
        return {"id": str(next(_numbers)), "from": self.user, "chat_instance": "1", "data": data, "message": message}


@dataclass
class Institute:
    """The bot's side: one pack over one database."""

    db: Database
    pack: Pack
    turns: Turns
    facts: Any
    people: dict[int, Talker] = field(default_factory=dict)

    @classmethod
    async def open(cls, db: Database, pack: Pack, dispatcher: Any, *, rehearsal: bool = True) -> "Institute":
        """A new institute with its pack loaded."""
        made = await cls.beside(db, pack, dispatcher, rehearsal=rehearsal)
        async with db.begin() as session:
            await catalogue.load(session, pack, facts=made.facts, now=time.now())
            await catalogue.renew(session, pack, facts=made.facts, now=time.now())
        return made

    @classmethod
    async def beside(cls, db: Database, pack: Pack, dispatcher: Any, *, rehearsal: bool = True) -> "Institute":
        """Another process of an institute that is open already."""
        settings = Settings.model_construct(
            bot_token=None if rehearsal else SecretStr("1:x"), telegram_api_url="https://api.telegram.org"
        )
        facts = facts_of(pack, settings)
        turns = Turns(
            db, dispatcher, ear.silent_bot(f"{BOT_ID}:talk"), pack=pack, facts=facts, render=render, spoke=lambda: None
        )
        return cls(db, pack, turns, facts)

    def person(self, id: int, first_name: str = "Ana", language_code: str = "es") -> Talker:
        self.people[id] = Talker(self, id, first_name, language_code)
        return self.people[id]

    async def hears(self, *updates: dict[str, Any]) -> None:
        """Write updates down, handle all of them, and say what was decided."""
        for talker in self.people.values():
            talker.new = []
        async with self.db.begin() as session:
            batch = [{"update_id": next(_numbers), **update} for update in updates]
            await inbox.write_down(session, BOT_ID, batch, wall=time.wall())
        while await self.turns.step():
            pass
        await self.say()

    async def pass_time(self, **by: float) -> None:
        """Move the clock and let everything that is due happen."""
        for talker in self.people.values():
            talker.new = []
        time.follow(time.now() - time.wall() + timedelta(**by))
        async with self.db.begin() as session:
            await offers.lapse(session, facts=self.facts, now=time.now())
        await self.say()

    async def say(self) -> None:
        """What the courier would do, one letter after the other."""
        while True:
            async with self.db.begin() as session:
                letter = (
                    await session.exec(
                        select(Letter)
                        .where(Letter.state == Post.WAITING, col(Letter.due_at) <= time.now())
                        .order_by(col(Letter.priority), col(Letter.due_at), col(Letter.id))
                        .limit(1)
                    )
                ).one_or_none()
                if letter is None:
                    return
                letter.state, letter.said_at = Post.DELIVERED, time.now()
                if letter.call is not None:
                    self._show(letter.chat_id or 0, json.loads(letter.call))
                    continue
                written = await letters.write(session, letter, pack=self.pack, facts=self.facts, now=time.now())
                if isinstance(written, letters.Dropped):
                    letter.state, letter.reason = Post.DROPPED, written.reason
                    continue
                chat = await reach(session, letter.person_id or 0) or 0
                for call in render(Send(written), chat_id=chat, tapped=None, callback_id=None):
                    self._show(chat, json.loads(str(call)))

    def _show(self, chat_id: int, call: dict[str, Any]) -> None:
        talker = self.people.get(chat_id)
        if talker is None:
            return
        params, method = call["params"], call["method"]
        if method.lower().replace("_", "") == "answercallbackquery":
            if params.get("text"):
                talker.toasts.append(params["text"])
            return
        keyboard = params.get("reply_markup") or {}
        keyboard = json.loads(keyboard) if isinstance(keyboard, str) else keyboard
        text = Markup(params.get("text") or params.get("caption") or "").striptags()
        buttons = keyboard.get("inline_keyboard", [])
        if "edit" in method.lower():
            shown = next((m for m in talker.messages if m.id == params["message_id"]), None)
            if shown is None:
                shown = Message(params["message_id"], "", [])
                talker.messages.append(shown)
            shown.text, shown.buttons = text, buttons
        else:
            shown = Message(next(_numbers), text, buttons, b"file" if call.get("files") else None)
            talker.messages.append(shown)
        talker.new.append(shown)


def _entities(text: str) -> dict[str, Any]:
    if not text.startswith("/"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]}
