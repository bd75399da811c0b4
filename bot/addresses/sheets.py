"""Lists of the catalogue: taking one in, giving one out."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Sheets(Address, code="zsh"):
    """What can be done with lists."""


@dataclass(frozen=True)
class SendSheet(Address, code="zsi"):
    """Send a list that changes the catalogue."""


@dataclass(frozen=True)
class SheetTemplate(Address, code="zst"):
    """A list to fill in."""


@dataclass(frozen=True)
class SheetAt(Address, code="zsa"):
    """A list that was sent: what it would change."""

    id: int


@dataclass(frozen=True)
class SheetRows(Address, code="zsr"):
    """Its rows of one kind: `new`, `changed`, `same`, `bad` or `missing`."""

    id: int
    fate: str
    page: int = 1


@dataclass(frozen=True)
class SheetReport(Address, code="zsf"):
    """The same as a file, row by row."""

    id: int


@dataclass(frozen=True)
class ConfirmSheet(Address, code="zsy"):
    id: int


@dataclass(frozen=True)
class CancelSheet(Address, code="zsn"):
    id: int


@dataclass(frozen=True)
class AskUndoSheet(Address, code="zsu"):
    """What taking a list back would do."""

    id: int


@dataclass(frozen=True)
class UndoSheet(Address, code="zsx"):
    id: int


@dataclass(frozen=True)
class TakeSheet(Address, code="zso"):
    """A list as a file: of `what`, in a `form` (xlsx or csv); `id` where it is about one course."""

    what: str
    form: str = "xlsx"
    id: int = 0


@dataclass(frozen=True)
class SheetCourses(Address, code="zsc"):
    """Choose the course whose people are wanted: `what` is participants, waiting or interested."""

    what: str
    page: int = 1
