"""Fetching what turns asked for: claimed, fetched with no transaction open, handed to its purpose, marked."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Protocol

import structlog

from bot import time
from bot.db import Database, Session
from bot.jobs.fetching import Fetcher, Gone, TooLarge, Trouble
from bot.models import Download
from bot.services import downloads

log = structlog.get_logger(__name__)

AT_ONCE: Final = 4


class Purpose(Protocol):
    """Something that waits for files."""

    limit: int
    """Bytes of a file that it takes."""

    async def look(self, db: Database, download: Download, content: bytes) -> Any:
        """Make of the bytes what is to be kept. No transaction is open; doing it twice is harmless."""

    async def keep(self, session: Session, download: Download, seen: Any) -> None:
        """Write that down, and what is said to whoever sent it; in the transaction that marks the file as done."""

    async def fail(self, session: Session, download: Download, problem: str) -> None:
        """It won't come: `too_large`, `gone` or `unreachable`."""


async def fetch_due(db: Database, fetcher: Fetcher, purposes: Mapping[str, Purpose]) -> int:
    """What is due, a few at a time. Returns how many came to an end. Killed in between, another look goes on."""
    async with db.reading() as session:
        if not await downloads.anything(session, wall=time.wall()):
            return 0
    async with db.begin() as session:
        claimed = await downloads.claim(session, AT_ONCE, wall=time.wall())
    ended = await asyncio.gather(*(_fetch(db, fetcher, purposes, one) for one in claimed))
    return sum(ended)


async def _fetch(db: Database, fetcher: Fetcher, purposes: Mapping[str, Purpose], download: Download) -> bool:
    purpose = purposes.get(download.purpose)
    if purpose is None:
        return await _fail(db, None, download, "gone")
    if download.attempts > downloads.TRIES:
        # Whatever it is, it has killed us often enough.
        return await _fail(db, purpose, download, "unreachable")
    if (download.size or 0) > purpose.limit:
        return await _fail(db, purpose, download, "too_large")
    try:
        content = await fetcher.fetch(download.file_id, purpose.limit)
    except TooLarge:
        return await _fail(db, purpose, download, "too_large")
    except Gone:
        return await _fail(db, purpose, download, "gone")
    except Trouble as trouble:
        log.info("a download failed", download=download.id, attempt=download.attempts, problem=str(trouble))
        return await _later(db, purpose, download, trouble.pause)
    seen = await purpose.look(db, download, content)
    async with db.begin() as session:
        row = await downloads.held(session, download)
        if row is None:
            return False
        await purpose.keep(session, row, seen)
        downloads.end(row)
    return True


async def _later(db: Database, purpose: Purpose, download: Download, pause: float | None) -> bool:
    async with db.begin() as session:
        row = await downloads.held(session, download)
        if row is None or downloads.again(row, wall=time.wall(), pause=pause):
            return False
    return await _fail(db, purpose, download, "unreachable")


async def _fail(db: Database, purpose: Purpose | None, download: Download, problem: str) -> bool:
    async with db.begin() as session:
        row = await downloads.held(session, download)
        if row is None:
            return False
        if purpose is not None:
            await purpose.fail(session, row, problem)
        downloads.end(row, problem=problem)
    log.info("a download ended without its file", download=download.id, problem=problem)
    return True
