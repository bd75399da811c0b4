"""Who may do what for the institution, how they were invited, and the log of what they did."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Json, UtcDateTime


class Role(StrEnum):
    """What somebody is for the institution. A person may have several; what each may do stands in
    `bot.services.rights`."""

    FACILITATOR = "facilitator"
    """Teaches, and sees who takes part."""
    AUTHOR = "author"
    APPROVER = "approver"
    REVIEWER = "reviewer"
    ASSESSOR = "assessor"
    CERTIFICATE_OFFICER = "certificate_officer"
    PRIVACY_OFFICER = "privacy_officer"
    COMPANY_APPROVER = "company_approver"
    ADMINISTRATOR = "administrator"


class StaffRole(SQLModel, table=True):
    """A role that a person has now; taking it away deletes the row, and the log remembers. It hangs on the person, not
    on an account's name, which anybody could take up once it is free."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    role: Role = Field(sa_type=Coded(Role))
    called: str = Field(max_length=120)
    """What colleagues read in the list of the team; their Telegram name when they accepted."""
    since: datetime = Field(sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A link that gives one person one role, once."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    token_hash: str = Field(max_length=64, unique=True)
    """SHA-256 of what the link carries."""
    role: Role = Field(sa_type=Coded(Role))
    made_by: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The person who invites; None for the command line."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was used or taken back."""


class AuditEntry(SQLModel, table=True):
    """One line of the log. The database refuses to change or delete it, and each carries the hash of the one before.

    `actor` is the number of a person and outlives them: once they are erased it points at nobody. Nothing personal
    belongs into `details`."""

    __tablename__ = "audit_entry"

    number: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    """1, 2, 3…, without a gap."""
    at: datetime = Field(sa_type=UtcDateTime)
    actor: int | None = Field(default=None, sa_column=Column(BigInteger))
    """None for the command line."""
    act: str = Field(max_length=40)
    subject: str = Field(max_length=60)
    """What it was done to, such as `person:12`."""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """The end of the log: one row, locked by whoever adds a line."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    number: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    hash: str = Field(default="", max_length=64)
