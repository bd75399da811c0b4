"""The playground itself: people, chats, bots, clock and file, and the few acts that change them."""

from pathlib import Path
from typing import Any

from bot.playground.calls import Calls
from bot.playground.chats import FIRST_PEOPLE, Bot, Chat, Message, Person, full_name, private_chat_of, user_of
from bot.playground.clock import Clock, real_now
from bot.playground.errors import bad
from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.limits import Limits
from bot.playground.queries import Queries
from bot.playground.store import Store

# Message ids are promised to the file in blocks: after kill -9 counting goes on behind the block, never inside it.
BLOCK = 1000
FIRST_PERSON = 7_100_000_000
FIRST_GROUP = -1_002_000_000_001
FIRST_BASIC_GROUP = -4_000_000_001


class Playground:
    """One world. `state` is its file, or None for a world that ends with the process."""

    def __init__(self, state: Path | None, *, rate_factor: float = 1.0) -> None:
        self.store = Store(state)
        self.clock = Clock()
        self.limits = Limits(rate_factor)
        self.calls = Calls(self.clock)
        self.faults = Faults()
        self.queries = Queries()
        self.files = Files(self.store)
        self.inline_answers: dict[str, dict[str, Any]] = {}
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.bots: dict[int, Bot] = {}
        # Private chats and basic groups of an account share one numbering, as in Telegram; supergroups have their own.
        self.next_message_id = 1
        self.ids_reserved = 1
        self.next_number = 1
        self.numbers_reserved = 1
        self.revision = 1
        self._load()

    # Reading the file

    def _load(self) -> None:
        for _, _, document in self.store.all("world"):
            self.clock.offset = document["offset"]
            self.next_message_id = self.ids_reserved = document["ids_reserved"]
            self.next_number = self.numbers_reserved = document["numbers_reserved"]
        for _, id, document in self.store.all("person"):
            self.people[id] = document
        for _, id, document in self.store.all("chat"):
            chat = self.chats[id] = Chat(**document)
            chat.next_message_id = max(1, chat.ids_reserved)
        for owner, id, document in self.store.all("message"):
            self.chats[owner].messages[id] = document
        for _, id, document in self.store.all("bot"):
            self.bots[id] = Bot(**document)
        for owner, id, document in self.store.all("update"):
            self.bot(owner).updates[id] = document
        self.files.load()
        if not self.people:
            for person in FIRST_PEOPLE:
                self.add_person(person)
            self.store.flush()

    def deliver_by_webhook(self, bot: Bot) -> None:
        """Set by the server: starts or ends the deliveries of a bot whose webhook has changed."""

    def save(self) -> None:
        document = {
            "offset": self.clock.offset,
            "ids_reserved": self.ids_reserved,
            "numbers_reserved": self.numbers_reserved,
        }
        self.store.put("world", 0, 0, document)

    def save_chat(self, chat: Chat) -> None:
        self.store.put("chat", 0, chat.id, chat.stored())

    def save_bot(self, bot: Bot) -> None:
        self.store.put("bot", 0, bot.id, bot.stored())

    # Who is who

    def add_person(self, person: Person) -> Person:
        """Adds or renames; the private chat comes into being with the person."""
        self.people[person["id"]] = person
        self.store.put("person", 0, person["id"], person)
        chat = self.chats.get(person["id"])
        if chat is None:
            chat = self.chats[person["id"]] = Chat(person["id"], "private", full_name(person), [person["id"]])
        chat.title = full_name(person)
        self.save_chat(chat)
        self.touch(chat)
        return person

    def add_group(self, title: str, type: str, forum: bool, members: list[int]) -> Chat:
        first = FIRST_GROUP if type == "supergroup" else FIRST_BASIC_GROUP
        id = first - self.number()
        chat = self.chats[id] = Chat(id, type, title, members, forum, started=True)
        self.save_chat(chat)
        self.touch(chat)
        return chat

    def bot(self, id: int) -> Bot:
        bot = self.bots.get(id)
        if bot is None:
            # A fresh playground counts on from the seconds since 1970: a bot whose database outlived
            # the previous playground must not take new updates for repeated ones.
            bot = self.bots[id] = Bot(id, int(real_now()))
            self.save_bot(bot)
        return bot

    def number(self) -> int:
        """A number never given before: people, groups, polls, albums."""
        number = self.next_number
        self.next_number += 1
        if number >= self.numbers_reserved:
            self.numbers_reserved = number + BLOCK
            self.save()
            self.store.flush()
        return number

    def chat_of(self, chat_id: Any) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        return chat

    def chat_object(self, chat: Chat) -> dict[str, Any]:
        if chat.type == "private":
            return private_chat_of(self.people[chat.id])
        described: dict[str, Any] = {"id": chat.id, "title": chat.title, "type": chat.type}
        if chat.forum:
            described["is_forum"] = True
        return described

    def user(self, id: int) -> dict[str, Any]:
        return user_of(self.people[id])

    # Messages

    def take_message_id(self, chat: Chat) -> int:
        """The next id; it is on disk that it was given before anybody hears of it."""
        if chat.type == "supergroup":
            id = chat.next_message_id
            chat.next_message_id += 1
            if id >= chat.ids_reserved:
                chat.ids_reserved = id + BLOCK
                self.save_chat(chat)
                self.store.flush()
            return id
        id = self.next_message_id
        self.next_message_id += 1
        if id >= self.ids_reserved:
            self.ids_reserved = id + BLOCK
            self.save()
            self.store.flush()
        return id

    def add_message(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """Puts a message into the chat and returns it as bots see it."""
        id = self.take_message_id(chat)
        message = {
            "message_id": id,
            "from": sender,
            "chat": self.chat_object(chat),
            "date": self.clock.date(),
            **content,
        }
        self.message_changed(chat, message)
        return message

    def message_changed(self, chat: Chat, message: Message) -> None:
        """Puts a new or changed message in its place. Messages are never changed where they stand."""
        chat.messages[message["message_id"]] = message
        self.store.put("message", chat.id, message["message_id"], message)
        self.touch(chat)

    def remove_message(self, chat: Chat, id: int) -> None:
        del chat.messages[id]
        if id in chat.pinned:
            chat.pinned.remove(id)
            self.save_chat(chat)
        self.store.put("message", chat.id, id, None)
        self.touch(chat)

    def touch(self, chat: Chat | None = None) -> None:
        self.revision += 1
        if chat is not None:
            chat.touch()

    def close(self) -> None:
        self.store.close()
