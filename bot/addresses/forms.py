"""Forms of calls: as one sees them before applying, and as a colleague writes them in a draft of the catalogue."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class CallPapers(Address, code="vp"):
    """The papers that a call asks for, and what for."""

    call: int


@dataclass(frozen=True)
class FormOf(Address, code="va"):
    """The form of a call's draft, at a page of its questions counted from 1."""

    draft: int
    page: int = 1


@dataclass(frozen=True)
class SetForm(Address, code="vb"):
    """`what`: on, off, blind, reviewers, no_places, old_criteria or old_reasons (as published)."""

    draft: int
    what: str


@dataclass(frozen=True)
class FormQuestion(Address, code="vc"):
    draft: int
    key: str


@dataclass(frozen=True)
class ChangeQuestion(Address, code="vd"):
    """`what`: up, down, optional, identifies, or remove."""

    draft: int
    key: str
    what: str


@dataclass(frozen=True)
class AskOfForm(Address, code="ve"):
    """What is typed: `what` of the question `key`, or of the form where that is empty. `part`: 1 for the English."""

    draft: int
    what: str
    key: str = ""
    part: int = 0


@dataclass(frozen=True)
class AddQuestion(Address, code="vf"):
    """One more of this kind; the choice of kinds where none is named."""

    draft: int
    kind: str = ""


@dataclass(frozen=True)
class TryForm(Address, code="vg"):
    """A question as whoever applies sees it, counted from 1."""

    draft: int
    at: int = 1


@dataclass(frozen=True)
class FormPart(Address, code="vh"):
    """What stands in the form besides its questions: `part` is criteria, reasons, or checks."""

    draft: int
    part: str


@dataclass(frozen=True)
class PartEntry(Address, code="vi"):
    """One of them."""

    draft: int
    part: str
    key: str


@dataclass(frozen=True)
class ChangeEntry(Address, code="vj"):
    """`what`: up, down, more or less (of a weight), or remove."""

    draft: int
    part: str
    key: str
    what: str


@dataclass(frozen=True)
class AskOfEntry(Address, code="vk"):
    """What is typed: `what` of the entry `key`; of one more where that is empty. `english`: 1 for the English."""

    draft: int
    part: str
    what: str
    key: str = ""
    english: int = 0
