"""From a pack to rows, again and again: what is new, what changed, what left; and the next editions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.models import ACTIVE, PACK, Call, Course, Enrollment, Loaded, News
from bot.packs import Pack
from bot.packs.offers import Call as PackedCall
from bot.packs.offers import Course as PackedCourse
from bot.services import digests, editions, interests, offers, search, seats, venues, wishes
from bot.services.editing.fields import CLOSED, PLACEHOLDERS, SESSIONS
from bot.services.facts import Facts
from bot.services.news_rows import news_fields
from bot.services.rows import call_fields, course_fields

Row = TypeVar("Row", Course, Call, News)


class OtherInstitution(Exception):
    """The database belongs to another pack; two institutions never share one."""


@dataclass
class Delta:
    """Keys, in the pack's order; what changed with the names of its fields."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.closed)


@dataclass
class Changes:
    courses: Delta = field(default_factory=Delta)
    calls: Delta = field(default_factory=Delta)
    news: Delta = field(default_factory=Delta)

    @property
    def nothing(self) -> bool:
        return self.courses.nothing and self.calls.nothing and self.news.nothing


async def load(session: Session, pack: Pack, *, facts: Facts, now: datetime) -> Changes:
    """Make the catalogue say what the pack says; doing it again changes nothing. Raises OtherInstitution.

    What left the pack is closed, never deleted. What the staff made is left alone, and so is every field that the staff
    decided; such a row isn't closed either. Seats taken stay taken: a course with more people than its new
    number of seats keeps as many as it has people. The sessions of an edition somebody signed up for don't move.
    """
    loaded = await _claim(session, pack, now)
    changes = Changes()
    await _load_courses(session, pack, changes.courses, facts=facts, now=now)
    await _load_calls(session, pack, changes.calls, facts=facts, now=now)
    await _load_news(session, pack, changes.news, facts=facts, now=now)
    digest = sha256(pack.model_dump_json().encode()).hexdigest()
    if not changes.nothing or loaded.digest != digest:
        loaded.digest, loaded.loaded_at, loaded.version = digest, now, loaded.version + 1
    await session.flush()
    return changes


async def renew(session: Session, pack: Pack, *, facts: Facts, now: datetime) -> int:
    """The next edition of every illustrative course whose latest one has begun, so that there is always something
    to look at (and, in a rehearsal, to join). Returns how many editions began."""
    if await _over(session, pack, now):
        # Only with something to do is it worth keeping other processes out; they may just have done it.
        await _claim(session, pack, now)
    made = 0
    for packed, course in await _over(session, pack, now):
        await editions.begin(session, packed, course.edition + 1, facts=facts, now=now, after=course)
        made += 1
    if made:
        await search.changed(session, pack.key)
    return made


async def _over(session: Session, pack: Pack, now: datetime) -> list[tuple[PackedCourse, Course]]:
    newest = _newest(await session.exec(select(Course).execution_options(populate_existing=True)))
    return [
        (packed, course)
        for packed in pack.courses
        if packed.illustrative and packed.schedule is not None and (course := newest.get(packed.key)) is not None
        if course.origin == PACK and course.illustrative
        if course.closed_at is None and course.starts_at is not None and course.starts_at <= now
    ]


async def _claim(session: Session, pack: Pack, now: datetime) -> Loaded:
    """Our row in `loaded`, locked: a second process that loads waits here."""
    loaded = await session.get(Loaded, pack.key)
    if loaded is None:
        others = (await session.exec(select(Loaded.pack).where(Loaded.pack != pack.key))).first()
        if others is not None:
            raise OtherInstitution(
                f'This database holds the pack "{others}", not "{pack.key}". '
                f"Set PACK={others}, or give {pack.key} a database of its own with DATABASE_URL."
            )
        try:
            async with session.begin_nested():
                session.add(Loaded(pack=pack.key, digest="", loaded_at=now))
        except IntegrityError:
            # Another process began to load the same pack a moment earlier; the lock below waits for it.
            session.expire_all()
    return await session.get_one(Loaded, pack.key, with_for_update=True, populate_existing=True)


async def _load_courses(session: Session, pack: Pack, delta: Delta, *, facts: Facts, now: datetime) -> None:
    rows = (await session.exec(select(Course).order_by(col(Course.id)))).all()
    newest = _newest([row for row in rows if row.origin == PACK])
    last = {row.key: max(one.edition for one in rows if one.key == row.key) for row in rows}
    joined = set(
        await session.exec(select(Enrollment.course_id).where(col(Enrollment.standing).in_(ACTIVE)).distinct())
    )
    for packed in pack.courses:
        latest = newest.pop(packed.key, None)
        if latest is None:
            await editions.begin(session, packed, last.get(packed.key, 0) + 1, facts=facts, now=now)
            delta.added.append(packed.key)
            continue
        was_illustrative, was_open = latest.illustrative, latest.is_open(now)
        mine = [row for row in rows if row.key == packed.key and row.origin == PACK]
        living = [row for row in mine if row is latest or _lives(row, now)]
        changed: set[str] = set()
        for course in living:
            changed |= await _change_seats(session, course, packed, facts=facts, now=now)
            venue = course.venue
            changed |= _apply(course, {**course_fields(packed), "closed_at": None})
            if course.venue != venue:
                course.place = await venues.described(session, course.venue)
            movable = course.id not in joined and SESSIONS not in course.edited
            if movable and await editions.reschedule(session, course, packed, facts=facts, now=now):
                changed.add("schedule")
            await session.flush()
        if was_illustrative and not latest.illustrative and latest.is_open(now):
            await interests.confirmed(session, latest, facts=facts, now=now)
        elif not was_open:
            await wishes.tell_of_group(session, latest, facts=facts, now=now)
        _note(delta, packed.key, changed)
    for key in newest:
        _close([row for row in rows if row.key == key], key, delta, now)


async def _load_calls(session: Session, pack: Pack, delta: Delta, *, facts: Facts, now: datetime) -> None:
    rows = {row.key: row for row in await session.exec(select(Call).order_by(col(Call.id)))}
    for packed in pack.calls:
        fields = call_fields(packed)
        call = rows.pop(packed.key, None)
        if call is None:
            call = Call(key=packed.key, **fields)
            session.add(call)
            delta.added.append(packed.key)
        else:
            changed = _apply(call, {**fields, "closed_at": None}) if call.origin == PACK else set()
            if changed:
                await wishes.call_changed(session, call, facts=facts, now=now)
            _note(delta, packed.key, changed)
        _practise(call, packed, facts=facts, now=now)
    for key, call in rows.items():
        _close([call], key, delta, now)
    await session.flush()


def _practise(call: Call, packed: PackedCall, *, facts: Facts, now: datetime) -> None:
    """In a rehearsal its form can be tried out: a call that isn't open is taken to be, for so many days at a time."""
    if not facts.rehearsal or packed.form is None or not packed.form.practice_days or call.closed_at is not None:
        call.practice_until = None
        return
    today = time.local(now, facts.zone).date()
    if call.practice_until is None or call.practice_until < today:
        call.practice_until = today + timedelta(days=packed.form.practice_days)


async def _load_news(session: Session, pack: Pack, delta: Delta, *, facts: Facts, now: datetime) -> None:
    """What is new in the pack, or back in it, goes into the next digests; a correction is no news."""
    rows = {row.key: row for row in await session.exec(select(News).order_by(col(News.id)))}
    appeared = []
    for packed in pack.news:
        fields = news_fields(packed)
        news = rows.pop(packed.key, None)
        if news is None:
            news = News(key=packed.key, loaded_at=now, **fields)
            session.add(news)
            delta.added.append(packed.key)
            appeared.append(news)
            continue
        if news.closed_at is not None and news.origin == PACK and CLOSED not in news.edited:
            news.loaded_at = now
            appeared.append(news)
        _note(delta, packed.key, _apply(news, {**fields, "closed_at": None}) if news.origin == PACK else set())
    for key, news in rows.items():
        _close([news], key, delta, now)
    await session.flush()
    await digests.plan(session, appeared, facts=facts, now=now)


def _newest(rows: Any) -> dict[str, Course]:
    newest: dict[str, Course] = {}
    for course in rows:
        if course.key not in newest or course.edition > newest[course.key].edition:
            newest[course.key] = course
    return newest


def _lives(course: Course, now: datetime) -> bool:
    return course.closed_at is None and (course.ends_at is None or course.ends_at > now)


async def _change_seats(
    session: Session, course: Course, packed: PackedCourse, *, facts: Facts, now: datetime
) -> set[str]:
    """Nobody is thrown out by a smaller number; a larger one is offered to the line at once."""
    if course.id is None or packed.seats == course.seats or "seats" in course.edited:
        return set()
    await seats.locked(session, course.id)
    before, wanted = course.seats, packed.seats
    if wanted is None:
        course.seats = course.seats if course.taken else None
    else:
        course.seats = max(wanted, course.taken)
        await offers.offer_next(session, course.id, facts=facts, now=now)
    return {"seats"} if course.seats != before else set()


def _apply(row: Row, fields: dict[str, Any]) -> set[str]:
    """What the staff decided stays."""
    kept = {"closed_at" if name == CLOSED else name for name in row.edited}
    fields = {name: value for name, value in fields.items() if name not in kept}
    if "illustrative_fields" in fields:
        settled = {PLACEHOLDERS.get(name, name) for name in row.edited}
        fields["illustrative_fields"] = [one for one in fields["illustrative_fields"] if one not in settled]
    changed = {name for name, value in fields.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def _note(delta: Delta, key: str, changed: set[str]) -> None:
    if changed:
        delta.changed[key] = sorted(changed)
    else:
        delta.unchanged.append(key)


def _close(rows: list[Any], key: str, delta: Delta, now: datetime) -> None:
    open_ones = [row for row in rows if row.closed_at is None and row.origin == PACK and not row.edited]
    for row in open_ones:
        row.closed_at = now
    if open_ones:
        delta.closed.append(key)
