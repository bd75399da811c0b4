"""aiogram as an ear: it sorts updates into handlers and never speaks."""

import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, TelegramObject, Update

from bot import addresses
from bot.turn.storage import SceneStorage


class SpokeInTurn(RuntimeError):
    """A handler tried to call Telegram inside its transaction. Say it through `turn.said` instead."""


class Silent(BaseSession):
    """Refuses every call, so that nobody can hold a transaction open across the network."""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        raise SpokeInTurn(f"{type(method).__name__} was called inside a turn")

    async def stream_content(self, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        raise SpokeInTurn("a file was read inside a turn")

    async def close(self) -> None:
        """Nothing to close."""


async def _read_address(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    data["address"] = addresses.parse(event.data) if isinstance(event, CallbackQuery) else None
    return await handler(event, data)


def dispatcher(attach: Callable[[Dispatcher], None]) -> Dispatcher:
    """aiogram's dispatcher with our scene storage. Routers attach once a process, so make one and keep it."""
    Update.model_rebuild()  # now, once, and not while the first update is held
    made = Dispatcher(storage=SceneStorage())
    made.callback_query.outer_middleware(_read_address)
    attach(made)
    return made


def silent_bot(token: str) -> Bot:
    return Bot(token, session=Silent())


def visible(text: str, limit: int = 40) -> str:
    """A name without invisible or direction-changing characters, shortened."""
    kept = "".join(
        c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs")
    )
    return " ".join(kept.split())[:limit]


def sender(update: Update) -> tuple[int, str, str | None, bool] | None:
    """(account id, visible first name, language code, whether the chat is private); None where no person acted.

    Anonymous admins, channels and Telegram's service account are not persons."""
    event = update.event
    user = getattr(event, "from_user", None) or getattr(event, "user", None)
    if user is None or user.is_bot or user.id in (777000, 1087968824, 136817688):
        return None
    chat = getattr(event, "chat", None) or getattr(getattr(event, "message", None), "chat", None)
    return user.id, visible(user.first_name), user.language_code, chat is None or chat.type == "private"


def unattributed(update: Update) -> int | None:
    """The chat in which somebody writes who can't be told from others: an anonymous admin, or a channel."""
    message = update.message
    if message is None or message.sender_chat is None or message.chat.type == "private":
        return None
    return message.chat.id
