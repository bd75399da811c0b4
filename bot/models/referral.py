"""Referrals: somebody asked that an organiser outside the institution get in touch with them."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Sealed, UtcDateTime


class Referred(StrEnum):
    """How far a referral has come."""

    DRAFT = "draft"
    """What would be passed on is being put together; the person hasn't said yes."""
    GUARDIAN = "guardian"
    """The person said yes; their guardian's is missing."""
    OPEN = "open"
    """To be passed on by the staff."""
    PASSED = "passed"
    SILENT = "silent"
    """Passed on, and the person says that nobody got in touch: the staff's again."""
    DONE = "done"
    ENDED = "ended"
    """`Referral.why` says how."""


RUNNING: Final = (Referred.GUARDIAN, Referred.OPEN, Referred.PASSED, Referred.SILENT)
STAFFS_TURN: Final = (Referred.OPEN, Referred.SILENT)
_live = text("state IN ('draft', 'guardian', 'open', 'passed', 'silent')")


class Referral(SQLModel, table=True):
    """One person, one thing that a partner offers. Its contact goes as soon as it is over."""

    __table_args__ = (
        Index(
            "one_live_referral",
            *("person_id", "kind", "key"),
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
        Index("ix_referral_state", "state", "asked_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    kind: str = Field(max_length=1)
    """`c` for a course, `k` for a call."""
    key: str = Field(max_length=40)
    """The course's, whatever edition, or the call's."""
    organiser: str = Field(max_length=40)
    state: Referred = Field(default=Referred.DRAFT, sa_type=Coded(Referred))
    reach: str = Field(default="", max_length=10)
    """`telegram` (through the institution) or `phone`."""
    phone: str | None = Field(default=None, sa_type=Sealed)
    with_age: bool = False
    """Whether their age is passed on too."""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they said yes to exactly this being passed on."""
    notice: str | None = Field(default=None, max_length=60)
    """The version of the privacy notice at that moment."""
    passed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    passed_by: int | None = Field(default=None, sa_column=Column(BigInteger))
    asks: int = 0
    """How often they were asked since whether it happened."""
    word: str | None = Field(default=None, sa_type=Sealed)
    """What the staff last wrote to them about it."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    why: str | None = Field(default=None, max_length=20)
    """`withdrawn`, `changed` (their mind), `guardian` (who said no), `gone` (the thing) or `unheard` (nobody ever said
    how it went)."""
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    """SHA-256 of what a guardian's link carries."""
    token_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    guardian_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True)
    )
    """Who opened the link first, or the known guardian who answered."""
    guardian_name: str | None = Field(default=None, max_length=120)
    relation: str | None = Field(default=None, max_length=20)
    guardian_said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    guardian_confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the young person said that this was their guardian; the answer itself where that was known."""
