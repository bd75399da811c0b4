"""A person's private calendar: who knows its address sees their sessions, so the address is random and can be taken
back."""

import re
import secrets
from collections import defaultdict
from typing import Final

from sqlmodel import col, select

from bot.db import Session
from bot.models import HOLDS_A_SEAT, Course, CourseSession, Enrollment, Person, Standing
from bot.services.calendar import Entry

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_BYTES: Final = 16


def renew(person: Person) -> str:
    """A new address, of 128 random bits; the one before stops working with the commit."""
    person.feed_token = secrets.token_urlsafe(_BYTES)
    return person.feed_token


def end(person: Person) -> None:
    """No address any more; ending it twice is harmless."""
    person.feed_token = None


def address(public_url: str, token: str) -> str:
    """Where the calendar is read."""
    return f"{public_url}/calendar/{token}.ics"


async def owner(session: Session, token: str) -> Person | None:
    """Whose calendar it is. What can't be a token costs as much as one that is nobody's."""
    asked = token if _TOKEN.fullmatch(token) else ""
    return (await session.exec(select(Person).where(Person.feed_token == asked))).first()


async def entries(session: Session, person_id: int) -> list[Entry]:
    """All a person takes part in, with every session, and what they are offered; what they left is gone."""
    query = (
        select(Enrollment.standing, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person_id, col(Enrollment.standing).in_(HOLDS_A_SEAT))
        .order_by(col(Enrollment.id))
    )
    held = (await session.exec(query)).all()
    meetings = select(CourseSession).where(col(CourseSession.course_id).in_([course.id for _, course in held]))
    by_course: dict[int, list[CourseSession]] = defaultdict(list)
    for meeting in await session.exec(meetings):
        by_course[meeting.course_id].append(meeting)
    return [Entry(course, by_course[course.id or 0], standing is not Standing.ENROLLED) for standing, course in held]
