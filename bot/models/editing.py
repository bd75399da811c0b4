"""What the staff adds to the catalogue besides courses, calls and news: venues, and changes not made yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Json, UtcDateTime
from bot.models.course import Words


class Venue(SQLModel, table=True):
    """A place that the staff described. One with the key of a pack's venue stands in its place."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(max_length=40, unique=True)
    name: Words = Field(sa_type=Json)
    address: Words | None = Field(default=None, sa_type=Json)
    latitude: float | None = None
    longitude: float | None = None
    revision: int = 0


class CatalogueDraft(SQLModel, table=True):
    """Something new, or changes to something that is there, that a colleague wrote and nobody sees yet."""

    __tablename__ = "catalogue_draft"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    kind: str = Field(max_length=10)
    """`course`, `call`, `news` or `venue`."""
    target_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    """What it changes; None for something new."""
    revision: int = 0
    """Of what it changes, as it was when the first change was written."""
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """What was written so far, by names of `bot.services.editing.fields`; moments as ISO texts."""
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    edited_at: datetime = Field(sa_type=UtcDateTime)
