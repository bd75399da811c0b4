"""What an entry of the register says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col

SHORT: Final = timedelta(hours=48)
"""How long ids of updates and messages are of use: repeats, edits and deletions end here."""
MONTH: Final = timedelta(days=30)
YEAR: Final = timedelta(days=365)
INACTIVE: Final = 2 * YEAR
"""Without a sign of life for so long, a person's data go; the notice says so too."""
NOTICE: Final = timedelta(days=30)
"""So long before that, they are told."""


class Ends(StrEnum):
    """How long, where that is no fixed time."""

    WITH_PERSON = "with the person: when they erase it, or two years after their last sign of life"
    REPLACED = "one row, replaced by what comes next"
    ENDLESS = "for ever"


@dataclass(frozen=True)
class Ids:
    """One person, in every way a row can point to them."""

    person: int
    accounts: tuple[int, ...]


@dataclass(frozen=True)
class Moment:
    """`now` is the institution's clock, `wall` the machine's."""

    now: datetime
    wall: datetime


@dataclass(frozen=True)
class Rule:
    """`mine`: which rows are a person's. `over`: which rows have served. `blanked`: when the person goes, these columns
    are emptied and the row stays, for the reason that `law` names."""

    table: type[SQLModel]
    owner: str
    purpose: str
    ground: str
    ends: timedelta | Ends
    mine: Callable[[Ids], ColumnElement[bool]] | None = None
    over: Callable[[Moment], ColumnElement[bool]] | None = None
    blanked: tuple[str, ...] = ()
    law: str = ""

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)


PEOPLE, COURSES, CONVERSATION, CATALOGUE, TEAM = "people", "courses", "conversation", "catalogue", "team"
REQUESTED: Final = "what the person asked for"
CONSENT: Final = "consent"
DUTY: Final = "legal duty"
SERVICE: Final = "running the service"
PUBLIC: Final = "published by the institution; nobody's data"


def of_person(table: Any) -> Callable[[Ids], ColumnElement[bool]]:
    return lambda ids: col(table.person_id) == ids.person
