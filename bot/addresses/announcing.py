"""Announcements to many: composing, aiming, approving. Each is looked up, and its owner or the role checked, at every
tap."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Announcements(Address, code="yl"):
    """The list."""

    page: int = 1


@dataclass(frozen=True)
class NewAnnouncement(Address, code="yn"):
    pass


@dataclass(frozen=True)
class AnnouncementAt(Address, code="ya"):
    broadcast: int


@dataclass(frozen=True)
class Versions(Address, code="ym"):
    """In which languages it is written."""

    broadcast: int


@dataclass(frozen=True)
class AskWords(Address, code="yw"):
    """Send what it says in this language; empty: for everybody."""

    broadcast: int
    locale: str = ""


@dataclass(frozen=True)
class WrittenFor(Address, code="yf"):
    """What it says is for whoever reads this; empty: for everybody."""

    broadcast: int
    locale: str = ""


@dataclass(frozen=True)
class DropWords(Address, code="yx"):
    broadcast: int
    locale: str = ""


@dataclass(frozen=True)
class ButtonsOf(Address, code="yb"):
    broadcast: int


@dataclass(frozen=True)
class LinkTo(Address, code="yk"):
    """What a button could lead to: `kind` is course or call."""

    broadcast: int
    kind: str
    page: int = 1


@dataclass(frozen=True)
class AddButton(Address, code="yc"):
    broadcast: int
    kind: str
    thing: int


@dataclass(frozen=True)
class AskLink(Address, code="yg"):
    """Write the address that a button opens."""

    broadcast: int


@dataclass(frozen=True)
class RemoveButton(Address, code="yr"):
    broadcast: int
    at: int


@dataclass(frozen=True)
class AudienceOf(Address, code="yo"):
    broadcast: int


@dataclass(frozen=True)
class AudienceBy(Address, code="yy"):
    """One of the fields of `aiming.FIELDS`."""

    broadcast: int
    by: str
    page: int = 1


@dataclass(frozen=True)
class Aim(Address, code="yi"):
    """Take a value in, or out again. `by` is a field, `everybody` or `nobody`."""

    broadcast: int
    by: str
    value: str = ""
    page: int = 1


@dataclass(frozen=True)
class PreviewOf(Address, code="yp"):
    broadcast: int


@dataclass(frozen=True)
class WhenOf(Address, code="yh"):
    broadcast: int


@dataclass(frozen=True)
class BeDue(Address, code="yt"):
    """`at` is a wall-clock time of the institution, YYYYMMDDHHMM; empty: as soon as it may."""

    broadcast: int
    at: str = ""


@dataclass(frozen=True)
class Submit(Address, code="ys"):
    """Asks whether one is sure."""

    broadcast: int


@dataclass(frozen=True)
class SubmitSurely(Address, code="yq"):
    """`mark` is the beginning of the hash of what was seen."""

    broadcast: int
    mark: str


@dataclass(frozen=True)
class TakeBackAnnouncement(Address, code="ye"):
    """A draft again, to change it."""

    broadcast: int


@dataclass(frozen=True)
class AskDiscard(Address, code="yd"):
    broadcast: int


@dataclass(frozen=True)
class DiscardAnnouncement(Address, code="yz"):
    broadcast: int


@dataclass(frozen=True)
class DuplicateAnnouncement(Address, code="yu"):
    broadcast: int


@dataclass(frozen=True)
class ReviewAnnouncement(Address, code="yv"):
    broadcast: int


@dataclass(frozen=True)
class AskRefusal(Address, code="yj"):
    """Why it is refused."""

    broadcast: int


@dataclass(frozen=True)
class RefuseAnnouncement(Address, code="yjx"):
    """Without a reason."""

    broadcast: int
