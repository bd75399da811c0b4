"""What one chat shows, and what a person can do in it."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot import time
from bot.screen import Drawing

if TYPE_CHECKING:
    from tests.talk import Institute

BOT_ID = 42
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Rumbo"}
numbers = itertools.count(1000)


@dataclass
class Message:
    id: int
    text: str
    buttons: list[list[dict[str, Any]]]
    file: bytes | None = None
    picture: Drawing | None = None
    """The recipe of the picture above the text."""
    place: dict[str, Any] | None = None
    """The place on the map that this shows: latitude, longitude, title, address."""
    topic: int | None = None
    protected: bool = False
    only_for: int | None = None
    """Whose eyes it is for, in a group."""
    reply_to: int | None = None
    """The number of the message that it answers."""

    @property
    def content(self) -> dict[str, Any]:
        """What the message is, as Telegram tells the bot."""
        file = {"file_id": "x", "file_unique_id": "y"}
        if self.picture:
            return {"photo": [file | {"width": 900, "height": 900}]}
        if self.place:
            where = {name: self.place[name] for name in ("latitude", "longitude")}
            return {"location": where, "venue": {**self.place, "location": where}}
        return {"document": file} if self.file else {"text": "…"}

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]

    def data(self, label: str) -> str:
        """What the button with this label carries."""
        return next(b["callback_data"] for b in itertools.chain(*self.buttons) if b["text"] == label)


@dataclass
class Chat:
    """What one chat shows."""

    institute: "Institute"
    id: int
    messages: list[Message] = field(default_factory=list)
    new: list[Message] = field(default_factory=list)
    """What appeared or changed since the latest act in this chat."""
    toasts: list[str] = field(default_factory=list)
    """What its taps were answered with, on top of the chat."""
    blocked: bool = False
    quiet: bool = False
    """A group in which the bot may not say anything to one person only: it is no administrator there."""
    commands: list[str] = field(default_factory=list)
    """The menu of this chat alone; empty while it has everybody's."""
    deleted: set[int] = field(default_factory=set)
    """The numbers of the messages that the bot took away, of either side."""
    keyboard: list[str] | None = None
    """The labels of the phone's own keyboard, while the bot has put one there."""

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "supergroup", "title": "Las de la prepa"}

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def sees(self) -> str:
        """What came of the latest act in this chat: new and changed messages, and the toasts."""
        return "\n".join([*(m.text for m in self.new), *self.toasts])

    @property
    def labels(self) -> list[str]:
        return self.last.labels

    @property
    def picture(self) -> Drawing | None:
        """The newest picture that came of the latest act."""
        return next((message.picture for message in reversed(self.new) if message.picture), None)

    @property
    def place(self) -> dict[str, Any] | None:
        """The newest place that came of the latest act."""
        return next((message.place for message in reversed(self.new) if message.place), None)

    def newest(self, label: str) -> Message:
        """The newest message with such a button."""
        found = next((m for m in reversed(self.messages) if label in m.labels), None)
        assert found, f"no button {label!r}; there are {[m.labels for m in self.messages[-3:]]}"
        return found


@dataclass
class Talker(Chat):
    """One person in their private chat. Every act waits until the bot has answered."""

    written: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What they wrote, by its number, as Telegram told the bot."""
    first_name: str = "Ana"
    language_code: str = "es"

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language_code}

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.first_name}

    def message(self, *, to: Chat | None = None, **content: Any) -> dict[str, Any]:
        number = next(numbers)
        place = {"message_id": number, "from": self.user, "chat": (to or self).chat}
        self.written[number] = {**place, "date": int(time.now().timestamp()), **content}
        return self.written[number]

    async def says(self, text: str, *, to: Chat | None = None) -> None:
        await self.sends(text=text, to=to, **_entities(text))

    async def sends(self, *, to: Chat | None = None, **content: Any) -> None:
        await self.institute.hears({"message": self.message(to=to, **content)})

    async def shares_location(self, latitude: float, longitude: float) -> None:
        """Where the person is, with the phone's keyboard or by hand."""
        await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def sends_photo(self, caption: str | None = None) -> None:
        sizes = [{"file_id": f"f{n}", "file_unique_id": f"u{n}", "width": n, "height": n} for n in (90, 800)]
        await self.sends(photo=sizes, **({"caption": caption} if caption else {}))

    async def shares_contact(self, phone: str, *, user_id: int | None = None) -> None:
        """The person's own number, or somebody else's."""
        contact = {"phone_number": phone, "first_name": self.first_name, "user_id": user_id or self.id}
        await self.sends(contact=contact)

    async def types_inline(self, query: str) -> list[dict[str, Any]]:
        """Type the bot's name and something behind it, in whatever chat: the results that come up."""
        number = str(next(numbers))
        asked = {"id": number, "from": self.user, "query": query, "offset": "", "chat_type": "group"}
        await self.institute.hears({"inline_query": asked})
        assert number in self.institute.offered, "the inline query was not answered"
        return self.institute.offered[number]

    async def edits(self, **content: Any) -> None:
        changed = self.message(**content, edit_date=int(time.now().timestamp()))
        await self.institute.hears({"edited_message": changed})

    async def blocks(self, *, again: bool = False) -> None:
        """Block the bot, or take it back (`again`)."""
        self.blocked = not again
        states = [{"status": status, "user": BOT, "until_date": 0} for status in ("member", "kicked")]
        old, new = reversed(states) if again else states
        change = {"chat": self.chat, "from": self.user, "date": 1, "old_chat_member": old, "new_chat_member": new}
        await self.institute.hears({"my_chat_member": change})

    async def presses(self, label: str, *, of: Message | None = None) -> None:
        """Tap the newest button with this label, or else the newest that contains it."""
        fits: list[Callable[[str], bool]] = [lambda text: text == label, lambda text: label in text]
        for fit in fits:
            for message in [of] if of else reversed(self.messages):
                for button in itertools.chain(*message.buttons):
                    if fit(button["text"]) and "callback_data" in button:
                        await self.taps(button["callback_data"], message)
                        return
        raise AssertionError(f"no button {label!r}; there are {[m.labels for m in self.messages[-3:]]}")

    async def taps(self, data: str, on: Message | int | None = None, *, to: Chat | None = None) -> None:
        await self.institute.hears({"callback_query": self.tap(data, on, to=to)})

    def tap(self, data: str, on: Message | int | None = None, *, to: Chat | None = None) -> dict[str, Any]:
        """The raw update of a tap, by default under the newest message."""
        shown = on if on is not None else (self.last if self.messages else 1)
        number, content = (shown.id, shown.content) if isinstance(shown, Message) else (shown, {"text": "…"})
        message = {"message_id": number, "from": BOT, "chat": (to or self).chat, "date": 1, **content}
        if isinstance(shown, Message) and shown.reply_to in self.written:
            message["reply_to_message"] = self.written[shown.reply_to]
        return {"id": str(next(numbers)), "from": self.user, "chat_instance": "1", "data": data, "message": message}


def _entities(text: str) -> dict[str, Any]:
    if not text.startswith("/"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]}
