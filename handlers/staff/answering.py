"""Answering people in the topics of the staff's group. What colleagues write there reaches the person as the
institution's; who wrote it is in the log."""

import re
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.addresses import Address, CloseThread, TakeThread
from bot.i18n import _, speaking
from bot.models import Person, Talk, Thread
from bot.screens import relaying
from bot.screens import threads as screens
from bot.services import audit, people, rights, threads
from bot.services.rights import Act
from bot.turn import Turn
from handlers import settling, talking
from handlers.hearing import SAID_BY_PEOPLE, At, Command, kind_of

NOTE: Final = "//"
"""Begins what colleagues tell each other."""
_NUMBER: Final = re.compile(r"#(\d{1,15}) · ")


def listen(router: Router) -> None:
    """In groups, before anything else."""
    router.message.register(close, InTopic(), Command("cerrar", "close"))
    router.message.register(answer, InTopic())
    router.message.register(find, Orphan())
    router.edited_message.register(edit, InTopic(), F.text | F.caption)
    router.edited_message.register(talking.stay, InTopic())
    router.callback_query.register(tap_close, At(CloseThread))
    router.callback_query.register(take, At(TakeThread))


class InTopic(Filter):
    """Written in the topic of a conversation."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Any]:
        if message.message_thread_id is None:
            return False
        thread = await threads.in_topic(turn.session, message.chat.id, message.message_thread_id)
        return {"thread": thread} if thread is not None else False


class Orphan(Filter):
    """Written in a topic that we made and know nothing of: a process died right after making it."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Any]:
        made = message.reply_to_message
        if message.chat.id != turn.facts.staff_chat or made is None or made.forum_topic_created is None:
            return False
        number = _NUMBER.match(made.forum_topic_created.name)
        if number is None or made.from_user is None or not made.from_user.is_bot:
            return False
        thread = await threads.locked(turn.session, int(number[1]))
        return {"thread": thread} if thread is not None else False


async def answer(message: Message, turn: Turn, thread: Thread) -> None:
    kind, text = kind_of(message), message.text or message.caption or ""
    if kind not in SAID_BY_PEOPLE | {"text"} or text.startswith(NOTE):
        return
    if message.sender_chat is not None:
        _say(turn, thread, message, "nobody")
    elif not await _may(turn):
        _say(turn, thread, message, "role")
    elif text.startswith("/"):
        _say(turn, thread, message, "command")
    elif await _is_over(turn, thread):
        _say(turn, thread, message, "closed")
    elif kind not in talking.PASSED:
        _say(turn, thread, message, "contact" if kind == "contact" else "kind")
    elif thread.taken_by not in (None, turn.person.id):
        with speaking(relaying.STAFF):
            called = await threads.called(turn.session, thread.taken_by or 0)
            asked = screens.taken(called, thread, message.message_id)
        turn.said.elsewhere(relaying.into(thread, asked, reply_to=message.message_id))
    else:
        replied = message.reply_to_message
        to = await threads.counterpart(turn.session, thread, message.chat.id, replied.message_id) if replied else None
        await _send(turn, thread, turn.parts or (message.message_id,), reply_to=to)


async def _send(turn: Turn, thread: Thread, numbers: tuple[int, ...], *, reply_to: int | None = None) -> None:
    """Pass it on, and note in the log who did."""
    assert turn.person.id is not None and thread.chat_id is not None
    account = await people.reach(turn.session, thread.person_id)
    person = await turn.session.get(Person, thread.person_id)
    if account is None or person is None:
        with speaking(relaying.STAFF):
            turn.said.elsewhere(relaying.into(thread, screens.not_passed("blocked")))
        return
    fresh = thread.taken_by is None
    first = threads.answered(thread, turn.person.id, now=turn.now)
    sent = await threads.note(turn.session, thread, thread.chat_id, numbers, now=turn.now)
    await audit.note(
        turn.session, turn.person.id, "answer_thread", f"thread:{thread.id}", now=turn.now, message=numbers[0]
    )
    if first or fresh:
        with speaking(person.locale):
            turn.said.elsewhere(relaying.bots_line(thread, account, screens.somebody_answers(turn.pack)))
    turn.said.elsewhere(relaying.to_person(thread, sent, account, reply_to=reply_to))


async def edit(message: Message, turn: Turn, thread: Thread) -> None:
    """What was passed on changes for the person too."""
    row = await threads.row_of(turn.session, message.chat.id, message.message_id)
    account = await people.reach(turn.session, thread.person_id)
    if row is None or row.copy_id is None or account is None or not await _may(turn) or await _is_over(turn, thread):
        return
    await audit.note(
        turn.session, turn.person.id, "edit_answer", f"thread:{thread.id}", now=turn.now, message=message.message_id
    )
    turn.said.elsewhere(talking.rewritten(message, account, row.copy_id, thread.person_id))


async def find(message: Message, turn: Turn, thread: Thread) -> None:
    """A topic that was made twice: it becomes the conversation's where that has none, and is closed otherwise."""
    if kind_of(message) not in SAID_BY_PEOPLE | {"text"} or message.message_thread_id is None:
        return
    if thread.topic_id is None and not thread.opening and thread.state is Talk.OPEN:
        await settling.settle(turn, thread, message.message_thread_id)
        with speaking(relaying.STAFF):
            turn.said.elsewhere(relaying.into(thread, screens.adopted()))
        await answer(message, turn, thread)
        return
    orphan = Thread(id=thread.id, person_id=thread.person_id, chat_id=message.chat.id, invited_at=turn.now)
    orphan.topic_id = message.message_thread_id
    with speaking(relaying.STAFF):
        turn.said.elsewhere(relaying.into(orphan, screens.moved_here()))
    turn.said.elsewhere(relaying.change(orphan, "close"))


async def close(message: Message, turn: Turn, thread: Thread) -> None:
    if message.sender_chat is not None or not await _may(turn):
        _say(turn, thread, message, "nobody" if message.sender_chat else "role")
        return
    await _close(turn, thread)


async def tap_close(query: CallbackQuery, turn: Turn, address: CloseThread) -> None:
    thread = await _here(query, turn, address, address.thread)
    if thread is not None:
        await _close(turn, thread)


async def take(query: CallbackQuery, turn: Turn, address: TakeThread) -> None:
    """From now on this colleague answers; what they had written goes first."""
    thread = await _here(query, turn, address, address.thread)
    if thread is None or turn.person.id is None or thread.chat_id is None:
        return
    if await _is_over(turn, thread):
        turn.said.toast(_("That has ended."))
        return
    passed = await threads.row_of(turn.session, thread.chat_id, address.message)
    if passed is not None:
        turn.said.toast(_("That was passed on already."))
        return
    thread.taken_by = turn.person.id
    await audit.note(turn.session, turn.person.id, "take_thread", f"thread:{thread.id}", now=turn.now)
    await _send(turn, thread, (address.message,))
    with speaking(relaying.STAFF):
        turn.said.show(screens.takes(await threads.called(turn.session, turn.person.id)))


async def _close(turn: Turn, thread: Thread) -> None:
    assert turn.person.id is not None
    if thread.state is not Talk.OPEN:
        turn.said.toast(_("That has ended."))
        return
    await talking.finish(turn, thread, "staff")
    await audit.note(turn.session, turn.person.id, "close_thread", f"thread:{thread.id}", now=turn.now)
    account = await people.reach(turn.session, thread.person_id)
    person = await turn.session.get(Person, thread.person_id)
    if account is not None and person is not None:
        with speaking(person.locale):
            turn.said.elsewhere(relaying.bots_line(thread, account, screens.closed_by_team(turn.pack)))


async def _here(query: CallbackQuery, turn: Turn, address: Address, number: int) -> Thread | None:
    """The conversation, tapped in its own group by a colleague who may."""
    thread = await threads.locked(turn.session, number)
    chat = query.message.chat.id if query.message else 0
    if thread is None or thread.chat_id != chat or not await _may(turn):
        turn.said.toast(_("Only who has a role in the team can do that."))
        return None
    return thread


async def _may(turn: Turn) -> bool:
    return turn.person.id is not None and rights.may(await rights.roles_of(turn.session, turn.person.id), Act.ANSWER)


async def _is_over(turn: Turn, thread: Thread) -> bool:
    person = await turn.session.get(Person, thread.person_id)
    return thread.state is not Talk.OPEN or person is None or person.erase_at is not None


def _say(turn: Turn, thread: Thread, message: Message, why: str) -> None:
    with speaking(relaying.STAFF):
        told = screens.not_passed(why, thread)
    turn.said.elsewhere(relaying.into(thread, told, reply_to=message.message_id))
