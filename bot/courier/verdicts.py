"""What became of a call, judged from python-telegram-bot's errors."""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut

from bot import time
from bot.courier.calls import Call
from bot.courier.pace import MARGIN, NotYet, seconds_of
from bot.courier.transport import Garbled, SlowDown
from bot.models import Post

LATER: Literal["later"] = "later"
SLOWEST = 300.0
AS_GOOD_AS_SAID = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to delete not found",
    "topic_not_modified",
)
EDIT_LOST = (
    "message to edit not found",
    "message can't be edited",
    "no text in the message to edit",
    "message_id_invalid",
)
UNPARSABLE = (
    "can't parse entities",
    "can't parse message text",
    "can't parse caption entities",
    "can't parse message caption",
)


@dataclass(frozen=True)
class Verdict:
    """`kind` is final, or LATER: it surely didn't arrive and is tried again at `retry_at` (the machine's clock).

    `blame` says that the trouble is not this call's: Telegram or the way there is down."""

    kind: Post | Literal["later"]
    message_id: int | None = None
    reason: str | None = None
    retry_at: datetime | None = None
    migrated_to: int | None = None
    blame: bool = False
    message_ids: tuple[int, ...] = ()
    """Every message that came of it; an album's are several."""
    result: Any = None
    """What Telegram answered, as JSON."""


def judge(error: TelegramError, call: Call, attempts: int) -> Verdict:
    """The verdict on a call that ended with this error, after so many earlier attempts."""
    reason = shortened(error)
    match error:
        case NotYet():
            return Verdict(LATER, reason=None, retry_at=error.at)
        case SlowDown() | RetryAfter():
            wait = timedelta(seconds=seconds_of(error) + MARGIN)
            return Verdict(LATER, reason="429", retry_at=time.wall() + wait)
        case Forbidden():
            return Verdict(Post.STOPPED, reason=reason)
        case ChatMigrated():
            return Verdict(Post.REJECTED, reason="the group moved", migrated_to=error.new_chat_id)
        case BadRequest():
            if says(error, AS_GOOD_AS_SAID):
                return Verdict(Post.DELIVERED, message_id=call.params.get("message_id"))
            return Verdict(Post.REJECTED, reason=reason)
        case TimedOut() | Garbled():
            if call.repeatable and call.method not in ("answerCallbackQuery", "answerInlineQuery"):
                return Verdict(LATER, reason=reason, retry_at=time.wall() + back_off(attempts), blame=True)
            return Verdict(Post.UNCERTAIN, reason=reason)
        case _:
            # Not sent, 5xx, 401, 404, 409: nothing about this message is wrong.
            return Verdict(LATER, reason=reason, retry_at=time.wall() + back_off(attempts), blame=True)


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain before this one: growing, five minutes at most, never in step
    with others, and never less than a second."""
    return timedelta(seconds=min(SLOWEST, 1.5 * 2 ** min(attempts, 10) * random.uniform(0.8, 1.2)))


def says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    message = error.message.lower()
    return any(phrase in message for phrase in phrases)


def shortened(error: BaseException) -> str:
    """Telegram's reason without what it quotes: that could be the text that was sent."""
    words = error.message if isinstance(error, TelegramError) else ""
    words = re.sub(r"\"[^\"]*(\"|$)|(?<!\w)'[^']*('(?!\w)|$)|<[^>]*(>|$)|https?://\S+", "…", words)
    return f"{type(error).__name__}: {words}"[:120] if words else type(error).__name__
