"""A free seat goes to the first in line: on offer for some waking hours, then to the next, until the course begins."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, exists, or_, select

from bot import time
from bot.db import Session
from bot.errors import NotThere, OfferLapsed, Refusal
from bot.models import Account, Course, Enrollment, Letter, Person, Priority, Standing
from bot.services import courses, eligibility, guardians, holds, people, reminders, seats, second_choices, skipped
from bot.services.facts import Facts

LAST_MINUTE: Final = timedelta(hours=2)
"""So long before the start nothing is offered any more."""
SHORTEST: Final = timedelta(minutes=30)
"""An offer that people could read for less than this would be none."""
SETTLED: Final = timedelta(minutes=5)
"""After the beginning; by then the next edition is there to be told of."""
OLD_NEWS: Final = timedelta(days=3)
"""So long after the beginning nobody needs to hear of a line any more."""

BEGAN: Final = "began"
"""Why a place in line ended: the course began."""
_HOPING: Final = (Standing.WAITING, Standing.OFFERED)


async def offer_next(session: Session, course_id: int, *, facts: Facts, now: datetime) -> list[Enrollment]:
    """Offer every free seat to the line, in its order. Those who can't be reached or whose age no longer fits are
    passed over, with the reason on their row, and so is a minor whose longer night leaves no time for an offer, where
    it does for somebody behind; they are told, who can't be reached when they are back."""
    course = await seats.locked(session, course_id)
    offered: list[Enrollment] = []
    if _until(course, facts=facts, now=now) is None:
        return offered
    asleep: list[Enrollment] = []
    after = 0
    while course.left and (first := await _first_in_line(session, course_id, after)):
        after = first.id or 0
        mine = await _facts_of(session, first, facts, now)
        if reason := await _unfit(session, first, course, facts):
            await _pass_over(session, first, course, reason, due=mine.awake(now), now=now)
            continue
        until = _until(course, facts=mine, now=now)
        if until is None:
            asleep.append(first)
            continue
        if not await seats.take(session, course):
            break
        while asleep:
            one = asleep.pop()
            morning = (await _facts_of(session, one, facts, now)).awake(now)
            await _pass_over(session, one, course, skipped.ASLEEP, due=morning, now=now)
        first.standing, first.offer_until = Standing.OFFERED, until
        _tell(session, first, "seat_offer", mine.awake(now), until)
        await session.flush()
        offered.append(first)
    return offered


async def _pass_over(
    session: Session, enrollment: Enrollment, course: Course, reason: str, *, due: datetime, now: datetime
) -> None:
    _close(enrollment, Standing.LAPSED, reason, now)
    if reason != skipped.UNREACHABLE:
        await skipped.tell(session, enrollment, due=due, until=course.starts_at)
    await session.flush()


async def take(session: Session, person_id: int, enrollment_id: int, *, facts: Facts, now: datetime) -> Enrollment:
    """The offered seat becomes the person's, and their second choice is given up; where a guardian's yes is lacking, it
    is held until that comes. Taking it twice is harmless. Raises OfferLapsed, Clash (not with the second choice),
    NotThere."""
    second = await second_choices.of(session, enrollment_id, now=now)
    enrollment, course = await _own(session, person_id, enrollment_id, second[0].course_id if second else None)
    if enrollment.standing in (Standing.ENROLLED, Standing.PROVISIONAL):
        return enrollment
    if enrollment.standing is not Standing.OFFERED or enrollment.offer_until is None or enrollment.offer_until <= now:
        raise OfferLapsed(enrollment.course_id)
    # Read again: both courses are ours only now.
    second = await second_choices.of(session, enrollment_id, now=now)
    besides = second[0].course_id if second else None
    await eligibility.check_clash(session, person_id, course, now=now, besides=besides)
    person = await session.get_one(Person, person_id)
    if await guardians.lacking(session, enrollment, course, person, facts=facts, now=now):
        await holds.begin(session, enrollment, course, person, facts=facts, now=now)
    else:
        await settle(session, enrollment, course, facts=facts, now=now)
    return enrollment


async def settle(session: Session, enrollment: Enrollment, course: Course, *, facts: Facts, now: datetime) -> None:
    """The seat held is the person's for good: a second choice is given up, and reminders are planned. Both courses are
    locked."""
    second = await second_choices.of(session, enrollment.id or 0, now=now)
    if second is not None:
        await _give_up(session, *second, facts=facts, now=now)
    enrollment.standing, enrollment.offer_until = Standing.ENROLLED, None
    await reminders.drop(session, enrollment.id or 0, "taken")
    meetings = await courses.sessions(session, enrollment.course_id)
    await reminders.plan(session, enrollment, course, meetings, facts=facts, now=now)


async def _give_up(session: Session, second: Enrollment, course: Course, *, facts: Facts, now: datetime) -> None:
    """The awaited seat is there: the second choice goes to whoever waits for it."""
    _close(second, Standing.LEFT, second_choices.REASON, now)
    await _give_back(session, second, course)
    await offer_next(session, second.course_id, facts=facts, now=now)


async def decline(session: Session, person_id: int, enrollment_id: int, *, facts: Facts, now: datetime) -> Enrollment:
    """No, thank you: the seat goes on at once. Harmless where there is no offer (any more)."""
    enrollment, course = await _own(session, person_id, enrollment_id)
    if enrollment.standing is Standing.OFFERED:
        _close(enrollment, Standing.LEFT, "declined", now)
        await _give_back(session, enrollment, course)
        await offer_next(session, enrollment.course_id, facts=facts, now=now)
    return enrollment


async def lapse(session: Session, *, facts: Facts, now: datetime) -> int:
    """End every offer whose time is over or whose person can't be reached, and offer every free seat that somebody
    waits for. Who still waits, or has an offer, when the course begins is told so. Returns how many offers and places
    in line ended."""
    ended = 0
    for course_id in await _courses_to_see(session, now):
        course = await seats.locked(session, course_id)
        if course.starts_at is not None and course.starts_at <= now:
            ended += await _end_line(session, course, facts, now)
            continue
        due = select(Enrollment).where(Enrollment.course_id == course_id, _over(now))
        for enrollment in (await session.exec(due.order_by(col(Enrollment.id)))).all():
            assert enrollment.id is not None
            reachable = await people.reach(session, enrollment.person_id) is not None
            _close(enrollment, Standing.LAPSED, None if reachable else skipped.UNREACHABLE, now)
            await _give_back(session, enrollment, course)
            if reachable:
                mine = await _facts_of(session, enrollment, facts, now)
                _tell(session, enrollment, "offer_lapsed", mine.awake(now), course.starts_at)
            ended += 1
        await offer_next(session, course_id, facts=facts, now=now)
    return ended


async def _end_line(session: Session, course: Course, facts: Facts, now: datetime) -> int:
    """The course has begun: nobody gets in any more."""
    assert course.starts_at is not None
    query = select(Enrollment).where(Enrollment.course_id == course.id, col(Enrollment.standing).in_(_HOPING))
    left = (await session.exec(query.order_by(col(Enrollment.id)))).all()
    for enrollment in left:
        offered = enrollment.standing is Standing.OFFERED
        _close(enrollment, Standing.LAPSED, BEGAN, now)
        if offered:
            await _give_back(session, enrollment, course)
        if await people.reach(session, enrollment.person_id) is not None:
            mine = await _facts_of(session, enrollment, facts, now)
            _tell(session, enrollment, "line_over", mine.awake(now + SETTLED), course.starts_at + OLD_NEWS)
    await session.flush()
    return len(left)


def _until(course: Course, *, facts: Facts, now: datetime) -> datetime | None:
    """How long an offer made now stands, for the person whose `facts` these are: their waking hours, to the second,
    but at most until two hours before the start, and where that is in the night, until the night begins. So nobody has
    to be awake at night to keep a seat. None where there is too little time for an offer."""
    if not course.is_open(now) or course.starts_at is None:
        return None
    awake = time.waking_hours_later(now, facts.offer_hours, facts.zone, facts.quiet)
    until = min(awake, facts.before_quiet(course.starts_at - LAST_MINUTE))
    return until if until >= facts.awake(now) + SHORTEST else None


async def _facts_of(session: Session, enrollment: Enrollment, facts: Facts, now: datetime) -> Facts:
    """The facts as they hold for who waits: a minor's night is longer."""
    person = await session.get_one(Person, enrollment.person_id)
    return facts.for_born(person.birth_date, now)


def has_room(course: Course, *, now: datetime) -> bool:
    """Whether there is a seat, or a line that could still lead to one. True for what has no seats to count."""
    if course.seats is None or course.left:
        return True
    return course.starts_at is not None and course.starts_at - now >= LAST_MINUTE + SHORTEST


async def _first_in_line(session: Session, course_id: int, after: int) -> Enrollment | None:
    line = select(Enrollment).where(Enrollment.course_id == course_id, Enrollment.standing == Standing.WAITING)
    return (await session.exec(line.where(col(Enrollment.id) > after).order_by(col(Enrollment.id)).limit(1))).first()


async def _unfit(session: Session, enrollment: Enrollment, course: Course, facts: Facts) -> str | None:
    if await people.reach(session, enrollment.person_id) is None:
        return skipped.UNREACHABLE
    person = await session.get_one(Person, enrollment.person_id)
    try:
        eligibility.check_age(course, person, facts=facts)
    except Refusal:
        return skipped.AGE
    return None


def _over(now: datetime) -> ColumnElement[bool]:
    reachable = exists().where(col(Account.person_id) == Enrollment.person_id, col(Account.stopped_at).is_(None))
    return and_(col(Enrollment.standing) == Standing.OFFERED, or_(col(Enrollment.offer_until) <= now, ~reachable))


async def _courses_to_see(session: Session, now: datetime) -> list[int]:
    """In the order of their ids, in which every caller locks them."""
    ending = select(Enrollment.course_id).where(_over(now))
    room = (
        select(Enrollment.course_id)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.standing == Standing.WAITING, col(Course.taken) < col(Course.seats))
        .where(col(Course.starts_at) > now + LAST_MINUTE)
    )
    begun = (
        select(Enrollment.course_id)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(col(Enrollment.standing).in_(_HOPING), col(Course.starts_at) <= now)
    )
    return sorted({*(await session.exec(ending)), *(await session.exec(room)), *(await session.exec(begun))})


async def _own(
    session: Session, person_id: int, enrollment_id: int, other: int | None = None
) -> tuple[Enrollment, Course]:
    """The person's enrolment, read after its course is locked, and the course `other` too. Raises NotThere."""
    query = select(Enrollment).where(Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
    enrollment = (await session.exec(query)).first()
    if enrollment is None:
        raise NotThere
    locked = await seats.all_locked(session, [enrollment.course_id, other or enrollment.course_id])
    await session.refresh(enrollment)
    return enrollment, locked[enrollment.course_id]


def _close(enrollment: Enrollment, standing: Standing, reason: str | None, now: datetime) -> None:
    enrollment.standing, enrollment.left_at, enrollment.left_reason = standing, now, reason


async def _give_back(session: Session, enrollment: Enrollment, course: Course) -> None:
    assert enrollment.id is not None
    await session.flush()
    await reminders.drop(session, enrollment.id, "offer ended")
    await seats.free(session, course)


def _tell(session: Session, enrollment: Enrollment, kind: str, due: datetime, until: datetime | None) -> None:
    session.add(
        Letter(
            priority=Priority.OFFER,
            kind=kind,
            key=f"{kind}:{enrollment.id}",
            person_id=enrollment.person_id,
            enrollment_id=enrollment.id,
            due_at=due,
            useful_until=until,
        )
    )
