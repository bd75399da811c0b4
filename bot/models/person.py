"""People. A person has an id of their own; a Telegram account hangs on it, because people change accounts."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from bot import time
from bot.models.base import BigId, UtcDateTime


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    locale: str = Field(max_length=5)
    chose_locale: bool = False
    """False while the language is only what Telegram says; such a guess follows Telegram."""
    name: str | None = Field(default=None, max_length=120)
    """As the person gave it for a sign-up; never copied from Telegram unasked."""
    birth_date: date | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)

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
