"""Refusals: what a rule says when it says no.

Each carries what its sentence needs; the sentence itself is in `bot.screens.refusals`, in the reader's language.
Raised by services, they roll the turn back to its savepoint; what the person is told commits.
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(eq=False)
class Refusal(Exception):
    """Something a person asked for can't be done; they hear why, and what to do instead."""


@dataclass(eq=False)
class NotThere(Refusal):
    """The thing is gone, was never there, or isn't this person's: the answer is the same for all three."""


@dataclass(eq=False)
class NotOldEnough(Refusal):
    course_id: int
    age_min: int
    on: date
    """The day on which the person reaches the age."""
    by_law: bool = False
    """Whether it is the age from which one may work."""


@dataclass(eq=False)
class TooOld(Refusal):
    course_id: int
    age_max: int


@dataclass(eq=False)
class Clash(Refusal):
    course_id: int
    with_course_id: int
    at: datetime
    """When the first session that collides starts."""


@dataclass(eq=False)
class AlreadyIn(Refusal):
    course_id: int
    """The edition that the person is in, or waits for."""
    status: str
    enrollment_id: int = 0
    """Their own; 0 where it isn't known."""
    other_edition: bool = False
    """Whether they asked for another edition of it."""


@dataclass(eq=False)
class SignUpClosed(Refusal):
    """It began, ended, or was closed by staff."""

    course_id: int


@dataclass(eq=False)
class Full(Refusal):
    """No seat is left, and the line ends before one could reach whoever joins it now."""

    course_id: int


@dataclass(eq=False)
class OnlyTellMe(Refusal):
    """Illustrative with a real Telegram behind it: no sign-up until staff confirms the course."""

    course_id: int


@dataclass(eq=False)
class OfferLapsed(Refusal):
    course_id: int


@dataclass(eq=False)
class NotAName(Refusal):
    """Blank, invisible or too long; `typed` is quoted back, shortened."""

    why: str
    typed: str = ""


@dataclass(eq=False)
class NotADate(Refusal):
    """`why`: not_understood, no_such_day, in_future, too_old, or ambiguous_year."""

    why: str
    typed: str = ""
    hints: tuple[str, ...] = field(default_factory=tuple)


@dataclass(eq=False)
class NotAPlace(Refusal):
    """`why`: blank, too_long, signs, street (an address, which is more than we want to know), or nowhere."""

    why: str
    typed: str = ""


@dataclass(eq=False)
class StillNeeded(Refusal):
    """`field` (`name` or `birth_date`) can't be deleted while the person has a place in this course."""

    field: str
    course_id: int


@dataclass(eq=False)
class WouldLose(Refusal):
    """With another birth date the person would be of the wrong age for courses they are in or wait for."""

    course_id: int
    """The soonest of them."""
    course_ids: tuple[int, ...]
    """All of them."""
    born: date
    """The date they wrote."""


@dataclass(eq=False)
class CallClosed(Refusal):
    """It takes no applications now: over, not open yet, or never in the chat."""

    call_id: int


@dataclass(eq=False)
class NotEditable(Refusal):
    """An application that was sent, withdrawn or answered, or an answer of it that isn't to be corrected."""

    application_id: int


@dataclass(eq=False)
class Unanswered(Refusal):
    """An application can't be sent while these questions (their keys) have no answer."""

    application_id: int
    questions: tuple[str, ...]


@dataclass(eq=False)
class LinkGone(Refusal):
    """A link for changing accounts that can't be used. `why`: unknown, used, expired, own (opened where it was made),
    or taken (another account opened it)."""

    why: str


@dataclass(eq=False)
class NotAllowed(Refusal):
    """A colleague lacks the role for this, or no longer has it."""


@dataclass(eq=False)
class InvitationGone(Refusal):
    """An invitation that can't be used. `why`: unknown, used (or taken back), or expired."""

    why: str


@dataclass(eq=False)
class LastAdministrator(Refusal):
    """Without an administrator nobody could invite one."""


@dataclass(eq=False)
class CantAnnounce(Refusal):
    """An announcement can't be so. `why`: kind (of message, named in `what`), empty, too_long, album_many, album_mixed,
    link, label, buttons_many, nobody (the audience is empty), past or too_far (its hour), no_approver,
    under_way (it can't be changed any more). Correcting one: moving (it isn't over), late, unchangeable (a poll),
    misfit (Telegram can't make the one out of the other)."""

    why: str
    what: str = ""
    size: int = 0
    most: int = 0


@dataclass(eq=False)
class NotApprovable(Refusal):
    """A yes or no to an announcement that can't be given. `why`: own (one wrote it), over (it doesn't wait any more),
    moved (its audience is another one by now: `count` people), number (what was typed isn't the count)."""

    why: str
    count: int = 0


@dataclass(eq=False)
class PermissionGone(Refusal):
    """A guardian can't be asked, or can't answer, so. `why`: unknown, used (or revoked), expired, own (the same
    person), taken (another account opened it), minor, or enough (there are two guardians already)."""

    why: str


@dataclass(eq=False)
class NotAPaper(Refusal):
    """A file that an application can't take. `why`: too_large, or too_many (of one question, `most` at most)."""

    why: str
    application_id: int
    question: str
    most: int = 0


@dataclass(eq=False)
class TutorLinkGone(Refusal):
    """A link for the tutor of somebody in a firm can't be used. `why`: unknown (or ended), expired, own, taken, or
    minor."""

    why: str


@dataclass(eq=False)
class BadField(Refusal):
    """What a colleague wrote into a field of the catalogue can't stand there. `why`: blank, too_long (`high` letters),
    number or range (`low` to `high`), unknown (`hints` are the choices), address, date, order (before what it has to
    come after), past, far, long, overlap, too_many (`high` at most), taken (`low` people have a seat), work, loan, or
    exists (`hints` names what is there)."""

    name: str
    """Of the field."""
    why: str
    low: int | None = None
    high: int | None = None
    hints: tuple[str, ...] = field(default_factory=tuple)
    at: datetime | None = None
    """Of which session, where one is meant."""


@dataclass(eq=False)
class ChangedMeanwhile(Refusal):
    """Somebody else changed it after the colleague began: nothing is overwritten. `kind` and `id` say what."""

    kind: str
    id: int
    draft: int = 0
    """Where what they wrote is kept."""


@dataclass(eq=False)
class TooLateToUndo(Refusal):
    """What a list did to the catalogue can't be taken back any more: the day for it is over."""


@dataclass(eq=False)
class BadAnswer(Refusal):
    """What was written can't be the answer to this kind of question. `why` says how to mend it, as
    `bot.services.applications.answers` and `.identifiers` name it; `typed` is quoted back, shortened, and empty where
    it identifies somebody."""

    why: str
    typed: str = ""
    low: int | None = None
    high: int | None = None
    count: int = 0
    """How many there are, where there are too many or too few."""
    hints: tuple[str, ...] = field(default_factory=tuple)
    """What may have been meant."""


@dataclass(eq=False)
class AnswerOutdated(Refusal):
    """A kept answer that fits no longer, since the person changed what it hangs on; `error` says why."""

    application_id: int
    question: str
    error: BadAnswer


@dataclass(eq=False)
class CantReview(Refusal):
    """An application can't be read or judged so. `why`: nothing (none is left to take), many (one holds `count`
    already), taken, seen (one saw its name and its judgements), lapsed (one's claim is over), undeclared, excluded (one
    applied in this round, or somebody of one's family did), decided, correcting, unfinished (a criterion has no
    points), empty or too_long (what was typed), bare (nothing was chosen to correct)."""

    why: str
    application_id: int = 0
    round_id: int = 0
    count: int = 0


@dataclass(eq=False)
class CantDecide(Refusal):
    """A decision can't be taken so. `why`: excluded (as above), reading (one is still judging it), correcting, told,
    places (all `count` are given), alone (nobody else judged it), changed (the words are others by now), own (one
    decided it), over (nothing to confirm any more); of the hour: hour (what was typed is none),
    nothing, past, far."""

    why: str
    application_id: int = 0
    round_id: int = 0
    count: int = 0


@dataclass(eq=False)
class NotEligible(Refusal):
    """A rule of a call is in the way. `rule`: young, old, law (the age from which one may work), loan (of age only),
    occupation (`hints`: those it is for), again (chosen before; `age` years have to pass), or check (`key` of the
    form's, answered with no)."""

    call_id: int
    rule: str
    on: date | None = None
    """The day from which it is no longer in the way, where one is known."""
    age: int = 0
    counted: date | None = None
    """The day on which the age counts, where that isn't today."""
    key: str = ""
    hints: tuple[str, ...] = field(default_factory=tuple)
