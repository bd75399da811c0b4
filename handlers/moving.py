"""A profile goes on with another Telegram account."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import BringHere, ChangeAccount, LetGo, NewAccountLink
from bot.screens import moving as screens
from bot.services import moving
from bot.turn import Turn
from handlers.hearing import At

LINK = "m_"
"""What the payload of such a link begins with."""


def listen(router: Router) -> None:
    router.callback_query.register(explain, At(ChangeAccount))
    router.callback_query.register(make_link, At(NewAccountLink))
    router.callback_query.register(bring_here, At(BringHere))
    router.callback_query.register(let_go, At(LetGo))


async def explain(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(screens.explain(turn.pack))


async def make_link(query: CallbackQuery, turn: Turn) -> None:
    assert turn.person.id is not None
    token, change = await moving.make_link(turn.session, turn.person.id, turn.account_id, now=turn.now)
    turn.said.show(screens.link(token, change.expires_at, bot_name=turn.bot_name, facts=turn.facts))


async def open_link(turn: Turn, token: str) -> None:
    """After /start with such a link, by whoever has it."""
    change = await moving.open_link(turn.session, token, turn.account_id, now=turn.now)
    turn.said.send(screens.opened(change.id or 0))


async def bring_here(query: CallbackQuery, turn: Turn, address: BringHere) -> None:
    change = await moving.ask(turn.session, address.change, turn.account_id, turn.first_name, now=turn.now)
    turn.said.show(screens.asked(change.expires_at, facts=turn.facts))


async def let_go(query: CallbackQuery, turn: Turn, address: LetGo) -> None:
    change = await moving.answer(
        turn.session, address.change, turn.account_id, yes=address.yes == 1, facts=turn.facts, now=turn.now
    )
    turn.said.show(screens.let_go() if change.moved else screens.refused())
