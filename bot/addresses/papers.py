"""Papers of applications: one's own, those that a colleague reads, and everything of a round to take away."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class MyPapers(Address, code="bpm"):
    """The papers that one sent, to have them back."""

    page: int = 1


@dataclass(frozen=True)
class TakePaper(Address, code="bpt"):
    """One of them, as a file."""

    paper: int


@dataclass(frozen=True)
class Receipt(Address, code="bpr"):
    """A copy of one's application, as a PDF."""

    application: int


@dataclass(frozen=True)
class PapersOf(Address, code="bpo"):
    """For a colleague: the papers of an application that they read."""

    application: int


@dataclass(frozen=True)
class ReadPaper(Address, code="bpp"):
    """One of them."""

    paper: int


@dataclass(frozen=True)
class ExportRound(Address, code="bpe"):
    """For a colleague: what of a round can be taken away."""

    round: int


@dataclass(frozen=True)
class RoundSheet(Address, code="bpx"):
    """Its applications as a spreadsheet."""

    round: int


@dataclass(frozen=True)
class RoundPapers(Address, code="bpz"):
    """A part of its papers, counted from 1; `chosen`: only of whoever was chosen."""

    round: int
    part: int
    chosen: int = 0
