"""The crisis floor's card, and leaving at once."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class NotThat(Address, code="nt"):
    """The card wasn't needed. `mark` is the card's, known to nobody else."""

    mark: str


@dataclass(frozen=True)
class UseWritten(Address, code="wm"):
    """What was written above the card is the answer to the question that is open."""


@dataclass(frozen=True)
class TalkTo(Address, code="tk"):
    """With whom one can talk about a topic of the crisis floor."""

    topic: str


@dataclass(frozen=True)
class QuickExit(Address, code="qx"):
    """Empty this chat at once."""
