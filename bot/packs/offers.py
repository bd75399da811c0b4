"""What is offered: courses (and workshops, services, events) and calls for applications."""

import calendar
import datetime as dt
import re
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from bot.packs.fields import (
    Ages,
    CourseKey,
    Key,
    LabelKey,
    Month,
    Part,
    PillarKey,
    SeenOn,
    Sourced,
    Standard,
    Url,
    WallClock,
    Weekday,
)
from bot.packs.forms import Form
from bot.packs.words import Button20, Message320, Text, Title90

WORKING_AGE: Final = 15
"""Nobody works before (Ley Federal del Trabajo, 22 Bis)."""


class Worked(Sourced):
    """Something in which one may work: dual training, placements, jobs."""

    ages: Ages | None = None
    # True where one works in it: the law's ages hold, and its conditions are said.
    employment: bool = False

    @model_validator(mode="after")
    def _nobody_works_before_fifteen(self) -> Self:
        if self.employment and (self.ages is None or self.ages.min is None or self.ages.min < WORKING_AGE):
            raise ValueError(f"nobody under {WORKING_AGE} may work: write ages: {{min: {WORKING_AGE}}} or more")
        return self


class Rule(Part):
    """When a group meets, said without dates: see `dates.sessions`. Exactly one of `first` and `days`."""

    first: Annotated[str, StringConstraints(to_lower=True)] | None = None
    days: list[Weekday] = Field(default_factory=list)
    weeks_ahead: int = Field(0, ge=0, le=52)
    at: WallClock
    minutes: int = Field(ge=15, le=720)
    sessions: int = Field(ge=1, le=60)
    every: Literal["week", "two weeks"] = "week"

    @model_validator(mode="after")
    def _one_way_of_saying_the_day(self) -> Self:
        if bool(self.first) == bool(self.days):
            raise ValueError('say the day once: either first: "next saturday" or days: [tuesday, thursday]')
        if self.first and self.first.removeprefix("next ") not in Weekday.__args__:  # type: ignore[attr-defined]
            raise ValueError(f'"{self.first}" is no weekday: write "next saturday", "next monday" ...')
        if len(set(self.days)) != len(self.days):
            raise ValueError("a weekday is written twice in days: leave it once")
        return self


class Course(Worked):
    key: CourseKey
    kind: Literal["course", "workshop", "programme", "service", "event", "activity"]
    title: Title90
    short_title: Button20
    summary: Message320
    topic: CourseKey
    pillar: PillarKey
    organiser: CourseKey
    venue: CourseKey | None = None
    modality: Literal["in_person", "online", "hybrid", "whatsapp", "phone"]
    seats: int | None = Field(None, ge=1, le=5000)
    hours: int | None = Field(None, ge=1, le=2000)
    cost_mxn: int | None = Field(None, ge=0, le=100_000)
    requirements: list[LabelKey] = Field(default_factory=list)
    certificate: Text | None = None
    standard_code: Standard | None = None
    related_standard: Standard | None = None
    status: Literal["offered", "last_seen", "illustrative"]
    as_of: SeenOn | None = None
    # About a health condition, violence, addiction, gangs or the like: never suggested unasked, in no digest, reminders
    # in neutral words, no public list. It is found by words, in its pillar, and after an answer that `leads_to` it.
    sensitive: bool = False
    # What it speaks to: keys of interests.yaml.
    interests: list[CourseKey] = Field(default_factory=list)
    schedule: Rule | None = None
    note: Text | None = None


class Precheck(Part):
    """What a firm has to be for a financing call, as far as its sources name it: only what stands here is asked, and
    the answer is never more than *it may be*."""

    # Where the firm has to be, as it is said after "in": a state or a city.
    place: Text | None = None
    # Who hasn't begun yet may too.
    starting: bool | None = None
    years_min: int | None = Field(None, ge=1, le=50)
    employees_min: int | None = Field(None, ge=1, le=5000)
    employees_max: int | None = Field(None, ge=1, le=5000)
    sectors: list[Literal["trade", "services", "industry", "farming"]] = Field(default_factory=list)
    # It has to be registered with the tax office.
    rfc: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.employees_min and self.employees_max and self.employees_min > self.employees_max:
            raise ValueError("employees_min is above employees_max: swap them")
        if self.starting and self.years_min:
            raise ValueError("starting and years_min contradict each other: leave one out")
        return self


class Call(Worked):
    key: Key
    kind: Literal[
        "award", "scholarship", "project_fund", "contest", "dual_place", "financing", "volunteers", "programme"
    ]
    title: Title90
    short_title: Button20
    summary: Message320
    topic: CourseKey
    pillar: PillarKey
    organiser: CourseKey
    # The edition these facts come from: a year, or a school-year; None when no edition was ever seen.
    edition: str | None = None
    opens: dt.date | None = None
    closes: dt.date | None = None
    opens_month: int | None = Field(None, ge=1, le=12)
    closes_month: int | None = Field(None, ge=1, le=12)
    # Months in which it can be entered, for a call with several windows a year.
    windows: list[Month] = Field(default_factory=list)
    # Open all year.
    rolling: bool = False
    recurs: Text | None = None
    eligibility: list[LabelKey] = Field(default_factory=list)
    documents: list[LabelKey] = Field(default_factory=list)
    benefit: Text
    how_to_apply: Text
    apply_url: Url | None = None
    # Money that has to be paid back: only for people of age, and never called a grant.
    loan: bool = False
    # As a course's.
    sensitive: bool = False
    interests: list[CourseKey] = Field(default_factory=list)
    note: Text | None = None
    # What is asked of whoever applies in the chat; without it one applies elsewhere, as `how_to_apply` says.
    form: Form | None = None
    # For a financing call: what the firm has to be.
    precheck: Precheck | None = None

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens and self.closes and self.opens > self.closes:
            raise ValueError(f"it closes ({self.closes}) before it opens ({self.opens}): correct one of the two")
        return self

    @model_validator(mode="after")
    def _a_place_in_a_firm_is_work(self) -> Self:
        if self.kind == "dual_place" and not self.employment:
            raise ValueError("in a dual place one works in a firm: write employment: true")
        return self

    @model_validator(mode="after")
    def _no_loan_to_minors(self) -> Self:
        if self.loan and (self.ages is None or self.ages.min is None or self.ages.min < 18):
            raise ValueError("a loan is for people of age: write ages: {min: 18} or more")
        return self

    @model_validator(mode="after")
    def _firms_are_checked_for_financing(self) -> Self:
        if self.precheck is not None and self.kind != "financing":
            raise ValueError("a precheck is for kind: financing: leave it out or correct the kind")
        if self.kind == "financing" and (self.ages is None or self.ages.min is None or self.ages.min < 18):
            raise ValueError("financing is for people of age: write ages: {min: 18} or more")
        return self

    @model_validator(mode="after")
    def _a_loan_is_called_a_loan(self) -> Self:
        if self.form is not None and (self.form.nature == "loan") != self.loan:
            raise ValueError("loan and the nature of its form contradict each other: correct one of the two")
        return self

    def edition_on(self, day: dt.date) -> "Edition | None":
        """The edition that is open on that day; None where none is."""
        if self.status_on(day) != "open":
            return None
        if self.rolling:
            return Edition(f"{day.year}", None, None)
        if self.windows:
            return Edition(f"{day:%Y-%m}", day.replace(day=1), _month_end(day.year, day.month))
        opens, closes = next(pair for pair in self._editions_around(day) if pair[0] <= day <= pair[1])
        return Edition(closes.isoformat(), None if opens == dt.date.min else opens, closes)

    def status_on(self, day: dt.date) -> Literal["open", "closed", "upcoming"]:
        """What the facts allow one to say about that day, and no more.

        A call whose last edition is over is closed, however likely a next one is. A call without a year
        (no edition seen, months only) repeats every year.
        """
        if self.rolling:
            return "open"
        if self.windows:
            return _among(self.windows, day)
        editions = self._editions_around(day)
        if any(opens <= day <= closes for opens, closes in editions):
            return "open"
        return "upcoming" if any(day < opens for opens, _ in editions) else "closed"

    @property
    def last_seen(self) -> str | None:
        """When the last edition that anybody saw took place: 2024-08, or 2024 where no month is known."""
        if self.windows:
            return max(self.windows)
        seen = self.closes or self.opens
        if seen:
            return f"{seen:%Y-%m}"
        year = self._year
        return None if year is None else f"{year}-{self.closes_month:02}" if self.closes_month else str(year)

    @property
    def _year(self) -> int | None:
        seen = self.closes or self.opens
        if seen:
            return seen.year
        years = re.findall(r"\b20\d\d\b", self.edition or "")
        return int(max(years)) if years else None

    def _editions_around(self, day: dt.date) -> list[tuple[dt.date, dt.date]]:
        """First and last days. A month stands for its first day when it opens and for its last when it closes."""
        if self._year is None and self.opens_month is None and self.closes_month is None:
            return []
        years = [day.year - 1, day.year, day.year + 1] if self._year is None else [self._year]
        return [self._edition_of(year) for year in years]

    def _edition_of(self, year: int) -> tuple[dt.date, dt.date]:
        first_month = self.opens_month or self.closes_month
        opens = self.opens or (dt.date(year, first_month, 1) if first_month else None)
        if self.closes:
            return opens or dt.date.min, self.closes
        # Without any word on the end, it is taken to end with the month in which it opened.
        last_month = self.closes_month or (opens.month if opens else 12)
        wraps = opens is not None and last_month < opens.month
        return opens or dt.date(year, 1, 1), _month_end(year + wraps, last_month)


class Edition(NamedTuple):
    """One time that a call is open. `name` tells it from the others of the same call; a call that is open all year has
    one a year, which one may enter once."""

    name: str
    opens: dt.date | None
    closes: dt.date | None
    """First and last day; None where there is none."""


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _among(windows: list[str], day: dt.date) -> Literal["open", "closed", "upcoming"]:
    month = f"{day:%Y-%m}"
    if month in windows:
        return "open"
    return "upcoming" if any(window > month for window in windows) else "closed"
