"""What a colleague types: a comment, what is to be corrected, words for the applicant, an hour.

Each is kept where it belongs as soon as it is typed; the scene only remembers what was asked.
"""

from typing import Any, Final

from aiogram import F, Router, flags
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, on
from aiogram.types import Message, TelegramObject
from markupsafe import Markup

from bot.errors import CantDecide, CantReview, Refusal
from bot.screens import asking as everyday
from bot.services.rights import Act
from bot.turn import Turn, refusing
from handlers import hearing
from handlers.hearing import Command
from handlers.rules import RULE, for_staff
from handlers.staff.reviewing import questions
from handlers.staff.reviewing.asking import KEY, STATE

TYPED: Final = ("empty", "too_long", "hour", "past", "far", "nothing")
"""Why what was typed can't be taken, and is asked for again."""

staff = flags.rule
assert RULE == "rule"


def listen(router: Router) -> None:
    router.message.register(leave, Command("cancelar", "cancel"), StateFilter(STATE), **for_staff(Act.REVIEW))


async def leave(message: Message, turn: Turn, state: FSMContext) -> None:
    """It stopped listening when this was heard."""
    asked = await _asked(state)
    if asked is not None:
        await questions.go_back(turn, asked["what"], asked["about"], asked["more"])


async def _asked(state: FSMContext) -> dict[str, Any] | None:
    found = (await state.get_data()).get(KEY) or {}
    match found:
        case {"what": str(), "about": int(), "more": str()}:
            return dict(found)
    return None


class Reviewing(Scene, state=STATE):
    """Open while something is asked for."""

    @on.message.enter()
    @on.callback_query.enter()
    async def show(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message()
    @staff(Act.REVIEW)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind != "text":
            if kind in hearing.SAID_BY_PEOPLE:
                await self._ask(turn, state, everyday.needs_text(kind))
            return
        asked = await _asked(state)
        if asked is None:
            await self.wizard.exit()
            return
        try:
            async with turn.session.begin_nested():
                kept = await questions.take(turn, asked["what"], asked["about"], asked["more"], message.text or "")
        except Refusal as refusal:
            if isinstance(refusal, CantReview | CantDecide) and refusal.why in TYPED:
                await self._ask(turn, state, questions.trouble(refusal))
                return
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return
        await self.wizard.exit()
        if kept:
            await questions.go_back(turn, asked["what"], asked["about"], asked["more"])

    @on.edited_message(F.text | F.caption)
    @staff(Act.REVIEW)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """A new message takes the place of what was sent."""
        await self._ask(turn, state, everyday.edited())

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        asked = await _asked(state)
        if asked is None:
            await self.wizard.exit()
            return
        await questions.show(turn, asked["what"], asked["about"], asked["more"], trouble)
