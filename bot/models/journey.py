"""How far a person has come on the journey, pillar by pillar."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Json, Sealed, UtcDateTime


class JourneyStage(SQLModel, table=True):
    """One pillar of one person: the answers, the challenge, the stamp. Kept until the person asks for its deletion."""

    __tablename__ = "journey_stage"
    __table_args__ = (UniqueConstraint("person_id", "topic"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    topic: str = Field(max_length=40)
    answers: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    """The option chosen for each question, by key."""
    evidence_kind: str | None = Field(default=None, max_length=10)
    """`text`, `photo` or `done`; None while the challenge is open."""
    evidence: str | None = Field(default=None, sa_type=Sealed)
    """What was written, or Telegram's id of the photo."""
    caption: str | None = Field(default=None, sa_type=Sealed)
    """What was written below the photo."""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    stamped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
