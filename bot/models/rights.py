"""What people allowed, and what they asked of a person at the institution."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Sealed, UtcDateTime


class Consent(SQLModel, table=True):
    """One yes or no of one person to one purpose. The newest row of a purpose counts; earlier ones show what held
    when."""

    __table_args__ = (Index("ix_consent_person", "person_id", "purpose"), Index("ix_consent_notice", "notice"))

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    purpose: str = Field(max_length=20)
    notice: str = Field(max_length=60)
    """The version of the privacy notice that was shown with the question."""
    revision: int = 1
    """Which form of the purpose was agreed to; a purpose that changed is asked for anew."""
    given_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None for a no."""
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was taken back, or when no was said; None while it holds."""


class Request(SQLModel, table=True):
    """Something that a person at the institution has to answer within the time that the law gives. Its number and dates
    outlive the person's data: they show that it was answered in time, and say nothing of who asked."""

    __table_args__ = (Index("ix_request_open", "answered_at", "due_on"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True, index=True)
    )
    text: str | None = Field(default=None, sa_type=Sealed)
    """What they wrote; None once it is forgotten."""
    answer: str | None = Field(default=None, sa_type=Sealed)
    received_at: datetime = Field(sa_type=UtcDateTime)
    due_on: date
    """The last day for the answer."""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_left: int | None = None
    """The working days that were left when staff was last told; None before the first time."""
