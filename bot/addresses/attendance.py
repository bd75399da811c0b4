"""Lists of who came. A meeting is named by its course and when it begins, in seconds."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class AttendanceLists(Address, code="atl"):
    """The lists that can be ticked."""

    page: int = 1


@dataclass(frozen=True)
class AttendanceAt(Address, code="ata"):
    course: int
    begins: int
    page: int = 1


@dataclass(frozen=True)
class MarkAttendance(Address, code="atm"):
    """`mark` is what is to be said of them: one of `MARKS`."""

    course: int
    begins: int
    person: int
    mark: str
    page: int = 1


@dataclass(frozen=True)
class MarkTheRest(Address, code="atr"):
    """The same of everybody of whom nothing was said."""

    course: int
    begins: int
    mark: str
    page: int = 1


@dataclass(frozen=True)
class TakeBackMarks(Address, code="atu"):
    """What I said of several at once, at that moment (seconds)."""

    course: int
    begins: int
    marked: int
    page: int = 1


@dataclass(frozen=True)
class AttendanceSheet(Address, code="ats"):
    course: int
    begins: int


MARKS: dict[str, bool | None] = {"y": True, "n": False, "u": None}
"""Came, didn't come, nothing."""
