"""A young person says their name, so that the guardian knows who asks; the permission is asked for next."""

from contextlib import suppress
from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager, on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot.addresses import SayOwnName, UseOwnName
from bot.errors import NotAName, Refusal
from bot.packs.forms import FULL_NAME
from bot.screens import guardians as screens
from bot.screens import refusals
from bot.services import approvals, people, profiles
from bot.services.applications import drafts
from bot.services.approvals import Applied, Matter
from bot.turn import Turn, refusing
from handlers import guardians
from handlers.hearing import At, Command
from handlers.in_words import InWords

_KEY: Final = "naming"


def listen(router: Router) -> None:
    router.callback_query.register(begin, At(SayOwnName))
    router.callback_query.register(use, At(UseOwnName))
    router.message.register(leave, Command("cancelar", "cancel"), StateFilter(_KEY))


async def begin(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: SayOwnName
) -> None:
    """Where the name is known by now, on to the permission."""
    matter = await _matter(turn, address.enrollment, address.application)
    if turn.person.name:
        await guardians.go_on_asking(turn, matter)
        return
    await state.update_data({_KEY: [address.enrollment, address.application]})
    await scenes.enter(Naming)


async def use(query: CallbackQuery, turn: Turn, address: UseOwnName) -> None:
    matter = await _matter(turn, address.enrollment, address.application)
    if not turn.person.name and (name := await suggestion(turn, matter)):
        await _keep(turn, name)
    await guardians.go_on_asking(turn, matter)


async def leave(message: Message, turn: Turn, state: FSMContext) -> None:
    """It stopped listening when this was heard."""
    await guardians.go_on_asking(turn, await _remembered(turn, state))


async def suggestion(turn: Turn, matter: Matter) -> str:
    """A name to take with one tap: what the application says, else what Telegram shows."""
    if isinstance(matter, Applied):
        answers = await drafts.answers_of(turn.session, matter.application.id or 0)
        with suppress(NotAName):
            return people.name_from(str(answers.get(FULL_NAME) or ""))
    return people.suggested_name(turn.first_name)


async def _matter(turn: Turn, enrollment: int, application: int) -> Matter:
    return await approvals.mine(turn.session, turn.me, enrollment_id=enrollment, application_id=application)


async def _remembered(turn: Turn, state: FSMContext) -> Matter:
    """What the name is asked for. Raises NotThere."""
    match (await state.get_data()).get(_KEY):
        case [int(enrollment), int(application)]:
            return await _matter(turn, enrollment, application)
    return await _matter(turn, 0, 0)


async def _keep(turn: Turn, name: str) -> None:
    await profiles.say(turn.session, turn.person, "name", name, facts=turn.facts, now=turn.now)


class Naming(InWords, state=_KEY):
    """Open while the name is asked for."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        try:
            name = people.name_from(message.text or "")
        except NotAName as refusal:
            await self._ask(turn, state, refusals.bad_name(refusal))
            return
        await self.wizard.exit()
        await _keep(turn, name)
        try:
            # In a savepoint: the name stays whatever became of what it was asked for.
            async with turn.session.begin_nested():
                await guardians.go_on_asking(turn, await _remembered(turn, state))
        except Refusal as refusal:
            turn.said.show(await refusing.screen(refusal, turn))

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        """Where what it is for is gone, say so and stop asking."""
        try:
            matter = await _remembered(turn, state)
        except Refusal as refusal:
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return
        turn.said.show(screens.ask_own_name(matter, suggestion=await suggestion(turn, matter), trouble=trouble))
