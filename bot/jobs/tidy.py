"""Throwing away what has served: bodies are gone already, ids stay as long as Telegram might repeat them."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlmodel import col

from bot import time
from bot.db import Database
from bot.models import AccountChange, Heard, InboxUpdate, Lane, Letter, Pace, Permission, Post, Priority

KEPT: Final = timedelta(hours=48)
"""How long ids of updates and messages are of use: repeats, edits and deletions end here."""


async def tidy(db: Database) -> None:
    """Remove what was handled or said more than 48 hours ago (on the machine's clock)."""
    wall, now = time.wall(), time.now()
    async with db.begin() as session:
        await session.exec(
            delete(InboxUpdate).where(
                col(InboxUpdate.state) != Heard.WAITING, col(InboxUpdate.received_at) < wall - KEPT
            )
        )
        await session.exec(delete(Lane).where(col(Lane.ready_at).is_(None), col(Lane.lease_until).is_(None)))
        await session.exec(
            delete(Letter).where(
                col(Letter.priority) == Priority.REPLY,
                col(Letter.state).not_in([Post.WAITING, Post.SENDING]),
                col(Letter.due_at) < now - KEPT,
            )
        )
        unanswered = (col(Permission.confirmed_at).is_(None), col(Permission.expires_at) < now - KEPT)
        await session.exec(delete(Permission).where(*unanswered))
        await session.exec(delete(AccountChange).where(col(AccountChange.expires_at) < now - KEPT))
        stale = (wall - KEPT).timestamp()
        await session.exec(
            delete(Pace).where(col(Pace.next_at) < stale, col(Pace.halted_until) < stale, col(Pace.key) != "all")
        )
