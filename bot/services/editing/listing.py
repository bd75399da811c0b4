"""What there is in the catalogue, as the staff looks for it: also what is closed, and what began."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, or_, select

from bot.db import Session
from bot.models import Call, Course, News, Venue
from bot.packs import Pack
from bot.services import venues
from bot.services.birthdays import plain
from bot.services.editing.fields import CALL, COURSE, NEWS
from bot.services.editing.foreseeing import Thing

PAST: Final = timedelta(days=60)
"""Courses that ended longer ago aren't listed."""


async def everything(session: Session, kind: str, *, now: datetime, asked: str = "") -> list[Thing]:
    """Open things first. `asked`: words that their names have to hold, accents or not."""
    found: Sequence[Thing] = []
    if kind == COURSE:
        query = select(Course).where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now - PAST))
        found = (await session.exec(query.order_by(col(Course.starts_at), col(Course.id)))).all()
    elif kind == CALL:
        found = (await session.exec(select(Call).order_by(col(Call.closes).desc(), col(Call.id)))).all()
    elif kind == NEWS:
        found = (await session.exec(select(News).order_by(col(News.published).desc(), col(News.id)))).all()
    words = plain(asked).split()
    fitting = [one for one in found if all(word in _names(one) for word in words)]
    return sorted(fitting, key=_last)


async def search(session: Session, asked: str, *, now: datetime) -> list[tuple[str, Thing]]:
    """Of all kinds, with their kinds."""
    return [
        (kind, one) for kind in (COURSE, CALL, NEWS) for one in await everything(session, kind, now=now, asked=asked)
    ]


async def places(session: Session, pack: Pack) -> list[tuple[str, dict[str, str], int]]:
    """Key, name and, where the staff described it, the row of every venue."""
    rows = {row.key: row.id or 0 for row in await session.exec(select(Venue))}
    return [
        (venue.key, {"es": venue.name.es, "en": venue.name.en}, rows.get(venue.key, 0))
        for venue in await venues.everything(session, pack)
    ]


def _last(thing: Any) -> tuple[bool, bool]:
    """What is closed after the rest, and what has no dates after what has: databases differ in where they put it."""
    return thing.closed_at is not None, isinstance(thing, Course) and thing.starts_at is None


def _names(thing: Any) -> str:
    return plain(" ".join([*thing.title.values(), thing.key]))
