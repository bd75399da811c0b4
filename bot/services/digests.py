"""News come together in one message, at the hour that the person chose on the clock of their wall.

When news appear a letter is put down for everybody whom they concern; which news it tells is decided when it is
written, so that nothing is told twice, late or against somebody's wish.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Any, Final

from sqlalchemy import ColumnElement, String, Text, and_, cast, false, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, exists, update
from sqlmodel import select as pick

from bot import time
from bot.db import Session
from bot.models import Follow, Letter, Loaded, News, Person, Post, Priority
from bot.models.base import Coded, Json, UtcDateTime
from bot.services import news
from bot.services.facts import OF_AGE, Facts

KIND: Final = "digest"
"""Of its letters; also what `Person.muted` calls it."""
HOURS: Final = (8, 9, 13, 16, 18, 20)
"""The hours one may choose from, as far as they aren't quiet."""
USUAL: Final = 18
_WORDS: Final = frozenset({"title", "body", "sources"})
"""Where one of these is a placeholder there is no news: it is shown as an example, and told only in a rehearsal."""

Quiet = tuple[wall_clock, wall_clock]


def choices(person: Person, *, facts: Facts, now: datetime) -> list[int]:
    """The hours that this person may choose."""
    quiet = facts.for_born(person.birth_date, now).quiet
    return [hour for hour in HOURS if not time.is_within(wall_clock(hour), quiet)]


def hour_of(person: Person, *, facts: Facts, now: datetime) -> int:
    """The hour at which news come: as chosen, unless that is in the person's quiet hours (any more)."""
    chosen = USUAL if person.digest_hour is None else person.digest_hour
    return _decent(chosen, facts.for_born(person.birth_date, now).quiet)


def next_hour(person: Person, after: datetime, *, facts: Facts) -> datetime:
    """The first such moment from `after` on."""
    return _next(hour_of(person, facts=facts, now=after), after, facts)


def _decent(hour: int, quiet: Quiet) -> int:
    """The hour itself, or the last full one before the quiet stretch it falls in."""
    if not time.is_within(wall_clock(hour), quiet):
        return hour
    return (quiet[0].hour if quiet[0].minute else quiet[0].hour - 1) % 24


def _next(hour: int, after: datetime, facts: Facts) -> datetime:
    today = time.local(after, facts.zone).date()
    moments = (time.at_local(today + timedelta(days=days), wall_clock(hour), facts.zone) for days in range(3))
    return next(moment for moment in moments if moment >= after)


async def plan(session: Session, appeared: Sequence[News], *, facts: Facts, now: datetime) -> None:
    """Put down a digest for everybody who follows one of these news' topics, or anything at all where one has none.

    One statement for each hour that people chose and each side of 18 years, however many people there are; who has one
    put down for that day keeps it.
    """
    today = time.local(now, facts.zone).date()
    ahead = [one for one in appeared if one.expires >= today and not one.sensitive]
    for day in sorted({max(one.published, today) for one in ahead}):
        of_the_day = [one for one in ahead if max(one.published, today) == day]
        topics = {topic for one in of_the_day for topic in one.topics}
        anything = any(not one.topics for one in of_the_day)
        earliest = now if day == today else time.at_local(day, wall_clock(0), facts.zone)
        await _put_down_for_all(session, _follows(topics, anything=anything), earliest, facts)


async def plan_for(session: Session, person: Person, *, facts: Facts, now: datetime) -> datetime | None:
    """The same for one person who has just begun to follow something. When it comes; None where there is nothing to
    tell."""
    if KIND in person.muted or not await untold(session, person, facts=facts, now=now):
        return None
    due = next_hour(person, now, facts=facts)
    await _put_down(session, col(Person.id) == person.id, due, facts)
    return due


async def put_off(session: Session, person: Person, *, facts: Facts, now: datetime) -> None:
    """After another hour was chosen: what waits goes then."""
    mine = (col(Letter.person_id) == person.id, col(Letter.kind) == KIND, col(Letter.state) == Post.WAITING)
    ahead = update(Letter).where(*mine, col(Letter.call).is_(None))
    await session.exec(ahead.values(due_at=next_hour(person, now, facts=facts)))


async def untold(session: Session, person: Person, *, facts: Facts, now: datetime) -> list[News]:
    """What has appeared since the last digest on topics that the person follows, none of them muted, the newest first.

    News without topics are for whoever follows anything.
    """
    follows = (await session.exec(pick(Follow).where(Follow.person_id == person.id))).all()
    followed = {one.topic for one in follows if not one.muted}
    muted = {one.topic for one in follows if one.muted}
    if not followed:
        return []
    told = person.digested_at
    return [
        one
        for one in await news.current(session, facts=facts, now=now)
        if (not one.topics or followed & set(one.topics)) and not muted & set(one.topics)
        if told is None or _appeared(one, facts) > told
        if not one.sensitive and (facts.rehearsal or not _WORDS & set(one.illustrative_fields))
    ]


async def tell(session: Session, letter: Letter, person: Person, *, facts: Facts, now: datetime) -> list[News]:
    """What this digest says, and from now on was told; nothing where there is nothing new.

    Other digests that are due too have nothing left to say. A digest that has to be written again, because it surely
    didn't arrive, says the same and what is new since.
    """
    # Whoever loads news holds this row: what they add is seen whole, or appears after the moment noted here.
    await session.exec(pick(Loaded.pack).with_for_update(read=True))
    again = set(letter.subject.get("news", ()))
    found = [one for one in await news.current(session, facts=facts, now=now) if one.id in again]
    found += [one for one in await untold(session, person, facts=facts, now=now) if one.id not in again]
    if found:
        letter.subject = {"news": [one.id for one in found]}
        person.digested_at = now
    others = update(Letter).where(col(Letter.person_id) == person.id, col(Letter.kind) == KIND)
    due = others.where(col(Letter.state) == Post.WAITING, col(Letter.due_at) <= now, col(Letter.id) != letter.id)
    await session.exec(due.values(state=Post.DROPPED, reason=f"merged into {letter.id}"))
    await session.flush()
    return found


def _appeared(one: News, facts: Facts) -> datetime:
    return max(one.loaded_at, time.at_local(one.published, wall_clock(0), facts.zone))


def _follows(topics: Collection[str], *, anything: bool) -> ColumnElement[bool]:
    some = exists().where(col(Follow.person_id) == Person.id, ~col(Follow.muted))
    return some if anything else some.where(col(Follow.topic).in_(topics)) if topics else false()


async def _put_down_for_all(session: Session, who: ColumnElement[bool], earliest: datetime, facts: Facts) -> None:
    born = _born_before(time.local(earliest, facts.zone).date())
    minor = col(Person.birth_date) > born
    hours = list(await session.exec(pick(Person.digest_hour).where(col(Person.digest_hour).is_not(None)).distinct()))
    for hour in sorted(hour for hour in hours if hour is not None):
        adults = _next(_decent(hour, facts.quiet), earliest, facts)
        minors = _next(_decent(hour, facts.quiet_minors or facts.quiet), earliest, facts)
        everybody = and_(who, col(Person.digest_hour) == hour)
        if adults == minors:
            await _put_down(session, everybody, adults, facts)
        else:
            await _put_down(session, and_(everybody, minor), minors, facts)
            await _put_down(session, and_(everybody, or_(col(Person.birth_date).is_(None), ~minor)), adults, facts)


def _born_before(today: date) -> date:
    """Who was born later is under age today."""
    leap = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - OF_AGE, day=28 if leap else today.day)


async def _put_down(session: Session, who: ColumnElement[bool], due: datetime, facts: Facts) -> None:
    """A letter for each of these people who wants digests. One of the same day that was dropped counts again."""
    day = time.local(due, facts.zone).date()
    key: ColumnElement[str] = literal(f"{KIND}:") + cast(Person.id, String) + literal(f":{day}")
    values: dict[str, Any] = {
        "priority": literal(int(Priority.NEWS)),
        "kind": literal(KIND),
        "key": key,
        "person_id": col(Person.id),
        "subject": literal({}, Json),
        "due_at": literal(due, UtcDateTime()),
        "state": literal(Post.WAITING, Coded(Post)),
        "attempts": literal(0),
        "repeats": literal(0),
    }
    wanted = cast(Person.muted, Text).not_like(f'%"{KIND}"%')
    people = select(*values.values()).where(who, wanted)
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Letter).from_select(list(values), people)
    renewed: dict[str, Any] = {"state": Post.WAITING, "reason": None, "due_at": due, "subject": {}}
    dropped = col(Letter.state) == Post.DROPPED
    await session.exec(insert.on_conflict_do_update(index_elements=["key"], set_=renewed, where=dropped))
