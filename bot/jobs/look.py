"""Keeping what is found by words fresh, whichever process changed the catalogue."""

from typing import Final

from bot.db import Database
from bot.services.search import Shelf

EVERY: Final = 2.0
"""Seconds; with the time it takes to index, what changed is found within five."""


async def look(db: Database, shelf: Shelf) -> None:
    """Index anew where the catalogue has another version. The transaction only reads, and ends before the indexing."""
    async with db.reading() as session:
        stock = await shelf.newer(session)
    if stock is not None:
        await shelf.fill(stock)
