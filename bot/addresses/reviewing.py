"""Judging applications, deciding them, and telling people what was decided."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Reviews(Address, code="ua"):
    """The rounds in which something was sent."""

    page: int = 1


@dataclass(frozen=True)
class RoundAt(Address, code="ub"):
    """One round: how many there are of each kind; with `which`, those."""

    round: int
    which: str = ""
    page: int = 1


@dataclass(frozen=True)
class ReadNext(Address, code="uc"):
    round: int


@dataclass(frozen=True)
class SentApplication(Address, code="ud"):
    """One application, as whoever opens it may see it."""

    application: int


@dataclass(frozen=True)
class ClaimApplication(Address, code="ue"):
    application: int


@dataclass(frozen=True)
class Declare(Address, code="uf"):
    """Whether one knows who sent it: 1 or 0."""

    application: int
    knows: int


@dataclass(frozen=True)
class ReadAnswers(Address, code="ug"):
    """What it says, as far as whoever judges it may see."""

    application: int
    page: int = 1


@dataclass(frozen=True)
class GiveBack(Address, code="uh"):
    application: int


@dataclass(frozen=True)
class AskConflict(Address, code="ui"):
    """They recognised whose it is."""

    application: int


@dataclass(frozen=True)
class PointsOf(Address, code="uj"):
    """Asks for the points of one criterion."""

    application: int
    criterion: str


@dataclass(frozen=True)
class GivePoints(Address, code="uk"):
    application: int
    criterion: str
    points: int


@dataclass(frozen=True)
class Judgement(Address, code="ul"):
    """One's points so far, or how one judged and how the others did."""

    application: int


@dataclass(frozen=True)
class AskComment(Address, code="um"):
    application: int


@dataclass(frozen=True)
class Judge(Address, code="un"):
    application: int


@dataclass(frozen=True)
class JudgeAgain(Address, code="uan"):
    """Its answers were corrected since."""

    application: int


@dataclass(frozen=True)
class Corrections(Address, code="uo"):
    """What is to be corrected: a draft, or what was asked."""

    application: int


@dataclass(frozen=True)
class CorrectAnswer(Address, code="up"):
    """Asks what is wrong with one answer."""

    application: int
    question: str


@dataclass(frozen=True)
class KeepAnswer(Address, code="uq"):
    """That one is fine after all."""

    application: int
    question: str


@dataclass(frozen=True)
class CorrectionsFor(Address, code="ur"):
    """As it will arrive, with so many days."""

    application: int
    days: int


@dataclass(frozen=True)
class SendCorrections(Address, code="us"):
    application: int
    days: int


@dataclass(frozen=True)
class EndCorrections(Address, code="ut"):
    application: int


@dataclass(frozen=True)
class Ranking(Address, code="uu"):
    round: int
    page: int = 1


@dataclass(frozen=True)
class DecideOn(Address, code="uv"):
    """One application with its name, its judgements, and what can be decided."""

    application: int


@dataclass(frozen=True)
class AnswersOf(Address, code="uw"):
    """All that it says."""

    application: int
    page: int = 1


@dataclass(frozen=True)
class Verdict(Address, code="ux"):
    """A decision as the person will read it. `what`: accepted, waiting or declined; a no without a reason asks for
    it."""

    application: int
    what: str
    reason: str = ""


@dataclass(frozen=True)
class AskRemark(Address, code="uy"):
    application: int
    what: str
    reason: str = ""


@dataclass(frozen=True)
class DropRemark(Address, code="uz"):
    application: int
    what: str
    reason: str = ""


@dataclass(frozen=True)
class SettleVerdict(Address, code="uaa"):
    """Decide it. `mark` tells the words that were shown from others."""

    application: int
    what: str
    mark: str
    reason: str = ""


@dataclass(frozen=True)
class UndoVerdict(Address, code="uab"):
    application: int


@dataclass(frozen=True)
class AskSecond(Address, code="uad"):
    """An award as the person will read it, for the second pair of eyes."""

    application: int


@dataclass(frozen=True)
class SecondVerdict(Address, code="uac"):
    application: int
    mark: str


@dataclass(frozen=True)
class ReleaseOf(Address, code="uag"):
    """What would be told and what not, and when."""

    round: int


@dataclass(frozen=True)
class SetRelease(Address, code="uah"):
    """`at`: YYYYMMDDHHMM on the institution's clock. `sure`: 1 once it was said that people can still apply then."""

    round: int
    at: str
    sure: int = 0


@dataclass(frozen=True)
class CancelRelease(Address, code="uai"):
    round: int


@dataclass(frozen=True)
class AskReleaseHour(Address, code="uaj"):
    round: int


@dataclass(frozen=True)
class AskGiveUp(Address, code="ual"):
    """One was chosen, and doesn't want it any more."""

    application: int


@dataclass(frozen=True)
class GiveUp(Address, code="uam"):
    application: int
