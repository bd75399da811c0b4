"""What a person has decided about messages that nobody asked for, and which of them are on their way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from bot import time
from bot.db import Session
from bot.models import Course, Enrollment, Letter, Person, Post, Priority
from bot.services import attention, consents, digests, nudges, people, purposes
from bot.services.attention import ENOUGH, MUTED, NONE_WANTED
from bot.services.facts import Facts

WEEKLY: Final = (0, 1, 3, 7)
"""How many unasked messages a week one may choose."""
SOON: Final = timedelta(days=14)
SHOWN: Final = 5


@dataclass(frozen=True)
class Coming:
    """A letter on its way: what about, and when it goes as things are."""

    letter: Letter
    course: Course | None
    at: datetime


async def allow(session: Session, person: Person, switch: str, *, on: bool, facts: Facts, now: datetime) -> bool:
    """Turn a kind of notice on or off; what waits of it is dropped, and comes back if that is undone in time. Where it
    needs a yes, this is one, or takes it back. False where it was so already."""
    if (switch in await turned_on(session, person, facts=facts)) == on and (on or switch in person.muted):
        return False
    if purposes.needs_consent(switch):
        say = consents.give if on else consents.withdraw
        await say(session, person.id or 0, switch, facts=facts, now=now)
    muted = [other for other in attention.SWITCHES if other in person.muted and other != switch]
    people.learn(person, "muted", muted if on else [*muted, switch], today=time.local(now, facts.zone).date())
    kinds = attention.kinds_of(switch)
    if on:
        await _take_up(session, person, kinds, MUTED, now)
        if switch == nudges.MUTED:
            await nudges.plan(session, person, facts=facts, now=now)
        if switch == digests.KIND and person.digest_hour is None:
            people.learn(person, "digest_hour", digests.USUAL, today=time.local(now, facts.zone).date())
    else:
        await _drop(session, person, kinds, MUTED)
    await session.flush()
    return True


async def turned_on(session: Session, person: Person, *, facts: Facts) -> frozenset[str]:
    """The kinds of notices that come: not turned off, and allowed where that is needed."""
    last = await consents.newest(session, person.id or 0)
    allowed = {key for key in attention.SWITCHES if not purposes.needs_consent(key)}
    allowed |= {key for key, consent in last.items() if consents.stands(consent, facts)}
    return frozenset(key for key in attention.SWITCHES if key in allowed and key not in person.muted)


async def how_many(session: Session, person: Person, weekly: int, *, facts: Facts, now: datetime) -> bool:
    """At most so many unasked messages in seven days. What waited because of the number is looked at anew. False where
    it was so already."""
    if person.weekly == weekly:
        return False
    people.learn(person, "weekly", weekly, today=time.local(now, facts.zone).date())
    kinds = attention.weekly_kinds()
    if not weekly:
        await _drop(session, person, kinds, NONE_WANTED)
    else:
        await _take_up(session, person, kinds, NONE_WANTED, now)
        held = _waiting(person, kinds).where(col(Letter.reason) == ENOUGH)
        for letter in await session.exec(held):
            digest = letter.kind == digests.KIND
            letter.due_at = digests.next_hour(person, now, facts=facts) if digest else now
    await session.flush()
    return True


async def digest_at(session: Session, person: Person, hour: int, *, facts: Facts, now: datetime) -> bool:
    """News at this hour from now on. False for an hour that this person can't choose."""
    if hour not in digests.choices(person, facts=facts, now=now):
        return False
    await allow(session, person, digests.KIND, on=True, facts=facts, now=now)
    people.learn(person, "digest_hour", hour, today=time.local(now, facts.zone).date())
    await digests.put_off(session, person, facts=facts, now=now)
    await session.flush()
    return True


async def coming(session: Session, person: Person, *, facts: Facts, now: datetime) -> list[Coming]:
    """What is on its way in the coming two weeks, the soonest first; the first few."""
    query = (
        select(Letter, Course)
        .outerjoin(Enrollment, col(Enrollment.id) == Letter.enrollment_id)
        .outerjoin(Course, col(Course.id) == Enrollment.course_id)
        .where(Letter.person_id == person.id, Letter.state == Post.WAITING, col(Letter.call).is_(None))
        .where(col(Letter.priority) > Priority.REPLY, col(Letter.due_at) < now + SOON)
        .where(or_(col(Letter.useful_until).is_(None), col(Letter.useful_until) > now))
        .order_by(col(Letter.due_at), col(Letter.priority), col(Letter.id))
        .limit(4 * SHOWN)
    )
    found: dict[tuple[str, int], Coming] = {}
    for letter, course in (await session.exec(query)).all():
        due = max(now, letter.due_at)
        verdict = await attention.judge(session, letter, person, facts=facts, now=due)
        if isinstance(verdict, attention.Never):
            continue
        at = verdict.until if verdict else due
        # Several digests that are due together become one message, and so do reminders of one place on one day.
        found.setdefault((letter.kind, letter.enrollment_id or 0), Coming(letter, course, at))
    return sorted(found.values(), key=lambda one: one.at)[:SHOWN]


def _waiting(person: Person, kinds: Collection[str]) -> SelectOfScalar[Letter]:
    return select(Letter).where(
        Letter.person_id == person.id, col(Letter.kind).in_(kinds), Letter.state == Post.WAITING
    )


async def _drop(session: Session, person: Person, kinds: Collection[str], reason: str) -> None:
    mine = (col(Letter.person_id) == person.id, col(Letter.kind).in_(kinds), col(Letter.state) == Post.WAITING)
    await session.exec(update(Letter).where(*mine).values(state=Post.DROPPED, reason=reason, call=None))


async def _take_up(session: Session, person: Person, kinds: Collection[str], reason: str, now: datetime) -> None:
    """What was dropped for this reason and would still be ahead is planned again; not an announcement, which goes on
    without them."""
    mine = (col(Letter.person_id) == person.id, col(Letter.kind).in_(kinds), col(Letter.state) == Post.DROPPED)
    ahead = update(Letter).where(
        *mine, col(Letter.broadcast_id).is_(None), col(Letter.reason) == reason, col(Letter.due_at) > now
    )
    await session.exec(ahead.values(state=Post.WAITING, reason=None))
