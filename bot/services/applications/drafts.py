"""Drafts: applications that are being written. Each answer is a row as soon as it is given."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot.db import Session
from bot.errors import CallClosed, NotEditable, NotThere
from bot.models import LIVE, Answer, Application, Call, CallRound, Paper, PaperState, Person, Progress
from bot.packs.forms import CHOICES, Form, Question
from bot.services.applications import deadlines, rounds
from bot.services.facts import Facts

_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are read as another one."""
_LONG: Final = 8


async def begin(session: Session, person: Person, call: Call, *, facts: Facts, now: datetime) -> Application:
    """The one that is live in the round open now, whatever its progress; else a new draft, at its first step. Raises
    CallClosed."""
    assert person.id is not None and call.id is not None
    of = await rounds.current(session, call, facts=facts, now=now)
    if of is None:
        raise CallClosed(call.id)
    found = await live(session, person.id, of.id or 0)
    if found is not None:
        return found
    made = Application(
        person_id=person.id,
        call_id=call.id,
        round_id=of.id or 0,
        number=_number(),
        at_question=rounds.asked(of).questions[0].key,
        begun_at=now,
        edited_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # A second tap, from another of the person's accounts.
        found = await live(session, person.id, of.id or 0)
        if found is None:
            raise
        return found
    await deadlines.plan(session, made, of, facts=facts, now=now)
    return made


def _number() -> str:
    return "".join(secrets.choice(_LETTERS) for _n in range(_LONG))


async def live(session: Session, person_id: int, round_id: int) -> Application | None:
    query = select(Application).where(
        Application.person_id == person_id,
        Application.round_id == round_id,
        col(Application.progress).in_(LIVE),
    )
    return (await session.exec(query)).first()


async def get(session: Session, person_id: int, application_id: int) -> Application:
    """One's own, and nobody else changes it until the transaction ends. Raises NotThere."""
    query = select(Application).where(Application.id == application_id, Application.person_id == person_id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = (await session.exec(query)).first()
    if found is None:
        raise NotThere
    return found


async def of(session: Session, person_id: int) -> Sequence[Application]:
    """All of somebody's, the newest first."""
    query = select(Application).where(Application.person_id == person_id).order_by(col(Application.id).desc())
    return (await session.exec(query)).all()


async def unfinished(session: Session, person_id: int, *, now: datetime) -> Sequence[tuple[Application, Call]]:
    """What the person can go on with: drafts whose round is open, and what is open for correction; the latest touched
    first."""
    query = (
        select(Application, Call, CallRound)
        .join(Call, col(Call.id) == Application.call_id)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(
            Application.person_id == person_id,
            col(Application.progress).in_([Progress.DRAFT, Progress.CORRECTING]),
        )
        .order_by(col(Application.edited_at).desc(), col(Application.id).desc())
    )
    found = await session.exec(query)
    return [(one, call) for one, call, round_ in found if editable(one, round_, now)]


def editable(application: Application, of: CallRound, now: datetime) -> bool:
    """Whether answers may be given at this moment: until the second before the end."""
    if application.progress is Progress.CORRECTING:
        return application.correct_until is None or now < application.correct_until
    return application.progress is Progress.DRAFT and (of.ends_at is None or now < of.ends_at)


def open_questions(application: Application, form: Form) -> list[Question]:
    """What may be answered: everything, or what is to be corrected."""
    if application.progress is not Progress.CORRECTING:
        return form.questions
    return [question for question in form.questions if question.key in application.corrections]


async def answers_of(session: Session, application_id: int) -> dict[str, Any]:
    """By question; None where it was skipped. Papers are not among them."""
    query = select(Answer).where(Answer.application_id == application_id).order_by(col(Answer.id))
    return {one.question: _value(one) for one in await session.exec(query)}


def _value(answer: Answer) -> Any:
    return None if answer.value is None else json.loads(answer.value)


async def put(session: Session, application: Application, question_key: str, value: Any, *, now: datetime) -> None:
    """Keep an answer, also to one of the form's checks; None: it was skipped. Raises NotEditable for what was sent or
    isn't to be corrected."""
    _writable(application, question_key)
    query = select(Answer).where(Answer.application_id == application.id, Answer.question == question_key)
    found = (await session.exec(query)).first()
    written = None if value is None else json.dumps(value, ensure_ascii=False)
    if found is None:
        found = Answer(application_id=application.id or 0, question=question_key, answered_at=now)
        session.add(found)
    found.value, found.answered_at = written, now
    application.edited_at = now
    await session.flush()


async def leave_unbegun(session: Session, application: Application) -> bool:
    """Forget a draft in which no question was answered yet; whether it was one."""
    form = rounds.asked(await rounds.get(session, application.round_id))
    assert application.id is not None
    answers = await answers_of(session, application.id)
    papers = select(Paper.id).where(Paper.application_id == application.id).limit(1)
    begun = any(question.key in answers for question in form.questions)
    if application.progress is not Progress.DRAFT or begun or (await session.exec(papers)).first() is not None:
        return False
    await session.delete(application)
    await session.flush()
    return True


async def take_back(session: Session, application: Application, question_key: str, *, now: datetime) -> None:
    """The question has no answer any more. Raises NotEditable."""
    _writable(application, question_key)
    query = select(Answer).where(Answer.application_id == application.id, Answer.question == question_key)
    for found in (await session.exec(query)).all():
        await session.delete(found)
    application.edited_at = now
    await session.flush()


def _writable(application: Application, question_key: str) -> None:
    if application.progress is Progress.DRAFT:
        return
    if application.progress is not Progress.CORRECTING or question_key not in application.corrections:
        raise NotEditable(application.id or 0)


def missing(form: Form, answers: Mapping[str, Any], papers: Sequence[Paper]) -> list[Question]:
    """The questions that still have to be answered, in their order. A paper that is on its way counts."""
    there = {paper.question for paper in papers if paper.state is not PaperState.REFUSED}
    return [question for question in form.questions if not _answered(question, answers, there)]


def _answered(question: Question, answers: Mapping[str, Any], papers: set[str]) -> bool:
    if question.optional and question.key in answers:
        return True
    return question.key in papers if question.kind == "file" else answers.get(question.key) is not None


async def before(session: Session, application: Application, question: Question) -> Any:
    """What the person answered to the same question the last time; None where they didn't, or it doesn't fit what is
    asked now."""
    query = (
        select(Answer, CallRound)
        .join(Application, col(Application.id) == Answer.application_id)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(
            Application.person_id == application.person_id,
            Application.id != application.id,
            Answer.question == question.key,
            col(Answer.value).is_not(None),
        )
        .order_by(col(Answer.answered_at).desc(), col(Answer.id).desc())
    )
    for answer, of in await session.exec(query):
        asked = rounds.asked(of).question(question.key)
        value = _value(answer)
        if asked is not None and asked.kind == question.kind and _fits(question, value):
            return value
    return None


def _fits(question: Question, value: Any) -> bool:
    if question.kind not in CHOICES:
        return True
    chosen = value if isinstance(value, list) else [value]
    return bool(chosen) and {option.key for option in question.options}.issuperset(chosen)
