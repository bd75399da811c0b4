"""Writing a request that a person at the institution answers."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.addresses import AskHuman, SendRequest
from bot.i18n import _
from bot.screens import requests as screens
from bot.services import requests
from bot.services.journey import told_in
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.in_words import InWords

_STATE = "requesting"


def listen(router: Router) -> None:
    router.callback_query.register(begin, At(AskHuman))
    router.message.register(begin, Command("solicitud", "request"))
    router.callback_query.register(send, At(SendRequest))
    router.message.register(leave, Command("cancelar", "cancel"), StateFilter(_STATE))


async def begin(event: TelegramObject, turn: Turn, scenes: ScenesManager) -> None:
    if await requests.may_ask(turn.session, turn.person.id or 0):
        await scenes.enter(Requesting)
    else:
        turn.said.show(screens.enough())


async def send(query: CallbackQuery, turn: Turn, state: FSMContext, address: SendRequest) -> None:
    """What the button stands below; where something else was written since, that is shown instead."""
    told = await _written(state)
    if not told:
        turn.said.toast(screens.nothing_to_send())
        return
    if address.mark != requests.mark_of(told):
        # The tap stopped the listening; to what is shown now one may answer.
        await state.set_state(_STATE)
        turn.said.show(screens.check(told, cut=False))
        return
    if not await requests.may_ask(turn.session, turn.person.id or 0):
        turn.said.show(screens.enough())
        return
    request = await requests.receive(turn.session, turn.person.id or 0, told, facts=turn.facts, now=turn.now)
    await _forget(state)
    await state.set_state(None)
    turn.said.show(screens.received(request))


async def leave(message: Message, turn: Turn, state: FSMContext) -> None:
    """It stopped listening when this was heard."""
    await _forget(state)
    turn.said.show(screens.left())


class Requesting(InWords, state=_STATE):
    """Open until the request is written."""

    @on.message.enter()
    @on.callback_query.enter()
    async def ask(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        await _forget(state)
        turn.said.show(screens.ask(turn.pack))

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        told, cut = told_in(message.text or "")
        if not told:
            trouble = _("I couldn't see anything in that message. Write it with letters, please.")
            await self._ask(turn, state, trouble)
            return
        await state.update_data({_STATE: told})
        turn.said.show(screens.check(told, cut=cut))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        """What was written stays."""
        told = await _written(state)
        turn.said.show(screens.check(told, cut=False, trouble=trouble) if told else screens.ask(turn.pack, trouble))


async def _written(state: FSMContext) -> str:
    """What would be sent; empty while nothing is."""
    kept = (await state.get_data()).get(_STATE)
    return kept if isinstance(kept, str) else ""


async def _forget(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(_STATE, None) is not None:
        await state.set_data(data)
