"""Who takes part in which course, who waits, and who asked to be told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, UtcDateTime


class Standing(StrEnum):
    """Where a person stands with a course. The first four are active; one active row a person and course."""

    ENROLLED = "enrolled"
    OFFERED = "offered"
    PROVISIONAL = "provisional"
    """A seat held for a minor until their guardian's yes, or until its time is over."""
    WAITING = "waiting"
    LEFT = "left"
    LAPSED = "lapsed"


HOLDS_A_SEAT = (Standing.ENROLLED, Standing.OFFERED, Standing.PROVISIONAL)
ACTIVE = (*HOLDS_A_SEAT, Standing.WAITING)
_active = text("standing IN ('enrolled', 'offered', 'provisional', 'waiting')")


class Enrollment(SQLModel, table=True):
    """A place in line is the order of ids: rows are made under the course's lock, so that nobody who began earlier but
    came later slips in front of somebody who was told their place."""

    __table_args__ = (
        Index(
            "one_active_enrollment",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=_active,
            postgresql_where=_active,
        ),
        Index("ix_enrollment_line", "course_id", "standing", "id"),
        Index("ix_enrollment_joined", "joined_at", "course_id", "person_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    course_id: int = Field(sa_column=Column(BigId, ForeignKey("course.id"), nullable=False))
    standing: Standing = Field(sa_type=Coded(Standing))
    joined_at: datetime = Field(sa_type=UtcDateTime)
    offer_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Until when a seat on offer, or a provisional one, is held."""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    left_reason: str | None = Field(default=None, max_length=20)
    backs_up: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    """The place in another line for which this one is the second choice: taking a seat there gives this one up."""


class Interest(SQLModel, table=True):
    """`Tell me when I can join this one`: when it is confirmed, or when a new group opens."""

    __table_args__ = (UniqueConstraint("person_id", "course_key"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    course_key: str = Field(max_length=40, index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
