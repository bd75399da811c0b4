"""What is to be said: replies and letters alike. The courier reads it; the row keeps the receipt."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Json, UtcDateTime


class Priority(IntEnum):
    """The lanes of the post: a lower number leaves first."""

    CARD = -1
    """The crisis floor's: it waits for no place in any queue."""
    REPLY = 0
    SAFETY = 1
    APPOINTMENT = 2
    DECISION = 3
    OFFER = 4
    NEWS = 5
    NUDGE = 6
    BROADCAST = 7


class Post(StrEnum):
    """Where a letter stands. All but the first two are final."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    STOPPED = "stopped"
    """403: the person blocked the bot or is gone."""
    REJECTED = "rejected"
    """Telegram will never take it."""
    UNCERTAIN = "uncertain"
    """It may have arrived; it isn't sent again."""
    DROPPED = "dropped"
    """No longer useful when its moment came; `reason` says why."""


_unsent = text("state IN ('waiting', 'sending')")
_said = text("message_id IS NOT NULL")
_of_a_broadcast = text("broadcast_id IS NOT NULL")


class Letter(SQLModel, table=True):
    """Either a reply, already written (`call` holds the Bot API call), or a letter to a person, written when it is
    due (`kind` and `subject` say what about). `key` makes planning the same letter twice harmless."""

    __table_args__ = (
        Index("ix_letter_due", "priority", "due_at", "id", sqlite_where=_unsent, postgresql_where=_unsent),
        Index("ix_letter_chat", "chat_id", "id", sqlite_where=_unsent, postgresql_where=_unsent),
        Index("ix_letter_person", "person_id", "kind", "due_at"),
        Index("ix_letter_said", "chat_id", "said_at", sqlite_where=_said, postgresql_where=_said),
        Index(
            "ix_letter_broadcast",
            *("broadcast_id", "state", "id"),
            sqlite_where=_of_a_broadcast,
            postgresql_where=_of_a_broadcast,
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    priority: int = Field(sa_column=Column(Integer, nullable=False))
    kind: str = Field(max_length=40)
    key: str | None = Field(default=None, max_length=120, unique=True)
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    person_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=True)
    )
    enrollment_id: int | None = Field(
        default=None,
        sa_column=Column(BigId, ForeignKey("enrollment.id", ondelete="CASCADE"), nullable=True, index=True),
    )
    session_id: int | None = Field(
        default=None,
        sa_column=Column(BigId, ForeignKey("course_session.id", ondelete="CASCADE"), nullable=True, index=True),
    )
    broadcast_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    """No foreign key: a letter goes years before its broadcast does."""
    subject: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    then: str | None = Field(default=None, max_length=40)
    """The continuation that hears what became of it, with `subject`; see `bot.continuation`."""
    call: str | None = Field(default=None, sa_column=Column(Text))
    """JSON of {method, params, files}; blanked once the letter's fate is final."""
    update_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    due_at: datetime = Field(sa_type=UtcDateTime)
    """On the institution's clock."""
    useful_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """On the machine's clock: the next try after a failure that surely didn't arrive."""
    state: Post = Field(default=Post.WAITING, sa_type=Coded(Post))
    attempts: int = 0
    repeats: int = 0
    """How often a process died while this was under way."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """On the machine's clock."""
    lease_token: str | None = Field(default=None, max_length=32)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The last message that came of it."""
    message_ids: list[int] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'"))
    )
    """All of them: an album's pictures, the parts of what was too long for one."""
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """On the institution's clock."""
    reason: str | None = Field(default=None, max_length=200)


class Pace(SQLModel, table=True):
    """How fast one may speak, shared by every process of the token: `all` for the bot, `chat:<id>` for a chat.
    Machine clock, seconds since the epoch."""

    key: str = Field(primary_key=True, max_length=40)
    next_at: float = 0
    """Theoretical arrival time of the generic cell rate algorithm: when the next message may leave."""
    recent: list[float] = Field(default_factory=list, sa_type=Json)
    """When a chat's last few messages leave."""
    halted_until: float = 0
    """End of Telegram's `retry_after`; nothing leaves before."""
