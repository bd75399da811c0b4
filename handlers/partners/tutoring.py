"""The tutor in a firm: saying that one is, signing weeks, asking for a change. Nothing else, and no conversation."""

from datetime import UTC, datetime
from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot import time
from bot.addresses import BeTutor, RemarkOn, SignWeek, ToSign
from bot.errors import Refusal
from bot.i18n import _
from bot.screen import Screen
from bot.screens.partners import signing as screens
from bot.services import people
from bot.services.journey import told_in
from bot.services.partners import logging_weeks, placements
from bot.turn import Turn, refusing
from handlers import approving
from handlers.hearing import At, Code, Command
from handlers.in_words import InWords

LINK: Final = "u_"
"""What the payload of a tutor's link begins with."""
_KEY: Final = "remark"


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_waiting, Command("firmar", "sign"))
    router.message.register(paste, Code(LINK))
    tap(be_tutor, At(BeTutor))
    tap(show_waiting, At(ToSign))
    tap(sign, At(SignWeek))
    tap(ask_remark, At(RemarkOn))


async def paste(message: Message, turn: Turn, token: str) -> None:
    await open_link(turn, token)


async def open_link(turn: Turn, token: str) -> None:
    """After /start with a tutor's link, by whoever has it."""
    placement = await placements.open_link(turn.session, token, turn.person, facts=turn.facts, now=turn.now)
    turn.said.send(screens.are_you(placement, await people.get(turn.session, placement.person_id)))


async def be_tutor(query: CallbackQuery, turn: Turn, address: BeTutor) -> None:
    name, yes = approving.suggestion(turn), address.yes == 1
    found = await placements.be_tutor(turn.session, address.placement, turn.person, yes=yes, name=name, now=turn.now)
    turn.said.show(screens.answered(found, await people.get(turn.session, found.person_id), yes=yes))


async def show_waiting(event: TelegramObject, turn: Turn) -> None:
    turn.said.show(await _waiting(turn))


async def _waiting(turn: Turn) -> Screen:
    found = await logging_weeks.to_sign(turn.session, turn.me)
    limits = {week.id or 0: placements.limit(placement, young, week.week) for week, placement, young in found}
    return screens.to_sign(found, limits, today=time.local(turn.now, turn.facts.zone).date())


async def sign(query: CallbackQuery, turn: Turn, address: SignWeek) -> None:
    seen = datetime.fromtimestamp(min(max(address.seen, 0), 2**33), UTC)
    if await logging_weeks.sign(turn.session, address.week, turn.me, seen=seen, now=turn.now):
        turn.said.toast(_("Signed."))
    else:
        turn.said.toast(_("It was changed meanwhile: read it again, please."))
    turn.said.show(await _waiting(turn))


async def ask_remark(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: RemarkOn
) -> None:
    await logging_weeks.for_tutor(turn.session, address.week, turn.me)
    await state.update_data({_KEY: address.week})
    await scenes.enter(Remarking)


class Remarking(InWords, state="remarking"):
    """Open until the tutor has written what should be changed."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        told, _cut = told_in(message.text or "")
        if not told:
            await self._ask(turn, state, _("I couldn't see anything in that message. Write it with letters, please."))
            return
        number = await _number(state)
        await self.wizard.exit()
        try:
            async with turn.session.begin_nested():
                await logging_weeks.remark(turn.session, number, turn.me, told, now=turn.now)
        except Refusal as refusal:
            turn.said.show(await refusing.screen(refusal, turn))
            return
        turn.said.show(await _waiting(turn))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        try:
            week, _placement = await logging_weeks.for_tutor(turn.session, await _number(state), turn.me)
        except Refusal as refusal:
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return
        turn.said.show(screens.ask_remark(week, time.local(turn.now, turn.facts.zone).date(), trouble))


async def _number(state: FSMContext) -> int:
    match (await state.get_data()).get(_KEY):
        case int(number):
            return number
    return 0
