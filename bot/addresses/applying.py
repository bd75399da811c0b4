"""Applying to a call. A question is named by its key, an option by its place among them."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Apply(Address, code="ap"):
    """Begin, or go on where one left off."""

    call: int


@dataclass(frozen=True)
class MyApplications(Address, code="am"):
    """What one has applied to, and how it stands."""


@dataclass(frozen=True)
class ApplicationAt(Address, code="apa"):
    """How one of them stands."""

    application: int


@dataclass(frozen=True)
class ContinueApplication(Address, code="apb"):
    """The question that is open."""

    application: int


@dataclass(frozen=True)
class AnswerTo(Address, code="apc"):
    """A question, to answer it (again)."""

    application: int
    question: str


@dataclass(frozen=True)
class Choose(Address, code="apd"):
    """An option; where several may be chosen, in or out."""

    application: int
    question: str
    option: int


@dataclass(frozen=True)
class LeaveSo(Address, code="ape"):
    """On from a question whose answer is there."""

    application: int
    question: str


@dataclass(frozen=True)
class SkipQuestion(Address, code="apf"):
    application: int
    question: str


@dataclass(frozen=True)
class UseEarlier(Address, code="apg"):
    """What was answered, or shown, in an earlier application."""

    application: int
    question: str


@dataclass(frozen=True)
class SayCheck(Address, code="aph"):
    """Yes (1) or no (0) to what one has to be."""

    application: int
    check: str
    yes: int


@dataclass(frozen=True)
class UseTypedAnswer(Address, code="apo"):
    """What was typed while the question wasn't listening; `mark` names the text without saying it."""

    application: int
    mark: str


@dataclass(frozen=True)
class DropPapers(Address, code="api"):
    """Ask before the files of a paper are taken back, to send others."""

    application: int
    question: str


@dataclass(frozen=True)
class ReplacePapers(Address, code="apq"):
    """Take them back."""

    application: int
    question: str


@dataclass(frozen=True)
class ChangeAnswer(Address, code="app"):
    """A question, from a page of the whole, to which one goes back."""

    application: int
    question: str
    page: int


@dataclass(frozen=True)
class GoOnLater(Address, code="apj"):
    application: int


@dataclass(frozen=True)
class WholeApplication(Address, code="apk"):
    """All its answers, at a page counted from 1."""

    application: int
    page: int = 1


@dataclass(frozen=True)
class SendApplication(Address, code="apl"):
    application: int


@dataclass(frozen=True)
class AskWithdrawal(Address, code="apm"):
    application: int


@dataclass(frozen=True)
class WithdrawApplication(Address, code="apn"):
    application: int
