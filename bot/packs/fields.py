"""What the fields of a pack may hold: keys, addresses, times of the day, ages, sources."""

import re
import zoneinfo
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from bot.packs.words import STRICT

PillarKey = Literal["participation", "education", "employment", "health", "culture", "prevention"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NO_SOURCE = "none: "


def _zone_exists(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f'there is no time zone "{name}": write one such as America/Mexico_City') from unknown
    return name


def _source_is_traceable(source: str) -> str:
    if not source.startswith(("https://", "http://", "article: ", NO_SOURCE)):
        raise ValueError('a source is an address (https://...), "article: <its title>" or "none: <why there is none>"')
    return source


def like(pattern: str, example: str) -> AfterValidator:
    """The whole text must look like this; the complaint shows an example and not the pattern."""
    shape = re.compile(pattern)

    def looks_right(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(f'"{text[:60]}" is not written as expected: write it like {example}')
        return text

    return AfterValidator(looks_right)


def _up_to(length: int) -> StringConstraints:
    return StringConstraints(max_length=length)


Key = Annotated[str, _up_to(32), like(r"[a-z0-9]+([-_][a-z0-9]+)*", "corte-laser (small letters, digits, hyphens)")]
LabelKey = Annotated[str, _up_to(60), like(r"[a-z0-9]+(_[a-z0-9]+)*", "proof_of_address (small letters, digits, _)")]
CourseKey = Annotated[str, _up_to(24), like(r"[a-z0-9]+(-[a-z0-9]+)*", "corte-laser (small letters, digits, hyphens)")]
Url = Annotated[str, like(r"https?://\S+", "https://www.leonjoven.gob.mx")]
Email = Annotated[str, like(r"[^@\s]+@[^@\s]+\.[^@\s]+", "leonjoven@leon.gob.mx")]
WallClock = Annotated[str, like(r"([01]\d|2[0-3]):[0-5]\d", "17:30 (or 09:00, always five characters)")]
SeenOn = Annotated[str, like(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", "2026, 2026-03 or 2026-03-31")]
Month = Annotated[str, like(r"\d{4}-(0[1-9]|1[0-2])", "2026-03")]
Standard = Annotated[str, like(r"EC\d{4}(\.\d{2})?", "EC0127 or EC0361.01")]
Emoji = Annotated[str, _up_to(8), like(r"[^\w\s]+", "one emoji, such as 📚")]
Zone = Annotated[str, AfterValidator(_zone_exists)]
Source = Annotated[str, AfterValidator(_source_is_traceable)]


class Part(BaseModel):
    """The common base: frozen, and unknown fields refused."""

    model_config = STRICT


class Sourced(Part):
    """Something taken from public sources, some of whose fields may be placeholders."""

    sources: list[Source] = Field(min_length=1)
    illustrative_fields: list[str] = Field(default_factory=list)

    @property
    def illustrative(self) -> bool:
        return bool(self.illustrative_fields)

    @property
    def links(self) -> list[str]:
        """The sources that can be opened."""
        return [source for source in self.sources if source.startswith("http")]

    @model_validator(mode="after")
    def _placeholders_are_named_and_admitted(self) -> Self:
        strangers = sorted(set(self.illustrative_fields) - set(type(self).model_fields))
        if strangers:
            raise ValueError(f"illustrative_fields names what is no field here: {', '.join(strangers)}")
        if any(source.startswith(NO_SOURCE) for source in self.sources) and "sources" not in self.illustrative_fields:
            raise ValueError('something without a source must say so: add "sources" to illustrative_fields')
        return self


class Ages(Part):
    """Whole years, both ends included; None is "no limit at this end"."""

    min: int | None = Field(None, ge=0, le=120)
    max: int | None = Field(None, ge=0, le=120)

    @model_validator(mode="after")
    def _min_before_max(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"the youngest age ({self.min}) is above the oldest ({self.max}): swap them")
        return self
