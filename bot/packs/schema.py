"""A whole pack: everything one institution says, checked, frozen, and asked by key.

What is unknown is left out (None), never invented; what is a realistic placeholder is named in
`illustrative_fields`, so that a screen can say so and a real bot takes no sign-up on it.
"""

import datetime as dt
from typing import TypeVar

from pydantic import Field

from bot.packs.care import EMERGENCY, Helpline, HelplineSource, Notice, Section
from bot.packs.fields import Ages, Part
from bot.packs.institutions import Area, Contact, Institution, Organiser, Pillar, QuietHours, Topic, Venue
from bot.packs.journey import Interest, Journey, News
from bot.packs.offers import Call, Course, Rule
from bot.packs.words import Text

__all__ = [
    "Ages",
    "Area",
    "Call",
    "Contact",
    "Course",
    "Helpline",
    "HelplineSource",
    "Institution",
    "Interest",
    "Journey",
    "News",
    "Notice",
    "Organiser",
    "Pack",
    "Pillar",
    "QuietHours",
    "Rule",
    "Section",
    "Text",
    "Topic",
    "Venue",
]


Keyed = TypeVar("Keyed", Topic, Venue, Organiser, Course, Call)


class Pack(Part):
    """Asking by a key that is not there raises KeyError; inside a pack that was read every key resolves."""

    key: str
    institution: Institution
    pillars: list[Pillar] = Field(default_factory=list)
    areas: list[Area] = Field(default_factory=list)
    venues: list[Venue] = Field(default_factory=list)
    organisers: list[Organiser]
    courses: list[Course]
    calls: list[Call]
    interests: list[Interest] = Field(default_factory=list)
    journey: Journey | None = None
    news: list[News] = Field(default_factory=list)
    helplines: list[Helpline]
    notice: Notice
    labels: dict[str, Text]

    @property
    def topics(self) -> list[Pillar] | list[Area]:
        """The doors of the home screen."""
        return self.areas if self.institution.home == "areas" else self.pillars

    @property
    def knows_distances(self) -> bool:
        """Whether any venue says where on the map it is; else a person's location would be of no use."""
        return any(venue.latitude is not None and venue.longitude is not None for venue in self.venues)

    def topic(self, key: str) -> Topic:
        return _by_key([*self.pillars, *self.areas], key)

    def pillar(self, key: str) -> Topic:
        """The pillar or, in a pack of areas, the area with this key."""
        return self.topic(key)

    def venue(self, key: str) -> Venue:
        return _by_key(self.venues, key)

    def organiser(self, key: str) -> Organiser:
        return _by_key(self.organisers, key)

    def course(self, key: str) -> Course:
        return _by_key(self.courses, key)

    def call(self, key: str) -> Call:
        return _by_key(self.calls, key)

    def label(self, key: str) -> Text:
        """What a requirement, a document or a condition is called."""
        return self.labels[key]

    def courses_in(self, topic: str) -> list[Course]:
        return [course for course in self.courses if course.topic == topic]

    def calls_in(self, topic: str) -> list[Call]:
        return [call for call in self.calls if call.topic == topic]

    def shown_helplines(self, on: dt.date) -> list[Helpline]:
        """Confirmed lines only: 911, then those of here, the national ones, those of elsewhere.

        A line whose check is overdue on that day is still shown (a number that probably works is better than
        none), after the fresh ones of its kind; staff see it in `overdue_helplines`.
        """
        here = self.institution.helpline_scopes

        def order(line: Helpline) -> tuple[int, bool]:
            near = 1 if line.scope in here else 2 if line.scope == "national" else 3
            return (0 if line.dial == EMERGENCY else near, line.reverify_by < on)

        return sorted((line for line in self.helplines if line.shown), key=order)

    def overdue_helplines(self, on: dt.date) -> list[Helpline]:
        """Every line, shown or hidden, that should have been called again before that day."""
        return [line for line in self.helplines if line.reverify_by < on]


def _by_key(things: list[Keyed], key: str) -> Keyed:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)
