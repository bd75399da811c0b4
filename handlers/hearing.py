"""Filters: which address a button carries, which command was typed, where it was said."""

import re
from typing import Any, Final

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, InaccessibleMessage, Message, TelegramObject

from bot.addresses import Address
from bot.services import search

SAID_BY_PEOPLE: Final = frozenset(
    {"animation", "audio", "checklist", "contact", "dice", "document", "game", "invoice", "location", "paid_media"}
    | {"photo", "poll", "sticker", "story", "unknown", "venue", "video", "video_note", "voice"}
)
"""Kinds of message that somebody sent on purpose; the others tell what happened to the chat."""


class At(Filter):
    """A tap on a button that carries one of these addresses."""

    def __init__(self, *kinds: type[Address]) -> None:
        self._kinds = kinds

    async def __call__(self, event: TelegramObject, address: Address | None = None) -> bool:
        return isinstance(address, self._kinds)


class Command(Filter):
    """One of these commands, in any case, with or without the bot's name. Without names: any command.

    Gives the handler `payload`, what follows the command, and `command`, its name. aiogram's own filter would ask
    Telegram for the bot's name.
    """

    def __init__(self, *names: str) -> None:
        self._names = frozenset(names)

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        text = message.text or ""
        if not text.startswith("/") or len(text) < 2 or message.forward_origin is not None:
            # What somebody else said is no command of whoever passes it on.
            return False
        first, _space, payload = text[1:].partition(" ")
        command = first.split()[0].split("@")[0].casefold() if first.strip() else ""
        if self._names and command not in self._names:
            return False
        return {"command": command, "payload": payload.strip()}


class Everyday(Filter):
    """A text that is one of these everyday questions, word for word ("cancel", "help", "how much is it"), and so no
    answer to what is being asked. Without names: any that isn't mere chat, in which somebody's name may be."""

    def __init__(self, *questions: str) -> None:
        self._questions = frozenset(questions)

    async def __call__(self, message: Message) -> bool:
        asked = search.everyday(message.text or "")
        return asked in self._questions if self._questions else asked not in ("", "chat")


class Code(Filter):
    """The code of a link, pasted: alone, in its link, or with the whole message around it. `link` is what its payload
    begins with; the handler gets the `token` behind it."""

    def __init__(self, link: str) -> None:
        self._code = re.compile(rf"(?:^|[\s=]){link}([0-9a-f]{{40}})(?:\s|$)")

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        found = self._code.search(message.text or "")
        return {"token": found[1]} if found else False


class InGroup(Filter):
    """Said where others read along."""

    async def __call__(self, event: Message | CallbackQuery | ChatMemberUpdated) -> bool:
        chat = chat_of(event)
        return chat is not None and chat.type != "private"


def chat_of(event: Message | CallbackQuery | ChatMemberUpdated) -> Chat | None:
    if isinstance(event, CallbackQuery):
        message: Message | InaccessibleMessage | None = event.message
        return message.chat if message is not None else None
    return event.chat


def kind_of(message: Message) -> str:
    """aiogram's name of what a message holds, such as `voice`."""
    return str(getattr(message.content_type, "value", message.content_type))
