"""Questions left open. A draft is kept beside the scene's state and outlives it.

While a scene's state is set, what is typed is an answer. A new subject takes the state away and leaves the draft, so
that *Continue* finds the same question with the earlier answers; what is typed meanwhile is no answer.
"""

import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from aiogram import BaseMiddleware
from aiogram.fsm.context import FSMContext
from aiogram.types import TelegramObject

from bot.errors import NotThere, Refusal
from bot.i18n import words
from bot.models import Course
from bot.screen import Send
from bot.screens.profile import keyboard_gone
from bot.services import courses
from bot.services.names import visible
from bot.turn import Turn, refusing
from handlers.describing import LOCATING

_KEY = "draft"
ROOM: Final = 400
"""Characters of a typed text that are kept: more than any answer has."""


@dataclass(frozen=True)
class Draft:
    """A sign-up that waits for an answer: to which course, all its questions, which of them is open, from where the
    course's card was opened, and what was typed while the question wasn't listening."""

    course: int
    steps: tuple[str, ...]
    at: int = 0
    came: str = ""
    typed: str = ""

    def to(self, step: int) -> "Draft":
        return replace(self, at=min(max(step, 0), len(self.steps)), typed="")

    @property
    def answered(self) -> bool:
        return self.at >= len(self.steps)

    @property
    def asks(self) -> str:
        return self.steps[self.at]


async def find(state: FSMContext) -> Draft | None:
    """The draft, or None; also for one that an older version of the bot wrote in another shape."""
    kept = (await state.get_data()).get(_KEY)
    match kept:
        case {"course": int(course), "steps": [*steps], "at": int(at), **more} if 0 <= at < len(steps):
            return Draft(
                course, tuple(str(step) for step in steps), at, str(more.get("came", "")), str(more.get("typed", ""))
            )
    return None


async def keep(state: FSMContext, draft: Draft) -> None:
    kept = {"course": draft.course, "steps": list(draft.steps), "at": draft.at, "came": draft.came}
    await state.update_data({_KEY: {**kept, "typed": draft.typed} if draft.typed else kept})


async def keep_typed(state: FSMContext, text: str) -> str:
    """Keep with the draft what may be its answer, cleaned; returns it. The newest text takes the place of the last."""
    draft, typed = await find(state), visible(text[:ROOM])
    if draft is not None:
        await keep(state, replace(draft, typed=typed))
    return typed


def mark_of(typed: str) -> str:
    """What tells a text from another in a button's address."""
    return f"{zlib.crc32(typed.encode()):x}"


async def forget(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(_KEY, None) is not None:
        await state.set_data(data)


async def course_of(turn: Turn, state: FSMContext) -> Course | None:
    """The course whose sign-up was left open; a draft for a course that is gone is forgotten."""
    draft = await find(state)
    if draft is None:
        return None
    try:
        return await courses.get(turn.session, draft.course)
    except NotThere:
        await forget(state)
        return None


async def left_open(turn: Turn, state: FSMContext) -> str:
    """What *Continue* is called: the course's short title, or nothing."""
    course = await course_of(turn, state)
    return words(course.short_title) if course else ""


class Suspend(BaseMiddleware):
    """Before a handler of another subject: the open question stops listening, its draft stays.

    A refusal is shown from here, in a savepoint of its own: were it left to the turn, rolling back would open the
    question again, and the next thing typed would be taken as its answer.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        state: FSMContext | None = data.get("state")
        if state is None or await state.get_state() is None:
            return await handler(event, data)
        turn: Turn = data["turn"]
        locating = await state.get_state() == LOCATING
        await state.set_state(None)
        try:
            async with turn.session.begin_nested():
                return await handler(event, data)
        except Refusal as refusal:
            turn.said.sayings.clear()
            turn.said.show(await refusing.screen(refusal, turn))
            return None
        finally:
            if locating:
                turn.said.sayings.insert(0, Send(keyboard_gone()))
