"""Who answers for a young person, and what they said yes to."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, UtcDateTime

RELATIONS: Final = ("mother", "father", "guardian")
"""What somebody can be to a young person to answer for them."""
OWN: Final = "self"
"""The relation of whoever gave their own yes, at 18, to what a guardian had approved."""


class Guardianship(SQLModel, table=True):
    """Two people of whom both said so. It ends when either wants, and when the young person turns 18."""

    __table_args__ = (Index("ix_guardianship_guardian", "guardian_id"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    guardian_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    relation: str = Field(max_length=20)
    """One of RELATIONS."""
    name: str = Field(max_length=120)
    """As the guardian gave it."""
    since: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    why: str | None = Field(default=None, max_length=20)
    """`young` or `guardian` (who ended it), or `of_age`."""


class Permission(SQLModel, table=True):
    """One question to one guardian about one place in a course, or about one application. It counts once it is approved
    and, where the guardian came by a link, the young person has confirmed who that was; and as long as it hasn't
    ended."""

    __table_args__ = (
        Index("ix_permission_guardian", "guardian_id"),
        CheckConstraint("(enrollment_id IS NULL) <> (application_id IS NULL)", name="about_one_thing"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    enrollment_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("enrollment.id", ondelete="CASCADE"), index=True)
    )
    application_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("application.id", ondelete="CASCADE"), index=True)
    )
    guardian_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True)
    )
    """Who was asked, or who opened the link first; nobody else can answer after that."""
    guardianship_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("guardianship.id", ondelete="SET NULL"), nullable=True)
    )
    """Where the two were known to each other before; then there is no link and nothing to confirm."""
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    """SHA-256 of what the link carries."""
    relation: str | None = Field(default=None, max_length=20)
    name: str | None = Field(default=None, max_length=120)
    """As the guardian gave it with this answer."""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved: bool | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the young person said that this is their guardian; the answer itself where that was known."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    why: str | None = Field(default=None, max_length=20)
    """`newer`, `answered` (by another guardian), `declined`, `stranger`, `withdrawn`, `revoked`, `over`, `of_age`."""
