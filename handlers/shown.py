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


async def keep(state: FSMContext, topic: str, evidence: Evidence) -> None:
    """What was sent and may be evidence, until somebody says so; for a part the newest takes the place of the last."""
    kept = {"kind": evidence.kind, "content": evidence.content, "caption": evidence.caption}
    await state.update_data({_KEPT: {**await _all_kept(state), topic: kept}})


async def kept(state: FSMContext, topic: str) -> Evidence | None:
    match (await _all_kept(state)).get(topic):
        case {"kind": str(kind), "content": str(content), "caption": caption}:
            return Evidence(kind, content, caption if isinstance(caption, str) else None)
    return None


async def forget(state: FSMContext, topic: str) -> None:
    others = await _all_kept(state)
    if others.pop(topic, None) is None:
        return
    data = await state.get_data()
    if others:
        data[_KEPT] = others
    else:
        del data[_KEPT]
    await state.set_data(data)


async def _all_kept(state: FSMContext) -> dict[str, Any]:
    """By the part's topic: a question about one part waits while another is told."""
    found = (await state.get_data()).get(_KEPT)
    return dict(found) if isinstance(found, dict) else {}
