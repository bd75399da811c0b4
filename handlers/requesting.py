"""Writing a request that a person at the institution answers."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import Message, TelegramObject

from bot.addresses import AskHuman
from bot.i18n import _
from bot.screens import asking
from bot.screens import requests as screens
from bot.services import requests
from bot.services.journey import told_in
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import At, Command

_STATE = "requesting"


def listen(router: Router) -> None:
    router.callback_query.register(begin, At(AskHuman))
    router.message.register(begin, Command("solicitud", "request"))
    router.message.register(leave, Command("cancelar", "cancel"), StateFilter(_STATE))


async def begin(event: TelegramObject, turn: Turn, scenes: ScenesManager) -> None:
    if await requests.may_ask(turn.session, turn.person.id or 0):
        await scenes.enter(Requesting)
    else:
        turn.said.show(screens.enough())


async def leave(message: Message, turn: Turn) -> None:
    """It stopped listening when this was heard."""
    turn.said.show(screens.left())


class Requesting(Scene, state=_STATE):
    """Open until the request is written."""

    @on.message.enter()
    @on.callback_query.enter()
    async def ask(self, event: TelegramObject, turn: Turn) -> None:
        turn.said.show(screens.ask(turn.pack))

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn) -> None:
        told, cut = told_in(message.text or "")
        if not told:
            trouble = _("I couldn't see anything in that message. Write it with letters, please.")
            turn.said.show(screens.ask(turn.pack, trouble))
            return
        request = await requests.receive(turn.session, turn.person.id or 0, told, facts=turn.facts, now=turn.now)
        await self.wizard.exit()
        turn.said.send(screens.received(request, cut=cut))

    @on.message(~F.text)
    async def hear_something_else(self, message: Message, turn: Turn) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            turn.said.show(screens.ask(turn.pack, asking.needs_text(kind)))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn) -> None:
        turn.said.show(screens.ask(turn.pack, asking.edited()))
