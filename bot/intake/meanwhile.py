"""What is tapped below the crisis floor's card, and leaving at once, answered from memory while the database is away.

Known without it: the message that was tapped, the one it answers, and the cards that this process said. Whatever else
is in a chat that somebody leaves goes when the update is handled like every other, once the database is back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.addresses import NotThat, QuickExit, TalkTo
from bot.addresses.base import parse
from bot.courier import calls
from bot.courier.calls import Call
from bot.packs import Pack
from bot.safety import Topic
from bot.screen import Send, Show, Toast
from bot.screens import floor
from bot.services import quick_exit
from bot.time import local

AT_ONCE: Final = 20
"""Messages that are deleted from memory, the newest first; one call each, as one that can't be deleted any more must
keep none of the others."""


@dataclass(frozen=True)
class Urgent:
    """What somebody wants who can't wait, in their private chat. Two taps on the same button are the same."""

    wanted: NotThat | QuickExit | TalkTo
    account_id: int
    language: str
    """Of the phone; it may be anything."""
    shown: tuple[int, ...]
    """The messages it names: what was tapped and what that answers, or what was typed."""
    callback_id: str | None = field(compare=False)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do for it once it was answered from here."""
        return isinstance(self.wanted, TalkTo)


def urgent(raw: Mapping[str, Any], pack: Pack) -> Urgent | None:
    """None for every update that can wait."""
    tap, typed = raw.get("callback_query"), raw.get("message")
    if isinstance(tap, Mapping):
        message, sender, wanted = tap.get("message"), tap.get("from"), parse(_text(tap.get("data")))
    elif isinstance(typed, Mapping) and quick_exit.is_asked(typed, pack):
        message, sender, wanted = typed, typed.get("from"), QuickExit()
    else:
        return None
    if not isinstance(wanted, NotThat | QuickExit | TalkTo) or not isinstance(message, Mapping):
        return None
    account, chat = _number(sender, "id"), message.get("chat")
    if account is None or not isinstance(chat, Mapping) or chat.get("type") != "private" or chat.get("id") != account:
        return None
    numbers = (_number(message, "message_id"), _number(message.get("reply_to_message"), "message_id"))
    shown = tuple(number for number in numbers if number is not None)
    language = str(sender.get("language_code") or "")[:2] if isinstance(sender, Mapping) else ""
    callback_id = _text(tap.get("id")) if isinstance(tap, Mapping) else None
    return Urgent(wanted, account, language, shown, callback_id)


def answers(asked: Urgent, pack: Pack, cards: Iterable[int], now: datetime) -> list[Call]:
    """What is said at once, in the language that is spoken. `cards`: the messages of danger in that chat, written and
    answered, that are remembered."""
    chat_id = asked.account_id
    said = calls.render(Toast(), chat_id=chat_id, tapped=None, callback_id=asked.callback_id)
    if isinstance(asked.wanted, QuickExit):
        gone = sorted({*asked.shown, *cards}, reverse=True)[:AT_ONCE]
        return [*said, *(Call("deleteMessage", {"chat_id": chat_id, "message_id": number}) for number in gone)]
    if isinstance(asked.wanted, NotThat):
        there = asked.shown[0] if asked.shown else None
        return [*said, *calls.render(Show(floor.not_that(())), chat_id=chat_id, tapped=there, callback_id=None)]
    today = local(now, pack.institution.timezone).date()
    topic = asked.wanted.topic
    screen = floor.talk_to(pack, Topic(topic) if topic in set(Topic) else Topic.SUICIDE, now=now, today=today)
    return [*said, *calls.render(Send(screen), chat_id=chat_id, tapped=None, callback_id=None)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(holder: Any, name: str) -> int | None:
    number = holder.get(name) if isinstance(holder, Mapping) else None
    return number if type(number) is int and 0 < number < 1 << 62 else None
