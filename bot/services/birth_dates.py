"""A birth date put right, and what would be lost by it."""

from datetime import date, datetime
from typing import Final

from sqlmodel import col, or_, select

from bot import time
from bot.db import Session
from bot.errors import NotOldEnough, TooOld, WouldLose
from bot.models import ACTIVE, Course, Enrollment, Person
from bot.services import eligibility, enrollments, guardians, people, seats
from bot.services.facts import Facts

REASON: Final = "birth_date"
"""Why a place ended: the date of birth was put right, and it was for other ages."""


async def check(session: Session, person: Person, born: date, *, facts: Facts, now: datetime) -> None:
    """Raises WouldLose with every course, the soonest first, in which the person has a place, is offered one or waits,
    whose ages the date known until now meets and this one doesn't, or where the two differ in whether a guardian's yes
    is needed. A first date, or the same again, loses nothing."""
    if person.birth_date is None or born == person.birth_date:
        return
    if lost := [enrollment.course_id for enrollment in await _lost(session, person, born, facts=facts, now=now)]:
        raise WouldLose(lost[0], tuple(lost), born)


async def change(session: Session, person: Person, born: date, *, facts: Facts, now: datetime) -> None:
    """Put the date down and leave whatever it doesn't fit; those seats go to whoever waits for them."""
    # Locked before looking again, in the order in which everybody does.
    await seats.all_locked(session, [one.course_id for one in await _active(session, person, now=now)])
    for enrollment in await _lost(session, person, born, facts=facts, now=now):
        left = await enrollments.leave(
            session, enrollment.person_id, enrollment.id or 0, reason=REASON, facts=facts, now=now
        )
        left.left_reason = REASON
    people.learn(person, "birth_date", born, today=time.local(now, facts.zone).date())
    await session.flush()


async def _active(session: Session, person: Person, *, now: datetime) -> list[Enrollment]:
    query = (
        select(Enrollment)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person.id, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
        .order_by(col(Course.starts_at), col(Course.id))
        .execution_options(populate_existing=True)
    )
    return list(await session.exec(query))


async def _lost(session: Session, person: Person, born: date, *, facts: Facts, now: datetime) -> list[Enrollment]:
    found, other = [], Person(locale=person.locale, birth_date=born, created_at=person.created_at)
    for enrollment in await _active(session, person, now=now):
        course = await session.get_one(Course, enrollment.course_id)
        if _fits(course, person.birth_date, facts) and not _fits(course, born, facts):
            found.append(enrollment)
        elif guardians.needed(course, person, facts=facts, now=now) != guardians.needed(
            course, other, facts=facts, now=now
        ):
            # A guardian's yes is neither got round nor left out by another date: the place is asked for anew.
            found.append(enrollment)
    return found


def _fits(course: Course, born: date | None, facts: Facts) -> bool:
    try:
        eligibility.check_born(course, born, facts=facts)
    except (NotOldEnough, TooOld):
        return False
    return True
