"""The screen of the step that is open."""

from aiogram.fsm.context import FSMContext
from markupsafe import Markup

from bot import time
from bot.models import Progress
from bot.screen import Screen
from bot.screens import not_yet
from bot.screens.applying import questions, standing, whole
from bot.screens.reviewing import outcomes
from bot.services import approvals, suggestions
from bot.services.applications import drafts, papers
from bot.services.applications.paths import BORN, DOES, Path
from bot.turn import Turn
from handlers.applying import opening


async def step(turn: Turn, path: Path, notice: Markup | str = "", *, from_page: int | None = None) -> Screen:
    """The open question, or the whole where there is none; how it stands, where nothing can be answered now."""
    if not path.is_open(turn.heard):
        return await card(turn, path)
    key = path.current
    if key is None:
        return whole.whole(path, 1, notice=notice)
    if key == BORN:
        return questions.birth_date(path, today=time.local(turn.now, turn.facts.zone).date(), notice=notice)
    if key == DOES:
        return questions.occupation(path, notice=notice)
    if check := path.check(key):
        return questions.check(path, check, notice=notice)
    asked = path.question(key)
    assert asked is not None
    if asked.kind == "file":
        count = len(await papers.earlier(turn.session, path.application, asked)) if not path.files(asked) else 0
        return questions.question(path, asked, notice=notice, files_before=count, from_page=from_page)
    earlier = None
    if asked.key not in path.answers:
        earlier = await drafts.before(turn.session, path.application, asked)
    return questions.question(path, asked, notice=notice, earlier=earlier, from_page=from_page)


async def card(turn: Turn, path: Path) -> Screen:
    """How it stands; with what fits somebody who wasn't chosen."""
    one = path.application
    fitting = []
    if one.progress is Progress.DECIDED and one.released_at is not None and one.decision == "declined":
        found = await suggestions.meanwhile(
            turn.session, turn.person, turn.pack, path.call, facts=turn.facts, now=turn.now
        )
        fitting = [not_yet.suggested(other, facts=turn.facts) for other in found]
    unconfirmed = await approvals.unconfirmed(turn.session, turn.me, now=turn.now)
    return standing.card(
        path,
        facts=turn.facts,
        now=turn.now,
        fitting=fitting,
        more=outcomes.give_up(one),
        unconfirmed=next((permission for permission in unconfirmed if permission.application_id == one.id), None),
    )


async def go_to(turn: Turn, state: FSMContext, path: Path, key: str | None, notice: Markup | str = "") -> None:
    """Open this step (None: the whole) and show it; what is typed next is heard as its answer."""
    path.application.at_question = key
    await opening.remember(state, path.id)
    turn.said.show(await step(turn, path, notice))
