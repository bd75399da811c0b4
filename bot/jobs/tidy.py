"""Throwing away what has served, as the register says."""

from bot import time
from bot.db import Database
from bot.services import retention
from bot.services.register import Moment


async def tidy(db: Database) -> None:
    """Once an hour. What is over by the institution's clock or the machine's goes."""
    async with db.begin() as session:
        await retention.tidy(session, Moment(time.now(), time.wall()))
