"""Finding by words: whatever is typed outside a question is looked for."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, TelegramObject

from bot.addresses import SearchHint
from bot.i18n import spoken
from bot.screens import everyday, searching
from bot.services import search
from bot.turn import Turn
from handlers import drafts, enrollments, home, journey, news, notices, profile, suggestions, topics
from handlers.applying import looking, opening
from handlers.hearing import At, Command


def listen(router: Router) -> None:
    router.message.register(ask_or_look, Command("buscar", "search"))
    router.callback_query.register(ask, At(SearchHint))


def listen_late(router: Router) -> None:
    """What no command and no open question wants."""
    router.message.register(look, F.text)


async def ask(event: TelegramObject, turn: Turn, state: FSMContext) -> None:
    """What is typed next is looked for anyhow, so nothing has to be remembered."""
    turn.said.show(searching.prompt(turn.pack, left_open=await drafts.left_open(turn, state)))


async def ask_or_look(message: Message, turn: Turn, state: FSMContext, payload: str) -> None:
    if payload:
        await look_for(message, turn, state, payload)
    else:
        await ask(message, turn, state)


async def look(message: Message, turn: Turn, state: FSMContext) -> None:
    await look_for(message, turn, state, message.text or "")


async def look_for(event: TelegramObject, turn: Turn, state: FSMContext, text: str) -> None:
    """While a question is left open the text may be its answer: it is kept, and one tap uses it."""
    left_open = await drafts.left_open(turn, state)
    typed = await drafts.keep_typed(state, text) if left_open else ""
    draft = None if left_open else await opening.keep_typed(turn, state, text)
    found = await search.answer(turn.session, turn.search, text, language=spoken(), facts=turn.facts, now=turn.now)
    if not (found.results or found.asked.alarm) and await _show(found.asked.question, event, turn, state):
        return
    said, ways = everyday.told(found.asked.question, turn.pack)
    turn.said.send(
        searching.answer(
            found,
            text,
            pack=turn.pack,
            facts=turn.facts,
            now=turn.now,
            said=said,
            ways=ways,
            left_open=left_open,
            typed=typed,
            mark=drafts.mark_of(typed),
            draft=draft,
        )
    )


async def _show(question: str, event: TelegramObject, turn: Turn, state: FSMContext) -> bool:
    """The screen that answers a question, where there is one."""
    if question == "home":
        await home.show_home(event, turn, state)
        return True
    if question in ("mine", "leave"):
        await enrollments.show_mine(event, turn, state)
        return True
    if question == "applications":
        await looking.show_mine(event, turn)
        return True
    if question == "help":
        await home.show_help(event, turn, state)
        return True
    if screen := _SCREENS.get(question):
        await screen(event, turn)
        return True
    return False


_SCREENS: Final[dict[str, Callable[[TelegramObject, Turn], Awaitable[None]]]] = {
    "language": home.show_languages,
    "data": profile.show_all,
    "profile": profile.show_profile,
    "courses": topics.show_first_courses,
    "calls": topics.show_first_calls,
    "news": news.show_first_news,
    "notices": notices.show,
    "for_me": suggestions.show_first,
    "journey": journey.show_journey,
}
