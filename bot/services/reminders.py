"""Reminders: letters planned with the sign-up, so that none depends on somebody thinking of it later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as wall_clock
from typing import Final

from sqlmodel import and_, col, or_, select, update

from bot import time
from bot.db import Session
from bot.models import Course, CourseSession, Enrollment, Letter, Person, Post, Priority
from bot.services.facts import Facts

KINDS: Final = ("reminder_week", "reminder_two_days", "reminder_today", "reminder_tomorrow")
_MIDNIGHT: Final = wall_clock(0, 0)
_A_FEW_DAYS: Final = timedelta(days=3)
_REACHED: Final = (Post.DELIVERED, Post.UNCERTAIN)


def moments(sessions: Sequence[CourseSession], *, facts: Facts) -> list[tuple[str, CourseSession, datetime]]:
    """Kind, session and moment of every reminder of a course, on the wall clock of its place, never in the quiet hours
    of `facts`."""
    found = []
    for place, session in enumerate(sorted(sessions, key=lambda one: one.starts_at)):
        start = session.starts_at
        if place == 0:
            found += [
                ("reminder_week", session, time.days_before(start, 7, facts.zone)),
                ("reminder_two_days", session, time.days_before(start, 2, facts.zone)),
                ("reminder_today", session, start - timedelta(hours=3)),
            ]
        else:
            found.append(("reminder_tomorrow", session, time.days_before(start, 1, facts.zone)))
    return [(kind, session, time.out_of_quiet(due, facts.zone, facts.quiet)) for kind, session, due in found]


async def plan(
    session: Session,
    enrollment: Enrollment,
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    facts: Facts,
    now: datetime,
) -> None:
    """Write down every reminder that still lies ahead. Planning again moves those not yet said and adds none twice."""
    person = await session.get_one(Person, enrollment.person_id)
    mine = facts.for_born(person.birth_date, now)
    planned = {f"{kind}:{enrollment.id}:{one.id}": (kind, one, due) for kind, one, due in moments(sessions, facts=mine)}
    query = select(Letter).where(col(Letter.key).in_(planned))
    known = {letter.key: letter for letter in await session.exec(query)}
    for key, (kind, one, due) in planned.items():
        letter = known.get(key)
        if letter is not None and due > now and _says_nothing_of(letter, one, due):
            # Its receipt stays; the session has moved since, and is reminded of anew.
            letter.key, letter = None, None
            await session.flush()
        if due <= now:
            if letter is not None and letter.state is Post.WAITING and letter.due_at > now:
                letter.state, letter.reason = Post.DROPPED, "moved"
        elif letter is None:
            session.add(
                Letter(
                    priority=Priority.APPOINTMENT,
                    kind=kind,
                    key=key,
                    person_id=enrollment.person_id,
                    enrollment_id=enrollment.id,
                    session_id=one.id,
                    due_at=due,
                    useful_until=one.starts_at,
                )
            )
        elif letter.state in (Post.WAITING, Post.DROPPED):
            letter.state, letter.reason, letter.due_at, letter.useful_until = Post.WAITING, None, due, one.starts_at
    await session.flush()


def _says_nothing_of(letter: Letter, meeting: CourseSession, due: datetime) -> bool:
    """Whether it is on its way or said, about another hour than the session has now. A look a week ahead holds for a
    few days more or less."""
    if letter.state in (Post.WAITING, Post.DROPPED) or letter.useful_until == meeting.starts_at:
        return False
    return letter.kind != "reminder_week" or due - letter.due_at >= _A_FEW_DAYS


async def move(
    session: Session, course: Course, sessions: Sequence[CourseSession], *, facts: Facts, now: datetime
) -> None:
    """After sessions were moved, added or dropped: the reminders of everybody who takes part follow. What reminded of a
    session as the first one, or as a later one, and no longer does is dropped."""
    query = select(Enrollment).where(Enrollment.course_id == course.id, Enrollment.standing == "enrolled")
    for enrollment in (await session.exec(query)).all():
        still = [f"{kind}:{enrollment.id}:{one.id}" for kind, one, _due in moments(sessions, facts=facts)]
        waiting = (col(Letter.enrollment_id) == enrollment.id, col(Letter.state) == Post.WAITING)
        other = (col(Letter.kind).in_(KINDS), col(Letter.key).not_in(still))
        await session.exec(update(Letter).where(*waiting, *other).values(state=Post.DROPPED, reason="moved"))
        await plan(session, enrollment, course, sessions, facts=facts, now=now)


async def drop(session: Session, enrollment_id: int, reason: str) -> None:
    """Nothing more is said about this enrolment, neither reminders nor offers, that isn't under way already."""
    waiting = (col(Letter.enrollment_id) == enrollment_id, col(Letter.state) == Post.WAITING)
    await session.exec(update(Letter).where(*waiting).values(state=Post.DROPPED, reason=reason))


async def due_with(session: Session, letter: Letter, *, facts: Facts, now: datetime) -> list[Letter]:
    """The person's other reminders that are due until the end of this local day and not on their way yet, soonest
    first; and those that this one, or one of them that was written already, had taken in before it didn't arrive."""
    end = _day(facts, now)[1]
    unsaid = or_(col(Letter.state) == Post.WAITING, and_(col(Letter.state) == Post.SENDING, col(Letter.call).is_(None)))
    query = (
        select(Letter)
        .where(Letter.person_id == letter.person_id, Letter.id != letter.id, col(Letter.kind).in_(KINDS))
        .order_by(col(Letter.due_at), col(Letter.id))
        .execution_options(populate_existing=True)
    )
    found = list(await session.exec(query.where(unsaid, col(Letter.due_at) < end)))
    written = [merged_into(one) for one in [letter, *found] if one is letter or one.call is not None]
    return found + list(await session.exec(query.where(col(Letter.reason).in_(written))))


def merged_into(letter: Letter) -> str:
    """The reason on the reminders that this one says too."""
    return f"merged into {letter.id}"


async def about(session: Session, letters: Sequence[Letter]) -> dict[int, tuple[Enrollment, Course, CourseSession]]:
    """What each reminder is about, by the letter's id; read anew, since much may have happened since the planning."""
    query = (
        select(Letter.id, Enrollment, Course, CourseSession)
        .join(Enrollment, col(Enrollment.id) == Letter.enrollment_id)
        .join(CourseSession, col(CourseSession.id) == Letter.session_id)
        .join(Course, col(Course.id) == CourseSession.course_id)
        .where(col(Letter.id).in_([letter.id for letter in letters]))
        .execution_options(populate_existing=True)
    )
    rows = (await session.exec(query)).all()
    return {letter_id: (enrollment, course, meeting) for letter_id, enrollment, course, meeting in rows if letter_id}


async def told_today(session: Session, person_id: int, *, facts: Facts, now: datetime) -> bool:
    """Whether a reminder reached the person on this local day, or one is written and on its way."""
    start, end = _day(facts, now)
    said = and_(col(Letter.state).in_(_REACHED), col(Letter.said_at) >= start, col(Letter.said_at) < end)
    leaving = and_(col(Letter.state) == Post.SENDING, col(Letter.call).is_not(None))
    query = select(Letter.id).where(Letter.person_id == person_id, col(Letter.kind).in_(KINDS), or_(said, leaving))
    return (await session.exec(query.limit(1))).first() is not None


def _day(facts: Facts, now: datetime) -> tuple[datetime, datetime]:
    """First and last moment of the local day; the last isn't part of it."""
    today = time.local(now, facts.zone).date()
    tomorrow = today + timedelta(days=1)
    return time.at_local(today, _MIDNIGHT, facts.zone), time.at_local(tomorrow, _MIDNIGHT, facts.zone)
