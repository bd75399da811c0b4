"""People, bots and chats: what the playground remembers of each."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
Person = dict[str, Any]


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group (its id is below zero).

    `messages` are kept as bots see them. `started`: the person has spoken to the bot, so the bot may write.
    """

    id: int
    type: str
    title: str
    members: list[int] = field(default_factory=list)
    forum: bool = False
    blocked: bool = False
    started: bool = False
    keyboard: dict[str, Any] | None = None
    pinned: list[int] = field(default_factory=list)
    topics: dict[str, dict[str, Any]] = field(default_factory=dict)
    reactions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    votes: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    ids_reserved: int = 0
    next_message_id: int = 1
    revision: int = 1
    typing_until: float = 0.0
    messages: dict[int, Message] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    STORED = ("id", "type", "title", "members", "forum", "blocked", "started", "keyboard", "pinned", "topics",
              "reactions", "votes", "ids_reserved")  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.STORED}

    def touch(self) -> None:
        """Something a reader of the chat would see has changed: wakes those who wait for it."""
        self.revision += 1
        self.changed.set()
        self.changed = asyncio.Event()


@dataclass(slots=True)
class Bot:
    """One bot id. Names, descriptions and commands are kept by language, "" being the default one."""

    id: int
    next_update_id: int
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[str, dict[str, list[dict[str, str]]]] = field(default_factory=dict)
    menu_buttons: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    allowed_updates: list[str] = field(default_factory=list)
    connected_at: float = 0.0
    updates: OrderedDict[int, dict[str, Any]] = field(default_factory=OrderedDict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    poll: "asyncio.Future[str] | None" = None
    last_poll: float = float("-inf")
    delivery: "asyncio.Task[None] | None" = None

    STORED = ("id", "next_update_id", "names", "descriptions", "short_descriptions", "commands", "menu_buttons",
              "webhook", "allowed_updates", "connected_at")  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.STORED}

    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": True, "first_name": self.names.get("", BOT_NAME), "username": BOT_USERNAME}


BOT_NAME = "Rumbo"
BOT_USERNAME = "rumbo_bot"

FIRST_PEOPLE: tuple[Person, ...] = (
    {"id": 7000000001, "first_name": "Ana", "username": "ana_leon", "language_code": "es"},
    {"id": 7000000002, "first_name": "Beto", "language_code": "es"},
    {"id": 7000000003, "first_name": "Casey", "username": "casey", "language_code": "en"},
    {"id": 7000000004, "first_name": "Diana", "last_name": "Personal", "language_code": "es"},
    {"id": 7000000005, "first_name": "Empresa", "last_name": "Norte", "language_code": "es"},
)


def user_of(person: Person) -> dict[str, Any]:
    """The person as the `from` of a message."""
    names = ("first_name", "last_name", "username", "language_code")
    return {"id": person["id"], "is_bot": False, **{name: person[name] for name in names if person.get(name)}}


def private_chat_of(person: Person) -> dict[str, Any]:
    names = ("first_name", "last_name", "username")
    return {"id": person["id"], **{name: person[name] for name in names if person.get(name)}, "type": "private"}


def full_name(person: Person) -> str:
    return f"{person['first_name']} {person.get('last_name') or ''}".strip()
