"""A guardian's yes: asking for it, giving it, taking it back. What it is asked for is a place, or, where that is 0, an
application."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class AskGuardian(Address, code="gg"):
    """How the permission for what is one's own stands, and whom to ask."""

    enrollment: int
    application: int = 0


@dataclass(frozen=True)
class SayOwnName(Address, code="gzd"):
    """What the guardian knows the young person by: asked before a guardian is."""

    enrollment: int
    application: int = 0


@dataclass(frozen=True)
class UseOwnName(Address, code="gze"):
    """The name that the application, or Telegram, says."""

    enrollment: int
    application: int = 0


@dataclass(frozen=True)
class NewGuardianLink(Address, code="gl"):
    """A new single-use link; the earlier one is over."""

    enrollment: int
    application: int = 0


@dataclass(frozen=True)
class EndGuardianLink(Address, code="ge"):
    """Nothing asked about it can be answered any more."""

    enrollment: int
    application: int = 0


@dataclass(frozen=True)
class AskKnownGuardian(Address, code="gk"):
    """Ask somebody who is known already."""

    enrollment: int
    guardianship: int
    application: int = 0


@dataclass(frozen=True)
class PermissionAt(Address, code="gq"):
    """What a guardian is asked. `fix` (1): who they are is asked again."""

    permission: int
    fix: int = 0


@dataclass(frozen=True)
class SayRelation(Address, code="gr"):
    """`mother`, `father` or `guardian`."""

    permission: int
    relation: str


@dataclass(frozen=True)
class UseGuardianName(Address, code="gn"):
    """The name that is known, or that Telegram shows."""

    permission: int


@dataclass(frozen=True)
class Decide(Address, code="gd"):
    """The guardian says yes (1) or no (0)."""

    permission: int
    yes: int


@dataclass(frozen=True)
class ConfirmGuardian(Address, code="gc"):
    """The young person says that this is their guardian (1), or isn't (0)."""

    permission: int
    yes: int


@dataclass(frozen=True)
class ConfirmationAt(Address, code="gzf"):
    """The question whether that is their guardian."""

    permission: int


@dataclass(frozen=True)
class Guardians(Address, code="gp"):
    """Guardians one has, people one answers for, permissions one gave."""


@dataclass(frozen=True)
class Withdraw(Address, code="gw"):
    """Take a permission back; asks first, unless `sure` (1)."""

    permission: int
    sure: int = 0


@dataclass(frozen=True)
class PartWays(Address, code="gu"):
    """End a guardianship, from either side; asks first, unless `sure` (1)."""

    guardianship: int
    sure: int = 0


@dataclass(frozen=True)
class GoOn(Address, code="go"):
    """At 18: one's own yes to what a guardian had approved."""
