"""Papers as colleagues see them: whoever judges or decides, and only what they may see of an application."""

from dataclasses import dataclass
from datetime import datetime

from bot.db import Session
from bot.errors import NotThere
from bot.models import Application, Call, Paper, PaperState
from bot.packs.forms import Question
from bot.services import audit, rights
from bot.services.applications import correcting, papers
from bot.services.applications.reviewing import subject
from bot.services.facts import Facts
from bot.services.rights import Act


@dataclass(frozen=True)
class View:
    """An application with its questions for papers, and those of the kept papers that this colleague may see, in the
    order of the questions."""

    application: Application
    call: Call
    questions: list[Question]
    papers: list[Paper]
    mine: bool
    """Whether they judge it; else they decide on it."""


async def look(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> View:
    """Where one judges without names, without what tells whose it is. Raises what `correcting.look` does."""
    application, _round, call, seen = await correcting.look(session, application_id, me, facts=facts, now=now)
    asked = [one for one in seen if one.kind == "file"]
    order = {one.key: place for place, one in enumerate(asked)}
    kept = [one for one in await papers.of(session, application_id) if one.state is PaperState.KEPT]
    there = [one for one in kept if one.question in order]
    there.sort(key=lambda one: (order[one.question], one.position))
    decides = rights.may(await rights.roles_of(session, me), Act.DECIDE)
    mine = not decides or await correcting.reads(session, application_id, me, now)
    return View(application, call, asked, there, mine)


async def open_all(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> View:
    """The same, noted: they see what is in all of them, in small."""
    view = await look(session, application_id, me, facts=facts, now=now)
    await audit.note(session, me, "application_papers", subject(view.application), now=now, files=len(view.papers))
    return view


async def open_one(
    session: Session, paper_id: int, me: int, *, facts: Facts, now: datetime
) -> tuple[View, Paper, Question]:
    """One of them, noted. Raises NotThere, and what `look` does."""
    row = await session.get(Paper, paper_id)
    if row is None:
        raise NotThere
    view = await look(session, row.application_id, me, facts=facts, now=now)
    paper = next((one for one in view.papers if one.id == paper_id), None)
    if paper is None:
        raise NotThere
    await audit.note(session, me, "application_paper", subject(view.application), now=now, paper=paper_id)
    return view, paper, next(one for one in view.questions if one.key == paper.question)
