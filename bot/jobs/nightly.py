"""Once a night: what has served is not only deleted but overwritten, and who is silent for long is told."""

from datetime import date
from typing import Final

import structlog

from bot import time
from bot.db import Database
from bot.jobs import erase
from bot.services.facts import Facts

HOUR: Final = 4
"""On the institution's wall clock: nobody is writing."""
log = structlog.get_logger()


class Nightly:
    """Asked every few minutes; acts once a night. After a restart in that hour it may act twice, which is harmless."""

    def __init__(self, db: Database, facts: Facts) -> None:
        self._db = db
        self._facts = facts
        self._done: date | None = None

    async def look(self) -> bool:
        """Whether it was time."""
        here = time.local(time.now(), self._facts.zone)
        if here.hour != HOUR or here.date() == self._done:
            return False
        await erase.warn(self._db, self._facts)
        if not await self._db.scrub():
            log.info("the file is in use; it is rewritten a little later")
            return False
        self._done = here.date()
        return True
