"""What a button carries: a short typed address, at most 64 bytes, that still works next month.

An address is a dataclass with a code of one to three letters; on the wire its fields follow the code, joined by dots.
Nothing in an address is trusted: `parse` gives a well-formed value or None, and whoever acts on it checks that the
thing exists and belongs to the person who tapped. A field with a default was added later, or says little: it is left
out where it has nothing to say, and buttons that were sent without it still work.
"""

import re
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, Final, Self

LIMIT = 64
KEEP = "!"
"""Ends the data of a button under a message that is to stay as it is: the answer comes below."""
ALL: Final = "all"
MINE: Final = "mine"
"""Where a card was opened from, for its way back: the list over all topics, one's own courses; else its topic."""
_WORD = re.compile(r"[A-Za-z0-9_-]{0,40}")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_codes: dict[str, type["Address"]] = {}


@dataclass(frozen=True)
class Address:
    """A place in the conversation. Fields are `int` or `str`; words hold letters, digits, `-` and `_` only."""

    code: ClassVar[str] = ""

    def __init_subclass__(cls, code: str = "") -> None:
        if code:
            if code in _codes:
                raise ValueError(f"two addresses share the code {code!r}")
            cls.code = code
            _codes[code] = cls

    def __str__(self) -> str:
        slots = list(fields(self))
        while slots and getattr(self, slots[-1].name) == slots[-1].default:
            slots.pop()
        text = ".".join([self.code, *(str(getattr(self, slot.name)) for slot in slots)])
        if len(text.encode()) >= LIMIT or parse(text) != self:
            raise ValueError(f"{text!r} is not an address a button can carry")
        return text

    @classmethod
    def of(cls, values: list[str]) -> Self | None:
        """The address with these field values as text, or None where one of them can't be right."""
        slots = fields(cls)
        if len(values) > len(slots) or any(slot.default is MISSING for slot in slots[len(values) :]):
            return None
        found: list[int | str] = []
        for slot, value in zip(slots, values, strict=False):
            if not (_NUMBER if slot.type is int else _WORD).fullmatch(value):
                return None
            found.append(int(value) if slot.type is int else value)
        return cls(*found)


def parse(text: str | None) -> Address | None:
    """The address in a callback's data, or None for anything that isn't one (old, forged or cut)."""
    if not text or len(text.encode(errors="replace")) > LIMIT:
        return None
    code, *values = text.removesuffix(KEEP).split(".")
    kind = _codes.get(code)
    return kind.of(values) if kind else None


@dataclass(frozen=True)
class Home(Address, code="h"):
    pass


@dataclass(frozen=True)
class Help(Address, code="hp"):
    pass


@dataclass(frozen=True)
class Helplines(Address, code="hl"):
    """All that is known of each helpline, at a page counted from 1."""

    page: int


@dataclass(frozen=True)
class HowItWorks(Address, code="hw"):
    pass


@dataclass(frozen=True)
class Languages(Address, code="ln"):
    pass


@dataclass(frozen=True)
class Speak(Address, code="sp"):
    locale: str


@dataclass(frozen=True)
class Notice(Address, code="pn"):
    page: int


@dataclass(frozen=True)
class SearchHint(Address, code="sh"):
    pass


@dataclass(frozen=True)
class TopicAt(Address, code="t"):
    """A pillar or an area, at a page counted from 1."""

    topic: str
    page: int


@dataclass(frozen=True)
class AllCourses(Address, code="cs"):
    page: int


@dataclass(frozen=True)
class AllCalls(Address, code="ks"):
    page: int


@dataclass(frozen=True)
class CourseAt(Address, code="c"):
    course: int
    came: str = ""
    """`ALL`, or nothing for the topic's list."""


@dataclass(frozen=True)
class DatesOf(Address, code="cd"):
    course: int
    came: str = ""
    """What the course's card was opened from, or `MINE` for one's own card of it."""


@dataclass(frozen=True)
class CallAt(Address, code="k"):
    call: int
    came: str = ""
    """`ALL`, or nothing for the topic's list."""


@dataclass(frozen=True)
class Join(Address, code="j"):
    course: int
    came: str = ""
    """What the course's card was opened from."""


@dataclass(frozen=True)
class TellMe(Address, code="tm"):
    course: int


@dataclass(frozen=True)
class UseName(Address, code="jn"):
    """Sign up with the first name that Telegram shows."""


@dataclass(frozen=True)
class UseTyped(Address, code="ju"):
    """Answer the question left open with what was typed meanwhile. `mark` tells one text from another: the text itself
    is kept with the draft."""

    mark: str


@dataclass(frozen=True)
class QuestionAt(Address, code="jq"):
    """Another question of the sign-up that is open, counted from 0; the answers given so far stay."""

    step: int


@dataclass(frozen=True)
class FixBirthDate(Address, code="jd"):
    """Write the birth date again and try the sign-up once more."""

    course: int


@dataclass(frozen=True)
class Resume(Address, code="rs"):
    """Go on where a question was left open."""


@dataclass(frozen=True)
class Stop(Address, code="st"):
    """Leave an open question without answering."""


@dataclass(frozen=True)
class MyCourses(Address, code="mc"):
    pass


@dataclass(frozen=True)
class MyCourse(Address, code="me"):
    enrollment: int


@dataclass(frozen=True)
class Calendar(Address, code="cal"):
    enrollment: int


@dataclass(frozen=True)
class Coming(Address, code="ok"):
    """I'm coming: the answer to a reminder."""

    enrollment: int


@dataclass(frozen=True)
class AskLeave(Address, code="al"):
    enrollment: int


@dataclass(frozen=True)
class Leave(Address, code="lv"):
    enrollment: int
    reason: str


@dataclass(frozen=True)
class TakeOffer(Address, code="of"):
    enrollment: int


@dataclass(frozen=True)
class DeclineOffer(Address, code="no"):
    enrollment: int


@dataclass(frozen=True)
class Nothing(Address, code="x"):
    """A button that only shows something, such as the page count."""
