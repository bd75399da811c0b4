"""Publishing the figures of weeks that are over."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from bot import time
from bot.db import Database
from bot.services.facts import Facts
from bot.services.figures import periods, publishing


class Figures:
    """Asked often; acts once a week. Counting only reads, so nobody waits for it."""

    def __init__(self, db: Database, facts: Facts) -> None:
        self._db = db
        self._facts = facts
        self._done: date | None = None

    async def look(self) -> int:
        """How many weeks were published now. Of several processes the first to write a week wins."""
        now = time.now()
        last = periods.last_whole(now, self._facts.zone)
        if self._done == last:
            return 0
        async with self._db.reading() as session:
            weeks = await publishing.due(session, facts=self._facts, now=now)
            held = await publishing.held(session)
        for week in weeks:
            async with self._db.reading() as session:
                made = await publishing.count(session, week, held, facts=self._facts, now=now)
            try:
                async with self._db.begin() as session:
                    session.add(made)
            except IntegrityError:
                return 0  # another process is at it; the next look sees what it left
            held = made.held
        self._done = last if weeks else None
        return len(weeks)
