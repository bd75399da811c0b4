"""Announcements under way: frozen in slices, watched, swept up when stopped, and shown as they go."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot import time
from bot.db import Database, Session
from bot.jobs.progress import Progress
from bot.models import Broadcast, Person, Stage
from bot.services import people
from bot.services.broadcasts import approving, audience, correcting, drafts, freezing, outcomes, running
from bot.services.broadcasts.freezing import Row
from bot.services.broadcasts.outcomes import Tally
from bot.services.facts import Facts

log = structlog.get_logger()

BREATH: Final = 0.02
"""Seconds between two slices, so that others get to write."""
TURN: Final = timedelta(seconds=5)
"""How long one tick goes on writing letters before it looks at the other broadcasts."""


class Broadcasts:
    """Asked every second. Any number of processes may ask: each step is taken by the first that gets to it."""

    def __init__(self, db: Database, facts: Facts) -> None:
        self._db = db
        self._facts = facts
        self._progress: dict[int, Progress] = {}
        self._rests: dict[int, datetime] = {}
        """Until when nothing is counted again."""

    async def tick(self) -> bool:
        """Whether something may be said now that couldn't before."""
        async with self._db.reading() as session:
            rows = await running.to_do(session, now=time.now())
        moved = False
        for row in rows:
            moved = await self._one(row) or moved
            if row.stage is not Stage.APPROVED:
                moved = await self._show(row) or moved
        return moved

    async def _show(self, row: Broadcast) -> bool:
        """The progress of one that is under way; for the last time once it has ended."""
        progress = self._progress.setdefault(row.id or 0, Progress())
        async with self._db.reading() as session:
            now_is = await session.get_one(Broadcast, row.id)
            if now_is.ended_at is None and not progress.is_time(time.wall()):
                return False
            tally = await outcomes.so_far(session, now_is, now=time.now())
        if now_is.ended_at is not None:
            self._progress.pop(row.id or 0)
        return await progress.show(self._db, now_is, tally, facts=self._facts)

    async def _one(self, row: Broadcast) -> bool:
        number = row.id or 0
        match row.stage:
            case Stage.APPROVED:
                return await self._begin(number)
            case Stage.FREEZING:
                return await self._freeze(row)
            case Stage.STOPPED:
                return await self._sweep(row)
            case _:
                return await self._look_on(row)

    async def _begin(self, number: int) -> bool:
        async with self._db.reading() as session:
            draft = await drafts.look(session, number)
            found = await approving.size(session, draft, facts=self._facts, now=time.now())
        async with self._db.begin() as session:
            if not await approving.may_start(session, number, facts=self._facts, now=time.now(), found=found):
                return False
            begun = await running.begin(session, number, now=time.now())
            await self._follow(session, number)
        log.info("broadcast begins", broadcast=number)
        return begun

    async def _follow(self, session: Session, number: int) -> None:
        """Whoever wrote it, and whoever said yes, sees how it goes without having to look."""
        row = await session.get_one(Broadcast, number, populate_existing=True)
        for person_id in {row.author_id, row.approver_id} - {None}:
            person, chat_id = await session.get(Person, person_id), await people.reach(session, person_id or 0)
            if person is not None and chat_id is not None:
                running.follow(row, chat_id, None, person.locale, steers=True)

    async def _freeze(self, row: Broadcast) -> bool:
        """Slice after slice, for a while; the first few are let go once all are written."""
        number, after, until = row.id or 0, row.frozen_to, time.wall() + TURN
        async with self._db.reading() as session:
            messages = (await drafts.look(session, number)).messages
            recall = correcting.is_recall(row, messages)
            left = None if recall else approving.most(row) - await freezing.count(session, number)
        size = 4 * freezing.LEAST
        while time.wall() < until:
            limit = size if left is None else min(size, left)
            found: list[Row] = []
            if limit > 0:
                async with self._db.reading() as session:
                    found, position = await self._slice(session, row, after, limit)
            if not found:
                return await self._release(number, canary=not recall)
            async with self._db.begin() as session:
                began = time.wall()
                if not await freezing.write(session, number, after, found, position):
                    return False
            size = freezing.next_size(len(found), (time.wall() - began).total_seconds())
            after, left = position, None if left is None else left - len(found)
            await asyncio.sleep(BREATH)
        return False

    async def _slice(self, session: Session, row: Broadcast, after: int, limit: int) -> tuple[list[Row], int]:
        if row.corrects_id is not None:
            return await correcting.slice_of(session, row.corrects_id, after, limit, now=time.now())
        rule = audience.Rule.from_json(row.audience)
        people = await audience.slice_of(session, rule, after=after, limit=limit, now=time.now(), facts=self._facts)
        return [{"person_id": person} for person, _locale in people], people[-1][0] if people else after

    async def _release(self, number: int, *, canary: bool) -> bool:
        async with self._db.reading() as session:
            size, first = await freezing.draw(session, number)
        async with self._db.begin() as session:
            released = await freezing.release(session, number, size, first if canary else [], now=time.now())
        log.info("broadcast frozen", broadcast=number, letters=size, canary=len(first))
        return released

    async def _sweep(self, row: Broadcast) -> bool:
        while True:
            async with self._db.begin() as session:
                closed = await running.sweep(session, row.id or 0)
            if not closed:
                break
            await asyncio.sleep(BREATH)
        return await self._end(row)

    async def _look_on(self, row: Broadcast) -> bool:
        began = time.wall()
        if began < self._rests.get(row.id or 0, began):
            return False
        async with self._db.reading() as session:
            tally = await outcomes.so_far(session, row, now=time.now())
        # Counting a million takes a while: never more than a twentieth of the time.
        self._rests[row.id or 0] = time.wall() + 20 * (time.wall() - began)
        if not tally.waiting and row.stage is not Stage.PAUSED:
            return await self._end(row)
        async with self._db.begin() as session:
            stage = await running.look_on(session, running.Standing(row, tally), now=time.now())
        return stage is not row.stage

    async def _end(self, row: Broadcast) -> bool:
        async with self._db.reading() as session:
            tally: Tally = await outcomes.in_full(session, row)
        if tally.waiting:
            return False
        async with self._db.begin() as session:
            ended = await running.end(session, row, tally, now=time.now())
        if ended:
            log.info("broadcast ended", broadcast=row.id, audience=tally.audience, sent=tally.sent)
        return ended
