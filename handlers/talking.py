"""Talking to a person of the team: asking for one, and everything that is sent while the conversation is open."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiogram import BaseMiddleware, F, Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.addresses import EndTalk, GoOnTalking, TalkToPerson
from bot.i18n import speaking
from bot.models import Talk, Thread, ThreadMessage
from bot.screen import Rewrite, Screen
from bot.screens import everyday, relaying, rows
from bot.screens import threads as screens
from bot.services import threads, waits
from bot.turn import Turn
from handlers import shown
from handlers.hearing import SAID_BY_PEOPLE, At, Command, kind_of

PASSED: Final = frozenset(
    {"text", "animation", "audio", "dice", "document", "location", "photo", "sticker", "venue", "video", "video_note"}
    | {"voice"}
)
"""Kinds of message that can be copied and say nothing that nobody asked for."""


def listen(router: Router) -> None:
    router.message.register(begin, Command("persona", "person"))
    router.callback_query.register(begin, At(TalkToPerson))
    router.message.register(end, Command("terminar", "end"))
    router.callback_query.register(end, At(EndTalk))
    router.callback_query.register(go_on, At(GoOnTalking))


def listen_between(router: Router) -> None:
    """After commands and buttons, before a challenge on the screen and whatever else takes free text."""
    router.message.register(hear, Talking())
    router.edited_message.register(hear_edited, Passed(), F.text | F.caption)
    router.edited_message.register(stay, Passed())


class Talking(Filter):
    """Sent by somebody who has asked for a person, and not in answer to a question that was asked since."""

    async def __call__(self, message: Message, turn: Turn, state: FSMContext | None = None) -> bool | dict[str, Any]:
        if not turn.private or turn.person.id is None or kind_of(message) not in SAID_BY_PEOPLE | {"text"}:
            return False
        if state is not None and await state.get_state() not in (None, shown.STATE):
            return False
        thread = await threads.current(turn.session, turn.person.id, now=turn.now)
        return {"thread": thread} if thread is not None else False


class Passed(Filter):
    """A message that belongs to a conversation."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Any]:
        row = await threads.row_of(turn.session, message.chat.id, message.message_id) if turn.private else None
        return {"row": row} if row is not None else False


class WayBack(BaseMiddleware):
    """After a command while a conversation is open: what is typed next still goes to the team, and that is said."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        turn: Turn = data["turn"]
        done = await handler(event, data)
        if turn.private and turn.person.id and data["handler"].callback not in (begin, end):
            state: FSMContext | None = data.get("state")
            asks = state is not None and await state.get_state() not in (None, shown.STATE)
            if not asks and await threads.is_open(turn.session, turn.person.id):
                turn.said.send(screens.still_open())
        return done


async def begin(event: TelegramObject, turn: Turn, address: TalkToPerson | None = None) -> None:
    """Ask for a person. Without a group of the staff's: who can be asked otherwise."""
    if turn.facts.staff_chat is None or not turn.private:
        said, ways = everyday.told("person", turn.pack)
        turn.said.show(Screen(said, (*rows.in_twos(ways), *rows.footer())))
        return
    about = address.about if address else screens.COMMAND
    thread = await threads.invite(turn.session, turn.person, about, facts=turn.facts, now=turn.now)
    usual = await usually(turn)
    say = screens.going_on if thread.state is Talk.OPEN else screens.invite
    turn.said.send(say(turn.pack, usual, now=turn.now))


async def end(event: TelegramObject, turn: Turn) -> None:
    thread = await _mine(turn)
    if thread is None:
        turn.said.show(screens.nothing_open())
        return
    began = thread.state is Talk.OPEN
    await finish(turn, thread, "person")
    turn.said.show(screens.ended(turn.pack) if began else screens.dropped())


async def go_on(query: CallbackQuery, turn: Turn) -> None:
    """There is something else: the silence is counted anew."""
    thread = await _mine(turn)
    if thread is None or thread.state is not Talk.OPEN:
        turn.said.show(screens.nothing_open())
        return
    thread.asked_at = None
    thread.answered_at = turn.now if thread.owed_since is None else thread.answered_at
    turn.said.show(screens.glad())


async def hear(message: Message, turn: Turn, thread: Thread) -> None:
    kind = kind_of(message)
    if _is_picture_file(message):
        turn.said.send(screens.cannot_pass("image"))
        return
    if kind not in PASSED:
        turn.said.send(screens.cannot_pass(kind))
        return
    locked = await threads.locked(turn.session, thread.id or 0)
    if locked is None:
        return
    begins = threads.heard(locked, now=turn.now)
    numbers = turn.parts or (message.message_id,)
    sent = await threads.note(turn.session, locked, message.chat.id, numbers, now=turn.now)
    await _pass_on(turn, locked, sent, message, again=begins)
    if begins:
        turn.said.send(screens.passing_on(turn.pack, await usually(turn), now=turn.now))


async def _pass_on(turn: Turn, thread: Thread, sent: list[ThreadMessage], message: Message, *, again: bool) -> None:
    if thread.topic_id is None or thread.trouble is not None:
        for row in sent:
            row.waits = True
        if thread.topic_id is None and not thread.opening and (not thread.retry_at or thread.retry_at <= turn.now):
            thread.opening = True
            turn.said.elsewhere(relaying.make(thread, turn.first_name))
        return
    if again:
        with speaking(relaying.STAFF):
            written = relaying.into(thread, screens.told("again"))
        turn.said.elsewhere(relaying.change(thread, "reopen"), written)
    replied = message.reply_to_message
    to = await threads.counterpart(turn.session, thread, message.chat.id, replied.message_id) if replied else None
    turn.said.elsewhere(relaying.to_group(thread, sent, reply_to=to))


async def hear_edited(message: Message, turn: Turn, row: ThreadMessage) -> None:
    """What was passed on changes there too. What still waits is copied as it is by then."""
    thread = await threads.locked(turn.session, row.thread_id)
    if thread is None or thread.chat_id is None or row.waits:
        return
    if row.copy_id is None:
        turn.said.elsewhere(relaying.to_group(thread, [row]))
        return
    turn.said.elsewhere(rewritten(message, thread.chat_id, row.copy_id, thread.person_id))


async def stay(message: Message) -> None:
    """A place that moves, a picture exchanged: what was passed on stays as it was."""


def rewritten(message: Message, chat_id: int, copy_id: int, person_id: int) -> Rewrite:
    """The same change to the copy."""
    marks = message.entities if message.text is not None else message.caption_entities
    return Rewrite(
        chat_id=chat_id,
        person_id=person_id,
        message_id=copy_id,
        text=message.text or message.caption or "",
        entities=tuple(one.model_dump(mode="json", exclude_none=True) for one in marks or ()),
        caption=message.text is None,
    )


async def finish(turn: Turn, thread: Thread, why: str) -> None:
    """It ends; the group is told, and the topic closes. Who left quickly leaves nothing that waits to be passed on."""
    began = thread.state is Talk.OPEN
    threads.close(thread, why, now=turn.now)
    if why == "left":
        await threads.forget_waiting(turn.session, thread)
    if began and thread.topic_id is not None:
        with speaking(relaying.STAFF):
            told = relaying.into(thread, screens.told(why))
        turn.said.elsewhere(told, relaying.change(thread, "close"))


async def leave(turn: Turn) -> None:
    """They empty this chat at once: the group hears that they left, and nothing more reaches them."""
    thread = await _mine(turn)
    if thread is not None:
        await finish(turn, thread, "left")


async def usually(turn: Turn) -> Any:
    """How long one usually waits, or None."""
    return await waits.usual(turn.session, turn.pack.institution.contact.opening, turn.facts.zone)


async def _mine(turn: Turn) -> Thread | None:
    if turn.person.id is None:
        return None
    found = await threads.current(turn.session, turn.person.id, now=turn.now)
    return await threads.locked(turn.session, found.id or 0) if found else None


def _is_picture_file(message: Message) -> bool:
    """Such a file holds where it was taken; a photo doesn't."""
    return message.document is not None and (message.document.mime_type or "").startswith("image/")
