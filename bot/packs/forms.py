"""What is asked of whoever applies to a call in the chat, and how what they say is judged."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bot.packs.fields import LabelKey, Part, WallClock, like
from bot.packs.words import SAYS_SOMETHING, Button20, Message320, Text

QuestionKind = Literal[
    "short", "long", "choice", "several", "number", "date", "curp", "rfc", "phone", "place", "file", "link", "team"
]
"""`place`: a colonia. `file`: photos and PDFs, together one paper. `team`: who takes part besides, by name."""
QuestionKey = Annotated[
    str, StringConstraints(max_length=24), like(r"[a-z0-9]+(_[a-z0-9]+)*", "project_name (small letters, digits, _)")
]
Occupation = Literal["studying", "working", "both", "looking"]
Nature = Literal["grant", "prize", "loan", "place", "recognition"]
"""What one gets; a loan has to be paid back and is called a loan wherever it is named."""

CHOICES: Final = ("choice", "several")
_ASKED_BEFORE: Final = frozenset({"birth_date", "occupation"})
FULL_NAME: Final = "full_name"
"""The key of the question whose answer is the applicant's name."""
MOST_REASONS: Final = 8
SHORT: Final = 120
LONG: Final = 2_000
"""Graphemes of an answer, where the question sets no limit of its own."""


class Title40(Text):
    """What a question or a criterion is called in a list."""

    es: Annotated[str, StringConstraints(max_length=40), SAYS_SOMETHING]
    en: Annotated[str, StringConstraints(max_length=40), SAYS_SOMETHING]


class Option(Part):
    key: QuestionKey
    label: Button20


class Question(Part):
    """`key` is what the answer is kept under: two calls that ask the same thing use the same key, and an answer given
    to one is offered for the other."""

    key: QuestionKey
    kind: QuestionKind
    label: Title40
    ask: Message320
    why: Message320 | None = None
    example: Message320 | None = None
    optional: bool = False
    options: list[Option] = Field(default_factory=list, max_length=12)
    # Graphemes of a text; names of a team; files of a paper.
    at_most: int | None = Field(None, ge=1, le=4000)
    # What a number may be.
    low: int | None = None
    high: int | None = None
    # Which paper it is, where it is one: a key of labels.yaml.
    paper: LabelKey | None = None
    # Asked only of who is under 18 on the day they answer, who can't skip it unless it is optional.
    for_minors: bool = False
    # It tells who somebody is: who judges blindly doesn't see it.
    identifies: bool = False

    @model_validator(mode="after")
    def _options_where_one_chooses(self) -> Self:
        if (self.kind in CHOICES) != bool(self.options):
            raise ValueError("write options for a choice or several, and only there")
        if len({option.key for option in self.options}) != len(self.options):
            raise ValueError("an option's key is used twice: give each its own")
        return self

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lowest number ({self.low}) is above the highest ({self.high}): swap them")
        return self


class Check(Part):
    """What one has to be to apply, asked with one tap before anything else, and believed. `unlocks` says what would
    change a no, and where to turn meanwhile."""

    key: QuestionKey
    ask: Message320
    unlocks: Message320


class Criterion(Part):
    """Judged from 0 to 4, and counted `weight` times."""

    key: QuestionKey
    label: Title40
    help: Message320 | None = None
    weight: int = Field(1, ge=1, le=10)


class Reason(Part):
    """Why an application wasn't chosen, as the person reads it."""

    key: QuestionKey
    label: Title40
    says: Message320


class Spared(Part):
    """A paper that the call names and the form doesn't ask for; `why` is read by who gets their papers together."""

    paper: LabelKey
    why: Message320


class Form(Part):
    questions: list[Question] = Field(min_length=1, max_length=30)
    checks: list[Check] = Field(default_factory=list, max_length=6)
    # Papers of the call that no question asks for.
    spared: list[Spared] = Field(default_factory=list, max_length=6)
    # Only for people who do one of these; empty: for everybody.
    occupations: list[Occupation] = Field(default_factory=list)
    # Whoever was chosen may not apply again for so many years.
    years_between: int = Field(0, ge=0, le=20)
    nature: Nature
    # How many can be chosen; None where nobody says.
    places: int | None = Field(None, ge=1, le=5000)
    # On the local clock: from when on the first day, and until when on the last, it can be sent.
    opens_at: WallClock = "00:00"
    closes_at: WallClock = "23:59"
    # The answer is promised so many days after it closes, where the call doesn't name the day.
    answer_days: int = Field(30, ge=1, le=365)
    # In a rehearsal it is open for so many days from when it is loaded, whatever its own dates; 0: as they are.
    practice_days: int = Field(0, ge=0, le=90)
    criteria: list[Criterion] = Field(default_factory=list, max_length=8)
    reviewers: int = Field(2, ge=1, le=3)
    # Who judges doesn't see names, nor any answer that `identifies`.
    blind: bool = True
    reasons: list[Reason] = Field(min_length=1, max_length=MOST_REASONS)
    next_steps: Message320

    @model_validator(mode="after")
    def _every_key_once(self) -> Self:
        for what, keys in (
            ("questions and checks", [*(one.key for one in self.questions), *(one.key for one in self.checks)]),
            ("criteria", [one.key for one in self.criteria]),
            ("reasons", [one.key for one in self.reasons]),
        ):
            if twice := sorted({key for key in keys if keys.count(key) > 1}):
                raise ValueError(f"{what}: the key {twice[0]} is used twice")
        asked = {*(one.key for one in self.questions), *(one.key for one in self.checks)}
        if taken := sorted(_ASKED_BEFORE & asked):
            raise ValueError(f"the profile asks for {taken[0]}, where a rule of the call needs it: take it out")
        return self

    def question(self, key: str) -> Question | None:
        """None for one that isn't asked any more."""
        return next((one for one in self.questions if one.key == key), None)

    @property
    def judged(self) -> bool:
        """Whether it is given points, and not only looked at."""
        return bool(self.criteria)
