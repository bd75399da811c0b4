"""A seat held for a minor until their guardian's yes: for so many waking hours, said beforehand, and never longer."""

from datetime import datetime, timedelta
from typing import Final

from bot import time
from bot.db import Session
from bot.models import Course, Enrollment, Letter, Person, Priority, Standing
from bot.services import reminders
from bot.services.facts import Facts

SOON: Final = "hold_soon"
LAPSED: Final = "hold_lapsed"
"""Kinds of letters: three quarters of the time are over; all of it is."""
REASON: Final = "guardian"
"""Why a place ended: no yes came in time, or it was a no."""
_WARNED: Final = 0.75
_LAST_MINUTE: Final = timedelta(hours=2)
_SHORTEST: Final = timedelta(minutes=30)


def until(course: Course, *, facts: Facts, now: datetime) -> datetime:
    """How long a seat taken now waits; `facts` with the person's own quiet hours. It ends early enough for somebody
    else to come, where that is possible, and with the beginning of the course at the latest."""
    awake = time.waking_hours_later(now, facts.guardian_hours, facts.zone, facts.quiet)
    if course.starts_at is None:
        return awake
    early = course.starts_at - _LAST_MINUTE
    return min(awake, early if early >= now + _SHORTEST else course.starts_at)


async def begin(
    session: Session, enrollment: Enrollment, course: Course, person: Person, *, facts: Facts, now: datetime
) -> None:
    """Make a place provisional: the seat is counted as taken, and nothing reminds of it. The course is locked."""
    mine = facts.for_born(person.birth_date, now)
    end = until(course, facts=mine, now=now)
    await reminders.drop(session, enrollment.id or 0, "provisional")
    enrollment.standing, enrollment.offer_until = Standing.PROVISIONAL, end
    due = mine.awake(now + (end - now) * _WARNED)
    if due < end:
        session.add(
            Letter(
                priority=Priority.OFFER,
                kind=SOON,
                person_id=enrollment.person_id,
                enrollment_id=enrollment.id,
                due_at=due,
                useful_until=end,
            )
        )
    await session.flush()
