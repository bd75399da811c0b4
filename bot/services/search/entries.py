"""What can be found: plain values made from rows and from the pack, that outlive the session they were read in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bot import time
from bot.models import Call, Course, CourseSession, News
from bot.packs import Pack
from bot.packs.institutions import Venue
from bot.packs.offers import Call as PackedCall
from bot.services import venues
from bot.services.rows import CALL_DATES

Kind = Literal["course", "call", "news", "helpline", "topic"]
FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (3.0, 0.4),
    "kind": (1.0, 0.0),
    "topic": (1.0, 0.2),
    "interest": (1.1, 0.2),
    "place": (0.8, 0.2),
    "text": (0.9, 0.5),
}
"""What a word weighs in each field, and how much the field's length takes away (BM25's b)."""


@dataclass(frozen=True)
class Meeting:
    """A session, on the wall clock of the institution."""

    starts_at: datetime
    ends_at: datetime
    day: date
    hour: int


@dataclass(frozen=True)
class Edition:
    starts_at: datetime | None
    ends_at: datetime | None
    meetings: tuple[Meeting, ...]

    def is_open(self, now: datetime) -> bool:
        """Whether one can still join, or it is something that is simply there."""
        return self.starts_at is None or self.starts_at > now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now


@dataclass(frozen=True)
class Entry:
    """One thing that can be found, whatever its editions. `words`: (field, language, text)."""

    kind: Kind
    key: str
    topic: str
    words: tuple[tuple[str, str, str], ...]
    editions: tuple[Edition, ...] = ()
    cost: int | None = None
    modality: str = ""
    venue: str = ""
    venue_names: tuple[str, ...] = ()
    ages: tuple[int | None, int | None] = (None, None)
    call: PackedCall | None = None
    expires: date | None = None
    sensitive: bool = False
    helps: frozenset[str] = field(default_factory=frozenset)

    @property
    def id(self) -> str:
        """`c:barberia`, `k:nails-cup`, `n:feria`, `l:mx_911`, `t:health`."""
        return f"{_LETTERS[self.kind]}:{self.key}"

    @property
    def first(self) -> float:
        """When its earliest edition begins, in seconds; never, for what has no dates."""
        return min((e.starts_at.timestamp() for e in self.editions if e.starts_at), default=float("inf"))

    def exists(self, now: datetime, today: date) -> bool:
        """Whether it is still worth finding: an edition that isn't over, news that hasn't expired."""
        if self.kind == "course":
            return any(not edition.is_over(now) for edition in self.editions)
        return self.expires is None or self.expires >= today

    def is_open(self, now: datetime, today: date) -> bool:
        """Whether one can join, apply or ask for it, now or soon."""
        if self.kind == "course":
            return any(edition.is_open(now) for edition in self.editions)
        return self.call is None or self.call.status_on(today) != "closed"

    def coming(self, now: datetime) -> Sequence[Edition]:
        """Editions that one can still join; where there are none, those that run."""
        open_ones = [edition for edition in self.editions if edition.is_open(now)]
        return open_ones or [edition for edition in self.editions if not edition.is_over(now)]


_LETTERS = {"course": "c", "call": "k", "news": "n", "helpline": "l", "topic": "t"}
_KIND_WORDS = {
    "workshop": "taller workshop",
    "service": "servicio service",
    "event": "evento event",
    "activity": "actividad activity",
    "award": "premio award reconocimiento",
    "scholarship": "beca scholarship grant",
    "project_fund": "apoyo fondo dinero proyecto fund",
    "contest": "concurso contest",
    "dual_place": "dual",
    "financing": "financiamiento credito prestamo loan",
    "volunteers": "voluntariado volunteers",
}


def gather(
    courses: Iterable[Course],
    sessions: Iterable[CourseSession],
    calls: Iterable[Call],
    news: Iterable[News],
    *,
    pack: Pack,
    zone: str,
) -> list[Entry]:
    """Entries of the rows given and of the pack's topics and confirmed helplines; the rows are not kept."""
    held: dict[int, list[CourseSession]] = {}
    for session in sessions:
        held.setdefault(session.course_id, []).append(session)
    editions: dict[str, list[Course]] = {}
    for course in courses:
        editions.setdefault(course.key, []).append(course)
    return [
        *(_course(rows, held, pack, zone) for rows in editions.values()),
        *(_call(call, pack) for call in calls),
        *(_news(one, pack) for one in news),
        *_topics(pack),
        *_helplines(pack),
    ]


def _course(rows: Sequence[Course], held: Mapping[int, Sequence[CourseSession]], pack: Pack, zone: str) -> Entry:
    newest = max(rows, key=lambda course: course.edition)
    place = venues.of(newest, pack)
    return Entry(
        kind="course",
        key=newest.key,
        topic=newest.topic,
        words=(
            *_shared(newest, pack),
            *_both("place", place and place.name),
            *_both("place", place and _address(place)),
            *_both("text", newest.certificate),
        ),
        editions=tuple(Edition(row.starts_at, row.ends_at, _meetings(held.get(row.id or 0, ()), zone)) for row in rows),
        cost=newest.cost,
        modality=newest.modality,
        venue=newest.venue or "",
        venue_names=(place.name.es, place.name.en) if place else (),
        ages=(newest.age_min, newest.age_max),
        sensitive=newest.sensitive,
    )


def _address(venue: Venue) -> dict[str, str] | None:
    """Without what every address says."""
    if venue.address is None:
        return None
    return {of: _ADDRESS.sub(" ", getattr(venue.address, of)) for of in ("es", "en")}


_ADDRESS = re.compile(r"\b(colonia|barrio|calle|avenida|neighbou?rhood|street|avenue)\b", re.IGNORECASE)


def _meetings(sessions: Sequence[CourseSession], zone: str) -> tuple[Meeting, ...]:
    found = []
    for session in sessions:
        here = time.local(session.starts_at, zone)
        found.append(Meeting(session.starts_at, session.ends_at, here.date(), here.hour))
    return tuple(found)


def _call(call: Call, pack: Pack) -> Entry:
    return Entry(
        kind="call",
        key=call.key,
        topic=call.topic,
        words=(*_shared(call, pack), *_both("text", call.benefit), *_both("text", call.recurs)),
        ages=(call.age_min, call.age_max),
        sensitive=bool(call.sensitive),
        call=PackedCall.model_construct(**{name: getattr(call, name) for name in CALL_DATES}),
    )


def _shared(row: Course | Call, pack: Pack) -> list[tuple[str, str, str]]:
    moved = {interest.key: interest.short_name for interest in pack.interests}
    topic = next((topic for topic in pack.topics if topic.key == row.topic), None)
    return [
        *_both("title", row.title),
        *_both("title", row.short_title),
        *_both("text", row.summary),
        *_both("text", row.note),
        *_both("topic", topic and topic.name),
        *_both("topic", topic and topic.short_name),
        *(words for key in row.interests or () if key in moved for words in _both("interest", moved[key])),
        ("kind", "es", _KIND_WORDS.get(row.kind, "")),
    ]


def _news(news: News, pack: Pack) -> Entry:
    named = [topic for topic in pack.topics if topic.key in news.topics]
    words = [*_both("title", news.title), *_both("text", news.body)]
    for topic in named:
        words += _both("topic", topic.name)
    return Entry(
        "news",
        news.key,
        named[0].key if named else "",
        tuple(words),
        expires=news.expires,
        sensitive=bool(news.sensitive),
    )


def _topics(pack: Pack) -> list[Entry]:
    return [
        Entry("topic", topic.key, topic.key, (*_both("title", topic.name), *_both("title", topic.short_name)))
        for topic in pack.topics
    ]


def _helplines(pack: Pack) -> list[Entry]:
    return [
        Entry(
            "helpline",
            line.key,
            "",
            (*_both("title", line.name), ("title", "es", line.number), *_both("text", line.what_for)),
            helps=frozenset(line.topics),
        )
        for line in pack.helplines
        if line.shown
    ]


def _both(field: str, text: Any) -> list[tuple[str, str, str]]:
    if text is None:
        return []
    es, en = (text.get("es", ""), text.get("en", "")) if isinstance(text, dict) else (text.es, text.en)
    return [(field, "es", es), (field, "en", en)]
