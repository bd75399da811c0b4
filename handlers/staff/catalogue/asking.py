"""Which question about the catalogue is open, and asking the next one."""

from dataclasses import asdict, dataclass
from typing import Final

from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager

from bot.i18n import _
from bot.models import CatalogueDraft
from bot.screens.catalogue import labels, writing
from bot.services.editing import drafts
from bot.turn import Turn
from handlers.staff.catalogue import showing
from handlers.staff.catalogue.choosing import CHOSEN, choices

STATE: Final = "editing_catalogue"
"""Of the scene in which something is typed."""
SEARCH: Final = "search"
DATE: Final = "date"
RULE: Final = "rule"
"""Questions that are about no field of their own."""
_KEY: Final = "editing"


@dataclass(frozen=True)
class Asked:
    """`part`: 1 for the English, the weekdays ticked for a rule, or the minute at which the session that moves
    begins."""

    draft: int
    field: str
    part: int = 0


async def begin(state: FSMContext, draft: int, field: str, part: int = 0) -> None:
    """The scene is entered next."""
    await state.update_data({_KEY: asdict(Asked(draft, field, part))})


async def open_one(state: FSMContext) -> Asked | None:
    match (await state.get_data()).get(_KEY):
        case {"draft": int(draft), "field": str(field), "part": int(part)}:
            return Asked(draft, field, part)
    return None


async def over(state: FSMContext) -> None:
    data = await state.get_data()
    data.pop(_KEY, None)
    await state.set_data(data)


async def ask_field(
    turn: Turn, state: FSMContext, scenes: ScenesManager, one: CatalogueDraft, field: str, part: int = 0
) -> None:
    """One field: its choices, or the scene in which it is typed."""
    if field in CHOSEN:
        turn.said.show(writing.choose(one, field, await choices(turn, one, field), part + 1))
        return
    await begin(state, one.id or 0, field, part)
    await scenes.enter(STATE)


async def ask_next(turn: Turn, state: FSMContext, scenes: ScenesManager, one: CatalogueDraft) -> None:
    """What a new thing can't be without, one after the other; then the draft as a whole."""
    lacking = showing.missing(one, await drafts.state(turn.session, one, pack=turn.pack))
    if lacking:
        await ask_field(turn, state, scenes, one, lacking[0])
    else:
        turn.said.show(await showing.draft(turn, one))


def noted(field: str) -> str:
    """The first line after an answer."""
    return _("Noted: {field}", field=labels.field(field))
