"""The journey: pillars, questions, challenges, the passport."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Journey(Address, code="jo"):
    """All the pillars with their stamps."""


@dataclass(frozen=True)
class Stage(Address, code="jp"):
    """One pillar of the journey: whatever comes next there."""

    topic: str


@dataclass(frozen=True)
class Answer(Address, code="ja"):
    """One tap on one question of a pillar."""

    topic: str
    question: str
    option: str


@dataclass(frozen=True)
class QuestionOf(Address, code="jb"):
    """A question of a pillar again, counted from 0, to answer it differently."""

    topic: str
    step: int


@dataclass(frozen=True)
class ShowEvidence(Address, code="je"):
    """Tell or show how the challenge went."""

    topic: str


@dataclass(frozen=True)
class LeaveChallenge(Address, code="jl"):
    """Leave the challenge of a pillar for another day."""

    topic: str


@dataclass(frozen=True)
class ChallengeDone(Address, code="jk"):
    """Done, without showing anything."""

    topic: str


@dataclass(frozen=True)
class IsEvidence(Address, code="jy"):
    """What was sent, and was asked about, is how the challenge went. `mark` tells which sending."""

    topic: str
    mark: str


@dataclass(frozen=True)
class NoEvidence(Address, code="jx"):
    topic: str
    mark: str


@dataclass(frozen=True)
class TakeEvidenceBack(Address, code="jz"):
    """What was taken as evidence without asking wasn't meant so."""

    topic: str
    mark: str


@dataclass(frozen=True)
class Passport(Address, code="pp"):
    """The picture with the stamps."""


@dataclass(frozen=True)
class Recognition(Address, code="jr"):
    """What one gets for all the stamps, again."""
