"""What a person at the institution has to answer within the time that the law gives."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import col, func, select

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import Letter, Priority, Request
from bot.services import working_days
from bot.services.facts import Facts

DAYS: Final = 20
"""Working days in which an answer is due."""
TELL: Final = (DAYS, 5, 1, -1)
"""Staff is told when a request arrives, when so many working days are left, and when it is late."""
AT_MOST: Final = 3
"""Requests of one person that wait at the same time."""
ANSWERED: Final = "request_answered"
LONGEST_ANSWER: Final = 3_000


def mark_of(text: str) -> str:
    """What tells one text from another in a button's address."""
    return f"{zlib.crc32(text.encode()):x}"


async def may_ask(session: Session, person_id: int) -> bool:
    waiting = select(func.count()).where(col(Request.person_id) == person_id, col(Request.answered_at).is_(None))
    return (await session.exec(waiting)).one() < AT_MOST


async def receive(session: Session, person_id: int, text: str, *, facts: Facts, now: datetime) -> Request:
    """Write it down; the days begin tomorrow."""
    today = time.local(now, facts.zone).date()
    made = Request(person_id=person_id, text=text, received_at=now, due_on=working_days.after(today, DAYS, facts))
    session.add(made)
    await session.flush()
    return made


async def waiting(session: Session) -> Sequence[Request]:
    """Everything without an answer, the most urgent first."""
    query = select(Request).where(col(Request.answered_at).is_(None)).order_by(col(Request.due_on), col(Request.id))
    return (await session.exec(query)).all()


async def get(session: Session, number: int) -> Request:
    """Raises NotThere."""
    found = await session.get(Request, number, with_for_update=True)
    if found is None:
        raise NotThere
    return found


async def close(session: Session, number: int, answer: str, *, now: datetime) -> Request:
    """The answer is on its way to the person, if they are still here. Raises NotThere, also for what was answered."""
    found = await get(session, number)
    if found.answered_at is not None:
        raise NotThere
    found.answered_at = now
    if found.person_id is not None:
        found.answer = answer
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=ANSWERED,
                key=f"{ANSWERED}:{number}",
                person_id=found.person_id,
                subject={"request": number},
                due_at=now,
            )
        )
    await session.flush()
    return found


def days_left(request: Request, *, facts: Facts, now: datetime) -> int:
    return working_days.left(time.local(now, facts.zone).date(), request.due_on, facts)


async def to_tell(session: Session, *, facts: Facts, now: datetime) -> list[tuple[Request, int]]:
    """Of which requests staff must be told now, with the working days that are left; from now on they were."""
    found = []
    for request in await waiting(session):
        left = days_left(request, facts=facts, now=now)
        stage = next(stage for stage in reversed(TELL) if left <= stage or stage == DAYS)
        if request.told_left is None or stage < request.told_left:
            request.told_left = stage
            found.append((request, left))
    await session.flush()
    return found
