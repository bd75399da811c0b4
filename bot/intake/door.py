"""Where updates come in, however they came: first the crisis floor, then the inbox."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot import time
from bot.db import Database
from bot.intake import again, inbox
from bot.intake.floor import Alarm, Floor

PATIENCE: Final = 0.6
"""Seconds in which the database may say whether another process has an update already; then a card leaves anyhow, and
what is urgent is answered from memory."""


class NotOpen(OSError):
    """The database isn't ready yet: nothing can be written down, and nothing is acknowledged."""


class Door:
    """`open` once the database has its tables. `heard` is called after each commit."""

    def __init__(self, db: Database, bot_id: int, floor: Floor, heard: Callable[[], None]) -> None:
        self._db = db
        self._bot_id = bot_id
        self._floor = floor
        self._heard = heard
        self._open = False

    def open(self) -> None:
        self._open = True

    async def take(self, updates: Sequence[Mapping[str, Any]]) -> "asyncio.Future[None]":
        """Returns when every card of these updates is on its way, and what is urgent where it would have to wait. Await
        what it returns before acknowledging them: it ends once they are written down, or raises what the database
        raises; it may take as long as the database does.
        """
        alarms = [alarm for raw in updates if (alarm := self._floor.hear(raw)) is not None]
        updates = [*updates, *(meant for raw in updates if (meant := again.meant(raw)) is not None)]
        writing = asyncio.ensure_future(self._write(updates, alarms))
        fresh = [alarm for alarm in alarms if not alarm.begun]
        urgent = [raw for raw in updates if self._floor.is_urgent(raw)]
        try:
            if fresh or urgent:
                await asyncio.wait({writing}, timeout=PATIENCE)
        except asyncio.CancelledError:
            writing.cancel()
            raise
        finally:
            for alarm in fresh:
                self._floor.answer(alarm)
        if not writing.done() or writing.exception() is not None:
            for raw in urgent:
                self._floor.relieve(raw)
        return writing

    def look(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Only the crisis floor: for while the database hangs on what was taken before."""
        for raw in updates:
            if (alarm := self._floor.hear(raw)) is not None:
                self._floor.answer(alarm)
            self._floor.relieve(raw)

    async def _write(self, updates: Sequence[Mapping[str, Any]], alarms: Sequence[Alarm]) -> None:
        if not self._open:
            raise NotOpen("the database isn't ready")
        if not alarms:
            async with self._db.begin() as session:
                # Asked for now: while the database was waited for, some may have been answered from memory.
                answered = self._floor.settled()
                new = await inbox.write_down(session, self._bot_id, updates, wall=time.wall(), answered=answered)
                self._floor.put_down_reliefs(session, answered & new)
        else:
            await self._write_with(updates, alarms)
        self._heard()

    async def _write_with(self, updates: Sequence[Mapping[str, Any]], alarms: Sequence[Alarm]) -> None:
        async with self._floor.books:
            async with self._db.begin() as session:
                settled = self._floor.settled()
                answered = settled.union(alarm.update_id for alarm in alarms)
                new = await inbox.write_down(session, self._bot_id, updates, wall=time.wall(), answered=answered)
                self._floor.put_down_reliefs(session, settled & new)
                rows = await self._floor.put_down(session, alarms, new)
            self._floor.committed(alarms, rows)
