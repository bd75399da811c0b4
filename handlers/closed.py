"""A profile on its way to being deleted: whatever is typed or tapped says so, except help and the way back."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.addresses import Address, EraseNow, Help, Helplines, HowItWorks, Nothing, Notice, Recover
from bot.screens import erasing as screens
from bot.services import erasing
from bot.turn import Turn
from handlers.hearing import At, Command

_OPEN = (Help, Helplines, HowItWorks, Notice, Nothing)
_HELP = Command("ayuda", "help", "aviso", "privacidad", "privacy")


class Closed(Filter):
    """Said by somebody whose profile is closed, and not about help."""

    async def __call__(self, event: TelegramObject, turn: Turn, address: Address | None = None) -> bool:
        if turn.person.erase_at is None or isinstance(address, _OPEN):
            return False
        return not (isinstance(event, Message) and await _HELP(event))


def listen(router: Router) -> None:
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(Closed())
    router.callback_query.register(recover, At(Recover))
    router.callback_query.register(hurry, At(EraseNow))
    router.callback_query.register(show)
    router.message.register(show)
    router.edited_message.register(stay_silent)


async def show(event: TelegramObject, turn: Turn) -> None:
    assert turn.person.erase_at is not None
    turn.said.show(screens.closed(turn.person.erase_at, facts=turn.facts, now=turn.now))


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
