"""The index that a process keeps, and how it stays fresh: it looks at the catalogue's version and reads anew."""

import asyncio
from dataclasses import dataclass

from sqlmodel import col, select, update

from bot.db import Session
from bot.models import Call, Course, CourseSession, Loaded, News
from bot.packs import Pack
from bot.services.facts import Facts
from bot.services.search.entries import Entry, gather
from bot.services.search.index import Index

NEVER = -1


@dataclass(frozen=True)
class Stock:
    """Everything that can be found, as of one version of the catalogue."""

    version: int
    entries: list[Entry]


class Shelf:
    """Holds the newest index. Reading rows takes a session for a moment; building needs none, and has its thread."""

    def __init__(self, pack: Pack, facts: Facts) -> None:
        self._pack = pack
        self._facts = facts
        self.version = NEVER
        self.index: Index | None = None

    async def newer(self, session: Session) -> Stock | None:
        """What there is now, where the catalogue changed since the index was built; None where it didn't."""
        loaded = select(Loaded.version).where(Loaded.pack == self._pack.key)
        version = (await session.exec(loaded)).one_or_none()
        if version is None or version == self.version:
            return None
        return Stock(version, await _read(session, self._pack, self._facts))

    async def fill(self, stock: Stock) -> None:
        """Index it beside the loop, and use that from then on."""
        index = await asyncio.to_thread(Index, stock.entries)
        # Another look may have been quicker with something newer.
        if stock.version > self.version:
            self.version, self.index = stock.version, index

    async def ready(self, session: Session) -> Index:
        """The index; made now where a question comes before the first look. An empty one where nothing is loaded."""
        if self.index is None and (stock := await self.newer(session)) is not None:
            await self.fill(stock)
        return self.index or Index([])


async def changed(session: Session, pack: str) -> None:
    """Something that can be found was added, changed or closed: every process reads it anew within seconds."""
    await session.exec(update(Loaded).where(col(Loaded.pack) == pack).values(version=Loaded.version + 1))


async def _read(session: Session, pack: Pack, facts: Facts) -> list[Entry]:
    courses = (await session.exec(select(Course).where(col(Course.closed_at).is_(None)))).all()
    held = select(CourseSession).join(Course, col(Course.id) == CourseSession.course_id)
    sessions = (await session.exec(held.where(col(Course.closed_at).is_(None)))).all()
    calls = (await session.exec(select(Call).where(col(Call.closed_at).is_(None)))).all()
    news = (await session.exec(select(News).where(col(News.closed_at).is_(None)))).all()
    return gather(courses, sessions, calls, news, pack=pack, zone=facts.zone)
