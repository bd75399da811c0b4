"""What a person may do with what is stored about them."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Permissions(Address, code="pm"):
    """What needs a yes, and what doesn't."""


@dataclass(frozen=True)
class Permit(Address, code="py"):
    """Yes (1) or no (0) to a purpose; `asked` is 0 where it was tapped outside the list, 2 where a no that deletes
    something was confirmed."""

    purpose: str
    yes: int
    asked: int = 1


@dataclass(frozen=True)
class TakeMyData(Address, code="dl"):
    """All of it as a file."""


@dataclass(frozen=True)
class AskHuman(Address, code="rq"):
    """Write what a person at the institution should look at."""


@dataclass(frozen=True)
class SendRequest(Address, code="sr"):
    """What was written is what somebody should look at. `mark` tells this text from what was written after it."""

    mark: str


@dataclass(frozen=True)
class EraseAll(Address, code="er"):
    """`step` 0 says what it means, 1 asks once more, 2 does it. `hour` (since the epoch) is when it was asked, so that
    a button of last month deletes nothing."""

    step: int = 0
    hour: int = 0


@dataclass(frozen=True)
class EraseNow(Address, code="ez"):
    """Without the day in which it could be taken back. `step` 0 asks once more, 1 does it."""

    step: int = 0


@dataclass(frozen=True)
class Recover(Address, code="rc"):
    """Take it back."""
