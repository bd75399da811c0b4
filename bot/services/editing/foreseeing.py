"""What a change would do, before anybody makes it: what becomes different, and whom it affects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import regex
from sqlalchemy import func
from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import BadField
from bot.models import ACTIVE, Call, Course, Enrollment, Follow, Interest, News, Standing, Venue
from bot.packs import Pack
from bot.services import courses
from bot.services.applications import changing
from bot.services.editing import arranging
from bot.services.editing.arranging import Arrangement
from bot.services.editing.fields import (
    CALL,
    COURSE,
    FIELDS,
    NEWS,
    SESSIONS,
    check_together,
    checked,
)
from bot.services.facts import Facts

Thing = Course | Call | News | Venue
MATERIAL: Final = (SESSIONS, "venue", "modality")
"""Who has a place in a course is told of these."""
ON_THE_WAY: Final = timedelta(hours=2)
"""So long before a session people set out: who hears of a change later hears too late."""
_RECKONED: Final = ("form", "opens", "closes", "results_by")
"""Of a call: who has begun to apply reckons with these."""
_BUTTON: Final = 20


@dataclass(frozen=True)
class Effects:
    """`changed` names fields in their order; `before` and `after` hold them. Of a course: how many have a seat
    (`enrolled`), one on offer or held for a guardian's yes (`offered`), or wait; `told`: whether they get a letter, and
    from when on it leaves; `seats`: how many who wait are offered one at once; `interested`: how many asked to hear of
    it. Of news: `interested` are those who follow its topics."""

    changed: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    new: bool = False
    enrolled: int = 0
    offered: int = 0
    waiting: int = 0
    told: bool = False
    told_at: datetime | None = None
    seats: int = 0
    interested: int = 0
    courses: int = 0
    """Of a venue: how many courses meet there."""
    sessions: Arrangement = field(default_factory=Arrangement)

    @property
    def people(self) -> int:
        return self.enrolled + self.offered + self.waiting

    @property
    def nothing(self) -> bool:
        return not self.new and not self.changed


async def effects(
    session: Session,
    kind: str,
    thing: Thing | None,
    fields: Mapping[str, Any],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
) -> Effects:
    """What these fields would change in a thing, or in a new one (None). Reads only. Raises BadField."""
    wanted = checked(kind, fields, pack=pack)
    before = await held(session, kind, thing)
    after = {**before, **wanted}
    if thing is None:
        after = {**_usual(kind, pack, facts, now), **wanted}
        if kind in (COURSE, CALL) and not after.get("short_title") and after.get("title"):
            after["short_title"] = {locale: _short(text) for locale, text in after["title"].items()}
    if kind == COURSE and wanted.get("venue") and wanted["venue"] != before.get("venue"):
        await _known_venue(session, wanted["venue"], pack)
    check_together(kind, after)
    if isinstance(thing, Call) and any(wanted.get(name, before[name]) != before[name] for name in _RECKONED):
        await changing.check(session, thing, after, facts=facts, now=now)
    arrangement = Arrangement()
    if kind == COURSE and SESSIONS in wanted:
        meetings = await courses.sessions(session, thing.id or 0) if thing is not None else []
        arrangement = arranging.arrange(meetings, wanted[SESSIONS], now=now)
    changed = tuple(
        name
        for name in FIELDS[kind]
        if (thing is None and after.get(name) not in (None, [], ""))
        or (name == SESSIONS and not arrangement.nothing)
        or (name != SESSIONS and name in wanted and wanted[name] != before.get(name))
    )
    found = Effects(changed, before, after, new=thing is None, sessions=arrangement)
    match thing:
        case Course():
            return await _on_people(session, thing, found, facts=facts, now=now)
        case Venue():
            return await _at_venue(session, thing.key, found, facts=facts, now=now)
    if kind == NEWS:
        return await _on_followers(session, found)
    return found


async def held(session: Session, kind: str, thing: Thing | None) -> dict[str, Any]:
    """The fields of a row, by their names."""
    if thing is None:
        return {}
    found = {name: getattr(thing, name) for name in FIELDS[kind] if name != SESSIONS}
    if kind == COURSE:
        meetings = await courses.sessions(session, thing.id or 0)
        found[SESSIONS] = [(one.starts_at, one.ends_at) for one in meetings]
    return found


def _usual(kind: str, pack: Pack, facts: Facts, now: datetime) -> dict[str, Any]:
    """What is meant where nothing is said."""
    today = time.local(now, facts.zone).date()
    organiser = pack.organisers[0].key
    shared = {"organiser": organiser, "sensitive": False, "employment": False, "interests": [], "sources": []}
    match kind:
        case "course":
            return {**shared, "kind": "course", "modality": "in_person", "requirements": [], SESSIONS: []}
        case "call":
            return {**shared, "kind": "programme", "loan": False, "eligibility": [], "documents": []}
        case "news":
            return {"topics": [], "published": today, "sources": [], "sensitive": False}
    return {}


def _short(title: str) -> str:
    """As much of it as a button has room for."""
    letters = regex.findall(r"\X", title)
    return title if len(letters) <= _BUTTON else "".join(letters[: _BUTTON - 1]).rstrip(" .,:;-") + "…"


async def _known_venue(session: Session, key: str, pack: Pack) -> None:
    if key in (venue.key for venue in pack.venues):
        return
    if (await session.exec(select(Venue.id).where(Venue.key == key))).first() is None:
        raise BadField("venue", "unknown", hints=tuple(venue.key for venue in pack.venues))


async def standings(session: Session, course_ids: list[int]) -> dict[Standing, int]:
    """How many people hold or await a place in these courses."""
    query = select(Enrollment.standing, func.count()).where(
        col(Enrollment.course_id).in_(course_ids), col(Enrollment.standing).in_(ACTIVE)
    )
    rows = await session.exec(query.group_by(col(Enrollment.standing)))
    return {Standing(standing): count for standing, count in rows.all()}


async def _on_people(session: Session, course: Course, found: Effects, *, facts: Facts, now: datetime) -> Effects:
    counted = await standings(session, [course.id or 0])
    enrolled = counted.get(Standing.ENROLLED, 0)
    offered = counted.get(Standing.OFFERED, 0) + counted.get(Standing.PROVISIONAL, 0)
    waiting = counted.get(Standing.WAITING, 0)
    values = {name: getattr(found, name) for name in ("changed", "before", "after", "sessions")}
    if "seats" in found.changed and course.taken:
        wanted = found.after["seats"]
        if wanted is None or wanted < course.taken:
            raise BadField("seats", "taken", low=course.taken)
    room = max(0, (found.after.get("seats") or 0) - course.taken) if "seats" in found.changed else 0
    told = bool(enrolled + offered + waiting) and any(name in MATERIAL for name in found.changed)
    asked = select(func.count()).select_from(Interest).where(col(Interest.course_key) == course.key)
    return Effects(
        **values,
        enrolled=enrolled,
        offered=offered,
        waiting=waiting,
        told=told,
        told_at=when(await touched(session, course, found, now=now), facts=facts, now=now) if told else None,
        seats=min(waiting, room) if course.is_open(now) else 0,
        interested=(await session.exec(asked)).one(),
    )


def when(touched: datetime | None, *, facts: Facts, now: datetime) -> datetime:
    """When people are told: now or, at night, in the morning, unless that is too late for what is touched first."""
    morning = facts.awake(now)
    return now if touched is not None and touched - ON_THE_WAY <= morning else morning


async def touched(session: Session, course: Course, found: Effects, *, now: datetime) -> datetime | None:
    """When somebody who hears of nothing would first be in the wrong place."""
    moments = [at for at in found.sessions.touched if at > now]
    if not moments:
        moments = [one.starts_at for one in await courses.sessions(session, course.id or 0) if one.starts_at > now]
    return min(moments, default=None)


async def _at_venue(session: Session, key: str, found: Effects, *, facts: Facts, now: datetime) -> Effects:
    ids = await meeting_at(session, key, now=now)
    counted = await standings(session, ids)
    enrolled, waiting = counted.get(Standing.ENROLLED, 0), counted.get(Standing.WAITING, 0)
    told = bool(sum(counted.values())) and bool(found.changed)
    return Effects(
        found.changed,
        found.before,
        found.after,
        enrolled=enrolled,
        offered=sum(counted.values()) - enrolled - waiting,
        waiting=waiting,
        told=told,
        told_at=facts.awake(now) if told else None,
        courses=len(ids),
    )


async def meeting_at(session: Session, key: str, *, now: datetime) -> list[int]:
    """The courses that aren't over and meet there."""
    query = select(Course.id).where(Course.venue == key, col(Course.ends_at) > now).order_by(col(Course.id))
    return [course_id for course_id in await session.exec(query) if course_id is not None]


async def _on_followers(session: Session, found: Effects) -> Effects:
    topics = found.after.get("topics") or []
    who = select(func.count(func.distinct(col(Follow.person_id)))).where(~col(Follow.muted))
    if topics:
        who = who.where(col(Follow.topic).in_(topics))
    values = {name: getattr(found, name) for name in ("changed", "before", "after", "new")}
    return Effects(**values, interested=(await session.exec(who)).one() if found.new else 0)
