"""Signs of life: a deadline that fell into a time without service is measured against them."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from bot.models.base import UtcDateTime


class Heartbeat(SQLModel, table=True):
    """One row: when a process last showed that it could serve people."""

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    wall_at: datetime = Field(sa_type=UtcDateTime)
    """On the machine's clock: the institution's may be moved in a rehearsal."""
