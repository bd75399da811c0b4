"""The open question of an application: what is typed or sent is its answer, and kept at once."""

from contextlib import suppress
from typing import Final

from aiogram import F, Router
from aiogram.exceptions import SceneException
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, ScenesManager, on
from aiogram.types import CallbackQuery, Message, TelegramObject
from markupsafe import Markup

from bot.screens import asking
from bot.screens.applying import questions
from bot.services.applications.paths import Path
from bot.turn import Turn
from handlers import hearing
from handlers.applying import answering, opening, pasting, showing
from handlers.applying.looking import leave_by_command, show_mine
from handlers.hearing import Command, Everyday

_FILES: Final = F.photo | F.document


def listen(router: Router) -> None:
    """What leaves the question; its answers are heard by the scene."""
    router.message.register(leave_by_command, Command("cancelar", "cancel"), StateFilter(opening.STATE))
    router.message.register(leave_by_command, StateFilter(opening.STATE), Everyday("leave"))


def listen_late(router: Router) -> None:
    """What is said while a question is open that an earlier version asked under another name."""
    router.message.register(take_up, Renamed())


class Renamed(Filter):
    """An application's question is open, and no scene of this version listens for it."""

    async def __call__(
        self, message: Message, state: FSMContext, scenes: ScenesManager, raw_state: str | None = None
    ) -> bool:
        if raw_state is None or opening.KEY not in await state.get_data():
            return False
        with suppress(SceneException):
            scenes.registry.get(raw_state)
            return False
        return hearing.kind_of(message) in {*hearing.SAID_BY_PEOPLE, "text"}


async def take_up(message: Message, scenes: ScenesManager) -> None:
    await scenes.enter(opening.STATE, said=True)


class Applying(Scene, state=opening.STATE):
    """Open while an application's question or its whole is on the screen. Which one is asked is in the rows."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext, notice: Markup | str = "") -> None:
        await self._ask(query, turn, state, notice)

    @on.message.enter()
    async def ask_below(
        self, message: Message, turn: Turn, state: FSMContext, notice: Markup | str = "", said: bool = False
    ) -> None:
        """`said`: what came is the answer already."""
        if not said:
            await self._ask(message, turn, state, notice)
        elif message.text:
            await self.hear(message, turn, state)
        elif message.photo or message.document:
            await self.see(message, turn, state)
        else:
            await self.hear_something_else(message, turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._take(message, turn, state, message.text or "")

    @on.message(F.contact)
    async def hear_number(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """One's own, where a phone is asked for."""
        path, contact = await opening.remembered(turn, state), message.contact
        asked = path.question(path.current or "") if path else None
        if asked is not None and asked.kind == "phone" and contact and contact.user_id == turn.account_id:
            number = contact.phone_number
            await self._take(message, turn, state, number if number.startswith("+") else f"+{number}")
        else:
            await self.hear_something_else(message, turn, state)

    @on.message(_FILES)
    async def see(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """An album is one step."""
        path = await opening.remembered(turn, state)
        asked = path.question(path.current or "") if path else None
        if path is None or asked is None or asked.kind != "file" or not path.is_open(turn.heard):
            await self.hear_something_else(message, turn, state)
            return
        parts = [message, *(part.message for part in turn.album if part.message is not None)]
        notice = await answering.take_files(turn, path, asked, parts)
        await self._show(turn, state, await opening.again(turn, path.application), notice)

    @on.message(~F.text & ~_FILES & ~F.contact)
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind not in hearing.SAID_BY_PEOPLE:
            return
        path = await opening.remembered(turn, state)
        asked = path.question(path.current or "") if path else None
        trouble = questions.needs_answer(asked, kind) if asked else asking.needs_text(kind)
        await self._ask(message, turn, state, trouble)

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._ask(message, turn, state, asking.edited())

    async def _take(self, message: Message, turn: Turn, state: FSMContext, text: str) -> None:
        path = await opening.remembered(turn, state)
        if path is None:
            await self._gone(message, turn, state)
            return
        earlier = await pasting.before(state, message)
        asked = path.question(earlier.question if earlier else path.current or "")
        part = pasting.part_of(asked.key, message) if asked else None
        if earlier and part and asked and path.is_open(turn.heard):
            part = pasting.Part(part.question, earlier.count + part.count, part.at, part.cut)
            joint = "" if earlier.cut else "\n"
            after = await answering.take_rest(turn, path, asked, joint + text, kept=earlier.kept, count=part.count)
        else:
            after = await answering.take_text(turn, state, path, text)
        await pasting.note(state, part, message, kept=after.kept)
        if after.screen is not None:
            turn.said.show(after.screen)
            if after.over:
                await opening.forget(state)
                await self.wizard.exit()
            return
        await self._show(turn, state, await opening.again(turn, path.application), after.notice)

    async def _ask(self, event: TelegramObject, turn: Turn, state: FSMContext, notice: Markup | str = "") -> None:
        path = await opening.remembered(turn, state)
        if path is None:
            await self._gone(event, turn, state)
        else:
            await self._show(turn, state, path, notice)

    async def _show(self, turn: Turn, state: FSMContext, path: Path, notice: Markup | str) -> None:
        turn.said.show(await showing.step(turn, path, notice, from_page=await opening.from_page(state, path)))
        if not path.is_open(turn.heard):
            await opening.forget(state)
            await self.wizard.exit()

    async def _gone(self, event: TelegramObject, turn: Turn, state: FSMContext) -> None:
        await opening.forget(state)
        await self.wizard.exit()
        await show_mine(event, turn)
