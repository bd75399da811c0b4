"""Applying to a call."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Apply(Address, code="ap"):
    """Begin, or go on where one left off."""

    call: int


@dataclass(frozen=True)
class MyApplications(Address, code="am"):
    """What one has applied to, and how it stands."""
