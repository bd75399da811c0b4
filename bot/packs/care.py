"""What looks after people: helplines and the privacy notice."""

import datetime as dt
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from bot.packs.fields import Key, Part, SeenOn, Url
from bot.packs.words import Line160, Text

EMERGENCY: Final = "911"


class HelplineSource(Part):
    url: Url
    date: SeenOn | None = None


class Helpline(Part):
    """A number as its sources print it. It is data that people review, never something to compute."""

    key: Key
    kind: Literal["helpline", "place"]
    name: Text
    number: str
    dial: str | None = None
    scope: Key
    topics: list[Key]
    what_for: Text
    hours: Text
    cost: Text
    audience: Text | None = None
    channels: list[str]
    telegram: Literal["none_found", "yes"] = "none_found"
    confidence: Literal["confirmed", "unconfirmed"]
    show_by_default: bool
    verified_on: dt.date
    reverify_by: dt.date
    sources: list[HelplineSource] = Field(min_length=1)
    # For staff, who decide whether to show it.
    note: Text | None = None

    @model_validator(mode="after")
    def _only_what_was_confirmed_is_shown(self) -> Self:
        if self.show_by_default and self.confidence != "confirmed":
            raise ValueError(
                "an unconfirmed line is never shown: call it, write confidence: confirmed and the second source, "
                "or write show_by_default: false"
            )
        return self

    @property
    def shown(self) -> bool:
        return self.show_by_default and self.confidence == "confirmed"


Covers = Literal[
    "controller",
    "data",
    "sensitive",
    "purposes",
    "consent",
    "refusing",
    "transfers",
    "legal_basis",
    "rights",
    "portability",
    "transparency_unit",
    "retention",
    "where",
    "changes",
]
"""What a whole notice has to say: who answers; which data, which of them sensitive; what for, marking what needs
consent; how to say no; transfers; legal basis; the ways to one's rights, portability among them; where the unit in
charge is; how long; where the notice can be read; how changes are announced."""
Consented = Literal["suggestions", "journey", "digest", "evidence", "place", "referrals"]


class Section(Part):
    heading: Text
    body: Text
    covers: list[Covers] = Field(default_factory=list)


class Notice(Part):
    """The privacy notice. `draft` stays true until the institution has approved the text.

    With a new `version` everybody who allowed something is told. Where a purpose that needs consent changed, its number
    in `revisions` grows (1 where it isn't named): then the old yes no longer counts, and people are asked again."""

    version: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    draft: bool
    revisions: dict[Consented, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    summary: list[Line160] = Field(min_length=2, max_length=2)
    sections: list[Section] = Field(min_length=1)

    @model_validator(mode="after")
    def _nothing_is_missing(self) -> Self:
        covered = {what for section in self.sections for what in section.covers}
        if missing := [what for what in get_args(Covers) if what not in covered]:
            raise ValueError(
                f"the notice doesn't say everything it must: write sections whose covers name {', '.join(missing)}"
            )
        return self

    @property
    def headings(self) -> list[Text]:
        return [section.heading for section in self.sections]

    @property
    def whole(self) -> Text:
        """Plain paragraphs: each heading on its own line, an empty line between sections."""
        return Text.join([Text.join([section.heading, section.body], "\n") for section in self.sections], "\n\n")
