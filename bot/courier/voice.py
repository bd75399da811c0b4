"""Speaks one call through python-telegram-bot and says what became of it. It opens no transaction."""

import inspect
import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram import InputFile, TelegramObject
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.courier import cutting
from bot.courier.calls import Call
from bot.courier.express import Body, Express
from bot.courier.pace import Errand, Overtaken, Pace, weight
from bot.courier.transport import READ, Transport
from bot.courier.verdicts import EDIT_LOST, UNPARSABLE, Verdict, judge, says
from bot.models import Post

log = structlog.get_logger(__name__)

_AS_THEY_ARE = {"sendMediaGroup", "sendVenue", "answerInlineQuery", "setMyCommands"}
"""Where the library wants objects of its own for our plain values, or takes 0 degrees for a missing value."""
_OURS = {"read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs", "rate_limit_args", "self"}


class Bot(ExtBot[Errand]):
    """python-telegram-bot's bot without its habit of showing the token."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Bot({self.token.partition(':')[0]})"

    async def ask(self, method: str, params: dict[str, Any], errand: Errand) -> Any:
        """Any method, also one newer than the library; Telegram's `result` as it came."""
        return await self._post(method, dict(params), api_kwargs=self._merge_api_rl_kwargs(None, errand))

    def _insert_defaults(self, data: dict[str, Any]) -> None:
        # The library takes an album for a list of its own objects; ours is a list of plain values.
        album = data.pop("media", None) if isinstance(data.get("media"), list) else None
        super()._insert_defaults(data)
        if album is not None:
            data["media"] = album


@dataclass(frozen=True)
class Prepared:
    """See `Voice.prepared`. `weight` is what Telegram counts for it."""

    call: Call
    body: Body = field(repr=False)
    path: str = field(repr=False)
    weight: int


class Voice:
    """One bot's voice. `open` before the first word; Telegram needn't be there yet."""

    def __init__(self, token: str, api_url: str, pace: Pace, *, transport: Transport) -> None:
        # From INFO down the library logs addresses, which contain the token, and what is said.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        self._transport = transport
        self._pace = pace
        self._express = Express(api_url, read=transport.read_timeout or READ)
        self._path = f"{urlsplit(api_url).path.rstrip('/')}/bot{token}"
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=transport,
            get_updates_request=transport,
            rate_limiter=pace,
        )

    async def open(self) -> None:
        await self.warm()
        await self._pace.initialize()

    async def warm(self) -> None:
        """Enough to say what waits for no database."""
        await self._transport.initialize()

    async def close(self) -> None:
        await self._transport.shutdown()
        await self._express.shutdown()

    async def say(self, call: Call, errand: Errand, *, letter: int | None = None, attempts: int = 0) -> Verdict:
        """The verdict. Mends what can be mended at once: each of the repairs below is tried once. Raises Overtaken
        when the call stopped being ours before it left, and what the database raises, also before it left."""
        moved: int | None = None
        repairs = [_as_new_message, _as_plain_text, _to_new_chat]
        while True:
            try:
                answer = await self._speak(call, errand)
                came = _message_ids(answer)
                first = came[0] if came else None
                return Verdict(Post.DELIVERED, first, migrated_to=moved, message_ids=came, result=_json(answer))
            except Overtaken:
                raise
            except TelegramError as error:
                repair = next((one for one in repairs if one(call, error)), None)
                if repair is None:
                    verdict = judge(error, call, attempts)
                    return verdict if moved is None else _moved(verdict, moved)
                repairs.remove(repair)
                call = repair(call, error) or call
                if isinstance(error, ChatMigrated):
                    moved = error.new_chat_id
                log.warning("courier.mended", letter=letter, repair=repair.__name__.lstrip("_"))

    def prepared(self, call: Call) -> Prepared:
        """One call for very many chats, encoded once. It has no files."""
        params = {name: value for name, value in call.params.items() if name != "chat_id" and value is not None}
        return Prepared(call, Body.of(params, _as_field), f"{self._path}/{call.method}", weight(call.method, params))

    async def utter(self, said: Prepared, chat_id: int, errand: Errand, *, attempts: int) -> Verdict:
        """As `say`, for one of very many: no repair, and of the library only its pace and its errors."""
        request = {"url": said.path, "request_data": said.body.with_chat(chat_id)}
        try:
            answer = await self._pace.carry(self._express.post, request, said.weight, errand)
        except Overtaken:
            raise
        except TelegramError as error:
            return judge(error, said.call, attempts)
        came = _message_ids(answer)
        return Verdict(Post.DELIVERED, message_id=came[0] if came else None, message_ids=came)

    async def _speak(self, call: Call, errand: Errand) -> Any:
        params = call.params | {name: InputFile(content, filename=file) for name, (file, content) in call.files.items()}
        known = None if {"entities", "caption_entities"} & params.keys() else _parameters(_snake(call.method))
        if known is None or call.method in _AS_THEY_ARE or not _required(_snake(call.method)) <= params.keys():
            return await self.bot.ask(call.method, params, errand)
        method: Callable[..., Any] = getattr(self.bot, _snake(call.method))
        named = {name: value for name, value in params.items() if name in known}
        newer = {name: value for name, value in params.items() if name not in known}
        return await method(**named, api_kwargs=newer or None, rate_limit_args=errand)


def _as_new_message(call: Call, error: TelegramError) -> Call | None:
    """An edit whose message is gone, too old or has no text: said as a new message."""
    if call.method != "editMessageText" or not isinstance(error, BadRequest) or not says(error, EDIT_LOST):
        return None
    kept = {name: value for name, value in call.params.items() if name not in ("message_id", "inline_message_id")}
    return Call("sendMessage", kept) if "chat_id" in kept else None


def _as_plain_text(call: Call, error: TelegramError) -> Call | None:
    """Markup that Telegram can't read: the words without it."""
    if "parse_mode" not in call.params or not isinstance(error, BadRequest) or not says(error, UNPARSABLE):
        return None
    params = {name: value for name, value in call.params.items() if name != "parse_mode"}
    for name in ("text", "caption"):
        if name in params:
            params[name] = cutting.plain(params[name])
    return Call(call.method, params, call.files)


def _to_new_chat(call: Call, error: TelegramError) -> Call | None:
    """A group that became a supergroup: the same to its new id."""
    if not isinstance(error, ChatMigrated) or "chat_id" not in call.params:
        return None
    return call.with_params(chat_id=error.new_chat_id)


def _moved(verdict: Verdict, chat_id: int) -> Verdict:
    return replace(verdict, migrated_to=chat_id)


def _message_ids(answer: Any) -> tuple[int, ...]:
    several = answer if isinstance(answer, list | tuple) else [answer]
    found = (one.get("message_id") if isinstance(one, dict) else getattr(one, "message_id", None) for one in several)
    return tuple(number for number in found if isinstance(number, int))


def _json(answer: Any) -> Any:
    """The answer as Telegram gave it, whether or not the library made an object of it."""
    if isinstance(answer, list | tuple):
        return [_json(one) for one in answer]
    return answer.to_dict() if isinstance(answer, TelegramObject) else answer


def _as_field(value: Any) -> str:
    """As Telegram takes it in a form: what isn't a text as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


@lru_cache(maxsize=256)
def _snake(method: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()


@lru_cache(maxsize=256)
def _signature(name: str) -> inspect.Signature | None:
    method = getattr(ExtBot, name, None)
    return inspect.signature(method) if inspect.iscoroutinefunction(method) else None


def _parameters(name: str) -> frozenset[str] | None:
    """What the library's method of this name takes, or None where it has none."""
    signature = _signature(name)
    return None if signature is None else frozenset(signature.parameters) - _OURS


def _required(name: str) -> frozenset[str]:
    signature = _signature(name)
    empty = inspect.Parameter.empty
    found = signature.parameters.values() if signature else ()
    return frozenset(one.name for one in found if one.default is empty) - _OURS
