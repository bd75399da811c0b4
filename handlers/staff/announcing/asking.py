"""What an author is asked to send or write: the message itself, a link, the name of a course, ages, a colonia, an hour.

The draft is a row; the scene only remembers which one is open and what was asked, so leaving loses nothing.
"""

from typing import Any, Final

from aiogram import F, Router, flags
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import Message, TelegramObject

from bot.screens import asking as everyday
from bot.services.rights import Act
from bot.turn import Turn
from handlers import hearing
from handlers.hearing import Command
from handlers.rules import RULE, for_staff
from handlers.staff.announcing import common, questions

_STATE: Final = "announcing"
_KEY: Final = "announcement"

staff = flags.rule
assert RULE == "rule"


def listen(router: Router) -> None:
    router.message.register(
        leave, Command("cancelar", "cancel"), StateFilter(_STATE), **for_staff(Act.SEE_ANNOUNCEMENTS)
    )


async def ask(state: FSMContext, scenes: ScenesManager, broadcast: int, what: str, about: str = "") -> None:
    """Open a question: `words` (`about`: the language), `link`, `course`, `call`, `hour`, or a field in which one may
    write (`about`: the page of its values)."""
    await state.update_data({_KEY: {"broadcast": broadcast, "what": what, "about": about}})
    await scenes.enter(Announcing)


async def takes_a_message(state: FSMContext) -> bool:
    """Whether whatever is sent now is what an announcement says, also when it is passed on from another chat."""
    asked = await _asked(state) if await state.get_state() == _STATE else None
    return asked is not None and asked["what"] == "words"


async def leave(message: Message, turn: Turn, state: FSMContext) -> None:
    """It stopped listening when this was heard; the draft stays, and is shown."""
    asked = await _asked(state)
    if asked is not None:
        await common.show_any(turn, asked["broadcast"])


async def _asked(state: FSMContext) -> dict[str, Any] | None:
    found = (await state.get_data()).get(_KEY) or {}
    match found:
        case {"broadcast": int(), "what": str(), "about": str()}:
            return dict(found)
    return None


class Announcing(Scene, state=_STATE):
    """Open while something is asked for."""

    @on.message.enter()
    @on.callback_query.enter()
    async def show(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        asked = await _asked(state)
        if asked is None:
            await self.wizard.exit()
            return
        await questions.show(turn, await common.own(turn, asked["broadcast"]), asked["what"], asked["about"])

    @on.message()
    @staff(Act.ANNOUNCE)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        asked = await _asked(state)
        if kind != "text" and kind not in hearing.SAID_BY_PEOPLE:
            return
        if asked is None:
            await self.wizard.exit()
            return
        if await questions.answer(turn, message, asked["broadcast"], asked["what"], asked["about"]):
            await self.wizard.exit()

    @on.edited_message(F.text | F.caption)
    @staff(Act.ANNOUNCE)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """What was sent stays as it was; a new message takes its place."""
        asked = await _asked(state)
        if asked is not None:
            draft = await common.own(turn, asked["broadcast"])
            await questions.show(turn, draft, asked["what"], asked["about"], everyday.edited())
