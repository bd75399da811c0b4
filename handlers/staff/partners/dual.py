"""Places in firms, and the weeks that nobody signed."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot import time
from bot.addresses import DualOf, DualPlaces
from bot.screens.partners import signing as screens
from bot.services import audit
from bot.services.partners import logging_weeks, placements
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff


def listen(router: Router) -> None:
    rule = for_staff(Act.SEE_PLACES)
    router.message.register(show_all, Command("dual"), **rule)
    router.callback_query.register(show_page, At(DualPlaces), **rule)
    router.callback_query.register(show_one, At(DualOf), **rule)


async def show_all(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(screens.places(await placements.unsigned(turn.session), 1))


async def show_page(query: CallbackQuery, turn: Turn, address: DualPlaces) -> None:
    turn.said.show(screens.places(await placements.unsigned(turn.session), address.page))


async def show_one(query: CallbackQuery, turn: Turn, address: DualOf) -> None:
    placement, person = await placements.for_staff(turn.session, address.placement)
    await audit.note(turn.session, turn.me, "read_placement", f"placement:{placement.id}", now=turn.now)
    known = await logging_weeks.logged(turn.session, placement.id or 0)
    limits = {one.id or 0: placements.limit(placement, person, one.week) for one in known.values()}
    today = time.local(turn.now, turn.facts.zone).date()
    turn.said.show(screens.place(placement, person, [*known.values()], limits, today=today))
