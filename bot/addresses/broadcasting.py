"""Announcements on their way and after: progress, pause and stop, the report, correcting and taking back."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class HowItGoes(Address, code="xp"):
    broadcast: int


@dataclass(frozen=True)
class PauseSending(Address, code="xh"):
    broadcast: int


@dataclass(frozen=True)
class ResumeSending(Address, code="xr"):
    broadcast: int


@dataclass(frozen=True)
class AskStopSending(Address, code="xq"):
    broadcast: int


@dataclass(frozen=True)
class StopSending(Address, code="xs"):
    broadcast: int


@dataclass(frozen=True)
class OutcomePicture(Address, code="xo"):
    """As a picture."""

    broadcast: int


@dataclass(frozen=True)
class OutcomeSheet(Address, code="xx"):
    """As a spreadsheet."""

    broadcast: int


@dataclass(frozen=True)
class AskCorrection(Address, code="xc"):
    broadcast: int


@dataclass(frozen=True)
class CorrectAnnouncement(Address, code="xn"):
    broadcast: int


@dataclass(frozen=True)
class AskRecall(Address, code="xb"):
    broadcast: int


@dataclass(frozen=True)
class RecallAnnouncement(Address, code="xt"):
    broadcast: int
