"""What a person can really take now: the rules of signing up, held against the whole catalogue at once."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from bot import time
from bot.db import Session
from bot.errors import Refusal
from bot.models import ACTIVE, HOLDS_A_SEAT, Call, Course, CourseSession, Dismissal, Enrollment, Person, Standing
from bot.services import calls, eligibility, offers
from bot.services.facts import Facts

Thing = Course | Call
ADULT: Final = 18


def kind_of(thing: Thing) -> str:
    """`c` or `k`, as a dismissal has it."""
    return "c" if isinstance(thing, Course) else "k"


@dataclass(frozen=True)
class Past:
    """What somebody took, gave up, finished, and said *not for me* to."""

    keys: frozenset[str]
    """Courses they are or were in, are offered or wait for, in whatever edition."""
    given_up: frozenset[int]
    """Editions they left, or whose offer lapsed."""
    finished: tuple[Course, ...]
    """In which they had a place until the end; the newest first."""
    dismissed: frozenset[tuple[str, str]]


async def past(session: Session, person_id: int, *, now: datetime) -> Past:
    rows = (
        await session.exec(
            select(Enrollment.standing, Course)
            .join(Course, col(Course.id) == Enrollment.course_id)
            .where(Enrollment.person_id == person_id)
            .order_by(col(Course.ends_at).desc(), col(Course.id).desc())
        )
    ).all()
    dismissed = await session.exec(select(Dismissal.kind, Dismissal.key).where(Dismissal.person_id == person_id))
    return Past(
        keys=frozenset(course.key for standing, course in rows if standing in ACTIVE),
        given_up=frozenset(course.id or 0 for standing, course in rows if standing not in ACTIVE),
        finished=tuple(
            course
            for standing, course in rows
            if standing is Standing.ENROLLED and course.ends_at is not None and course.ends_at <= now
        ),
        dismissed=frozenset((kind, key) for kind, key in dismissed),
    )


async def courses_for(
    session: Session, person: Person, past: Past, asked: Container[str], *, facts: Facts, now: datetime
) -> list[Course]:
    """One edition of each course that the person could join, get in line for or ask about, the soonest that fits.
    `asked`: keys of what an answer of theirs led to by name, without which nothing sensitive is here."""
    assert person.id is not None
    query = select(Course).where(
        col(Course.closed_at).is_(None),
        or_(col(Course.starts_at) > now, col(Course.seats).is_(None) & col(Course.starts_at).is_(None)),
    )
    found = (await session.exec(query.order_by(col(Course.starts_at), col(Course.id)))).all()
    crossing = await _clashing(session, person.id, now=now)
    chosen: dict[str, Course] = {}
    for course in found:
        if course.id not in crossing and _takes(course, person, past, asked, facts=facts, now=now):
            chosen.setdefault(course.key, course)
    return list(chosen.values())


async def calls_for(
    session: Session, person: Person, past: Past, asked: Container[str], *, facts: Facts, now: datetime
) -> list[Call]:
    """Calls that are open today and that the person's age allows, as far as it is known. `asked` as above."""
    today = time.local(now, facts.zone).date()
    query = select(Call).where(col(Call.closed_at).is_(None)).order_by(col(Call.id))
    return [
        call
        for call in await session.exec(query)
        if ("k", call.key) not in past.dismissed and (not call.sensitive or call.key in asked)
        if calls.standing(call, today) == "open" and may_apply(call, person, today)
        # A loan is for people of age, and isn't pressed on anybody who may be younger.
        if not call.loan or person.birth_date is not None
    ]


def may_apply(call: Call, person: Person, on: date) -> bool:
    """By age, where it is known."""
    age = person.age(on)
    return age is None or (_within(age, call) and (age >= ADULT or not call.loan))


def _takes(course: Course, person: Person, past: Past, asked: Container[str], *, facts: Facts, now: datetime) -> bool:
    if course.key in past.keys or course.id in past.given_up or ("c", course.key) in past.dismissed:
        return False
    if course.seats is not None and not course.is_open(now):
        return False
    if not offers.has_room(course, now=now):
        return False
    if course.sensitive and course.key not in asked:
        return False
    try:
        eligibility.check_age(course, person, facts=facts)
    except Refusal:
        return False
    first_day = time.local(course.starts_at or now, facts.zone).date()
    age = person.age(first_day)
    # Also where the limit is a placeholder that would not count at the sign-up: the card shows it.
    return age is None or _within(age, course)


def _within(age: int, thing: Thing) -> bool:
    return (thing.age_min is None or age >= thing.age_min) and (thing.age_max is None or age <= thing.age_max)


async def _clashing(session: Session, person_id: int, *, now: datetime) -> set[int]:
    """Every edition with a session at the same time as one of a course in which the person holds a seat."""
    wanted, held = aliased(CourseSession), aliased(CourseSession)
    query = (
        select(wanted.course_id)
        .join(held, (col(wanted.starts_at) < held.ends_at) & (col(held.starts_at) < wanted.ends_at))
        .join(Enrollment, col(Enrollment.course_id) == held.course_id)
        .where(
            Enrollment.person_id == person_id,
            col(Enrollment.standing).in_(HOLDS_A_SEAT),
            col(held.ends_at) > now,
            col(wanted.ends_at) > now,
        )
        .distinct()
    )
    return set(await session.exec(query))


async def meetings(session: Session, courses: Iterable[Course], *, first: int) -> dict[int, list[datetime]]:
    """When the first sessions of each course start, by its id: as many as tell its days and hours."""
    ids = [course.id for course in courses if course.starts_at is not None]
    query = select(CourseSession.course_id, CourseSession.starts_at).where(
        col(CourseSession.course_id).in_(ids), CourseSession.number <= first
    )
    found: dict[int, list[datetime]] = {}
    for course_id, starts_at in await session.exec(query.order_by(col(CourseSession.starts_at))):
        found.setdefault(course_id, []).append(starts_at)
    return found
