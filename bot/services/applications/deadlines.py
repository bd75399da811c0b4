"""Letters about a draft that isn't sent while its round is about to close: seven days before, three, and one.

They are planned with the draft, follow a closing that moves, and end with it. Whether there is still something to
remind of is looked at again when one is written.
"""

from datetime import datetime, timedelta
from datetime import time as wall_clock
from typing import Final

from sqlmodel import col, select, update

from bot import time
from bot.db import Session
from bot.models import Application, CallRound, Letter, Person, Post, Priority, Progress
from bot.services.facts import Facts

KIND: Final = "application_unfinished"
"""The kind of these letters, and what turns them off."""
DAYS: Final = (7, 3, 1)
HOUR: Final = wall_clock(17, 0)
"""After school, and early enough to still write that day."""
_PLANNED: Final = (Post.WAITING, Post.DROPPED)


def moments(closes_at: datetime, *, facts: Facts) -> dict[int, datetime]:
    """By days before the last day: when it is said, on the wall clock of the place, never in the quiet hours of
    `facts`. What closes at midnight closes on the day before."""
    last = time.local(closes_at - timedelta(seconds=1), facts.zone).date()
    at = {days: time.at_local(last - timedelta(days=days), HOUR, facts.zone) for days in DAYS}
    return {days: time.out_of_quiet(due, facts.zone, facts.quiet) for days, due in at.items()}


async def plan(session: Session, application: Application, of: CallRound, *, facts: Facts, now: datetime) -> None:
    """Write down the letters of a draft that still lie ahead. Planning again moves those not yet said and adds none
    twice."""
    if application.progress is not Progress.DRAFT or of.closes_at is None:
        await drop(session, application)
        return
    person = await session.get_one(Person, application.person_id)
    mine = facts.for_born(person.birth_date, now)
    query = select(Letter).where(col(Letter.key).in_([_key(application, days) for days in DAYS]))
    known = {letter.key: letter for letter in await session.exec(query.execution_options(populate_existing=True))}
    for days, due in moments(of.closes_at, facts=mine).items():
        letter = known.get(_key(application, days))
        if due <= now:
            if letter is not None and letter.state is Post.WAITING and letter.due_at > now:
                letter.state, letter.reason = Post.DROPPED, "moved"
        elif letter is None:
            session.add(
                Letter(
                    priority=Priority.APPOINTMENT,
                    kind=KIND,
                    key=_key(application, days),
                    person_id=application.person_id,
                    subject={"application": application.id, "days": days},
                    due_at=due,
                    useful_until=of.closes_at,
                )
            )
        elif letter.state in _PLANNED:
            letter.state, letter.reason, letter.due_at, letter.useful_until = Post.WAITING, None, due, of.closes_at
    await session.flush()


async def drop(session: Session, application: Application) -> None:
    """Nothing more is said of its being unfinished that isn't under way already."""
    mine = (
        col(Letter.key).in_([_key(application, days) for days in DAYS]),
        col(Letter.state) == Post.WAITING,
    )
    await session.exec(update(Letter).where(*mine).values(state=Post.DROPPED, reason=f"{application.progress}"))


async def move(session: Session, of: CallRound, *, facts: Facts, now: datetime) -> None:
    """After the round's closing moved: the letters of every draft follow."""
    query = select(Application).where(Application.round_id == of.id, Application.progress == Progress.DRAFT)
    for application in (await session.exec(query)).all():
        await plan(session, application, of, facts=facts, now=now)


def later(closes_at: datetime, days: int, *, facts: Facts, now: datetime) -> bool:
    """Whether another of these letters is due as well and says the same, fresher: after an outage only the last one
    is of use."""
    return any(other < days and due <= now for other, due in moments(closes_at, facts=facts).items())


def _key(application: Application, days: int) -> str:
    return f"{KIND}:{application.id}:{days}"
