"""What Telegram answered about a conversation: its topic's number, and the copies of its messages."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import structlog

from bot import time
from bot.continuation import Answer
from bot.i18n import speaking
from bot.models import Talk, Thread, ThreadMessage
from bot.screens import relaying
from bot.screens import threads as screens
from bot.services import people, threads
from bot.services.facts import OF_AGE
from bot.turn import Turn

log = structlog.get_logger()

_TOPIC_GONE: Final = ("thread not found", "topic_deleted", "topic_id_invalid")
_LOST: Final = ("to copy not found", "can't be copied", "no messages to copy", "message_id_invalid")


async def topic_made(turn: Turn, answer: Answer) -> None:
    """The number of a new topic, or why there is none."""
    thread = await threads.locked(turn.session, answer.subject["thread"])
    number = answer.result.get("message_thread_id") if answer.done and isinstance(answer.result, dict) else None
    if thread is None or (number is not None and thread.topic_id is not None):
        # Erased meanwhile, or the topic of an earlier try was found first: this one is nobody's.
        if number is not None and answer.chat_id is not None:
            turn.said.elsewhere(relaying.unwanted(answer.moved_to or answer.chat_id, number))
        return
    thread.opening = False
    if answer.moved_to is not None:
        log.warning("the staff's group has another number now: change STAFF_CHAT", chat=answer.moved_to)
        thread.chat_id = answer.moved_to
    if answer.repeated or answer.post == "uncertain":
        thread.doubled = True
    if number is None:
        await _no_topic(turn, thread, answer)
        return
    await settle(turn, thread, number, str(answer.subject.get("name", "")))
    if thread.state is not Talk.OPEN:
        with speaking(relaying.STAFF):
            told = relaying.into(thread, screens.told(thread.why or "person"))
        turn.said.elsewhere(told, relaying.change(thread, "close"))


async def _no_topic(turn: Turn, thread: Thread, answer: Answer) -> None:
    """What they wrote waits; they are told, once, how else to reach somebody."""
    first = thread.trouble is None
    thread.trouble = (answer.reason or answer.post)[:120]
    thread.retry_at = turn.now + (timedelta() if answer.post == "uncertain" and first else threads.RETRY)
    log.warning("no topic for a conversation", thread=thread.id, reason=thread.trouble)
    await _tell_of_trouble(turn, thread, first)


async def _tell_of_trouble(turn: Turn, thread: Thread, first: bool) -> None:
    account = await people.reach(turn.session, thread.person_id)
    if first and account is not None and thread.state is Talk.OPEN:
        turn.said.elsewhere(relaying.bots_line(thread, account, screens.no_way(turn.pack)))


async def settle(turn: Turn, thread: Thread, topic_id: int, name: str = "") -> None:
    """The conversation has its topic: who it is, and everything that waited, goes there."""
    thread.topic_id, thread.opening, thread.trouble, thread.retry_at = topic_id, False, None, None
    person = await people.get(turn.session, thread.person_id)
    age = person.age(time.local(turn.now, turn.facts.zone).date())
    with speaking(relaying.STAFF):
        lines = [
            screens.first(
                thread,
                name,
                person.locale,
                minor=None if age is None else age < OF_AGE,
                alone=await threads.colleagues(turn.session) < threads.ENOUGH,
            ),
            *([screens.perhaps_double()] if thread.doubled else []),
            *([screens.told("danger")] if thread.danger else []),
        ]
        turn.said.elsewhere(*(relaying.into(thread, line) for line in lines))
    thread.doubled = thread.danger = False
    turn.said.elsewhere(*await waiting_copies(turn, thread))


async def waiting_copies(turn: Turn, thread: Thread) -> list[Any]:
    """Everything that waited, in order; from now on it doesn't."""
    groups = await threads.waiting(turn.session, thread)
    for row in (row for group in groups for row in group):
        row.waits = False
    return [relaying.to_group(thread, group) for group in groups]


async def copied(turn: Turn, answer: Answer) -> None:
    """The copies' numbers, or why there are none."""
    thread = await threads.locked(turn.session, answer.subject["thread"])
    rows = list(await threads.rows(turn.session, answer.subject["rows"])) if thread else []
    if thread is None or not rows:
        return
    if answer.done:
        _number(rows, answer.result)
        return
    if rows[0].chat_id == thread.chat_id:
        _tell_colleagues(turn, thread, answer, rows[0].message_id)
    elif thread.state is Talk.OPEN and answer.post != "uncertain":
        await _not_in_group(turn, thread, rows, answer)


def _number(rows: Sequence[ThreadMessage], result: Any) -> None:
    found = result if isinstance(result, list) else [result]
    for row, one in zip(rows, found, strict=False):
        if isinstance(one, dict) and isinstance(one.get("message_id"), int):
            row.copy_id = one["message_id"]


def _tell_colleagues(turn: Turn, thread: Thread, answer: Answer, message_id: int) -> None:
    """What a colleague wrote didn't arrive."""
    if answer.reason == "quick exit":
        return
    why = {"stopped": "blocked", "uncertain": "uncertain"}.get(answer.post, "failed")
    with speaking(relaying.STAFF):
        turn.said.elsewhere(relaying.into(thread, screens.not_passed(why), reply_to=message_id))


async def _not_in_group(turn: Turn, thread: Thread, rows: Sequence[ThreadMessage], answer: Answer) -> None:
    """What the person sent isn't in the topic: it waits, unless it can't be copied at all."""
    reason = (answer.reason or "").lower()
    if any(words in reason for words in _LOST):
        with speaking(relaying.STAFF):
            turn.said.elsewhere(relaying.into(thread, screens.told("lost")))
        return
    for row in rows:
        row.waits = True
    if any(words in reason for words in _TOPIC_GONE):
        # Somebody deleted the topic: the conversation gets another one.
        thread.topic_id = None
        if not thread.opening:
            thread.opening = True
            turn.said.elsewhere(relaying.make(thread))
        return
    first = thread.trouble is None
    thread.trouble, thread.retry_at = (answer.reason or answer.post)[:120], turn.now + threads.RETRY
    log.warning("a conversation can't be passed on", thread=thread.id, reason=thread.trouble)
    await _tell_of_trouble(turn, thread, first)


CONTINUATIONS: Final = {relaying.MADE: topic_made, relaying.COPIED: copied}
