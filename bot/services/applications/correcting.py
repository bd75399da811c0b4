"""Asking an applicant to correct some answers, and only those, by a day of its own. Nobody is refused for not doing so:
when the time is over the application waits to be judged as it is."""

from datetime import datetime, timedelta
from datetime import time as wall_clock
from typing import Final

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import CantReview, NotThere
from bot.models import Application, Call, CallRound, Letter, Priority, Progress, Review
from bot.packs.forms import Question
from bot.services import audit, rights
from bot.services.applications import queue, reviewing, rounds
from bot.services.applications.deciding import may_decide
from bot.services.applications.notes import written
from bot.services.applications.reviewing import subject
from bot.services.facts import Facts
from bot.services.rights import Act

DAYS: Final = (3, 7, 14)
ASKED_FOR: Final = 300
"""Graphemes of what is asked about one answer."""
KIND: Final = "application_correct"
OVER: Final = "application_correct_over"
"""Letters: what is to be corrected, and that the time for it is over."""


async def look(
    session: Session, application_id: int, me: int, *, facts: Facts, now: datetime, lock: bool = False
) -> tuple[Application, CallRound, Call, list[Question]]:
    """The application and the questions that this colleague may ask about: those they see. Raises NotThere,
    CantReview, CantDecide."""
    if rights.may(await rights.roles_of(session, me), Act.DECIDE) and not await reads(session, application_id, me, now):
        case = await may_decide(session, application_id, me, facts=facts, now=now, lock=lock)
        return case.application, case.round, case.call, case.form.questions
    found = await reviewing.mine(session, application_id, me, facts=facts, now=now, lock=lock)
    return found.application, found.round, found.call, found.questions


async def reads(session: Session, application_id: int, me: int, now: datetime) -> bool:
    """Whether that colleague holds a seat at it."""
    query = select(Review).where(Review.application_id == application_id, Review.reviewer_id == me)
    found = (await session.exec(query)).first()
    return found is not None and queue.holds(found, now)


async def _to_ask(
    session: Session, application_id: int, me: int, *, facts: Facts, now: datetime
) -> tuple[Application, CallRound, list[Question]]:
    application, of, _call, questions = await look(session, application_id, me, facts=facts, now=now, lock=True)
    if application.progress is not Progress.SUBMITTED:
        why = "correcting" if application.progress is Progress.CORRECTING else "decided"
        raise CantReview(why, application_id, of.id or 0)
    return application, of, questions


async def note(
    session: Session, application_id: int, me: int, question: str, text: str, *, facts: Facts, now: datetime
) -> Application:
    """What is to be corrected in one answer: a draft until it is sent. Raises NotThere; CantReview: empty, too_long."""
    application, _of, questions = await _to_ask(session, application_id, me, facts=facts, now=now)
    if question not in {one.key for one in questions}:
        raise NotThere
    said = written(text, ASKED_FOR, application_id=application_id)
    application.corrections = {**application.corrections, question: said}
    await session.flush()
    return application


async def drop(
    session: Session, application_id: int, me: int, question: str, *, facts: Facts, now: datetime
) -> Application:
    """That answer is fine after all. Doing it twice is harmless."""
    application, _of, _questions = await _to_ask(session, application_id, me, facts=facts, now=now)
    application.corrections = {key: text for key, text in application.corrections.items() if key != question}
    await session.flush()
    return application


def until(days: int, *, facts: Facts, now: datetime) -> datetime:
    """The end of that day, on the institution's clock."""
    day = time.local(now, facts.zone).date() + timedelta(days=days + 1)
    return time.at_local(day, wall_clock(0, 0), facts.zone)


async def send(
    session: Session, application_id: int, me: int, days: int, *, facts: Facts, now: datetime
) -> Application:
    """Open just those answers until then, and tell the applicant. Whoever holds a seat keeps it until two days after.
    Raises NotThere; CantReview: bare, correcting, decided."""
    if days not in DAYS:
        raise NotThere
    application, of, _questions = await _to_ask(session, application_id, me, facts=facts, now=now)
    asked = {question.key for question in rounds.asked(of).questions}
    application.corrections = {key: text for key, text in application.corrections.items() if key in asked}
    if not application.corrections:
        raise CantReview("bare", application_id, of.id or 0)
    application.progress, application.correct_until = Progress.CORRECTING, until(days, facts=facts, now=now)
    held = select(Review).where(Review.application_id == application_id, col(Review.claimed_until) > now)
    for review in await session.exec(held):
        review.claimed_until = application.correct_until + reviewing.CLAIM
    key = f"{KIND}:{application_id}:{now.timestamp():.6f}"
    session.add(
        Letter(
            priority=Priority.DECISION,
            kind=KIND,
            key=key,
            person_id=application.person_id,
            subject={"application": application_id},
            due_at=now,
            useful_until=application.correct_until,
        )
    )
    many = len(application.corrections)
    await audit.note(session, me, "application_corrections", subject(application), now=now, days=days, answers=many)
    await session.flush()
    return application


async def end(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Application:
    """They needn't correct it any more: it is judged as it is now. Raises NotThere where nothing is open."""
    application, _of, _call, _questions = await look(session, application_id, me, facts=facts, now=now, lock=True)
    if application.progress is not Progress.CORRECTING:
        raise NotThere
    _close(application)
    await audit.note(session, me, "application_corrections_ended", subject(application), now=now)
    return application


async def lapse(session: Session, *, now: datetime) -> int:
    """What wasn't corrected in time waits to be judged as it is, and its applicant hears so; how many there were."""
    query = select(Application).where(
        Application.progress == Progress.CORRECTING, col(Application.correct_until) <= now
    )
    query = query.with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)
    found = (await session.exec(query)).all()
    for application in found:
        key = f"{OVER}:{application.id}:{now.timestamp():.6f}"
        subject_ = {"application": application.id}
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=OVER,
                key=key,
                person_id=application.person_id,
                subject=subject_,
                due_at=now,
            )
        )
        _close(application)
    await session.flush()
    return len(found)


def _close(application: Application) -> None:
    application.progress = Progress.SUBMITTED
    application.corrections, application.correct_until = {}, None
