"""What every writer of letters is given, and what it may answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.db import Session
from bot.models import Letter, Person
from bot.packs import Pack
from bot.screen import Screen
from bot.services.facts import Facts


@dataclass(frozen=True)
class Dropped:
    """Nothing is said, and why; at most 200 characters, for staff."""

    reason: str


@dataclass(frozen=True)
class Held:
    """Nothing is said yet: the letter waits until this moment, and why."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Desk:
    """What every writer needs."""

    session: Session
    letter: Letter
    person: Person
    pack: Pack
    facts: Facts
    now: datetime


Written = Screen | Dropped | Held
Writer = Callable[[Desk], Awaitable[Written]]
