"""A conversation's messages on their way to the other side, as what is to be said. Nothing here decides."""

from collections.abc import Sequence
from typing import Final

from bot.continuation import Then
from bot.i18n import speaking
from bot.models import Thread, ThreadMessage
from bot.screen import Copy, Put, Screen, Topic
from bot.screens import threads

STAFF: Final = "es"
"""What is read in the staff's group."""
MADE, COPIED = "thread_topic", "thread_copy"
"""The continuations."""


def make(thread: Thread, name: str = "") -> Topic:
    """A topic for it, called in the group's language; MADE hears its number. `name`: the first name, for its first
    line."""
    assert thread.chat_id is not None
    with speaking(STAFF):
        called = threads.topic_name(thread)
    return Topic(
        chat_id=thread.chat_id,
        person_id=thread.person_id,
        act="create",
        name=called,
        then=Then(MADE, {"thread": thread.id} | ({"name": name} if name else {})),
    )


def change(thread: Thread, act: str) -> Topic:
    """close, reopen or delete. Not on the person's behalf: it is done also when they have been erased."""
    assert thread.chat_id is not None and thread.topic_id is not None
    return Topic(chat_id=thread.chat_id, act=act, topic_id=thread.topic_id)


def unwanted(chat_id: int, topic_id: int) -> Topic:
    """A topic that nobody waits for."""
    return Topic(chat_id=chat_id, act="delete", topic_id=topic_id)


def bots_line(thread: Thread, account_id: int, screen: Screen) -> Put:
    """A line of the bot's own for the person."""
    return Put(chat_id=account_id, person_id=thread.person_id, screen=screen)


def into(thread: Thread, screen: Screen, *, reply_to: int | None = None) -> Put:
    """A line of the bot's own in the topic."""
    assert thread.chat_id is not None
    return Put(
        chat_id=thread.chat_id,
        person_id=thread.person_id,
        topic_id=thread.topic_id,
        protected=thread.protected,
        reply_to=reply_to,
        screen=screen,
    )


def to_group(thread: Thread, rows: Sequence[ThreadMessage], *, reply_to: int | None = None) -> Copy:
    """What the person sent."""
    assert thread.chat_id is not None
    return Copy(
        chat_id=thread.chat_id,
        person_id=thread.person_id,
        topic_id=thread.topic_id,
        protected=thread.protected,
        reply_to=reply_to,
        from_chat_id=rows[0].chat_id,
        message_ids=tuple(row.message_id for row in rows),
        then=_heard(thread, rows),
    )


def to_person(thread: Thread, rows: Sequence[ThreadMessage], account_id: int, *, reply_to: int | None = None) -> Copy:
    """What a colleague wrote, without their name."""
    return Copy(
        chat_id=account_id,
        person_id=thread.person_id,
        reply_to=reply_to,
        from_chat_id=rows[0].chat_id,
        message_ids=tuple(row.message_id for row in rows),
        then=_heard(thread, rows),
    )


def _heard(thread: Thread, rows: Sequence[ThreadMessage]) -> Then:
    return Then(COPIED, {"thread": thread.id, "rows": [row.id for row in rows]})
