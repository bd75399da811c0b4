"""What looks after people: helplines and the privacy notice."""

import datetime as dt
from typing import Final, Literal, Self

from pydantic import Field, model_validator

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


class Section(Part):
    heading: Text
    body: Text


class Notice(Part):
    """The privacy notice. `draft` stays true until the institution has approved the text."""

    version: str
    draft: bool
    summary: list[Line160] = Field(min_length=2, max_length=2)
    sections: list[Section] = Field(min_length=1)

    @property
    def headings(self) -> list[Text]:
        return [section.heading for section in self.sections]

    @property
    def whole(self) -> Text:
        """Plain paragraphs: each heading on its own line, an empty line between sections."""
        return Text.join([Text.join([section.heading, section.body], "\n") for section in self.sections], "\n\n")
