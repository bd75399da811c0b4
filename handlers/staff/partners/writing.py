"""A colleague writes to somebody about their referral."""

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot.addresses import ReferralsToPass
from bot.errors import Refusal
from bot.i18n import _
from bot.models import Referral
from bot.screen import Screen
from bot.screens import rows
from bot.screens.partners import desk as screens
from bot.services import rights
from bot.services.journey import told_in
from bot.services.partners import referring
from bot.services.rights import Act
from bot.turn import Turn, refusing
from handlers.in_words import InWords

_KEY = "writing_about"


async def begin(state: FSMContext, referral_id: int) -> None:
    """Which referral it is about; the scene is entered next."""
    await state.update_data({_KEY: referral_id})


class Writing(InWords, state="writing_about"):
    """Open until the message is written; the right is looked up anew then."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        text, _cut = told_in(message.text or "")
        if not text:
            await self._ask(turn, state, _("I couldn't see anything in that message. Write it with letters, please."))
            return
        number = await _number(state)
        await self.wizard.exit()
        try:
            async with turn.session.begin_nested():
                await rights.require(turn.session, turn.me, Act.REFER)
                await referring.write(turn.session, number, text, by=turn.me, now=turn.now)
        except Refusal as refusal:
            turn.said.show(await refusing.screen(refusal, turn))
            return
        turn.said.show(Screen(_("Sent: they get it here, as a message of the staff."), rows.footer(ReferralsToPass())))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        try:
            referral: Referral
            referral, _person = await referring.for_staff(turn.session, await _number(state))
        except Refusal as refusal:
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return
        turn.said.show(screens.ask_word(referral, turn.pack, trouble))


async def _number(state: FSMContext) -> int:
    match (await state.get_data()).get(_KEY):
        case int(number):
            return number
    return 0
