"""What may fit a person, what doesn't, and what to be told of."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class ForYou(Address, code="fy"):
    """Suggestions, at a page counted from 1."""

    page: int = 1


@dataclass(frozen=True)
class Tastes(Address, code="fyt"):
    """What the suggestions follow, each to be changed."""


@dataclass(frozen=True)
class GetAcquainted(Address, code="ga"):
    """One of the three short questions, counted from 0; after the last one the suggestions."""

    step: int


@dataclass(frozen=True)
class Taste(Address, code="tv"):
    """A choice tapped on or off in one of the three questions."""

    step: int
    value: str


@dataclass(frozen=True)
class NotForMe(Address, code="nf"):
    """`kind` is `c` for a course (any edition), `k` for a call; `id` is the row's; `page` is where it stood."""

    kind: str
    id: int
    page: int = 1


@dataclass(frozen=True)
class NotForMeWhy(Address, code="nw"):
    kind: str
    id: int
    reason: str
    page: int = 1


@dataclass(frozen=True)
class ForMeAgain(Address, code="nx"):
    """Take back a `not for me`."""

    kind: str
    id: int
    page: int = 1


@dataclass(frozen=True)
class NotMine(Address, code="fyn"):
    """Everything one said `not for me` to, at a page counted from 1."""

    page: int = 1


@dataclass(frozen=True)
class TakeBack(Address, code="fyb"):
    """Take back a `not for me` in the list of them."""

    dismissal: int
    page: int = 1


@dataclass(frozen=True)
class TellWhenICan(Address, code="tw"):
    """A course the person can't take now: write when they can. `at` as in `TakeWishBack`."""

    course: int
    at: str = ""


@dataclass(frozen=True)
class TellWhenOpen(Address, code="to"):
    """A call that isn't open: write when it opens."""

    call: int


@dataclass(frozen=True)
class TellWhenIMay(Address, code="vt"):
    """A call whose rules the person doesn't meet yet: write on the day from which they do."""

    call: int


@dataclass(frozen=True)
class TellWhenOldEnough(Address, code="ta"):
    """What there is begins at an age that the person hasn't reached: write when they have."""


@dataclass(frozen=True)
class StandingWishes(Address, code="ws"):
    """Everything one asked to be told of, at a page counted from 1."""

    page: int = 1


@dataclass(frozen=True)
class TakeWishBack(Address, code="wb"):
    """Don't tell me after all. `kind` is `c` for a course (any edition), `k` for a call, `a` for reaching an age (no
    `id`). `at` says where it was tapped: `c` on the thing's own card, `l` in the list of wishes, `p` among the
    suggestions; nothing on the card of a refusal."""

    kind: str
    id: int = 0
    at: str = ""
