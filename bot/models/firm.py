"""What somebody said of their firm to see whether a financing call is for it."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Json, Sealed, UtcDateTime


class FirmCheck(SQLModel, table=True):
    """One person and one call. There is no register of firms: this is all that is kept, and no tax number in it."""

    __tablename__ = "firm_check"
    __table_args__ = (UniqueConstraint("person_id", "call_id"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    call_id: int = Field(sa_column=Column(BigId, ForeignKey("call.id", ondelete="CASCADE"), nullable=False))
    said: str = Field(default="{}", sa_type=Sealed)
    """JSON: `place`, `years`, `employees`, `sector`, and of the RFC only whether it is a `person`'s, a `company`'s or
    there is `none`."""
    papers: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'")))
    """Those that they ticked, as keys of the call's documents."""
    reminds: bool = False
    edited_at: datetime = Field(sa_type=UtcDateTime)
