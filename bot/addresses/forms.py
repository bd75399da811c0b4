"""Forms of calls, as one sees them before applying."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class PapersAsked(Address, code="vp"):
    """The papers that a call asks for, and what for."""

    call: int
