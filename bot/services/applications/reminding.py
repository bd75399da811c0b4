"""Telling colleagues, at most once on a working day, that applications wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import time as wall_clock
from typing import Final

from sqlmodel import col, func, select

from bot import time
from bot.db import Session
from bot.models import Call, CallRound, Letter, Priority, Role, StaffRole
from bot.services import rights, working_days
from bot.services.applications import queue
from bot.services.applications.queue import CONFIRM, READY, Entry
from bot.services.facts import Facts
from bot.services.rights import Act

KIND: Final = "review_work"
FROM: Final = wall_clock(10)
UNTIL: Final = wall_clock(17)
"""On the institution's clock; what comes later is told the day after."""


@dataclass(frozen=True)
class Work:
    """What waits for one colleague in one round."""

    round: CallRound
    call: Call
    to_read: int = 0
    to_decide: int = 0
    to_confirm: int = 0

    @property
    def total(self) -> int:
        return self.to_read + self.to_decide + self.to_confirm


async def work_of(
    session: Session, person_id: int, rounds_: Sequence[tuple[CallRound, Call, list[Entry]]], *, now: datetime
) -> list[Work]:
    """By round; those without any are left out."""
    roles = await rights.roles_of(session, person_id)
    if not rights.may(roles, Act.REVIEW):
        return []
    decides = rights.may(roles, Act.DECIDE)
    found: list[Work] = []
    for of, call, all_of_it in rounds_:
        if await queue.excluded(session, of.id or 0, person_id):
            continue
        entries = queue.seen_by(all_of_it, person_id)
        is_ready = [one for one in entries if one.is_(READY, person_id, today=now.date(), now=now)]
        waits = [one for one in entries if one.is_(CONFIRM, person_id, today=now.date(), now=now)]
        work = Work(
            of,
            call,
            sum(one.is_free_for(person_id, now) for one in entries),
            len(is_ready) if decides else 0,
            sum(one.application.decided_by != person_id for one in waits) if decides else 0,
        )
        if work.total:
            found.append(work)
    return found


async def everything(session: Session, *, facts: Facts) -> list[tuple[CallRound, Call, list[Entry]]]:
    """The rounds in which something waits, each with what was sent."""
    return [
        (of, call, await queue.of_round(session, of, facts=facts))
        for of, call, waits in await queue.open_rounds(session)
        if waits
    ]


async def tell(session: Session, *, facts: Facts, now: datetime) -> int:
    """Write to each colleague for whom something waits that wasn't there when they were last told; how many are
    written to."""
    here = time.local(now, facts.zone)
    if not working_days.is_one(here.date(), facts) or not FROM <= here.time() < UNTIL:
        return 0
    told = await _last_told(session)
    today = f"{here.date()}"
    waiting = [person for person in await _reviewers(session) if told.get(person, (None, ""))[1] != today]
    if not waiting:
        return 0
    rounds_ = await everything(session, facts=facts)
    newest = max((at for _of, _call, entries in rounds_ for one in entries for at in _moments(one)), default=None)
    written = 0
    for person in waiting:
        last = told.get(person, (None, ""))[0]
        if newest is None or (last is not None and newest <= last):
            continue
        if not await work_of(session, person, rounds_, now=now):
            continue
        letter = Letter(
            priority=Priority.NEWS, kind=KIND, key=f"{KIND}:{person}:{today}", person_id=person, subject={}, due_at=now
        )
        session.add(letter)
        written += 1
    await session.flush()
    return written


def _moments(one: Entry) -> list[datetime]:
    """When something of it began to wait for somebody."""
    marks = (one.application.submitted_at, one.application.decided_at, *(review.judged_at for review in one.reviews))
    return [at for at in marks if at is not None]


async def _reviewers(session: Session) -> list[int]:
    roles = [role for role in Role if role in rights.MATRIX[Act.REVIEW]]
    return sorted(set(await session.exec(select(StaffRole.person_id).where(col(StaffRole.role).in_(roles)))))


async def _last_told(session: Session) -> dict[int, tuple[datetime, str]]:
    """When each was last told, and the day in the letter's key."""
    query = select(Letter.person_id, func.max(Letter.due_at), func.max(Letter.key)).where(Letter.kind == KIND)
    found = await session.exec(query.group_by(col(Letter.person_id)))
    return {person: (at, (key or "").rpartition(":")[2]) for person, at, key in found if person is not None and at}
