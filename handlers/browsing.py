"""Courses by place, day and hour."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.addresses import Browse, BrowseBy
from bot.screens import browsing as screens
from bot.services import browsing, venues
from bot.turn import Turn
from handlers.hearing import At
from handlers.old import renew


def listen(router: Router) -> None:
    router.callback_query.register(show_ways, At(Browse))
    router.callback_query.register(show_courses, At(BrowseBy))


async def show_ways(query: CallbackQuery, turn: Turn) -> None:
    turn.said.show(screens.ways())


async def show_courses(query: CallbackQuery, turn: Turn, state: FSMContext, address: BrowseBy) -> None:
    """What one can choose from, or the courses of a choice."""
    if address.how not in browsing.HOW:
        await renew(query, turn, state)
        return
    pack = await venues.within(turn.session, turn.pack)
    known = await browsing.choices(turn.session, address.how, facts=turn.facts, now=turn.now)
    if address.which not in known:
        # Not chosen yet, forged, or its last course is gone.
        turn.said.show(screens.choices(address.how, known, pack=pack))
        return
    chosen = await browsing.by(turn.session, address.how, address.which, facts=turn.facts, now=turn.now)
    turn.said.show(screens.courses(address, chosen, pack=pack, facts=turn.facts, now=turn.now))
