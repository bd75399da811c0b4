"""Files that somebody sent and that are fetched after the turn; and lists that wait for a decision."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Json, Sealed, UtcDateTime

_waiting = text("state = 'waiting'")


class Fetch(StrEnum):
    """Where a download stands. All but the first are final."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Download(SQLModel, table=True):
    """A file on Telegram's side that something of ours waits for. Its bytes are handed on and never kept here."""

    __table_args__ = (Index("ix_download_due", "due_at", sqlite_where=_waiting, postgresql_where=_waiting),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    purpose: str = Field(max_length=20)
    """What it is for: one of `bot.jobs.downloads`' purposes."""
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    file_id: str = Field(sa_type=Sealed)
    """Telegram's name of it."""
    size: int | None = Field(default=None, sa_column=Column(BigInteger))
    """As Telegram says."""
    subject: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """What waits for it: ids."""
    state: Fetch = Field(default=Fetch.WAITING, sa_type=Coded(Fetch))
    attempts: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    """On the machine's clock, like the lease: when it may next be tried."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_token: str | None = Field(default=None, max_length=32)
    problem: str | None = Field(default=None, max_length=40)
    """A code."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    """On the institution's clock."""


class SheetState(StrEnum):
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    APPLIED = "applied"
    UNDONE = "undone"
    """Applied, and taken back as far as that could be."""
    CANCELLED = "cancelled"


class SheetImport(SQLModel, table=True):
    """A list that a colleague sent: what was understood of it, until they decide."""

    __tablename__ = "sheet_import"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    file_name: str = Field(sa_type=Sealed)
    state: SheetState = Field(default=SheetState.READING, sa_type=Coded(SheetState))
    problem: str | None = Field(default=None, max_length=40)
    """Why it was refused, as a code."""
    understood: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """`Understood` of `bot.services.sheets`, stored."""
    plan: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    """What each row would do, as `bot.services.sheets.planning` found it; once done, what undoing it needs."""
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """How many courses were created and changed, once it is done; and what became of them when it was taken back."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
