"""A profile on its way to being deleted: what can be read without one is there still, help above all; everything else
that is typed or tapped says that it is closed, and the way back."""

from typing import Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.addresses import (
    Address,
    AllCalls,
    AllCourses,
    AllNews,
    Browse,
    BrowseBy,
    CallAt,
    CourseAt,
    DatesOf,
    EraseNow,
    Help,
    Helplines,
    HowItWorks,
    IsItOfficial,
    MapOf,
    NewsAt,
    Nothing,
    Notice,
    Recover,
    TopicAt,
)
from bot.i18n import spoken
from bot.screens import erasing as screens
from bot.screens import searching
from bot.services import erasing, search
from bot.turn import Turn
from handlers.hearing import At, Command

_HELP: Final = (Help, Helplines, HowItWorks, IsItOfficial, Notice, Nothing)
_READING: Final = (AllCalls, AllCourses, AllNews, Browse, BrowseBy, CallAt, CourseAt, DatesOf, MapOf, NewsAt, TopicAt)
_COMMANDS: Final = Command(
    *("ayuda", "help", "aviso", "privacidad", "privacy"),
    *("areas", "cursos", "courses", "convocatorias", "calls", "noticias", "news", "oficial", "official"),
)


class Closed(Filter):
    """Said by somebody whose profile is closed, and needs one."""

    async def __call__(self, event: TelegramObject, turn: Turn, address: Address | None = None) -> bool:
        if turn.person.erase_at is None or isinstance(address, (*_HELP, *_READING)):
            return False
        return not (isinstance(event, Message) and await _COMMANDS(event))


def listen(router: Router) -> None:
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(Closed())
    router.callback_query.register(recover, At(Recover))
    router.callback_query.register(hurry, At(EraseNow))
    router.callback_query.register(show)
    router.message.register(look, F.text, ~Command())
    router.message.register(show)
    router.edited_message.register(stay_silent)


async def show(event: TelegramObject, turn: Turn) -> None:
    until = turn.person.erase_at
    assert until is not None
    going = until - turn.now <= erasing.AT_ONCE
    turn.said.show(screens.gone() if going else screens.closed(until, facts=turn.facts, now=turn.now))


async def look(message: Message, turn: Turn) -> None:
    """Whoever looks for something finds it; nothing that is found here can be used before the profile is back."""
    text = message.text or ""
    found = await search.answer(turn.session, turn.search, text, language=spoken(), facts=turn.facts, now=turn.now)
    if not (found.results or found.asked.alarm):
        await show(message, turn)
        return
    turn.said.send(searching.answer(found, text, pack=turn.pack, facts=turn.facts, now=turn.now))


async def recover(query: CallbackQuery, turn: Turn) -> None:
    await erasing.recover(turn.session, turn.person, now=turn.now)
    turn.said.show(screens.recovered())


async def hurry(query: CallbackQuery, turn: Turn, address: EraseNow) -> None:
    if not address.step:
        turn.said.show(screens.no_way_back())
        return
    await erasing.hurry(turn.session, turn.person, now=turn.now)
    turn.said.show(screens.gone())


async def stay_silent(event: Message) -> None:
    """Nothing is waiting for an answer."""
