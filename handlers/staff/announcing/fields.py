"""The audience on the screen: all of it, and one field of it."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot import time
from bot.errors import NotThere
from bot.models import Call, Course
from bot.screens.announcing import audience as screens
from bot.services import calls, courses
from bot.services.broadcasts import aiming, approving, firms
from bot.services.broadcasts.drafts import Draft
from bot.turn import Turn
from handlers.staff.announcing import common


async def show_audience(turn: Turn, draft: Draft) -> None:
    await turn.session.flush()
    found = await approving.size(turn.session, draft, facts=turn.facts, now=turn.now)
    turn.said.show(screens.audience(draft, await common.named(turn, draft), found, turn.pack))


async def show(turn: Turn, draft: Draft, field: str, page: int, trouble: Markup | str = "") -> None:
    """Raises NotThere for what is no field."""
    if field not in aiming.FIELDS:
        raise NotThere
    await turn.session.flush()
    found = await approving.size(turn.session, draft, facts=turn.facts, now=turn.now)
    rule = draft.rule
    named = await firms.listed(turn.session, _today(turn)) if field == "firms" else ()
    choices = screens.choices(field, rule, turn.pack, await _things(turn, field), rule.colonias, named)
    turn.said.show(screens.by(draft, field, choices, found, page, trouble=trouble))


async def _things(turn: Turn, field: str) -> Sequence[Course | Call]:
    if field == "courses":
        return await courses.everything(turn.session, now=turn.now)
    if field == "calls":
        return await calls.everything(turn.session, facts=turn.facts, now=turn.now)
    if field == "checked":
        known = await calls.everything(turn.session, facts=turn.facts, now=turn.now)
        return [one for one in known if one.precheck is not None]
    return ()


async def firm(turn: Turn, draft: Draft, value: str) -> str:
    """The name of the firm that a button means. Raises NotThere."""
    return await firms.marked(turn.session, value, draft.rule.firms, _today(turn))


async def firms_like(turn: Turn, typed: str) -> list[str]:
    return await firms.like(turn.session, typed, _today(turn))


def _today(turn: Turn) -> date:
    return time.local(turn.now, turn.facts.zone).date()
