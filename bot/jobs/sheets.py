"""A list that a colleague sent: its bytes read, understood and held against the catalogue, outside of any turn."""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from bot import time
from bot.db import Database, Session
from bot.models import Download, Letter, Priority, SheetImport, SheetState
from bot.packs import Pack
from bot.services import venues
from bot.services.facts import Facts
from bot.services.sheets import imports, planning
from bot.services.sheets.planning import Step
from bot.services.sheets.understanding import NoHeader, TooManyCourses, understand
from bot.services.sheets.understood import Understood
from bot.sheets import reading
from bot.sheets.tables import Unreadable

log = structlog.get_logger(__name__)

KIND: Final = "sheet_read"
"""Of the letter that says what came of it."""


@dataclass(frozen=True)
class Seen:
    understood: Understood
    steps: list[Step]
    missing: list[str]


class Taking:
    """What waits for lists."""

    limit = reading.LARGEST

    def __init__(self, pack: Pack, facts: Facts) -> None:
        self._pack = pack
        self._facts = facts

    async def look(self, db: Database, download: Download, content: bytes) -> Seen | str:
        """What it says and would do; or, as a code, why it isn't taken."""
        now = time.now()
        try:
            sheets = await reading.read(content)
            async with db.reading() as session:
                pack = await venues.within(session, self._pack)
            today = time.local(now, self._facts.zone).date()
            understood = await asyncio.to_thread(understand, sheets, pack=pack, zone=self._facts.zone, today=today)
        except Unreadable as refusal:
            return refusal.why
        except NoHeader:
            return "no_header"
        except TooManyCourses:
            return "too_many_courses"
        async with db.reading() as session:
            steps, missing = await planning.plan(session, understood.rows, pack=pack, facts=self._facts, now=now)
        return Seen(understood, steps, missing)

    async def keep(self, session: Session, download: Download, seen: Seen | str) -> None:
        one = await self._waiting(session, download)
        if one is None:
            return
        if isinstance(seen, str):
            imports.refuse(one, seen, now=time.now())
        else:
            imports.understood(one, seen.understood, seen.steps, seen.missing)
        self._tell(session, one)
        log.info("a list was read", sheet=one.id, refused=one.problem, rows=len(one.plan))

    async def fail(self, session: Session, download: Download, problem: str) -> None:
        one = await self._waiting(session, download)
        if one is not None:
            imports.refuse(one, problem, now=time.now())
            self._tell(session, one)

    async def _waiting(self, session: Session, download: Download) -> SheetImport | None:
        one = await session.get(SheetImport, download.subject.get("import", 0), with_for_update=True)
        return one if one is not None and one.state is SheetState.READING else None

    def _tell(self, session: Session, one: SheetImport) -> None:
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=KIND,
                key=f"{KIND}:{one.id}",
                person_id=one.person_id,
                subject={"import": one.id},
                due_at=time.now(),
            )
        )
