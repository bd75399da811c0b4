"""What a person asked to be told of and wasn't yet: all of it, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import Call, Course, Interest, Letter, Person, Post
from bot.services import calls, courses, wishes
from bot.services.attention import MUTED
from bot.services.facts import Facts
from bot.services.fits import Thing

TAKEN_BACK: Final = "taken back"


@dataclass(frozen=True)
class Wish:
    """`what` it waits for: `age`, `group`, `confirmed`, `opening`, or `of_age`, which is about no one thing. `on` is
    the day where one is known."""

    what: str
    thing: Thing | None
    on: date | None = None
    age: int = 0


async def mine(session: Session, person: Person, *, facts: Facts, now: datetime) -> list[Wish]:
    """Every standing wish: ages first, then courses and calls in the order in which they were asked for."""
    letters = await _letters(session, person.id or 0)
    ages = [
        Wish("of_age", None, time.local(one.due_at, facts.zone).date(), int(one.subject.get("age", 0)))
        for one in letters
        if one.kind == wishes.OF_AGE
    ]
    return [*ages, *await _courses(session, person, letters, facts), *await _calls(session, letters, facts, now)]


async def old_enough(session: Session, person_id: int) -> Letter | None:
    """The letter that tells when the person reaches an age, where they asked for it."""
    return next((one for one in await _letters(session, person_id) if one.kind == wishes.OF_AGE), None)


async def thing(session: Session, kind: str, id: int) -> Thing | None:
    """What a wish is about, as an address names it; None for an age. Raises NotThere."""
    if kind == "c":
        return await courses.get(session, id)
    if kind == "k":
        return await calls.get(session, id)
    if kind != "a":
        raise NotThere
    return None


async def take_back(session: Session, person_id: int, thing: Thing | None) -> bool:
    """None takes back the wish about an age. False where it was taken back, or told, before."""
    given_up = False
    if isinstance(thing, Course):
        given_up = await wishes.fulfilled(session, person_id, thing.key)
    for letter in await _letters(session, person_id):
        if _is_about(letter, thing):
            letter.state, letter.reason = Post.DROPPED, TAKEN_BACK
            given_up = True
    await session.flush()
    return given_up


def _is_about(letter: Letter, thing: Thing | None) -> bool:
    if thing is None:
        return letter.kind == wishes.OF_AGE
    if isinstance(thing, Call):
        return letter.kind == wishes.CALL_OPEN and letter.subject.get("call_id") == thing.id
    named = {letter.subject.get("course_key"), letter.subject.get("course_id")}
    return letter.kind in (wishes.CAN_NOW, wishes.NEW_GROUP) and bool(named & {thing.key, thing.id})


async def _letters(session: Session, person_id: int) -> list[Letter]:
    """Those that wait, also behind a switch that is off."""
    query = select(Letter).where(Letter.person_id == person_id, col(Letter.kind).in_(wishes.KINDS))
    found = await session.exec(query.order_by(col(Letter.id)))
    return [one for one in found if one.state is Post.WAITING or (one.state is Post.DROPPED and one.reason == MUTED)]


async def _courses(session: Session, person: Person, letters: list[Letter], facts: Facts) -> list[Wish]:
    days = {one.subject.get("course_key"): one.due_at for one in letters if one.kind == wishes.CAN_NOW}
    query = (
        select(Course)
        .join(Interest, col(Interest.course_key) == Course.key)
        .where(Interest.person_id == person.id)
        .order_by(col(Interest.id), col(Course.edition))
    )
    latest = {course.key: course for course in await session.exec(query)}
    found = []
    for key, course in latest.items():
        if key in days:
            found.append(Wish("age", course, time.local(days[key], facts.zone).date()))
        else:
            sample = course.illustrative and not facts.rehearsal
            found.append(Wish("confirmed" if sample else "group", course))
    return found


async def _calls(session: Session, letters: list[Letter], facts: Facts, now: datetime) -> list[Wish]:
    due = {
        one.subject.get("call_id", 0): time.local(one.due_at, facts.zone).date()
        for one in letters
        if one.kind == wishes.CALL_OPEN
    }
    known = {call.id: call for call in await session.exec(select(Call).where(col(Call.id).in_(due)))}
    today = time.local(now, facts.zone).date()
    # It may be open already, and the person not yet of its age.
    days = {
        id: day if calls.standing(known[id], day) == "open" else wishes.opening(known[id], today)
        for id, day in due.items()
        if id in known
    }
    return [Wish("opening", known[id], on) for id, on in days.items()]
