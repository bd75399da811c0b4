"""Dual education: somebody's place in a firm, and the weeks of their log."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Sealed, UtcDateTime


class Placement(SQLModel, table=True):
    """Begun by whoever was accepted to a dual place; complete once `hours` and `days` are there. The tutor counts once
    they said that they are the one, and the young person that it was really them."""

    __table_args__ = (Index("ix_placement_person", "person_id"), Index("ix_placement_tutor", "tutor_id"))

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    call_id: int = Field(sa_column=Column(BigId, ForeignKey("call.id"), nullable=False))
    application_id: int | None = Field(
        default=None,
        sa_column=Column(BigId, ForeignKey("application.id", ondelete="SET NULL"), nullable=True, unique=True),
    )
    firm: str | None = Field(default=None, max_length=120)
    starts: date | None = None
    ends: date | None = None
    hours: int | None = None
    """A week, as agreed."""
    days: int | None = None
    """In the firm, a week."""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    """SHA-256 of what the tutor's link carries."""
    token_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tutor_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True)
    )
    tutor_name: str | None = Field(default=None, max_length=120)
    tutor_said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tutor_confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LogWeek(SQLModel, table=True):
    """One week of a placement, as its young person tells it; signed by the tutor, or sent back with a remark."""

    __tablename__ = "log_week"
    __table_args__ = (UniqueConstraint("placement_id", "week"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    placement_id: int = Field(sa_column=Column(BigId, ForeignKey("placement.id", ondelete="CASCADE"), nullable=False))
    week: date
    """Its Monday."""
    hours: int
    did: str | None = Field(default=None, sa_type=Sealed)
    """What they did and learned; None until they say."""
    photo: str | None = Field(default=None, sa_type=Sealed)
    """Telegram's name of a picture of the log on paper."""
    logged_at: datetime = Field(sa_type=UtcDateTime)
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_by: str | None = Field(default=None, max_length=120)
    """The name under which the tutor signed."""
    remark: str | None = Field(default=None, sa_type=Sealed)
    """What the tutor asks to be changed; the staff reads it too."""
