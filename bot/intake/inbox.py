"""The inbox: every update, once, in order, before anybody answers it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite

from bot.continuation import Answer
from bot.db import Session
from bot.models import ALBUM_PAUSE, InboxUpdate, Lane

_WITH_A_SENDER: Final = ("from", "user", "voter_chat", "actor_chat")


def is_update(raw: Any) -> bool:
    """Whether this has the one thing every update has. Anything else about it may be strange and is still kept."""
    return isinstance(raw, dict) and type(raw.get("update_id")) is int and 0 <= raw["update_id"] < 1 << 62


def _id(value: Any) -> int | None:
    number = value.get("id") if isinstance(value, Mapping) else None
    return number if type(number) is int and abs(number) < 1 << 62 else None


def _event(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((value for name, value in raw.items() if name != "update_id" and isinstance(value, Mapping)), {})


def lane_of(raw: Mapping[str, Any]) -> int:
    """The chat of an update, else its user, else 0: what must be handled one after the other."""
    event = _event(raw)
    message = event.get("message")
    for holder in (event, message if isinstance(message, Mapping) else {}):
        if (chat := _id(holder.get("chat"))) is not None:
            return chat
    return next((found for name in _WITH_A_SENDER if (found := _id(event.get(name))) is not None), 0)


def _message_of(raw: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """Its number in the chat, and the album it came with."""
    sent = raw.get("message")
    event = sent if isinstance(sent, Mapping) else raw.get("edited_message")
    if not isinstance(event, Mapping):
        return None, None
    number, album = event.get("message_id"), event.get("media_group_id")
    return (
        number if type(number) is int and 0 < number < 1 << 62 else None,
        album[:64] if event is sent and isinstance(album, str) else None,
    )


_QUOTED: Final = ("quote", "external_reply")
_PLACE: Final = (
    "message_id", "from", "chat", "date", "message_thread_id", "is_topic_message", "forum_topic_created",
    "forum_topic_edited",
)  # fmt: skip
"""Of an answered message: which one it is, and whose. What it says is read by nobody here."""


def _without_quotes(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The update without what somebody wrote in the messages that it answers."""
    return {name: _unquoted(event) if isinstance(event, Mapping) else event for name, event in raw.items()}


def _unquoted(event: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in event.items() if name not in _QUOTED}
    if isinstance(answered := event.get("reply_to_message"), Mapping):
        kept["reply_to_message"] = {name: answered[name] for name in _PLACE if name in answered}
    if isinstance(shown := event.get("message"), Mapping):
        kept["message"] = _unquoted(shown)
    return kept


async def write_down(
    session: Session,
    bot_id: int,
    updates: Iterable[Mapping[str, Any]],
    *,
    wall: datetime,
    answered: Collection[int] = (),
) -> set[int]:
    """Keep what is new of a batch and wake its lanes; one insert for all. Returns the ids that were new.

    Of `answered` ones, to which the crisis floor answers, nothing is kept that they say: they are as good as done. Nor
    is what an answered message says, which may be such a one.
    """
    rows: list[dict[str, Any]] = []
    lanes: dict[int, datetime] = {}
    for raw in updates:
        lane = lane_of(raw)
        message_id, album = _message_of(raw)
        ready = wall + ALBUM_PAUSE if album else wall
        done = raw["update_id"] in answered
        if not done:
            lanes[lane] = max(ready, lanes.get(lane, ready)) if album else min(ready, lanes.get(lane, ready))
        rows.append(
            {
                "bot_id": bot_id,
                "update_id": raw["update_id"],
                "lane": lane,
                "body": None if done else json.dumps(_without_quotes(raw)),
                "album": None if done else album,
                "state": "done" if done else "waiting",
                "attempts": 0,
                "received_at": wall,
                "message_id": message_id,
            }
        )
    if not rows:
        return set()
    new = await _insert_new(session, rows)
    if lanes:
        await _wake(session, bot_id, lanes)
    return new


async def bring_back(session: Session, answer: Answer, *, bot_id: int, wall: datetime) -> None:
    """The answer to a call, for its continuation: in the lane of the chat that was spoken to. Whoever holds the
    letter's lease writes it, once; an older row under its number is of a letter that is gone."""
    lane = answer.chat_id or 0
    row = {
        "bot_id": bot_id,
        "update_id": answer.update_id,
        "lane": lane,
        "body": json.dumps(answer.body()),
        "state": "waiting",
        "attempts": 0,
        "received_at": wall,
    }
    insert = _dialect(session).insert(InboxUpdate).values(row)
    await session.exec(insert.on_conflict_do_update(index_elements=["bot_id", "update_id"], set_=row))
    await _wake(session, bot_id, {lane: wall})


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


async def _insert_new(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    insert = _dialect(session).insert(InboxUpdate).values(list(rows))
    new = insert.on_conflict_do_nothing(index_elements=["bot_id", "update_id"]).returning(InboxUpdate.update_id)
    return set((await session.exec(new)).scalars().all())


async def _wake(session: Session, bot_id: int, lanes: Mapping[int, datetime]) -> None:
    # In one order, so that two processes that wake the same lanes can't wait for each other.
    values = [{"bot_id": bot_id, "id": lane, "ready_at": ready} for lane, ready in sorted(lanes.items())]
    insert = _dialect(session).insert(Lane).values(values)
    await session.exec(
        insert.on_conflict_do_update(
            index_elements=["bot_id", "id"],
            set_={"ready_at": func.coalesce(Lane.ready_at, insert.excluded.ready_at)},
        )
    )
