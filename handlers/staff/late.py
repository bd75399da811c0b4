"""When answers to applications are due, and putting them off."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import AnswerDates, AskOtherDay, OtherDay
from bot.errors import NotThere
from bot.screens import late as screens
from bot.services import rights
from bot.services.applications import lateness
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_dates, At(AnswerDates), **for_staff(Act.SEE_ANSWER_DATES))
    tap(ask_day, At(AskOtherDay), **for_staff(Act.HEAR_OF_LATE))
    tap(put_off, At(OtherDay), **for_staff(Act.HEAR_OF_LATE))


async def show_dates(query: CallbackQuery, turn: Turn) -> None:
    found = await lateness.owed(turn.session, facts=turn.facts, now=turn.now)
    roles = await rights.roles_of(turn.session, turn.me)
    turn.said.show(screens.dates(found, puts_off=rights.may(roles, Act.HEAR_OF_LATE)))


async def ask_day(query: CallbackQuery, turn: Turn, address: AskOtherDay) -> None:
    one = await lateness.get(turn.session, address.round, facts=turn.facts, now=turn.now)
    turn.said.show(screens.ask_day(one, facts=turn.facts, now=turn.now))


async def put_off(query: CallbackQuery, turn: Turn, address: OtherDay) -> None:
    """First how many would hear of it; a second yes to the same day is harmless."""
    to = _day(address.day)
    one = await lateness.get(turn.session, address.round, facts=turn.facts, now=turn.now)
    if one.round.postponed_to == to:
        await show_dates(query, turn)
        return
    if address.sure != 1:
        turn.said.show(screens.preview(one, to))
        return
    told = await lateness.postpone(turn.session, address.round, to, by=turn.me, facts=turn.facts, now=turn.now)
    turn.said.toast(screens.told(told))
    await show_dates(query, turn)


def _day(digits: int) -> date:
    try:
        return date.fromisoformat(f"{digits:08}")
    except ValueError:
        raise NotThere from None
