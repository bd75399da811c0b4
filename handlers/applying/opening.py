"""Finding an application, the one a conversation is about, and what is left open."""

from typing import Final

from aiogram.fsm.context import FSMContext

from bot.errors import NotThere
from bot.models import Application
from bot.screen import Button
from bot.screens.applying import standing
from bot.services.applications import drafts, paths
from bot.services.applications.paths import Path
from bot.turn import Turn

STATE: Final = "applying"
KEY: Final = "applying"
"""Where the scene keeps which application it is about; everything else is rows."""


async def path_of(turn: Turn, application_id: int) -> Path:
    """One's own, locked for this turn. Raises NotThere."""
    application = await drafts.get(turn.session, turn.me, application_id)
    return await again(turn, application)


async def again(turn: Turn, application: Application) -> Path:
    """The same as it is by now."""
    return await paths.load(turn.session, turn.person, application, facts=turn.facts)


async def remember(state: FSMContext, application_id: int) -> None:
    await state.update_data({KEY: application_id})


async def forget(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(KEY, None) is not None:
        await state.set_data(data)


async def remembered(turn: Turn, state: FSMContext) -> Path | None:
    """What the open question belongs to; None where that is gone."""
    kept = (await state.get_data()).get(KEY)
    try:
        return await path_of(turn, kept) if isinstance(kept, int) else None
    except NotThere:
        return None


async def left_open(turn: Turn) -> Button | None:
    """One tap back to the application that was last written at, if one can be gone on with."""
    if not turn.private or turn.person.id is None:
        return None
    found = await drafts.unfinished(turn.session, turn.me, now=turn.heard)
    return standing.going_on(found[0][1], found[0][0]) if found else None
