"""News, who follows what, and what a person said isn't for them."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Json, UtcDateTime
from bot.models.course import PACK, Words


class News(SQLModel, table=True):
    """Something worth telling, with its source and the day after which it is no news."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(max_length=40, unique=True)
    title: Words = Field(sa_type=Json)
    body: Words = Field(sa_type=Json)
    topics: list[str] = Field(default_factory=list, sa_type=Json)
    """Pillars or areas it belongs to; none means everybody's."""
    published: date
    expires: date
    """The last day on which it is shown."""
    sources: list[str] = Field(default_factory=list, sa_type=Json)
    illustrative_fields: list[str] = Field(default_factory=list, sa_type=Json)
    sensitive: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """As a course's: it is read by who looks for it, and never sent."""
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    origin: str = Field(default=PACK, max_length=10, sa_column_kwargs={"server_default": PACK})
    edited: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'")))
    revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    external_key: str | None = Field(default=None, max_length=60, index=True)
    """These four as a course's."""

    @property
    def illustrative(self) -> bool:
        return bool(self.illustrative_fields)


class Follow(SQLModel, table=True):
    """A topic that a person follows or has muted; no row means neither."""

    __table_args__ = (UniqueConstraint("person_id", "topic"), Index("ix_follow_topic", "topic", "muted"))

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    topic: str = Field(max_length=40)
    muted: bool = False
    since: datetime = Field(sa_type=UtcDateTime)


class Dismissal(SQLModel, table=True):
    """`Not for me`: holds for every edition until the person takes it back."""

    __table_args__ = (UniqueConstraint("person_id", "kind", "key"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    kind: str = Field(max_length=1)
    """`c` for a course, `k` for a call."""
    key: str = Field(max_length=40)
    reason: str | None = Field(default=None, max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)
