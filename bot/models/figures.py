"""What was published about a week that is over, in figures that name nobody."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.models.base import Json, UtcDateTime


class PublishedWeek(SQLModel, table=True):
    """Written once, by the job that counts; never changed, whatever happens to the rows that were counted. Figures are
    multiples of five: see `bot.services.figures.suppression`."""

    __tablename__ = "published_week"

    week: date = Field(primary_key=True)
    """Its Monday, on the institution's calendar."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    """Of what exists at a moment (who waits, who has a stamp) this is the moment."""
    flows: dict[str, dict[str, int]] = Field(default_factory=dict, sa_type=Json)
    """By measure and category: what came in the week, and what earlier weeks had left over."""
    stocks: dict[str, dict[str, int]] = Field(default_factory=dict, sa_type=Json)
    """By measure and category: what there was; empty for a week that was only counted later."""
    held: dict[str, dict[str, Any]] = Field(default_factory=dict, sa_type=Json)
    """By measure and category, what waits for the next five: `since`, the first week not published yet, and `rest`.
    Nobody reads it but the job."""
