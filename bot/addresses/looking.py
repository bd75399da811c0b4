"""Home, lists, cards, signing up, and one's own courses."""

from dataclasses import dataclass
from typing import Final

from bot.addresses.base import Address

ALL: Final = "all"
MINE: Final = "mine"
FOR_YOU: Final = "you"
"""Where a card was opened from, for its way back: the list over all topics, one's own courses, the
suggestions; else its topic."""


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
class IsItOfficial(Address, code="io"):
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
    """`ALL`, `FOR_YOU`, or nothing for the topic's list."""


@dataclass(frozen=True)
class DatesOf(Address, code="cd"):
    course: int
    came: str = ""
    """What the course's card was opened from, or `MINE` for one's own card of it."""


@dataclass(frozen=True)
class CallAt(Address, code="k"):
    call: int
    came: str = ""
    """`ALL`, `FOR_YOU`, or nothing for the topic's list."""


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
