"""*Tell me when I can*: what a person can't take yet, kept until it can be taken.

A course is kept as an `Interest`, which holds for all its editions; a birthday that opens it is a letter besides. A
call is kept as a letter alone, due when the call opens; so is the wish to hear on the birthday from which anything at
all can be taken. Every letter is held against the rules again as it is said.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from bot import time
from bot.db import Session
from bot.errors import Full, NotOldEnough, OnlyTellMe, Refusal, SignUpClosed
from bot.models import Call, Course, Interest, Letter, Person, Post, Priority
from bot.services import calls, eligibility, enrollments, fits, interests
from bot.services.facts import Facts

CAN_NOW, NEW_GROUP, CALL_OPEN, OF_AGE = "can_now", "new_group", "call_open", "of_age"
KINDS: Final = (CAN_NOW, NEW_GROUP, CALL_OPEN, OF_AGE)
MORNING: Final = wall_clock(9, 0)
"""When a call opens, and when a birthday is told: on the wall clock, or later where it is still quiet then."""
A_YEAR: Final = timedelta(days=366)
"""A call that hasn't opened by then isn't waited for any longer."""
_AHEAD: Final = 370
_UNSAID: Final = (Post.WAITING, Post.SENDING)


@dataclass(frozen=True)
class Kept:
    """`what` unlocks it: `age`, `group`, `confirmed`, `opening`, `allowed` (a rule of a call); `nothing` where it can
    be taken now, `never` where the person's age won't fit when it opens. `on` is the day where one is known."""

    what: str
    anew: bool = True
    on: date | None = None


async def when_i_can(session: Session, person: Person, course: Course, *, facts: Facts, now: datetime) -> Kept:
    """Keep the wish for a course. Raises AlreadyIn, TooOld or Clash: no moment unlocks those."""
    assert person.id is not None
    try:
        await enrollments.may_join(session, person, course, facts=facts, now=now)
    except OnlyTellMe:
        return Kept("confirmed", anew=await interests.note(session, person.id, course, now=now))
    except (SignUpClosed, Full):
        return Kept("group", anew=await interests.note(session, person.id, course, now=now))
    except NotOldEnough as refusal:
        await interests.note(session, person.id, course, now=now)
        return Kept("age", anew=await _on_the_birthday(session, person.id, course, refusal.on, facts), on=refusal.on)
    return Kept("nothing")


async def when_old_enough(session: Session, person: Person, age: int, on: date, *, facts: Facts) -> bool:
    """Keep the wish to hear on the day when the person reaches an age. False where it is kept already."""
    key = f"{OF_AGE}:{person.id}:{on.isoformat()}"
    return await _plan(session, OF_AGE, key, person.id or 0, {"age": age}, birthday(on, facts))


async def another_group(
    session: Session, person: Person, course: Course, *, facts: Facts, now: datetime
) -> Course | None:
    """The soonest other edition of the course that the person could join."""
    others = select(Course).where(Course.key == course.key, Course.id != course.id, col(Course.starts_at) > now)
    for other in (await session.exec(others.order_by(col(Course.starts_at)))).all():
        try:
            await enrollments.may_join(session, person, other, facts=facts, now=now)
        except Refusal:
            continue
        return other
    return None


async def kept(session: Session, person_id: int, course: Course, refusal: Refusal) -> bool:
    """Whether the person asked to be told when what this refusal says no longer holds."""
    if isinstance(refusal, NotOldEnough):
        query = select(Letter.id).where(Letter.key == _birthday_key(course, person_id, refusal.on))
        return (await session.exec(query.where(col(Letter.state).in_(_UNSAID)))).first() is not None
    return await waits(session, person_id, course.key)


async def waits(session: Session, person_id: int, course_key: str) -> bool:
    """Whether the person wants to hear of a course, in whatever edition."""
    wished = select(Interest.id).where(Interest.person_id == person_id, Interest.course_key == course_key)
    return (await session.exec(wished)).first() is not None


async def when_open(session: Session, person: Person, call: Call, *, facts: Facts, now: datetime) -> Kept:
    """Keep the wish for a call. Where no opening is published, it waits until one is."""
    assert person.id is not None
    today = time.local(now, facts.zone).date()
    if calls.standing(call, today) == "open":
        return Kept("nothing")
    on = opening(call, today)
    if not fits.may_apply(call, person, on or today):
        return Kept("never")
    if await waiting_for(session, person.id, call) is not None:
        return Kept("opening", anew=False, on=on)
    due = _morning(on, facts) if on else now + A_YEAR
    key = f"{CALL_OPEN}:{call.id}:{person.id}:{due.date().isoformat()}"
    return Kept("opening", anew=await _plan(session, CALL_OPEN, key, person.id, {"call_id": call.id}, due), on=on)


async def when_i_may(session: Session, person: Person, call: Call, on: date, *, facts: Facts, now: datetime) -> Kept:
    """Keep the wish to hear of a call from the day on which one may apply to it: then, if it is open, else when it
    opens next."""
    if await waiting_for(session, person.id or 0, call) is not None:
        return Kept("allowed", anew=False, on=on)
    due = max(_morning(on, facts), now)
    key = f"{CALL_OPEN}:{call.id}:{person.id}:{due.date().isoformat()}"
    return Kept("allowed", anew=await _plan(session, CALL_OPEN, key, person.id or 0, {"call_id": call.id}, due), on=on)


async def waiting_for(session: Session, person_id: int, call: Call) -> Letter | None:
    query = select(Letter).where(Letter.person_id == person_id, Letter.kind == CALL_OPEN)
    letters = await session.exec(query.where(col(Letter.state).in_(_UNSAID)))
    return next((letter for letter in letters if letter.subject.get("call_id") == call.id), None)


def opening(call: Call, today: date) -> date | None:
    """The next day on which what is published says that the call is open; None where it says none."""
    days = (today + timedelta(days=ahead) for ahead in range(1, _AHEAD))
    published = calls.published(call)
    return next((day for day in days if published.status_on(day) == "open"), None)


def next_look(call: Call, *, facts: Facts, now: datetime) -> datetime | None:
    """When a call that isn't open should be looked at again; None where nothing is published."""
    on = opening(call, time.local(now, facts.zone).date())
    return _morning(on, facts) if on else None


async def tell_of_group(session: Session, course: Course, *, facts: Facts, now: datetime) -> None:
    """A group has opened: a letter to everybody who asked and whose age fits it; the others keep their wish. Who was to
    be told on a birthday is told now: ages are counted on the day a group begins. What nobody has confirmed isn't told:
    that is another letter, when it is."""
    if (course.illustrative and not facts.rehearsal) or not course.is_open(now):
        return
    query = (
        select(Interest, Person)
        .join(Person, col(Person.id) == Interest.person_id)
        .where(Interest.course_key == course.key)
        .order_by(col(Interest.id))
    )
    for interest, person in (await session.exec(query)).all():
        try:
            eligibility.check_age(course, person, facts=facts)
        except Refusal:
            continue
        if (letter := await _birthday_letter(session, interest)) is not None:
            letter.due_at = facts.awake(now)
            continue
        key = f"{NEW_GROUP}:{course.id}:{interest.person_id}"
        await _plan(session, NEW_GROUP, key, interest.person_id, {"course_id": course.id}, facts.awake(now))
        await session.delete(interest)
    await session.flush()


async def _birthday_letter(session: Session, interest: Interest) -> Letter | None:
    query = select(Letter).where(
        Letter.person_id == interest.person_id, Letter.kind == CAN_NOW, Letter.state == Post.WAITING
    )
    letters = await session.exec(query.order_by(col(Letter.due_at)))
    return next((letter for letter in letters if letter.subject.get("course_key") == interest.course_key), None)


async def call_changed(session: Session, call: Call, *, facts: Facts, now: datetime) -> None:
    """Its dates are others now: the letters of those who wait for it move with them."""
    today = time.local(now, facts.zone).date()
    on = opening(call, today)
    due = facts.awake(now) if calls.standing(call, today) == "open" else _morning(on, facts) if on else None
    query = select(Letter).where(Letter.kind == CALL_OPEN, Letter.state == Post.WAITING)
    for letter in (await session.exec(query)).all():
        if letter.subject.get("call_id") == call.id and due is not None:
            letter.due_at = due
    await session.flush()


async def fulfilled(session: Session, person_id: int, course_key: str) -> bool:
    """What was wished for is told: it is forgotten. False where it was told or given up before."""
    wished = (col(Interest.person_id) == person_id, col(Interest.course_key) == course_key)
    return (await session.exec(delete(Interest).where(*wished))).rowcount > 0


def birthday(on: date, facts: Facts) -> datetime:
    """When somebody is told on the day they reach an age."""
    return _morning(on, facts)


def _morning(on: date, facts: Facts) -> datetime:
    return facts.awake(time.at_local(on, MORNING, facts.zone))


async def _on_the_birthday(session: Session, person_id: int, course: Course, on: date, facts: Facts) -> bool:
    key = _birthday_key(course, person_id, on)
    return await _plan(session, CAN_NOW, key, person_id, {"course_key": course.key}, birthday(on, facts))


def _birthday_key(course: Course, person_id: int, on: date) -> str:
    return f"{CAN_NOW}:{course.key}:{person_id}:{on.isoformat()}"


async def _plan(session: Session, kind: str, key: str, person_id: int, subject: dict[str, Any], due: datetime) -> bool:
    """False where the same letter waits already; one that was dropped comes to life again."""
    known = (await session.exec(select(Letter).where(Letter.key == key))).first()
    if known is not None:
        if known.state is not Post.DROPPED:
            return False
        known.state, known.reason, known.due_at = Post.WAITING, None, due
        return True
    letter = Letter(priority=Priority.NEWS, kind=kind, key=key, person_id=person_id, subject=subject, due_at=due)
    try:
        async with session.begin_nested():
            session.add(letter)
    except IntegrityError:
        # The same wish was written down at the same moment.
        return False
    return True
