"""Buttons of another time: what they led to is gone, or they never led anywhere."""

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.screens import astray, home
from bot.turn import Turn
from handlers import drafts
from handlers.applying.opening import left_open


async def renew(query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Say so, and give home anew below; the old message stays as it was."""
    turn.said.toast(astray.old_button())
    application = await left_open(turn)
    turn.said.send(home.home(turn.pack, left_open=await drafts.left_open(turn, state), application=application))
