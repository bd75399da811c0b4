"""What was heard and isn't done yet, and where each conversation stands."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Json, UtcDateTime

ALBUM_PAUSE: Final = timedelta(seconds=1)
"""Telegram sends an album as separate messages; they are one step, claimable together this long after the last part."""


_said = text("message_id IS NOT NULL")


class Heard(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    QUARANTINED = "quarantined"


class InboxUpdate(SQLModel, table=True):
    """A raw update, unique by bot and update id. Its body is blanked when its turn is done; the id stays 48 hours."""

    __tablename__ = "inbox_update"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index(
            "ix_inbox_waiting",
            "bot_id",
            "lane",
            "update_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_inbox_message", "lane", "received_at", sqlite_where=_said, postgresql_where=_said),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    bot_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    lane: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The chat, else the user: updates of a lane are handled one after the other, in order."""
    body: str | None = Field(default=None, sa_column=Column(Text))
    album: str | None = Field(default=None, max_length=64)
    state: Heard = Field(default=Heard.WAITING, sa_type=Coded(Heard))
    attempts: int = 0
    received_at: datetime = Field(sa_type=UtcDateTime)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    problem: str | None = Field(default=None, max_length=120)
    """The class of the error that quarantined it; never its text."""


class Lane(SQLModel, table=True):
    """One conversation's place in the queue. All times are the machine's."""

    __table_args__ = (Index("ix_lane_ready", "ready_at"),)

    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    ready_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its oldest update may be handled; None while nothing waits."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_token: str | None = Field(default=None, max_length=32)


class Scene(SQLModel, table=True):
    """The state of a conversation, keyed by every field of aiogram's StorageKey."""

    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id", "user_id", "thread_id", "business_connection_id", "destiny"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    bot_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    user_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    thread_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    business_connection_id: str = Field(default="", max_length=120)
    destiny: str = Field(default="default", max_length=40)
    state: str | None = Field(default=None, max_length=120)
    data: dict[str, object] = Field(default_factory=dict, sa_type=Json)
