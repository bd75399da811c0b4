"""Who came to a meeting of a course."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, UtcDateTime


class Attendance(SQLModel, table=True):
    """What a colleague ticked for one person and one meeting; no row: nobody said anything yet.

    A meeting is named by its course and when it begins, since some courses have no rows for theirs."""

    __table_args__ = (
        UniqueConstraint("course_id", "held_at", "person_id"),
        Index("ix_attendance_held", "held_at", "course_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    course_id: int = Field(sa_column=Column(BigId, ForeignKey("course.id", ondelete="CASCADE"), nullable=False))
    held_at: datetime = Field(sa_type=UtcDateTime)
    """When the meeting begins."""
    came: bool
    marked_by: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True)
    )
    """The colleague who said so last; None once they are gone."""
    marked_at: datetime = Field(sa_type=UtcDateTime)
