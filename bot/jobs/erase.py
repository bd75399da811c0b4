"""Forgetting people: whose day is over, who hasn't been heard of for two years, and, after a backup was brought back,
whoever had been forgotten before."""

import structlog

from bot import time
from bot.db import Database
from bot.jobs import threads
from bot.services import erasing
from bot.services.facts import Facts
from bot.tombstones import Tombstones

log = structlog.get_logger()


async def erase_due(db: Database, facts: Facts, stones: Tombstones) -> int:
    """One person a transaction. Returns how many were forgotten."""
    async with db.reading() as session:
        found = await erasing.due(session, now=time.now())
    for person_id in found:
        await _erase(db, person_id, facts, stones)
    return len(found)


async def warn(db: Database, facts: Facts) -> None:
    """Tell who hasn't been heard of for long that a month is left."""
    async with db.begin() as session:
        await erasing.warn(session, facts=facts, now=time.now())


async def forget_again(db: Database, facts: Facts, stones: Tombstones) -> int:
    """At the start: whoever is in the database and had been forgotten before that was written. Returns how many."""
    forgotten = stones.read(now=time.now())
    if not forgotten:
        return 0
    async with db.reading() as session:
        known = await erasing.still_known(session)
    found = {person for account, person, since in known if stones.forgotten(account, since, forgotten)}
    for person_id in sorted(found):
        await _erase(db, person_id, facts, stones)
    if found:
        log.warning("a backup was brought back: forgot again", people=len(found))
    return len(found)


async def _erase(db: Database, person_id: int, facts: Facts, stones: Tombstones) -> None:
    async with db.begin() as session:
        await threads.erase_topics(session, person_id, now=time.now())
        accounts = await erasing.erase(session, person_id, facts=facts, now=time.now())
        await session.flush()
        # Before the commit: forgetting twice is harmless, not knowing of it isn't.
        stones.add(accounts, time.now())
    log.info("forgot a person")
