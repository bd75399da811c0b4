"""The catalogue: courses with their sessions, and calls for applications."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Json, UtcDateTime

Words = dict[str, str]
"""A text in each language: `{"es": ..., "en": ...}`."""
PACK: Final = "pack"
STAFF: Final = "staff"
"""Where something in the catalogue comes from."""


class Course(SQLModel, table=True):
    """One edition of a course, workshop, programme, service or event. `key` names the course across editions."""

    __table_args__ = (
        UniqueConstraint("key", "edition"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("seats IS NULL OR taken <= seats", name="never_over_booked"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(max_length=40, index=True)
    edition: int = 1
    kind: str = Field(max_length=20)
    title: Words = Field(sa_type=Json)
    short_title: Words = Field(sa_type=Json)
    summary: Words = Field(sa_type=Json)
    topic: str = Field(max_length=40, index=True)
    organiser: str = Field(max_length=40)
    venue: str | None = Field(default=None, max_length=40)
    modality: str = Field(max_length=20)
    seats: int | None = None
    """None: no sign-up here (a service or programme one asks about)."""
    taken: int = 0
    """Seats enrolled, on offer or provisional. Changed only by a conditional update."""
    hours: int | None = None
    age_min: int | None = None
    age_max: int | None = None
    cost: int | None = None
    """Pesos; None where unknown."""
    certificate: Words | None = Field(default=None, sa_type=Json)
    requirements: list[str] = Field(default_factory=list, sa_type=Json)
    employment: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether one works in it: then the law's ages hold, whatever else is written."""
    standard_code: str | None = Field(default=None, max_length=20)
    status: str = Field(max_length=20)
    as_of: str | None = Field(default=None, max_length=20)
    sensitive: bool = False
    """It touches health, violence, addiction or the like: never suggested unasked, not named in what is sent later, and
    nobody else sees who takes part."""
    illustrative_fields: list[str] = Field(default_factory=list, sa_type=Json)
    sources: list[str] = Field(default_factory=list, sa_type=Json)
    note: Words | None = Field(default=None, sa_type=Json)
    interests: list[str] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'"))
    )
    """Keys of the pack's interests that it speaks to."""
    starts_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it left the catalogue; who is enrolled stays enrolled."""
    origin: str = Field(default=PACK, max_length=10, sa_column_kwargs={"server_default": PACK})
    """Who made this edition: the pack, or the staff. The pack's never touches what the staff made."""
    edited: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'")))
    """What the staff decided about it, by names of `bot.services.editing.fields`: the pack leaves those alone."""
    revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Grows with every change by the staff, so that none is made to something else than was seen."""
    external_key: str | None = Field(default=None, max_length=60, index=True)
    """What it is called in a spreadsheet from which it came."""
    place: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """The venue as the staff described it; None where it is the pack's."""
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When everybody was told that it doesn't take place."""

    @property
    def illustrative(self) -> bool:
        """Whether anything about it is a realistic placeholder nobody has confirmed."""
        return bool(self.illustrative_fields)

    @property
    def left(self) -> int:
        return 0 if self.seats is None else max(0, self.seats - self.taken)

    def is_open(self, now: datetime) -> bool:
        """Whether one can sign up or queue: it has seats and sessions, and hasn't begun or been closed."""
        return self.seats is not None and self.closed_at is None and self.starts_at is not None and now < self.starts_at


class CourseSession(SQLModel, table=True):
    """One meeting of a course (`session` alone would be the database's)."""

    __tablename__ = "course_session"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    course_id: int = Field(sa_column=Column(BigId, ForeignKey("course.id", ondelete="CASCADE"), nullable=False))
    number: int
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class Call(SQLModel, table=True):
    """A call for applications, as its organiser published it."""

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(max_length=40, unique=True)
    kind: str = Field(max_length=20)
    title: Words = Field(sa_type=Json)
    short_title: Words = Field(sa_type=Json)
    summary: Words = Field(sa_type=Json)
    topic: str = Field(max_length=40, index=True)
    organiser: str = Field(max_length=40)
    edition: str | None = Field(default=None, max_length=40)
    opens: date | None = None
    closes: date | None = None
    opens_month: int | None = None
    closes_month: int | None = None
    windows: list[str] = Field(default_factory=list, sa_type=Json)
    """Months (`2026-12`) in which it can be entered, for a call that opens several times a year."""
    rolling: bool = False
    """Whether it can be entered all year."""
    recurs: Words | None = Field(default=None, sa_type=Json)
    age_min: int | None = None
    age_max: int | None = None
    eligibility: list[str] = Field(default_factory=list, sa_type=Json)
    documents: list[str] = Field(default_factory=list, sa_type=Json)
    benefit: Words = Field(sa_type=Json)
    how_to_apply: Words = Field(sa_type=Json)
    apply_url: str | None = None
    loan: bool = False
    sensitive: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """As a course's: nobody is told of it who didn't ask."""
    employment: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    interests: list[str] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'"))
    )
    illustrative_fields: list[str] = Field(default_factory=list, sa_type=Json)
    sources: list[str] = Field(default_factory=list, sa_type=Json)
    note: Words | None = Field(default=None, sa_type=Json)
    contact: Words | None = Field(default=None, sa_type=Json)
    """Whom to ask."""
    results_by: date | None = None
    """The day by which an answer is promised."""
    form: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """`bot.packs.forms.Form`; None where one can't apply in the chat."""
    precheck: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """`bot.packs.offers.Precheck`: what a firm has to be for a financing call."""
    practice_until: date | None = None
    """In a rehearsal: the last day on which it is open, whatever its own dates."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    origin: str = Field(default=PACK, max_length=10, sa_column_kwargs={"server_default": PACK})
    edited: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False, server_default=text("'[]'")))
    revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    external_key: str | None = Field(default=None, max_length=60, index=True)
    """These four as a course's."""

    @property
    def illustrative(self) -> bool:
        """Of what its card says; a form that nobody has confirmed only isn't offered."""
        return any(field != "form" for field in self.illustrative_fields)


class Loaded(SQLModel, table=True):
    """What was last loaded from a pack: its key, so that a database never mixes two institutions, and when."""

    pack: str = Field(primary_key=True, max_length=60)
    digest: str = Field(max_length=64)
    """Of the pack's content; while it stands, loading again has nothing to do."""
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    version: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Grows with every change of what can be found, whoever makes it; each process looks, and then reads anew."""
    notice: str | None = Field(default=None, max_length=60)
    """The version of the privacy notice that people were last told of."""
