"""The staff's own screens."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Team(Address, code="zm"):
    """The way in: one's roles, and what they open."""


@dataclass(frozen=True)
class Colleagues(Address, code="zc"):
    page: int = 1


@dataclass(frozen=True)
class ColleagueAt(Address, code="zp"):
    person: int


@dataclass(frozen=True)
class AskRemoval(Address, code="zq"):
    person: int
    role: str


@dataclass(frozen=True)
class RemoveRole(Address, code="zr"):
    person: int
    role: str


@dataclass(frozen=True)
class ChooseRole(Address, code="zi"):
    """Which role the invitation is to give."""


@dataclass(frozen=True)
class Invite(Address, code="zn"):
    role: str


@dataclass(frozen=True)
class Invitations(Address, code="zo"):
    page: int = 1


@dataclass(frozen=True)
class TakeBackInvitation(Address, code="zb"):
    invitation: int


@dataclass(frozen=True)
class AcceptRole(Address, code="za"):
    """`token` is what the link carried; nobody else has it."""

    token: str


@dataclass(frozen=True)
class AuditLog(Address, code="zl"):
    page: int = 1
