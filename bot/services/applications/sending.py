"""Sending an application, sending it corrected, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import time
from bot.db import Session
from bot.errors import AnswerOutdated, BadAnswer, CallClosed, NotEditable, Unanswered
from bot.models import Application, CallRound, Decision, Person, Progress
from bot.packs.forms import Question
from bot.services import calls, people
from bot.services.applications import answers as typed
from bot.services.applications import approving, deadlines, drafts, eligible, papers, rounds
from bot.services.applications.eligible import Need
from bot.services.facts import Facts


async def submit(
    session: Session, application: Application, *, facts: Facts, now: datetime, heard: datetime | None = None
) -> None:
    """Send a draft, or what was to be corrected; a minor's waits for the guardian's yes where it isn't there. `heard`:
    when the person asked for it, where that was before now; what was asked for in time is in time. Raises CallClosed,
    NotEditable (sent or withdrawn already), NotEligible, Unanswered, AnswerOutdated."""
    of = await rounds.get(session, application.round_id)
    call = await calls.get(session, application.call_id)
    person = await people.get(session, application.person_id)
    if application.progress not in (Progress.DRAFT, Progress.CORRECTING, Progress.LAPSED):
        raise NotEditable(application.id or 0)
    if not await in_time(session, application, of, now=now, heard=heard):
        raise CallClosed(application.call_id)
    assert application.id is not None
    answers = await drafts.answers_of(session, application.id)
    if drafts.TYPED in answers:
        await drafts.take_back(session, application, drafts.TYPED, now=now)
    form = rounds.asked_of(of, application, person, facts=facts, now=now)
    missing = drafts.missing(form, answers, await papers.of(session, application.id))
    application.at_question = None
    if application.progress is Progress.CORRECTING:
        _complete(application, [], missing)
        _fits(application, of, person, answers, facts=facts, now=now)
        application.corrections, application.correct_until = {}, None
        application.progress = Progress.SUBMITTED
        await session.flush()
        return
    _complete(application, eligible.needs(call, person, of, facts=facts, answers=answers), missing)
    if application.progress is Progress.DRAFT:
        _fits(application, of, person, answers, facts=facts, now=now)
    await eligible.check(session, call, of, person, facts=facts, now=now)
    application.submitted_at = now
    waits = await approving.lacking(session, application, call, person, facts=facts, now=now)
    application.progress = Progress.GUARDIAN if waits else Progress.SUBMITTED
    await session.flush()
    await deadlines.drop(session, application)


def _complete(application: Application, needs: Sequence[Need], missing: Sequence[Question]) -> None:
    """Raises Unanswered."""
    first = [need if isinstance(need, str) else need.key for need in needs]
    if first or missing:
        raise Unanswered(application.id or 0, (*first, *(question.key for question in missing)))


def _fits(
    application: Application,
    of: CallRound,
    person: Person,
    answers: Mapping[str, Any],
    *,
    facts: Facts,
    now: datetime,
) -> None:
    """What was right when it was typed, and isn't since the profile changed. Raises AnswerOutdated."""
    today = time.local(now, facts.zone).date()
    for question in drafts.open_questions(application, rounds.asked(of)):
        try:
            typed.check_again(question, answers.get(question.key), born=person.birth_date, today=today)
        except BadAnswer as error:
            raise AnswerOutdated(application.id or 0, question.key, error) from None


async def in_time(
    session: Session, application: Application, of: CallRound, *, now: datetime, heard: datetime | None = None
) -> bool:
    """Whether it may still be sent: before the end, to the second."""
    until = application.correct_until if application.progress is Progress.CORRECTING else of.ends_at
    return until is None or min(heard or now, now) < until


def may_withdraw(application: Application) -> bool:
    """Until what was decided is told; who was told to wait in line can leave it."""
    if application.progress is Progress.DECIDED:
        return application.released_at is None or application.decision is Decision.WAITING
    return application.progress in (Progress.DRAFT, Progress.GUARDIAN, Progress.SUBMITTED, Progress.CORRECTING)


async def withdraw(session: Session, application: Application, *, now: datetime) -> None:
    """Take it back; nobody judges it. Its answers are offered should the person apply again. Raises NotEditable where
    what was decided is told already."""
    if application.progress is Progress.WITHDRAWN:
        return
    if not may_withdraw(application):
        raise NotEditable(application.id or 0)
    application.progress, application.withdrawn_at = Progress.WITHDRAWN, now
    application.at_question = None
    application.corrections, application.correct_until = {}, None
    await session.flush()
    await deadlines.drop(session, application)
