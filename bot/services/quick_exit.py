"""Leaving at once: what is still to be said here isn't said any more."""

from sqlalchemy import update
from sqlmodel import col

from bot.db import Session
from bot.models import Letter, Post, Priority


async def silence(session: Session, chat_id: int) -> None:
    """Drop the answers that haven't left for this chat: they would arrive on the empty screen."""
    await session.exec(
        update(Letter)
        .where(
            col(Letter.chat_id) == chat_id,
            col(Letter.state) == Post.WAITING,
            col(Letter.priority) <= Priority.REPLY,
        )
        .values(state=Post.DROPPED, call=None, reason="quick exit")
    )
