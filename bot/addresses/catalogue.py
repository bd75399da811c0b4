"""The catalogue in the staff's hands. A draft's owner and the role are checked at each tap."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Catalogue(Address, code="zka"):
    """A kind's list; the choice of kinds where none is named; one's drafts for `mine`."""

    kind: str = ""
    page: int = 1


@dataclass(frozen=True)
class ItemAt(Address, code="zkb"):
    kind: str
    id: int


@dataclass(frozen=True)
class DraftAt(Address, code="zkc"):
    draft: int


@dataclass(frozen=True)
class AskField(Address, code="zkd"):
    """`part`: 1 for the English, or a page of choices counted from 0."""

    draft: int
    field: str
    part: int = 0


@dataclass(frozen=True)
class NextField(Address, code="zkx"):
    """What is still missing in a draft; the draft itself once nothing is."""

    draft: int


@dataclass(frozen=True)
class EditItem(Address, code="zke"):
    kind: str
    id: int


@dataclass(frozen=True)
class TakeValue(Address, code="zkf"):
    """`mark` stands for one of the choices."""

    draft: int
    field: str
    mark: str


@dataclass(frozen=True)
class EmptyField(Address, code="zkg"):
    draft: int
    field: str


@dataclass(frozen=True)
class NewItem(Address, code="zkh"):
    kind: str


@dataclass(frozen=True)
class CopyCourse(Address, code="zki"):
    """`group`: 1 for another group of the same course."""

    course: int
    group: int = 0


@dataclass(frozen=True)
class CheckDraft(Address, code="zkj"):
    draft: int


@dataclass(frozen=True)
class PublishDraft(Address, code="zkk"):
    """`mark` stands for the draft as it was previewed."""

    draft: int
    mark: str


@dataclass(frozen=True)
class DiscardDraft(Address, code="zkl"):
    draft: int
    sure: int = 0


@dataclass(frozen=True)
class AskEnd(Address, code="zkm"):
    """`how`: close, cancel, reopen or confirm."""

    kind: str
    id: int
    how: str


@dataclass(frozen=True)
class EndItem(Address, code="zkn"):
    kind: str
    id: int
    how: str
    revision: int


@dataclass(frozen=True)
class DraftDates(Address, code="zko"):
    draft: int
    page: int = 1


@dataclass(frozen=True)
class DateAt(Address, code="zkp"):
    """`at`: when the session begins, in minutes since 1970."""

    draft: int
    at: int


@dataclass(frozen=True)
class DropDate(Address, code="zkq"):
    draft: int
    at: int


@dataclass(frozen=True)
class AskDate(Address, code="zkr"):
    """`at`: the session that moves; 0 for one more."""

    draft: int
    at: int = 0


@dataclass(frozen=True)
class AskRule(Address, code="zks"):
    """`days`: a bit for each weekday that is ticked."""

    draft: int
    days: int = 0


@dataclass(frozen=True)
class FindItem(Address, code="zkt"):
    pass


@dataclass(frozen=True)
class DatesOfItem(Address, code="zku"):
    course: int


@dataclass(frozen=True)
class TakeUpDraft(Address, code="zkv"):
    draft: int


@dataclass(frozen=True)
class DescribeVenue(Address, code="zkw"):
    """A venue by its key; `draft`: that of the course that is to meet there, 0 for none. An empty key: a new one."""

    key: str = ""
    draft: int = 0
