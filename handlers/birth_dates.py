"""Putting one's birth date right where that ends a place one has or waits for."""

from datetime import date

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import ChangeBirthDate
from bot.screens import profile as screens
from bot.services import birth_dates
from bot.turn import Turn
from handlers import describing, drafts
from handlers.describing import Describing
from handlers.hearing import At
from handlers.joining import Joining


def listen(router: Router) -> None:
    router.callback_query.register(change, At(ChangeBirthDate))


async def change(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: ChangeBirthDate
) -> None:
    """The date that was typed, and what it doesn't fit is left. A button of an earlier date only asks again."""
    kept = await describing.kept_date(state)
    if kept is None or address.mark != describing.mark_of(kept.born):
        await describing.begin(state, "birth_date", 0)
        await scenes.enter(Describing)
        return
    await birth_dates.change(turn.session, turn.person, kept.born, facts=turn.facts, now=turn.now)
    await describing.forget_date(state)
    turn.said.toast(screens.noted())
    draft = await drafts.find(state)
    if kept.joining and draft is not None and draft.asks == "birth_date":
        await scenes.enter(Joining, typed=_typed(kept.born))
    else:
        turn.said.show(await describing.summary(turn, kept.page))


def _typed(born: date) -> str:
    return f"{born:%d/%m}/{born.year:04}"
