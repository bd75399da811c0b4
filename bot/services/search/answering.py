"""What was found, with its rows as they are now: seats and standing are never taken from the index."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.models import Call, Course, CourseSession, News
from bot.services import calls
from bot.services.facts import Facts
from bot.services.search.asking import Asked
from bot.services.search.entries import Entry
from bot.services.search.finding import Hit, find
from bot.services.search.reasons import Reason
from bot.services.search.shelf import Shelf


@dataclass(frozen=True)
class Result:
    """One thing that was found. `sessions` only for a course."""

    thing: Course | Call | News
    open: bool
    reasons: tuple[Reason, ...]
    sessions: Sequence[CourseSession] = ()


@dataclass
class Answer:
    """What to say to a text. `results` fit, and `beside` only belongs to the same topic; where there are none, `near`
    comes nearest, and where nothing does, `soon` begins soonest."""

    asked: Asked
    results: list[Result] = field(default_factory=list)
    beside: list[Result] = field(default_factory=list)
    near: list[Result] = field(default_factory=list)
    soon: list[Result] = field(default_factory=list)
    helplines: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    missed: bool = False

    @property
    def empty(self) -> bool:
        return not (self.results or self.near or self.helplines or self.asked.question)


async def answer(session: Session, shelf: Shelf, text: str, *, language: str, facts: Facts, now: datetime) -> Answer:
    """The best three for a text, those one can still join first. What left the catalogue meanwhile is left out."""
    found = find(await shelf.ready(session), text, language=language, now=now, zone=facts.zone)
    rows = await _rows(
        session, [hit.entry for hit in (*found.hits, *found.beside, *found.near, *found.soon)], facts=facts, now=now
    )
    return Answer(
        found.asked,
        _results(found.hits, rows),
        _results(found.beside, rows),
        _results(found.near, rows),
        _results(found.soon, rows),
        found.helplines,
        found.topics,
        found.missed,
    )


def _results(hits: Sequence[Hit], rows: dict[str, Result]) -> list[Result]:
    found = [
        Result(row.thing, row.open, hit.reasons, row.sessions)
        for hit in hits
        if (row := rows.get(hit.entry.id)) is not None
    ]
    return sorted(found, key=lambda result: not result.open)


async def _rows(session: Session, entries: Sequence[Entry], *, facts: Facts, now: datetime) -> dict[str, Result]:
    found: dict[str, Result] = {}
    today = time.local(now, facts.zone).date()
    if keys := [entry.key for entry in entries if entry.kind == "course"]:
        for course in await _editions(session, keys, now):
            sessions = select(CourseSession).where(CourseSession.course_id == course.id)
            held = (await session.exec(sessions.order_by(col(CourseSession.starts_at)))).all()
            is_open = course.starts_at is None or course.starts_at > now
            found[f"c:{course.key}"] = Result(course, is_open, (), held)
    if keys := [entry.key for entry in entries if entry.kind == "call"]:
        query = select(Call).where(col(Call.key).in_(keys), col(Call.closed_at).is_(None))
        for call in await session.exec(query):
            found[f"k:{call.key}"] = Result(call, calls.standing(call, today) != "closed", ())
    if keys := [entry.key for entry in entries if entry.kind == "news"]:
        told = select(News).where(col(News.key).in_(keys), col(News.closed_at).is_(None), News.expires >= today)
        for news in await session.exec(told):
            found[f"n:{news.key}"] = Result(news, True, ())
    return found


async def _editions(session: Session, keys: Sequence[str], now: datetime) -> list[Course]:
    """One of each: the soonest that one can still join, else the one that runs; none that is over."""
    query = select(Course).where(col(Course.key).in_(keys), col(Course.closed_at).is_(None))
    living = [course for course in await session.exec(query) if course.ends_at is None or course.ends_at > now]
    living.sort(key=lambda c: (not c.is_open(now), c.starts_at.timestamp() if c.starts_at else 0.0, c.id or 0))
    chosen: dict[str, Course] = {}
    for course in living:
        chosen.setdefault(course.key, course)
    return list(chosen.values())
