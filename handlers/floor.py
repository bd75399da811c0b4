"""What can be tapped below the crisis floor's card, and leaving at once.

Heard before the open question and without taking its place: whoever answered *That's not it* goes on answering.
"""

from typing import Final

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot import time
from bot.addresses import NotThat, QuickExit, TalkTo, UseWritten
from bot.safety import Topic
from bot.screens import floor, home, rows
from bot.screens.applying import standing
from bot.services import quick_exit, safety_events, threads
from bot.turn import Turn
from handlers import drafts, talking
from handlers.applying import opening
from handlers.hearing import At, Command

_TOPICS: Final = {topic.value: topic for topic in Topic}


class SafeWord(Filter):
    """The pack's safe word, in either language, or the button's own words, and nothing else."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        return message.forward_origin is None and quick_exit.says_so(message.text or "", turn.pack)


def listen_early(router: Router) -> None:
    router.message.register(leave, Command(*quick_exit.COMMANDS))
    router.message.register(leave, SafeWord())
    router.callback_query.register(leave, At(QuickExit))
    router.callback_query.register(say_not_that, At(NotThat))
    router.callback_query.register(use_written, At(UseWritten))
    router.callback_query.register(show_people, At(TalkTo))


async def leave(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    """Nothing of this chat is to be seen or goes on, and what is left tells nothing."""
    await state.clear()
    await quick_exit.silence(turn.session, turn.account_id)
    await talking.leave(turn)
    turn.said.erase()
    turn.said.send(floor.nothing_here(turn.pack))


async def say_not_that(query: CallbackQuery, turn: Turn, state: FSMContext, address: NotThat) -> None:
    await safety_events.false_alarm(turn.session, address.mark)
    resume = home.resume(await drafts.left_open(turn, state))
    if not resume and (path := await opening.remembered(turn, state)):
        resume = rows.alone(standing.going_on(path.call, path.application))
    turn.said.show(floor.not_that(resume))


async def use_written(query: CallbackQuery, turn: Turn) -> None:
    """The message itself came in beside this tap, as an answer like any other, if it is there still."""
    written = getattr(query.message, "reply_to_message", None)
    turn.said.show(floor.used() if written is not None else floor.gone())


async def show_people(query: CallbackQuery, turn: Turn, address: TalkTo) -> None:
    """Below the card, which stays: its numbers are what matters."""
    topic = _TOPICS.get(address.topic, Topic.SUICIDE)
    today = time.local(turn.now, turn.facts.zone).date()
    goes_on = turn.person.id is not None and await threads.is_open(turn.session, turn.person.id)
    talk = turn.facts.staff_chat is not None
    turn.said.send(floor.talk_to(turn.pack, topic, now=turn.now, today=today, talk=talk, talking=goes_on))
