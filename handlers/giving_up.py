"""Somebody who was chosen doesn't want it any more."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import AskGiveUp, GiveUp
from bot.errors import NotThere
from bot.models import Decision, Progress
from bot.screens.reviewing import outcomes as screens
from bot.services import calls
from bot.services.applications import deciding, drafts
from bot.turn import Turn
from handlers.hearing import At


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(ask_give_up, At(AskGiveUp))
    tap(give_up, At(GiveUp))


async def ask_give_up(query: CallbackQuery, turn: Turn, address: AskGiveUp) -> None:
    found = await drafts.get(turn.session, turn.me, address.application)
    if found.progress is not Progress.DECIDED or found.decision is not Decision.ACCEPTED or not found.released_at:
        raise NotThere
    turn.said.show(screens.ask_give_up(await calls.get(turn.session, found.call_id), found))


async def give_up(query: CallbackQuery, turn: Turn, address: GiveUp) -> None:
    await deciding.give_up(turn.session, address.application, turn.me, now=turn.now)
    turn.said.show(screens.given_up())
