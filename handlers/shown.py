"""Which challenge is on somebody's screen: kept as the conversation's state, so that any other subject ends it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiogram.fsm.context import FSMContext

from bot.services.journey import Evidence

STATE: Final = "challenge_shown"
_KEY: Final = "challenge_shown"
_KEPT: Final = "perhaps_evidence"


@dataclass(frozen=True)
class Shown:
    """The part's topic, since when, and whether nothing has come in between."""

    topic: str
    at: datetime
    sure: bool


async def note(state: FSMContext, topic: str, now: datetime, *, sure: bool = True) -> None:
    """From now on what is sent may be how the challenge went."""
    await state.update_data({_KEY: {"topic": topic, "at": now.isoformat(), "sure": sure}})
    await state.set_state(STATE)


async def what(state: FSMContext) -> Shown | None:
    match (await state.get_data()).get(_KEY):
        case {"topic": str(topic), "at": str(at), "sure": bool(sure)}:
            return Shown(topic, datetime.fromisoformat(at), sure)
    return None


async def keep(state: FSMContext, evidence: Evidence) -> None:
    """What was sent and may be evidence, until somebody says so; the newest takes the place of the last."""
    kept = {"kind": evidence.kind, "content": evidence.content, "caption": evidence.caption}
    await state.update_data({_KEPT: kept})


async def kept(state: FSMContext) -> Evidence | None:
    found: Any = (await state.get_data()).get(_KEPT)
    match found:
        case {"kind": str(kind), "content": str(content), "caption": caption}:
            return Evidence(kind, content, caption if isinstance(caption, str) else None)
    return None


async def forget(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(_KEPT, None) is not None:
        await state.set_data(data)
