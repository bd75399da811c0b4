"""People. A person has an id of their own; a Telegram account hangs on it, because people change accounts."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from bot import time
from bot.models.base import BigId, UtcDateTime

OCCUPATIONS: Final = ("studying", "working", "both", "looking")
FREE: Final = ("mornings", "afternoons", "evenings", "weekends")
"""Parts of the week: weekdays until 13:00, until 17:00, after that, and Saturday and Sunday."""
WEEKLY: Final = 3
"""Unasked messages a week, until the person says otherwise."""


def _list() -> Column[list[str]]:
    return Column(JSON(none_as_null=True), nullable=False, server_default=text("'[]'"))


class Person(SQLModel, table=True):
    __table_args__ = (
        Index("ix_person_digest", "digest_hour"),
        Index("ix_person_feed", "feed_token", unique=True),
        Index("ix_person_erase", "erase_at"),
        Index("ix_person_seen", "seen_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    locale: str = Field(max_length=5)
    chose_locale: bool = False
    """False while the language is only what Telegram says; such a guess follows Telegram."""
    name: str | None = Field(default=None, max_length=120)
    """As the person gave it for a sign-up; never copied from Telegram unasked."""
    birth_date: date | None = None
    occupation: str | None = Field(default=None, max_length=20)
    """One of OCCUPATIONS."""
    moves: list[str] = Field(default_factory=list, sa_column=_list())
    """What interests them: keys of the pack's interests."""
    free: list[str] = Field(default_factory=list, sa_column=_list())
    """When they have time: some of FREE."""
    colonia: str | None = Field(default=None, max_length=80)
    latitude: float | None = None
    longitude: float | None = None
    """Where they said they are, rounded to a hundredth of a degree (about a kilometre)."""
    since: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON(none_as_null=True), nullable=False, server_default=text("'{}'"))
    )
    """Since when each field is known: its name and a date as YYYY-MM-DD."""
    acquainted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the three questions were answered or skipped."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they last wrote or tapped, to the hour."""
    muted: list[str] = Field(default_factory=list, sa_column=_list())
    """Kinds of notices they don't want."""
    weekly: int = Field(default=WEEKLY, sa_column_kwargs={"server_default": text(str(WEEKLY))})
    """At most so many unasked messages a week."""
    digest_hour: int | None = None
    """The local hour at which news come together, 0 to 23; None for no digest."""
    digested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """News up to here were in a digest."""
    feed_token: str | None = Field(default=None, max_length=40)
    """Opens their private calendar; random, replaced when they ask."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a letter was planned that says that all this will be deleted, because nothing was heard for so long."""
    erase_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The profile is closed: until then it can be recovered, then everything is deleted."""

    def age(self, on: date) -> int | None:
        """Completed years on a day; None where no rule ever needed the birth date."""
        return None if self.birth_date is None else time.age_on(on, self.birth_date)


class Account(SQLModel, table=True):
    """A Telegram account. Its id is also the id of its private chat."""

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when Telegram says that this account blocked the bot or is gone."""


class AccountChange(SQLModel, table=True):
    """A profile on its way to another Telegram account: both sides say yes, within a quarter of an hour."""

    __tablename__ = "account_change"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    token_hash: str = Field(max_length=64, unique=True)
    """SHA-256 of what the link carries."""
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    from_account: int = Field(sa_column=Column(BigInteger, nullable=False))
    to_account: int | None = Field(default=None, sa_column=Column(BigInteger))
    """Who opened the link first; nobody else can use it after that."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the new account said yes."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the old account said yes or no, or the person made a newer link."""
    moved: bool = False


class GivenNumber(SQLModel, table=True):
    """The highest person's id whose person is gone. SQLite would give it again, and the log of what the staff did, in
    which a number stands for a person, would then point at somebody else."""

    __tablename__ = "given_number"

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
