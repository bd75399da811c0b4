"""Everything of a round, to be taken away: its applications as rows, its papers in parts that a bot can send."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.db import Session
from bot.errors import CantReview
from bot.models import SENT, Answer, Application, Call, CallRound, Decision, Paper, PaperState, Person, Review
from bot.packs.forms import Form, Question
from bot.services import audit, calls, rights
from bot.services.applications import papers, queue, rounds
from bot.services.rights import Act

PART: Final = 20 * 1024 * 1024
"""Bytes of papers in one file: a bot may send fifty million, but holds them in memory meanwhile."""
SLICE: Final = 40
"""Applications whose answers are read at once."""


@dataclass(frozen=True)
class Row:
    """One application of a round. `name` is None where it isn't told."""

    application: Application
    name: str | None
    answers: Mapping[str, Any]
    papers: Sequence[Paper]
    points: Mapping[str, float]
    """The mean of each criterion."""
    judged: int
    """By how many."""


@dataclass(frozen=True)
class Whole:
    """A round with all that was sent in it."""

    round: CallRound
    call: Call
    form: Form
    rows: Sequence[Row]

    @property
    def blind(self) -> bool:
        """Whether whose they are isn't known yet: until all answers are told, where the form judges without names."""
        return self.form.blind and self.round.released_at is None


def withheld(of: Whole) -> int:
    """How many kept papers aren't among the parts, because they tell whose they are."""
    seen = {question.key for question in shown(of)}
    return sum(paper.question not in seen for row in of.rows for paper in row.papers)


def shown(of: Whole) -> list[Question]:
    """The questions whose answers may be told."""
    return [one for one in of.form.questions if not (of.blind and one.identifies)]


async def look(session: Session, round_id: int, me: int) -> tuple[CallRound, Call]:
    """For a colleague who may take it away. Raises NotThere, NotAllowed; CantReview where they, or somebody of their
    family, take part in it."""
    await rights.require(session, me, Act.EXPORT_APPLICATIONS)
    if await queue.excluded(session, round_id, me):
        raise CantReview("excluded", round_id=round_id)
    of = await rounds.get(session, round_id)
    return of, await calls.get(session, of.call_id)


async def whole(session: Session, round_id: int, *, told: bool = True) -> Whole:
    """All that was sent and not taken back, the longest waiting first; with what it says only where that is to be
    `told`. Raises NotThere."""
    of = await rounds.get(session, round_id)
    form, call = rounds.asked(of), await calls.get(session, of.call_id)
    sent = (Application.round_id == round_id, col(Application.progress).in_(SENT))
    query = select(Application).where(*sent).order_by(col(Application.submitted_at), col(Application.id))
    applications = list(await session.exec(query))
    files = await _papers(session, *sent)
    names = await _names(session, *sent) if told else {}
    answers = await _answers(session, [one.id or 0 for one in applications]) if told else {}
    reviews = await _reviews(session, *sent) if told else {}
    found = [
        Row(
            one,
            names.get(one.person_id),
            answers.get(one.id or 0, {}),
            files.get(one.id or 0, []),
            _means(reviews.get(one.id or 0, []), form),
            len(reviews.get(one.id or 0, [])),
        )
        for one in applications
    ]
    made = Whole(of, call, form, found)
    return replace(made, rows=[replace(row, name=None) for row in found]) if made.blind else made


async def _names(session: Session, *sent: ColumnElement[bool] | bool) -> dict[int, str | None]:
    query = select(Person.id, Person.name).join(Application, col(Application.person_id) == Person.id).where(*sent)
    return {number or 0: name for number, name in await session.exec(query)}


async def _answers(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Some at a time: opening what is sealed holds up the loop."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), SLICE):
        query = select(Answer).where(col(Answer.application_id).in_(ids[start : start + SLICE]))
        for one in await session.exec(query):
            value = None if one.value is None else json.loads(one.value)
            found.setdefault(one.application_id, {})[one.question] = value
        await asyncio.sleep(0)
    return found


async def _papers(session: Session, *sent: ColumnElement[bool] | bool) -> dict[int, list[Paper]]:
    query = (
        select(Paper)
        .join(Application, col(Application.id) == Paper.application_id)
        .where(*sent, Paper.state == PaperState.KEPT)
        .order_by(col(Paper.question), col(Paper.position), col(Paper.id))
    )
    found: dict[int, list[Paper]] = {}
    for one in await session.exec(query):
        found.setdefault(one.application_id, []).append(one)
    return found


async def _reviews(session: Session, *sent: ColumnElement[bool] | bool) -> dict[int, list[Review]]:
    query = (
        select(Review)
        .join(Application, col(Application.id) == Review.application_id)
        .where(*sent, col(Review.judged_at).is_not(None), col(Review.conflict_at).is_(None))
    )
    found: dict[int, list[Review]] = {}
    for one in await session.exec(query):
        found.setdefault(one.application_id, []).append(one)
    return found


def _means(reviews: Sequence[Review], form: Form) -> dict[str, float]:
    found = {}
    for criterion in form.criteria:
        given = [one.points[criterion.key] for one in reviews if criterion.key in one.points]
        if given:
            found[criterion.key] = sum(given) / len(given)
    return found


@dataclass(frozen=True)
class Filed:
    """A paper and where it stands in the file: `K7QX/official_id-1.pdf`."""

    paper: Paper
    path: str


def parts(of: Whole, *, chosen: bool) -> list[list[Filed]]:
    """All papers that may be seen, cut so that each part can be sent; of whoever was chosen, or of all. An
    application's stay together where they can."""
    made: list[list[Filed]] = []
    room = 0
    for row in of.rows:
        if chosen and row.application.decision is not Decision.ACCEPTED:
            continue
        files = list(_files(of, row))
        size = sum(one.paper.size or 0 for one in files)
        if files and (not made or size > room):
            made.append([])
            room = PART
        for one in files:
            if made[-1] and (one.paper.size or 0) > room:
                made.append([])
                room = PART
            made[-1].append(one)
            room -= one.paper.size or 0
    return made


def _files(of: Whole, row: Row) -> Iterator[Filed]:
    seen = {question.key for question in shown(of)}
    for paper in row.papers:
        if paper.question in seen:
            yield Filed(paper, f"{row.application.number}/{papers.file_name(paper)}")


async def note(session: Session, round_id: int, me: int, what: str, *, now: datetime, **details: int) -> None:
    """Somebody takes it away."""
    await audit.note(session, me, "export_applications", f"round:{round_id}", now=now, what=what, **details)
