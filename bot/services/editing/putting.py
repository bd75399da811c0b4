"""Making what the staff decided true: a course, a call, news or a venue is created or changed, and whoever it affects
is told in the same transaction."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import regex
from sqlalchemy import func
from sqlmodel import col, or_, select

from bot.db import Session
from bot.errors import ChangedMeanwhile, NotThere
from bot.models import STAFF, Call, Course, News, Venue
from bot.packs import Pack
from bot.services import audit, digests, interests, offers, search, seats, wishes
from bot.services.applications import changing
from bot.services.editing import arranging, telling
from bot.services.editing.fields import CALL, COURSE, NEWS, SESSIONS, VENUE, placeholders_left
from bot.services.editing.foreseeing import MATERIAL, Effects, Thing, effects, meeting_at
from bot.services.facts import Facts
from bot.services.venues import described

TABLES: Final[Mapping[str, type[Any]]] = {COURSE: Course, CALL: Call, NEWS: News, VENUE: Venue}
_KEY: Final = 24


@dataclass(frozen=True)
class Created:
    id: int
    effects: Effects


@dataclass(frozen=True)
class Changed:
    id: int
    effects: Effects


@dataclass(frozen=True)
class Unchanged:
    id: int


Outcome = Created | Changed | Unchanged


async def put_course(
    session: Session,
    fields: Mapping[str, Any],
    *,
    by: int | None,
    pack: Pack,
    facts: Facts,
    now: datetime,
    course_id: int | None = None,
    key: str = "",
    revision: int | None = None,
    edition_of: str = "",
) -> Outcome:
    """Create or change a course so that it has these fields; doing it again changes nothing.

    Which one: `course_id`; else `key`, a name of up to 60 characters that a spreadsheet has for it: the newest edition
    that was created with it (`Course.external_key`), or the newest with that `Course.key`; where there is none, a new
    one is created under that name, published at once. With neither it is always a new one; `edition_of` makes that the
    next edition of the course with this key.

    `fields`: any of `fields.FIELDS["course"]`; those that aren't named stay. Texts are `{"es": ..., "en": ...}` or the
    Spanish alone; `sessions` is every session as pairs of aware moments (what has begun stays whether or not it is
    there); `venue` is a venue's key; `None` empties a field that may be empty. A new course needs title, summary, topic
    (kind is `course`, modality `in_person`, organiser the pack's first where not said).

    `by`: the person who does it, for the log. `revision`: what `Course.revision` was when they looked; another one now
    raises ChangedMeanwhile. Raises BadField (nothing is changed then) and NotThere.

    Whoever has a place is told of other dates, another venue or modality; reminders move along; more seats go to the
    waiting list. Ask `effects(session, "course", course or None, fields, pack=, facts=, now=)` beforehand to show what
    would change and whom it affects; `find_course(session, key)` finds the course it means.
    """
    course = await session.get(Course, course_id) if course_id else await find_course(session, key) if key else None
    if course_id and course is None:
        raise NotThere
    foreseen = await effects(session, COURSE, course, fields, pack=pack, facts=facts, now=now)
    if course is not None and foreseen.nothing:
        return Unchanged(course.id or 0)
    # The catalogue's row before the course's, as whoever loads a pack does.
    await search.changed(session, pack.key)
    if course is None:
        return await _create_course(
            session, foreseen, by=by, pack=pack, facts=facts, now=now, key=key, edition_of=edition_of
        )
    course = await seats.locked(session, course.id or 0)
    check_revision(COURSE, course, revision)
    found = await effects(session, COURSE, course, fields, pack=pack, facts=facts, now=now)
    was_open, was_sample = course.is_open(now), course.illustrative
    notice = await telling.before(session, course, found, now=now)
    await _write(session, COURSE, course, found)
    if SESSIONS in found.changed:
        await telling.follow(session, course, await arranging.hold(session, course, found.sessions), facts, now)
    if "venue" in found.changed:
        course.place = await described(session, course.venue)
    await session.flush()
    if any(name in MATERIAL for name in found.changed):
        await telling.tell(session, course, notice, facts=facts, now=now)
    if course.seats is not None:
        await offers.offer_next(session, course.id or 0, facts=facts, now=now)
    await _tell_who_asked(session, course, was_open, was_sample, facts=facts, now=now)
    await _note(session, COURSE, course, found, by=by, now=now)
    return Changed(course.id or 0, found)


async def find_course(session: Session, key: str) -> Course | None:
    """The newest edition with this name in a spreadsheet, or with this key."""
    named = select(Course).where(or_(Course.external_key == key, Course.key == key))
    return (await session.exec(named.order_by(col(Course.edition).desc(), col(Course.id).desc()))).first()


async def put(
    session: Session,
    kind: str,
    fields: Mapping[str, Any],
    *,
    by: int | None,
    pack: Pack,
    facts: Facts,
    now: datetime,
    id: int | None = None,
    key: str = "",
    revision: int | None = None,
) -> Outcome:
    """`put_course` for any kind; `key` names a call or news from a spreadsheet the same way."""
    if kind == COURSE:
        return await put_course(
            session, fields, by=by, pack=pack, facts=facts, now=now, course_id=id, key=key, revision=revision
        )
    thing = await find(session, kind, id=id, key=key)
    if id and thing is None:
        raise NotThere
    foreseen = await effects(session, kind, thing, fields, pack=pack, facts=facts, now=now)
    if thing is not None and foreseen.nothing:
        return Unchanged(thing.id or 0)
    await search.changed(session, pack.key)
    if thing is None:
        return await _create(session, kind, foreseen, by=by, pack=pack, facts=facts, now=now, key=key)
    await session.refresh(thing, with_for_update=True)
    check_revision(kind, thing, revision)
    found = await effects(session, kind, thing, fields, pack=pack, facts=facts, now=now)
    if isinstance(thing, Venue):
        await _move_venue(session, thing, found, facts=facts, now=now)
    else:
        await _write(session, kind, thing, found)
        if isinstance(thing, Call):
            await wishes.call_changed(session, thing, facts=facts, now=now)
            await changing.follow(session, thing, facts=facts, now=now)
    await _note(session, kind, thing, found, by=by, now=now)
    return Changed(thing.id or 0, found)


async def find(session: Session, kind: str, *, id: int | None = None, key: str = "") -> Thing | None:
    table = TABLES[kind]
    if id:
        return await session.get(table, id)
    if not key:
        return None
    if kind == COURSE:
        return await find_course(session, key)
    named = table.key == key if kind == VENUE else or_(table.external_key == key, table.key == key)
    return (await session.exec(select(table).where(named).order_by(col(table.id).desc()))).first()


async def _create_course(
    session: Session,
    found: Effects,
    *,
    by: int | None,
    pack: Pack,
    facts: Facts,
    now: datetime,
    key: str,
    edition_of: str,
) -> Created:
    fields = _columns(COURSE, found)
    own = edition_of or await _free_key(session, Course, fields["title"]["es"], [one.key for one in pack.courses])
    newest = (await session.exec(select(func.max(Course.edition)).where(col(Course.key) == own))).one()
    course = Course(
        key=own,
        edition=(newest or 0) + 1,
        origin=STAFF,
        external_key=key or None,
        status="offered",
        place=await described(session, fields.get("venue")),
        **fields,
    )
    session.add(course)
    await session.flush()
    await arranging.hold(session, course, found.sessions)
    await wishes.tell_of_group(session, course, facts=facts, now=now)
    await _note(session, COURSE, course, found, by=by, now=now)
    return Created(course.id or 0, found)


async def _create(
    session: Session, kind: str, found: Effects, *, by: int | None, pack: Pack, facts: Facts, now: datetime, key: str
) -> Created:
    fields = _columns(kind, found)
    thing: Call | News | Venue
    packed: Mapping[str, Sequence[Any]] = {CALL: pack.calls, NEWS: pack.news, VENUE: pack.venues}
    table, taken = TABLES[kind], packed[kind]
    name = fields["name" if kind == VENUE else "title"]["es"]
    own = await _free_key(session, table, name, [one.key for one in taken])
    if kind == VENUE:
        # A venue of the pack that the staff describes anew keeps its key.
        thing = Venue(key=key or own, **fields)
    elif kind == NEWS:
        thing = News(key=own, origin=STAFF, external_key=key or None, loaded_at=now, **fields)
    else:
        thing = Call(key=own, origin=STAFF, external_key=key or None, **fields)
    session.add(thing)
    await session.flush()
    if isinstance(thing, News):
        await digests.plan(session, [thing], facts=facts, now=now)
    if isinstance(thing, Venue):
        await _move_venue(session, thing, found, facts=facts, now=now)
    await _note(session, kind, thing, found, by=by, now=now)
    return Created(thing.id or 0, found)


async def _move_venue(session: Session, venue: Venue, found: Effects, *, facts: Facts, now: datetime) -> None:
    """Every course that meets there, and whoever takes part in one, follows."""
    ids = await meeting_at(session, venue.key, now=now)
    known = await seats.all_locked(session, ids)
    notices = {id: await telling.before(session, course, found, now=now) for id, course in known.items()}
    for name in found.changed:
        setattr(venue, name, found.after[name])
    venue.revision += 1
    await session.flush()
    place = await described(session, venue.key)
    for id, course in known.items():
        course.place = place
        await session.flush()
        await telling.tell(session, course, notices[id], facts=facts, now=now)


async def _write(session: Session, kind: str, thing: Course | Call | News, found: Effects) -> None:
    for name in found.changed:
        if name != SESSIONS:
            setattr(thing, name, found.after[name])
    settled(thing, found.changed)


def settled(thing: Course | Call | News, names: tuple[str, ...] | list[str]) -> None:
    """The staff decided these: the pack leaves them alone, and they are no placeholders any more."""
    thing.edited = sorted({*thing.edited, *names})
    thing.illustrative_fields = placeholders_left(thing, names)
    thing.revision += 1


async def _tell_who_asked(
    session: Session, course: Course, was_open: bool, was_sample: bool, *, facts: Facts, now: datetime
) -> None:
    if was_sample and not course.illustrative and course.is_open(now):
        await interests.confirmed(session, course, facts=facts, now=now)
    elif not was_open and course.is_open(now):
        await wishes.tell_of_group(session, course, facts=facts, now=now)


def _columns(kind: str, found: Effects) -> dict[str, Any]:
    return {name: value for name, value in found.after.items() if name != SESSIONS}


def check_revision(kind: str, thing: Any, revision: int | None) -> None:
    """Raises ChangedMeanwhile where it isn't any more what somebody looked at; None says that nobody did."""
    if revision is not None and thing.revision != revision:
        raise ChangedMeanwhile(kind, thing.id)


async def _note(session: Session, kind: str, thing: Any, found: Effects, *, by: int | None, now: datetime) -> None:
    act = "create" if found.new else "edit"
    await audit.note(session, by, f"{act}_{kind}", f"{kind}:{thing.id}", now=now, fields=",".join(found.changed)[:400])


async def _free_key(session: Session, table: type[Any], title: str, taken: list[str]) -> str:
    """A key of small letters and digits that nothing has yet."""
    folded = "".join(letter for letter in _fold(title))
    stem = "-".join(regex.findall(r"[a-z0-9]+", folded))[: _KEY - 4].strip("-") or "nuevo"
    query: Any = select(table.key).where(col(table.key).startswith(stem, autoescape=True))
    used = {*taken, *(await session.exec(query)).all()}
    number = 1
    while (own := stem if number == 1 else f"{stem}-{number}") in used:
        number += 1
    return own


def _fold(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(one))
