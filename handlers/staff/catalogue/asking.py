"""Which question about the catalogue is open."""

from dataclasses import asdict, dataclass
from typing import Final

from aiogram.fsm.context import FSMContext

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
