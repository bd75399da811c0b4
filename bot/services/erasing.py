"""Everything about a person goes: first closed, with a day in which they can take it back, then deleted from every
table that the register names."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, delete, func, or_, select, update

from bot.db import Session
from bot.models import ACTIVE, HOLDS_A_SEAT, Account, Course, Enrollment, Letter, Person, Post, Priority
from bot.services import enrollments, people, seats
from bot.services.attention import CLOSED
from bot.services.facts import Facts
from bot.services.register import INACTIVE, NOTICE, REGISTER, Ids

UNDO: Final = timedelta(hours=24)
AT_ONCE: Final = timedelta(seconds=30)
"""Long enough for the last answer to leave; with the job that looks every half minute, the minute that was promised."""
INACTIVE_KIND: Final = "inactive"


async def close(session: Session, person: Person, *, facts: Facts, now: datetime) -> None:
    """Nothing is said to them any more, and what others wait for is theirs at once: seats, places in line. The link of
    their calendar ends. Closing twice changes nothing."""
    if person.erase_at is not None:
        return
    await leave_everything(session, person.id or 0, facts=facts, now=now)
    person.erase_at, person.feed_token = now + UNDO, None
    await session.flush()


async def recover(session: Session, person: Person, *, now: datetime) -> bool:
    """What is left is theirs again, and what was held is said when it may. False where nothing was closed."""
    if person.erase_at is None:
        return False
    person.erase_at = None
    held = (col(Letter.person_id) == person.id, col(Letter.state) == Post.WAITING, col(Letter.reason) == CLOSED)
    await session.exec(update(Letter).where(*held).values(due_at=now, reason=None))
    await session.flush()
    return True


async def hurry(session: Session, person: Person, *, now: datetime) -> None:
    """They don't want the day in which it could be taken back."""
    if person.erase_at is not None:
        person.erase_at = min(person.erase_at, now + AT_ONCE)
        await session.flush()


async def leave_everything(session: Session, person_id: int, *, facts: Facts, now: datetime) -> None:
    """Out of every course and line that isn't over; each seat goes to the next in line."""
    query = (
        select(Enrollment.id, Enrollment.course_id)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person_id, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
    )
    found = sorted((course, enrollment or 0) for enrollment, course in await session.exec(query))
    await seats.all_locked(session, [course for course, _enrollment in found])
    for _course, enrollment in found:
        await enrollments.leave(session, person_id, enrollment, reason="other", facts=facts, now=now)


async def due(session: Session, *, now: datetime) -> list[int]:
    """Whose day is over, and who was told a month ago that they would be forgotten and hasn't been seen since."""
    told = (
        col(Person.warned_at) <= now - NOTICE,
        func.coalesce(Person.seen_at, Person.created_at) < now - INACTIVE,
        or_(col(Person.seen_at).is_(None), col(Person.seen_at) < col(Person.warned_at)),
    )
    closed = select(Person.id).where(col(Person.erase_at) <= now)
    inactive = select(Person.id).where(*told)
    return sorted({id for query in (closed, inactive) for id in await session.exec(query) if id is not None})


async def warn(session: Session, *, facts: Facts, now: datetime) -> int:
    """A letter to everybody who will have been silent for two years in a month's time. Returns how many."""
    silent = func.coalesce(Person.seen_at, Person.created_at) < now - INACTIVE + NOTICE
    unwarned = or_(col(Person.warned_at).is_(None), col(Person.warned_at) < col(Person.seen_at))
    query = select(Person).where(silent, unwarned, col(Person.erase_at).is_(None)).order_by(col(Person.id)).limit(500)
    found = (await session.exec(query)).all()
    for person in found:
        person.warned_at = now
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=INACTIVE_KIND,
                key=f"{INACTIVE_KIND}:{person.id}:{now.date()}",
                person_id=person.id,
                due_at=facts.awake(now),
                useful_until=now + NOTICE,
            )
        )
    await session.flush()
    return len(found)


async def ids_of(session: Session, person_id: int) -> Ids:
    accounts = await session.exec(select(Account.id).where(Account.person_id == person_id).order_by(col(Account.id)))
    return Ids(person_id, tuple(accounts))


async def erase(session: Session, person_id: int, *, facts: Facts, now: datetime) -> tuple[int, ...]:
    """Delete every row of theirs, by name and not by cascade. Places they still had are given up first; a course that
    is over keeps its count. Returns the Telegram accounts that were theirs. Harmless where nobody is there."""
    await leave_everything(session, person_id, facts=facts, now=now)
    query = select(Person).where(Person.id == person_id).with_for_update()
    if (await session.exec(query.execution_options(populate_existing=True))).first() is None:
        return ()
    ids = await ids_of(session, person_id)
    await people.remember_number(session, person_id)
    await session.flush()
    for rule in REGISTER:
        if rule.mine is None:
            continue
        rows = rule.mine(ids)
        if rule.blanked:
            await session.exec(update(rule.table).where(rows).values(dict.fromkeys(rule.blanked)))
        else:
            await session.exec(delete(rule.table).where(rows))
    session.expire_all()
    return ids.accounts


async def still_known(session: Session) -> Sequence[tuple[int, int, datetime]]:
    """Every account with its person and since when that person is known."""
    query = select(Account.id, Person.id, Person.created_at).join(Person, col(Person.id) == Account.person_id)
    return [(account, person or 0, created) for account, person, created in await session.exec(query)]


async def what_goes(session: Session, person_id: int, *, now: datetime) -> tuple[int, int]:
    """How many seats, and how many places in line."""
    mine = await enrollments.mine(session, person_id, now=now)
    held = sum(enrollment.standing in HOLDS_A_SEAT for enrollment, _course, _meeting in mine)
    return held, len(mine) - held
