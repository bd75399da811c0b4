"""Finding an application, the one a conversation is about, and what is left open."""

from datetime import timedelta
from typing import Final

from aiogram.fsm.context import FSMContext

from bot.addresses import MyApplications, UseTypedAnswer
from bot.errors import NotThere
from bot.i18n import _, words
from bot.models import Application
from bot.screen import Button
from bot.screens import searching
from bot.screens.applying import standing
from bot.services.applications import drafts, paths
from bot.services.applications.paths import Path
from bot.services.names import visible
from bot.turn import Turn
from handlers.applying import pasting

STATE: Final = "applying"
SOON: Final = timedelta(hours=1)
"""So long after the last answer what is typed elsewhere may still be meant for the draft."""
_ROOM: Final = 16_000
KEY: Final = "applying"
"""Where the scene keeps which application it is about; everything else is rows."""
FROM: Final = "applying_from"


async def path_of(turn: Turn, application_id: int) -> Path:
    """One's own, locked for this turn. Raises NotThere."""
    application = await drafts.get(turn.session, turn.me, application_id)
    return await again(turn, application)


async def again(turn: Turn, application: Application) -> Path:
    """The same as it is by now."""
    return await paths.load(turn.session, turn.person, application, facts=turn.facts, now=turn.now)


async def remember(state: FSMContext, application_id: int, *, from_page: tuple[str, int] | None = None) -> None:
    """`from_page`: a question that was opened from a page of the whole."""
    await state.update_data({KEY: application_id} | ({FROM: list(from_page)} if from_page else {}))


async def from_page(state: FSMContext, path: Path) -> int | None:
    """The page of the whole from which the open question was reached."""
    kept = (await state.get_data()).get(FROM)
    return kept[1] if isinstance(kept, list) and kept[0] == path.current else None


async def forget(state: FSMContext) -> None:
    data = await state.get_data()
    kept = {name: value for name, value in data.items() if name not in (KEY, FROM, pasting.KEY)}
    if kept != data:
        await state.set_data(kept)


async def remembered(turn: Turn, state: FSMContext) -> Path | None:
    """What the open question belongs to; None where that is gone."""
    kept = (await state.get_data()).get(KEY)
    try:
        return await path_of(turn, kept) if isinstance(kept, int) else None
    except NotThere:
        return None


async def keep_typed(turn: Turn, state: FSMContext, text: str) -> searching.Draft | None:
    """While a draft was left a short while ago, what is typed elsewhere may be its answer: it is kept, and one tap
    uses it."""
    path = await remembered(turn, state)
    typed = _seen(text)
    if path is None or path.correcting or not path.is_open(turn.heard) or path.current is None or not typed:
        return None
    if turn.now - path.application.edited_at > SOON:
        return None
    await drafts.keep_typed(turn.session, path.application, typed, now=turn.now)
    use = UseTypedAnswer(path.id, drafts.mark_of(typed))
    return searching.Draft(words(path.call.short_title), typed, use, standing.going_on(path.call, path.application))


def _seen(text: str) -> str:
    """Without what can't be seen; as long as any answer may be."""
    return "\n".join(visible(line) for line in text[:_ROOM].splitlines()).strip()


async def left_open(turn: Turn) -> Button | None:
    """One tap back to the application that was last written at, if one can be gone on with; else to all of them."""
    if not turn.private or turn.person.id is None:
        return None
    found = await drafts.unfinished(turn.session, turn.me, now=turn.heard)
    if found:
        return standing.going_on(found[0][1], found[0][0])
    return Button(_("My applications"), MyApplications()) if await drafts.of(turn.session, turn.me) else None
