"""When answers to applications are due, for colleagues."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class AnswerDates(Address, code="gza"):
    """What is owed, by which day."""


@dataclass(frozen=True)
class AskOtherDay(Address, code="gzb"):
    """To which day a round's answers could be put off."""

    round: int


@dataclass(frozen=True)
class OtherDay(Address, code="gzc"):
    """Put them off; shows how many hear of it, unless `sure` (1). The day is in digits: 20270115."""

    round: int
    day: int
    sure: int = 0
