"""One's agenda: the map, the calendar feed, a second choice; and browsing by place, day and hour."""

from dataclasses import dataclass
from typing import Final

from bot.addresses.base import Address

_HOW: Final = {"bp-": "place", "bd-": "day", "bt-": "time"}
_SECOND: Final = "s-"
_LONGEST: Final = 40
"""Characters of a word in an address."""


@dataclass(frozen=True)
class MapOf(Address, code="mp"):
    """Where a course is, as Telegram shows places."""

    course: int


@dataclass(frozen=True)
class Feed(Address, code="fd"):
    """The private calendar address."""


@dataclass(frozen=True)
class NewFeed(Address, code="fn"):
    """A new private address; the one before stops working."""


@dataclass(frozen=True)
class EndFeed(Address, code="fx"):
    pass


@dataclass(frozen=True)
class MyDates(Address, code="ff"):
    """A file with all the dates one has."""


@dataclass(frozen=True)
class SecondChoices(Address, code="sc"):
    """Courses with room, for somebody who waits in this line."""

    enrollment: int

    @property
    def came(self) -> str:
        """What a card opened from this list carries: its way back, and for which line joining is the second choice."""
        return f"{_SECOND}{self.enrollment}"

    @classmethod
    def left(cls, came: str) -> "SecondChoices | None":
        number = came.removeprefix(_SECOND)
        fits = came.startswith(_SECOND) and number.isascii() and number.isdigit() and len(number) < 19
        return cls(int(number)) if fits else None


@dataclass(frozen=True)
class Browse(Address, code="br"):
    """Ways to look through the courses: by place, day, time of the day."""


@dataclass(frozen=True)
class BrowseBy(Address, code="bb"):
    """`how` is `place`, `day` or `time`; `which` is the venue's key, a weekday or a part of the day; a page from 1."""

    how: str
    which: str = ""
    page: int = 1

    @property
    def came(self) -> str:
        """What a card opened from this list carries for its way back; nothing where it doesn't fit."""
        mark = next((mark for mark, how in _HOW.items() if how == self.how), "")
        text = f"{mark}{self.which}"
        return text if mark and self.which and len(text) <= _LONGEST else ""

    @classmethod
    def left(cls, came: str) -> "BrowseBy | None":
        """The list that a card was opened from, or None where it was another kind of place."""
        how = _HOW.get(came[:3])
        return cls(how, came[3:]) if how and came[3:] else None
