"""Applications to calls: what somebody said and showed, who judged it, and what came of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.base import BigId, Coded, Json, Sealed, SealedBytes, UtcDateTime


class Progress(StrEnum):
    """How far an application has come."""

    DRAFT = "draft"
    """Being written; nobody but the applicant sees it."""
    GUARDIAN = "guardian"
    """Sent in time by a minor whose guardian hasn't said yes yet; nobody judges it until then."""
    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    """Sent, and some of its answers are open again until `correct_until`."""
    DECIDED = "decided"
    """What was decided is the applicant's to read once `Application.released_at` is there."""
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """A draft whose call closed, or which no guardian approved in time."""


LIVE = (Progress.DRAFT, Progress.GUARDIAN, Progress.SUBMITTED, Progress.CORRECTING, Progress.DECIDED)
SENT = (Progress.SUBMITTED, Progress.CORRECTING, Progress.DECIDED)
_live = text("progress IN ('draft', 'guardian', 'submitted', 'correcting', 'decided')")


class Decision(StrEnum):
    ACCEPTED = "accepted"
    WAITING = "waiting"
    """Next in line, should somebody chosen give it up."""
    DECLINED = "declined"


class CallRound(SQLModel, table=True):
    """One edition of a call that took applications in the chat: when it closes, and when its answers are out."""

    __tablename__ = "call_round"
    __table_args__ = (UniqueConstraint("call_id", "edition"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    call_id: int = Field(sa_column=Column(BigId, ForeignKey("call.id", ondelete="CASCADE"), nullable=False))
    edition: str = Field(max_length=20)
    """Which one: its last day, or its month, as `bot.services.applications.rounds` names it."""
    form: dict[str, Any] = Field(sa_type=Json)
    """`bot.packs.forms.Form` as it was when the first draft began; changed only by what helps those who have begun."""
    opens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The first moment at which it is too late; None where it is open all year."""
    extended_to: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The same for whoever had begun, where nobody could be served when it closed."""
    promised_on: date | None = None
    """The day by which an answer was promised; None where it counts from each application's own day."""
    postponed_to: date | None = None
    """The day that people were told of instead."""
    release_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When what was decided is told to all at once; None: not set yet."""
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the staff was last told that answers are late."""

    @property
    def ends_at(self) -> datetime | None:
        """The first moment at which it is too late for what was begun in time."""
        return max(self.closes_at, self.extended_to or self.closes_at) if self.closes_at else None


class Application(SQLModel, table=True):
    """One person's application in one round. Each answer is a row of its own, kept as it is given."""

    __table_args__ = (
        Index(
            "one_live_application",
            "person_id",
            "round_id",
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
        Index("ix_application_queue", "round_id", "progress", "submitted_at"),
        CheckConstraint("progress <> 'decided' OR decision IS NOT NULL", name="decided_is_said"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    person_id: int = Field(
        sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    call_id: int = Field(sa_column=Column(BigId, ForeignKey("call.id"), nullable=False))
    round_id: int = Field(sa_column=Column(BigId, ForeignKey("call_round.id"), nullable=False))
    number: str = Field(max_length=16, unique=True)
    """What the receipt says and one quotes when asking: random, tells nothing of how many there are."""
    progress: Progress = Field(default=Progress.DRAFT, sa_type=Coded(Progress))
    at_question: str | None = Field(default=None, max_length=24)
    """The question that is open; None: the whole is shown. One that left the form counts as the first unanswered."""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    corrections: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(Json, nullable=False, server_default=text("'{}'"))
    )
    """While it is being corrected: the open questions, and what the staff asks about each."""
    correct_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision: Decision | None = Field(default=None, sa_type=Coded(Decision))
    reason: str | None = Field(default=None, max_length=24)
    """Why not, as a key of the form's reasons."""
    remark: str | None = Field(default=None, sa_type=Sealed)
    """What whoever decided adds, for the applicant to read."""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, sa_column=Column(BigInteger))
    seconded_by: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The colleagues' numbers. An award counts once a second one has looked."""
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the applicant could read it."""
    in_line_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they were told that they wait in line; it stays while they are chosen and not told so yet."""

    @property
    def told_to_wait(self) -> bool:
        """Whether the line is what they know of, whatever was decided since."""
        return self.in_line_since is not None and self.released_at is None


class Answer(SQLModel, table=True):
    """What somebody answered to one question; for a paper, see `Paper`."""

    __table_args__ = (UniqueConstraint("application_id", "question"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    application_id: int = Field(
        sa_column=Column(BigId, ForeignKey("application.id", ondelete="CASCADE"), nullable=False)
    )
    question: str = Field(max_length=24)
    value: str | None = Field(default=None, sa_type=Sealed)
    """As JSON: a text, a number, a list of keys or names; None where it was skipped."""
    answered_at: datetime = Field(sa_type=UtcDateTime)


class PaperState(StrEnum):
    COMING = "coming"
    """On Telegram's side, being fetched."""
    KEPT = "kept"
    REFUSED = "refused"
    """It can't be taken, for the reason in `problem`."""


class Paper(SQLModel, table=True):
    """One file of a paper: a photo or a PDF, in the order in which they came."""

    __table_args__ = (Index("ix_paper_application", "application_id", "question", "position"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    application_id: int = Field(
        sa_column=Column(BigId, ForeignKey("application.id", ondelete="CASCADE"), nullable=False)
    )
    question: str = Field(max_length=24)
    position: int
    state: PaperState = Field(default=PaperState.COMING, sa_type=Coded(PaperState))
    problem: str | None = Field(default=None, max_length=20)
    """A code."""
    file_id: str | None = Field(default=None, sa_type=Sealed)
    """Telegram's name of it, while it isn't fetched."""
    name: str | None = Field(default=None, max_length=40)
    """Ours, random, with the ending of what it really is; whatever it was called before is forgotten."""
    kind: str | None = Field(default=None, max_length=8)
    """`jpeg` or `pdf`."""
    size: int | None = None
    """Bytes, as kept."""
    pages: int | None = None
    sent_at: datetime = Field(sa_type=UtcDateTime)


class PaperContent(SQLModel, table=True):
    """The bytes of a kept paper, sealed; and a small picture of its first page."""

    __tablename__ = "paper_content"

    id: int = Field(
        sa_column=Column(BigId, ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    """The paper's."""
    content: bytes = Field(sa_type=SealedBytes)
    thumbnail: bytes | None = Field(default=None, sa_type=SealedBytes)


class Review(SQLModel, table=True):
    """One colleague and one application: taken to be read, judged, or left because they know each other."""

    __table_args__ = (UniqueConstraint("application_id", "reviewer_id"), Index("ix_review_reviewer", "reviewer_id"))

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    application_id: int = Field(
        sa_column=Column(BigId, ForeignKey("application.id", ondelete="CASCADE"), nullable=False)
    )
    reviewer_id: int = Field(sa_column=Column(BigId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False))
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Until when nobody else is shown it as free; None once it is judged or given back."""
    declared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they said that they don't know who sent it; before that they are shown nothing of it."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they first saw its name and what others judged, to decide it: they can't judge it themself after that."""
    conflict_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they said that they can't judge this one."""
    points: dict[str, int] = Field(
        default_factory=dict, sa_column=Column(Json, nullable=False, server_default=text("'{}'"))
    )
    """0 to 4 for each criterion."""
    comment: str | None = Field(default=None, sa_type=Sealed)
    """For colleagues."""
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
