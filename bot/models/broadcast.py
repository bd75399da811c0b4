"""An announcement to many: what it says, to whom, who said yes to it, and how far it has come.

Each recipient is a letter of kind `broadcast`; its receipt is the outcome, so nothing is counted twice.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Json, UtcDateTime


class Stage(StrEnum):
    """Where a broadcast stands. From `DRAFT` to `APPROVED` it is a text, from `FREEZING` on it is under way; the last
    three are final."""

    DRAFT = "draft"
    ASKED = "asked"
    """Waits for the yes of somebody who didn't write it."""
    APPROVED = "approved"
    """Waits for its hour."""
    FREEZING = "freezing"
    """Its letters are being written down, in slices by person, none of them due yet."""
    CANARY = "canary"
    """A few go first."""
    WATCHED = "watched"
    """Those few have been said; a moment to look before the rest."""
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    DISCARDED = "discarded"
    """Never sent: its author threw it away."""


class Broadcast(SQLModel, table=True):
    """The rule for the audience and the buttons are JSON; `bot.services.broadcasts` knows their form."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    stage: Stage = Field(default=Stage.DRAFT, sa_type=Coded(Stage), index=True)
    author_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), index=True)
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime = Field(sa_type=UtcDateTime)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    buttons: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """On the institution's clock; None for as soon as it is approved."""
    corrects_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("broadcast.id", ondelete="SET NULL"), nullable=True)
    )
    """The broadcast whose messages this one edits, for exactly those who got it."""

    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_hash: str | None = Field(default=None, max_length=64)
    """SHA-256 of content, buttons, audience and hour as they were when approval was asked."""
    asked_count: int | None = None
    approver_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("person.id", ondelete="SET NULL"), nullable=True)
    )
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_hash: str | None = Field(default=None, max_length=64)

    frozen_to: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    """Letters are written for everybody of the audience up to this person's id."""
    audience_size: int | None = Field(default=None, sa_column=Column(Integer))
    """How many letters were written, once all are."""
    canary_size: int | None = Field(default=None, sa_column=Column(Integer))
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    watched_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resumes: Stage | None = Field(default=None, sa_type=Coded(Stage))
    """Where it goes on after `PAUSED`."""
    reason: str | None = Field(default=None, max_length=200)
    """Why it paused or stopped, or is a draft again: a code, and after a colon what a colleague wrote."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(Json, nullable=False, server_default=text("'{}'"))
    )
    """What had gone wrong when somebody looked and went on all the same: `tried` and `errors` so far."""
    outcome: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(Json, nullable=False, server_default=text("'{}'"))
    )
    """The counts once it has ended: its letters go long before it does."""
    shown: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    """Where its progress is shown: `chat` and, where there is one already, `message`."""


class BroadcastMessage(SQLModel, table=True):
    """One message of it in one language; several in order make an album."""

    __tablename__ = "broadcast_message"
    __table_args__ = (UniqueConstraint("broadcast_id", "locale", "position"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    broadcast_id: int = Field(
        sa_column=Column(BigId, ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    locale: str = Field(default="", max_length=8)
    """Empty where it is for everybody, whatever they read."""
    position: int = 0
    content: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """`kind` (text, photo, video, document, voice, poll ...), `text` and `entities`, `file_id`."""
