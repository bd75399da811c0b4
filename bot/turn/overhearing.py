"""What somebody wrote, found in a raw update, and what the crisis floor hears in it. Memory only; never raises.

The update is as Telegram sent it, so nothing about its shape is believed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from bot.i18n import LOCALES
from bot.safety import Finding, Level
from bot.safety.hearing import language

log = structlog.get_logger(__name__)

Listen = Callable[[str], Finding | None]

_NO_PERSON: Final = frozenset({777000, 1087968824, 136817688})
"""Telegram's service account, anonymous admins, channels."""

SHORT: Final = 200
"""Characters that somebody writes to somebody; a longer text that is passed on is an article or a chain."""
_LINK: Final = re.compile(r"/start(@\w+)? [a-z]_[A-Za-z0-9_-]{1,62}")
"""What a tapped link sends: nobody wrote it, and in random letters anything can be read."""


@dataclass(frozen=True)
class Overheard:
    """What was heard, from whom, and where."""

    finding: Finding
    account_id: int
    chat_id: int
    private: bool
    topic: int | None = None
    """Of a group that has topics."""
    message_id: int | None = None


def message_of(raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What somebody wrote in an update, or changed; None for every other update."""
    return next((raw[kind] for kind in ("message", "edited_message") if isinstance(raw.get(kind), Mapping)), None)


def overhear(raw: Mapping[str, Any], listen: Listen) -> Overheard | None:
    """The worst thing in what a person wrote (a message or its change, a caption, a poll, a list); None for ordinary
    words.

    Somebody else's words that are passed on are no cry for help of whoever passes them on, but about somebody else: a
    person's few words as grave as they are, an article or a chain at most as worry. One's own message, forwarded, is
    one's own. Where the words don't tell the language, it is the phone's.
    """
    message = message_of(raw)
    if message is None:
        return None
    account, chat = _person(message.get("from")), message.get("chat")
    chat_id = _number(chat)
    if account is None or chat_id is None:
        return None
    heard = [found for text in _texts(message) if (found := _listen(listen, text)) is not None]
    if not heard:
        return None
    worst = next((one for one in heard if one.level is Level.DANGER), heard[0])
    if not any(language(text) for text in _texts(message)):
        spoken = str(message["from"].get("language_code", ""))[:2]
        worst = replace(worst, locale=spoken if spoken in LOCALES else worst.locale)
    if _passed_on(message, account):
        level = worst.level if _from_a_person(message) else Level.DISTRESS
        worst = replace(worst, level=level, third_person=True)
    private = isinstance(chat, Mapping) and chat.get("type") == "private"
    topic, number = message.get("message_thread_id"), message.get("message_id")
    return Overheard(
        worst,
        account,
        chat_id,
        private,
        topic if type(topic) is int and message.get("is_topic_message") is True else None,
        number if type(number) is int and number > 0 else None,
    )


def _listen(listen: Listen, text: str) -> Finding | None:
    try:
        return listen(text)
    except Exception as error:  # noqa: BLE001 - whatever the ear does, updates are heard
        log.error("floor.ear_failed", problem=type(error).__name__)
        return None


def _person(user: Any) -> int | None:
    number = _number(user)
    return None if number is None or number in _NO_PERSON or user.get("is_bot") is True else number


def _number(holder: Any) -> int | None:
    number = holder.get("id") if isinstance(holder, Mapping) else None
    return number if type(number) is int and abs(number) < 1 << 62 else None


def _texts(message: Mapping[str, Any]) -> Iterator[str]:
    """Everything a person writes by hand; names of contacts, places and files aren't."""
    poll, todo = message.get("poll"), message.get("checklist")
    written = [message.get("text"), message.get("caption")]
    if isinstance(poll, Mapping):
        written += [poll.get("question"), poll.get("explanation"), *_each(poll.get("options"))]
    if isinstance(todo, Mapping):
        written += [todo.get("title"), *_each(todo.get("tasks"))]
    return (text for text in written if isinstance(text, str) and text and not _LINK.fullmatch(text))


def _each(things: Any) -> list[Any]:
    found = things if isinstance(things, list) else []
    return [thing.get("text") for thing in found if isinstance(thing, Mapping)]


def _from_a_person(message: Mapping[str, Any]) -> bool:
    """What a friend, or whoever threatens, wrote in a chat; channels, groups and long texts are read by many."""
    origin = message.get("forward_origin")
    kind = origin.get("type") if isinstance(origin, Mapping) else None
    return kind in ("user", "hidden_user") and sum(map(len, _texts(message))) <= SHORT


def _passed_on(message: Mapping[str, Any], account: int) -> bool:
    origin = message.get("forward_origin")
    if isinstance(origin, Mapping):
        return _number(origin.get("sender_user")) != account
    return isinstance(message.get("via_bot"), Mapping)
