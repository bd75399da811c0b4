"""What happens to applications by itself: the time for corrections ends, decisions are told at their hour, colleagues
hear that some wait."""

from bot import time
from bot.db import Database
from bot.services.applications import correcting, releasing, reminding
from bot.services.facts import Facts


async def look(db: Database, facts: Facts) -> bool:
    """Whether there is something to say."""
    async with db.begin() as session:
        over = await correcting.lapse(session, now=time.now())
    async with db.begin() as session:
        told = await releasing.run(session, facts=facts, now=time.now())
    return bool(over or told)


async def remind(db: Database, facts: Facts) -> bool:
    """The same, once in a while."""
    async with db.begin() as session:
        return bool(await reminding.tell(session, facts=facts, now=time.now()))
