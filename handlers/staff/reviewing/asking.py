"""Opening a question to a colleague; `writing` hears its answer."""

from typing import Final

from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager

STATE: Final = "reviewing"
KEY: Final = "reviewing"


async def ask(state: FSMContext, scenes: ScenesManager, what: str, about: int, more: str = "") -> None:
    """Open a question: `comment`, `correct` (`more`: the question's key), `remark` (`more`: the decision and its
    reason) about an application; `hour` about a round."""
    await state.update_data({KEY: {"what": what, "about": about, "more": more}})
    await scenes.enter(STATE)
