"""A person's conversation with the team: a topic of the staff's group. What is said in it is kept in Telegram alone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, UtcDateTime


class Talk(StrEnum):
    """Where a conversation stands."""

    INVITED = "invited"
    """They asked for a person, and haven't written yet."""
    OPEN = "open"
    CLOSED = "closed"


class Thread(SQLModel, table=True):
    """All moments are on the institution's clock."""

    __table_args__ = (
        Index("ix_thread_topic", "chat_id", "topic_id"),
        Index("ix_thread_person", "person_id", "state"),
        Index("ix_thread_state", "state", "closed_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    state: Talk = Field(default=Talk.INVITED, sa_type=Coded(Talk))
    about: str = Field(default="", max_length=20)
    """From where they asked: a code of `bot.screens.threads`."""
    protected: bool = True
    """What is written in it can't be forwarded or saved out of the group: unless the person is known to be of age."""
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    topic_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    opening: bool = False
    """A topic is being made; its number isn't known yet."""
    doubled: bool = False
    """Nobody knows whether an earlier try made a topic as well."""
    trouble: str | None = Field(default=None, max_length=120)
    """Why there is no topic, in Telegram's words."""
    retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    invited_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    owed_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they wrote what nobody has answered yet."""
    first_answer_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the team last wrote, or the person said that they are still there."""
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the group was told that an answer takes long; None once there is one."""
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the person was asked whether there is anything else."""
    taken_by: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True)
    )
    """The colleague who answers."""
    danger: bool = False
    """The crisis floor's card was shown, and the group hasn't been told so: it has no topic yet."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    why: str | None = Field(default=None, max_length=20)
    """Who ended it: `person`, `staff`, `silence`, or `left` by quick exit."""


class ThreadMessage(SQLModel, table=True):
    """A message and its copy on the other side: of a person's in the topic, of a colleague's in the private chat."""

    __tablename__ = "thread_message"
    __table_args__ = (
        Index("ix_thread_message_thread", "thread_id", "id"),
        Index("ix_thread_message_source", "chat_id", "message_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    thread_id: int = Field(sa_column=Column(BigId, ForeignKey("thread.id", ondelete="CASCADE"), nullable=False))
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    message_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    album: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The first message of the album that it belongs to."""
    copy_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The copy's number; None until Telegram has told it."""
    waits: bool = False
    """It hasn't been passed on: there is no topic yet."""
    at: datetime = Field(sa_type=UtcDateTime)
