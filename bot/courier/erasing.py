"""Deleting what was said in a chat, on both sides, as far back as Telegram lets a bot."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from bot.courier.calls import Call
from bot.db import Session
from bot.models import InboxUpdate, Letter

KEPT: Final = timedelta(hours=48)
"""What is older can't be deleted; nor are its ids kept."""
AT_ONCE: Final = 100
"""Messages that one call may name."""


async def deletions(session: Session, call: Call, *, wall: datetime, now: datetime) -> list[Call]:
    """The calls that delete what both sides said in the chat of an `erase`, the newest first; none where nothing was
    said. `wall` and `now`: the machine's clock and the institution's."""
    chat = call.params["chat_id"]
    heard = select(InboxUpdate.message_id).where(
        InboxUpdate.lane == chat, col(InboxUpdate.message_id).is_not(None), InboxUpdate.received_at > wall - KEPT
    )
    said = select(Letter.message_id, Letter.message_ids).where(
        Letter.chat_id == chat,
        col(Letter.message_id).is_not(None),
        col(Letter.said_at).is_not(None),
        col(Letter.said_at) > now - KEPT,
    )
    ids = {number for number in (await session.exec(heard)).all() if number is not None}
    for last, every in (await session.exec(said)).all():
        ids |= {number for number in (last, *every) if number is not None}
    newest = sorted(ids, reverse=True)
    return [
        Call("deleteMessages", {"chat_id": chat, "message_ids": newest[start : start + AT_ONCE]})
        for start in range(0, len(newest), AT_ONCE)
    ]


def one_by_one(call: Call) -> list[Call]:
    """The same messages each by itself, for when Telegram refuses a whole list because of one of them."""
    if call.method != "deleteMessages":
        return []
    chat = call.params["chat_id"]
    return [Call("deleteMessage", {"chat_id": chat, "message_id": number}) for number in call.params["message_ids"]]


def is_deletion(call: Call) -> bool:
    """What can't be deleted must not keep the rest from it."""
    return call.method in ("deleteMessage", "deleteMessages")
