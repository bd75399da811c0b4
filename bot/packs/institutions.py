"""Who offers things and where: the institution, the doors of its home screen, its venues."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from bot.packs.fields import Ages, CourseKey, Email, Emoji, Key, Part, Source, Url, WallClock, Weekday, Zone
from bot.packs.words import Button20, Message320, Text, Topic18

_Word = Annotated[str, StringConstraints(min_length=4, max_length=20, pattern=r"^[^\W\d_]+$")]


class SafeWord(Text):
    """One word of letters."""

    es: _Word
    en: _Word


class AgesServed(Ages):
    note: Text | None = None


class Opening(Part):
    """When somebody is there, on the wall clock of the institution's zone."""

    days: list[Weekday] = Field(min_length=1)
    start: WallClock = Field(alias="from")
    end: WallClock = Field(alias="to")

    @model_validator(mode="after")
    def _it_ends_after_it_begins(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"it closes at {self.end}, before it opens at {self.start}: put them the right way round")
        return self


class Contact(Part):
    email: Email | None = None
    web: list[Url] = Field(default_factory=list)
    phone: str | None = None
    hours: Text | None = None
    # The same for the bot to tell whether somebody is there now; left out where the days aren't known.
    opening: list[Opening] = Field(default_factory=list)


class QuietHours(Part):
    """On the wall clock of the institution's zone; nothing unasked is sent between the two."""

    start: WallClock = Field("21:00", alias="from")
    end: WallClock = Field("09:00", alias="to")


class Closure(Part):
    """Days on which nobody works there, both included; weekends and Mexico's official holidays needn't be named."""

    first: dt.date = Field(alias="from")
    last: dt.date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not dt.timedelta() <= self.last - self.first <= dt.timedelta(days=60):
            raise ValueError("a closure ends on the day it begins or later, and lasts 60 days at most: mend from or to")
        return self


_MINORS = QuietHours(**{"from": "20:00", "to": "09:00"})


class Institution(Part):
    key: Key
    name: Text
    short_name: Button20
    city: str
    state: str
    country: Literal["MX"] = "MX"
    timezone: Zone
    ages: AgesServed
    contact: Contact
    welcome: Message320
    about: Text
    # What a person under 18 needs a guardian's yes for; looking and getting help (sensitive courses) never do.
    guardian_for: list[Literal["applications", "paid_courses", "every_sign_up"]]
    quiet_hours: QuietHours = QuietHours()
    # For whoever is known to be under 18; these contain the ones above.
    quiet_hours_minors: QuietHours = _MINORS
    # When the institution is closed: the days in which the law wants an answer don't count then.
    closures: list[Closure] = Field(default_factory=list)
    home: Literal["pillars", "areas"]
    # Typed alone, it empties the chat at once, like /salir. An everyday word that nobody types here by chance.
    safe_word: SafeWord = SafeWord(es="mandarina", en="tangerine")
    # The helpline scopes that are "here", so that their lines come before the national ones.
    helpline_scopes: list[Key] = Field(default_factory=list)
    sources: list[Source] = Field(min_length=1)

    @field_validator("guardian_for")
    @classmethod
    def _each_once(cls, named: list[str]) -> list[str]:
        if len(set(named)) != len(named):
            raise ValueError("something is written twice in guardian_for: leave it once")
        return named

    @property
    def closed_days(self) -> frozenset[dt.date]:
        return frozenset(
            one.first + dt.timedelta(days=day)
            for one in self.closures
            for day in range((one.last - one.first).days + 1)
        )


class Topic(Part):
    """A door of the home screen."""

    key: CourseKey
    emoji: Emoji
    name: Text
    short_name: Topic18
    purpose: Message320
    # True where the grouping is ours and no page of the institution names it.
    illustrative: bool = False
    sources: list[Source] = Field(default_factory=list)


class Pillar(Topic):
    pass


class Area(Topic):
    pass


class Venue(Part):
    key: CourseKey
    name: Text
    address: Text | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    illustrative: bool = False
    sources: list[Source] = Field(min_length=1)


class Partner(Part):
    """How somebody who asks for it is referred to an organiser outside the institution. The staff passes it on: by
    hand, to an address, or in a form on the web; `illustrative` while nobody has agreed on it with them, and then only
    a rehearsal refers anybody."""

    by: Literal["hand", "email", "link"] = "hand"
    email: Email | None = None
    link: Url | None = None
    illustrative: bool = False

    @model_validator(mode="after")
    def _a_way_that_is_there(self) -> Self:
        if (self.by == "email") != bool(self.email) or (self.by == "link") != bool(self.link):
            raise ValueError("write email for by: email, link for by: link, and neither for by: hand")
        return self


class Organiser(Part):
    key: CourseKey
    name: Text
    url: Url | None = None
    # Outside the institution, and it takes people who are referred to it.
    partner: Partner | None = None
