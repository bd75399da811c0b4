"""Who offers things and where: the institution, the doors of its home screen, its venues."""

from typing import Literal

from pydantic import Field, field_validator

from bot.packs.fields import Ages, CourseKey, Email, Emoji, Key, Part, Source, Url, WallClock, Zone
from bot.packs.words import Button20, Message320, Text, Topic18


class AgesServed(Ages):
    note: Text | None = None


class Contact(Part):
    email: Email | None = None
    web: list[Url] = Field(default_factory=list)
    phone: str | None = None
    hours: Text | None = None


class QuietHours(Part):
    """On the wall clock of the institution's zone; nothing unasked is sent between the two."""

    start: WallClock = Field("21:00", alias="from")
    end: WallClock = Field("09:00", alias="to")


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
    home: Literal["pillars", "areas"]
    # The helpline scopes that are "here", so that their lines come before the national ones.
    helpline_scopes: list[Key] = Field(default_factory=list)
    sources: list[Source] = Field(min_length=1)

    @field_validator("guardian_for")
    @classmethod
    def _each_once(cls, named: list[str]) -> list[str]:
        if len(set(named)) != len(named):
            raise ValueError("something is written twice in guardian_for: leave it once")
        return named


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


class Organiser(Part):
    key: CourseKey
    name: Text
    url: Url | None = None
