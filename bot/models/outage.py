"""When nobody could be served: what a deadline that fell into it is measured against."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, UtcDateTime


class Heartbeat(SQLModel, table=True):
    """One row: when a process last showed that it could serve people."""

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    beat_at: datetime = Field(sa_type=UtcDateTime)
    """On the institution's clock."""
    wall_at: datetime = Field(sa_type=UtcDateTime)
    """The same on the machine's: a gap is measured on it, since the other may be moved in a rehearsal."""


class Outage(SQLModel, table=True):
    """A stretch without service, on the institution's clock."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    began_at: datetime = Field(sa_type=UtcDateTime)
    """The last sign of life before it."""
    ended_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """The first one after it."""
