"""Scenes that are answered in words: whatever else comes, the question is asked again with what was wrong."""

from abc import abstractmethod

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, on
from aiogram.types import Message
from markupsafe import Markup

from bot.screens import asking
from bot.turn import Turn
from handlers import hearing


class InWords(Scene):
    """A subclass hears the text, and what else it takes; its own handlers come before these."""

    @abstractmethod
    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        """Ask again; where what it is about is gone, say so and stop asking."""

    @on.message(~F.text)
    async def hear_something_else(self, message: Message, turn: Turn, state: FSMContext) -> None:
        kind = hearing.kind_of(message)
        if kind in hearing.SAID_BY_PEOPLE:
            await self._ask(turn, state, asking.needs_text(kind))

    @on.edited_message(F.text | F.caption)
    async def hear_edited(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state, asking.edited())
