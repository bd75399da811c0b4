"""That somebody wrote of danger: the fact, nothing about who or what."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, UtcDateTime


class SafetyEvent(SQLModel, table=True):
    """One answer of the crisis floor, kept 30 days for figures. It points at nobody, and no text is kept."""

    __tablename__ = "safety_event"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)
    """On the institution's clock, to the hour."""
    level: str = Field(max_length=20)
    topic: str = Field(max_length=20)
    third_person: bool = False
    card: str = Field(max_length=20)
    """What was shown: `card`, or the `line` beside the ordinary answer."""
    mark: str | None = Field(default=None, max_length=16, unique=True)
    """Random; the card's *That's not it* carries it."""
    false_alarm: bool = False
    """Somebody tapped *That's not it*."""
