"""When answers to applications are due, and putting them off to a day that is tapped or typed."""

from datetime import date
from typing import Final

from aiogram import F, Router, flags
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.addresses import AnswerDates, AskOtherDay, OtherDay
from bot.errors import BadField, NotThere
from bot.screens import asking as everyday
from bot.screens import late as screens
from bot.services import rights
from bot.services.applications import lateness
from bot.services.applications.lateness import Owed
from bot.services.rights import Act
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At
from handlers.rules import RULE, for_staff

_STATE: Final = "putting_off"
_KEY: Final = "putting_off"
"""The round's number."""

assert RULE == "rule"


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_dates, At(AnswerDates), **for_staff(Act.SEE_ANSWER_DATES))
    tap(ask_day, At(AskOtherDay), **for_staff(Act.HEAR_OF_LATE))
    tap(put_off, At(OtherDay), **for_staff(Act.HEAR_OF_LATE))


async def show_dates(query: CallbackQuery, turn: Turn) -> None:
    await _show_dates(turn)


async def _show_dates(turn: Turn) -> None:
    found = await lateness.owed(turn.session, facts=turn.facts, now=turn.now)
    roles = await rights.roles_of(turn.session, turn.me)
    turn.said.show(screens.dates(found, puts_off=rights.may(roles, Act.HEAR_OF_LATE)))


async def ask_day(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskOtherDay
) -> None:
    await lateness.get(turn.session, address.round, facts=turn.facts, now=turn.now)
    await state.update_data({_KEY: address.round})
    await scenes.enter(_STATE)


class PuttingOff(Scene, state=_STATE):
    """Open while the day is chosen; it can be typed too."""

    @on.message.enter()
    @on.callback_query.enter()
    async def show(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message()
    @flags.rule(Act.HEAR_OF_LATE)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind != "text":
            if kind in hearing.SAID_BY_PEOPLE:
                await self._ask(turn, state, everyday.needs_text(kind))
            return
        one = await self._owed(turn, state)
        if one is None:
            return
        try:
            to = lateness.typed_day(message.text or "", one, facts=turn.facts, now=turn.now)
        except BadField as trouble:
            await self._ask(turn, state, screens.not_that_day(trouble, one))
            return
        await self.wizard.exit()
        turn.said.show(screens.preview(one, to))

    @on.edited_message(F.text | F.caption)
    @flags.rule(Act.HEAR_OF_LATE)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """A new message takes the place of what was sent."""
        await self._ask(turn, state, everyday.edited())

    async def _owed(self, turn: Turn, state: FSMContext) -> Owed | None:
        """None, and the dates instead, once all are answered."""
        number = (await state.get_data()).get(_KEY)
        try:
            return await lateness.get(
                turn.session, number if isinstance(number, int) else 0, facts=turn.facts, now=turn.now
            )
        except NotThere:
            await self.wizard.exit()
            await _show_dates(turn)
            return None

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        if (one := await self._owed(turn, state)) is not None:
            turn.said.show(screens.ask_day(one, trouble, facts=turn.facts, now=turn.now))


async def put_off(query: CallbackQuery, turn: Turn, address: OtherDay) -> None:
    """First how many would hear of it; a second yes to the same day is harmless."""
    to = _day(address.day)
    one = await lateness.get(turn.session, address.round, facts=turn.facts, now=turn.now)
    if one.round.postponed_to == to:
        await _show_dates(turn)
        return
    if address.sure != 1:
        turn.said.show(screens.preview(one, to))
        return
    told = await lateness.postpone(turn.session, address.round, to, by=turn.me, facts=turn.facts, now=turn.now)
    turn.said.toast(screens.told(told))
    await _show_dates(turn)


def _day(digits: int) -> date:
    try:
        return date.fromisoformat(f"{digits:08}")
    except ValueError:
        raise NotThere from None
