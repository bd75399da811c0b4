"""The queue of a round: what was sent, who reads it, and what is to be done with it next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from bot import time
from bot.db import Session
from bot.models import LIVE, SENT, Application, Call, CallRound, Decision, Guardianship, Progress, Review
from bot.packs.forms import Form
from bot.services.applications import points, rounds
from bot.services.facts import Facts

UNREAD, MINE, AGAIN, DIFFER, READY = "unread", "mine", "again", "differ", "ready"
CONFIRM, CORRECTING, DECIDED, LATE = "confirm", "correcting", "decided", "late"
KINDS: Final = (UNREAD, MINE, AGAIN, DIFFER, READY, CONFIRM, CORRECTING, DECIDED, LATE)
THIRD: Final = 3
"""So many judge where two differ."""


@dataclass(frozen=True)
class Entry:
    """One application, the form of its round, and its reviews: those of who may judge it."""

    application: Application
    form: Form
    reviews: tuple[Review, ...]
    due: date
    """The day by which it is to be answered."""

    @property
    def judged(self) -> list[Review]:
        """In the order in which they were made."""
        found = [one for one in self.reviews if one.judged_at is not None]
        return sorted(found, key=lambda one: (one.judged_at, one.id))

    @property
    def differs(self) -> bool:
        return points.differ([one.points for one in self.judged], self.form)

    @property
    def needed(self) -> int:
        """How many have to judge it."""
        return max(THIRD, self.form.reviewers) if self.differs else self.form.reviewers

    @property
    def is_read(self) -> bool:
        """Whether everybody who had to judge it did."""
        return len(self.judged) >= self.needed

    @property
    def is_open(self) -> bool:
        """Whether its name and points may be shown in a list: nobody is to judge it any more."""
        return self.is_read or self.application.progress is Progress.DECIDED

    @property
    def mean(self) -> int | None:
        return points.mean([one.points for one in self.judged], self.form)

    def by(self, person_id: int) -> Review | None:
        return next((one for one in self.reviews if one.reviewer_id == person_id), None)

    def read_by(self, person_id: int, now: datetime) -> bool:
        """Whether that colleague holds it now."""
        mine = self.by(person_id)
        return mine is not None and holds(mine, now)

    def is_free_for(self, person_id: int, now: datetime) -> bool:
        """Whether a seat is left for that colleague, who neither judged it nor saw what others did."""
        mine = self.by(person_id)
        over = mine is not None and (mine.judged_at is not None or mine.seen_at is not None)
        if self.application.progress is not Progress.SUBMITTED or over:
            return False
        return self._taken(now, without=mine) < self.needed

    def _taken(self, now: datetime, without: Review | None = None) -> int:
        """Seats of those who judged it or hold it."""
        return sum(one.judged_at is not None or holds(one, now) for one in self.reviews if one is not without)

    def is_(self, kind: str, me: int, *, today: date, now: datetime) -> bool:
        """Whether it is among those that `kind` names, for that colleague."""
        one, waits = self.application, self.application.progress is Progress.SUBMITTED
        match kind:
            case "unread":
                return waits and not self.judged and self._taken(now) < self.needed
            case "mine":
                return one.progress in (Progress.SUBMITTED, Progress.CORRECTING) and self.read_by(me, now)
            case "again":
                return waits and 0 < len(self.judged) < self.needed
            case "differ":
                return waits and self.differs
            case "ready":
                return waits and self.is_read
            case "confirm":
                return unconfirmed(one, self.form)
            case "correcting":
                return one.progress is Progress.CORRECTING
            case "decided":
                return one.progress is Progress.DECIDED
            case "late":
                return one.released_at is None and one.in_line_since is None and self.due < today
        return False


def holds(review: Review, now: datetime) -> bool:
    """Whether a claim stands."""
    return review.judged_at is None and review.claimed_until is not None and now < review.claimed_until


def is_award(form: Form) -> bool:
    """Whether what one gets is counted, so that a second colleague has to confirm who gets it."""
    return form.nature != "place" or form.places is not None


def unconfirmed(one: Application, form: Form) -> bool:
    """An award that was decided and that nobody else has looked at; two colleagues may have become one since."""
    chosen = one.progress is Progress.DECIDED and one.decision is Decision.ACCEPTED
    alone = one.seconded_by is None or one.seconded_by == one.decided_by
    return chosen and is_award(form) and alone and one.released_at is None


async def of_round(session: Session, of: CallRound, *, facts: Facts) -> list[Entry]:
    """Everything that was sent and not taken back, the longest waiting first. Judgements of who applied in the same
    round themself don't count."""
    query = select(Application).where(Application.round_id == of.id, col(Application.progress).in_(SENT))
    query = query.order_by(col(Application.submitted_at), col(Application.id))
    found = (await session.exec(query.execution_options(populate_existing=True))).all()
    applicants = select(Application.person_id).where(Application.round_id == of.id, _took_part())
    reviews = (
        select(Review)
        .join(Application, col(Application.id) == Review.application_id)
        .where(Application.round_id == of.id, col(Review.reviewer_id).not_in(applicants))
    )
    by: dict[int, list[Review]] = {}
    for review in await session.exec(reviews.execution_options(populate_existing=True)):
        by.setdefault(review.application_id, []).append(review)
    form = rounds.asked(of)
    return [
        Entry(
            one,
            form,
            tuple(by.get(one.id or 0, ())),
            rounds.promised(of, one.submitted_at or one.edited_at, facts=facts),
        )
        for one in found
    ]


async def entry(session: Session, application: Application, of: CallRound, *, facts: Facts) -> Entry:
    """The same for one, as it is now."""
    applicants = select(Application.person_id).where(Application.round_id == of.id, _took_part())
    query = select(Review).where(Review.application_id == application.id, col(Review.reviewer_id).not_in(applicants))
    reviews = (await session.exec(query.execution_options(populate_existing=True))).all()
    due = rounds.promised(of, application.submitted_at or application.edited_at, facts=facts)
    return Entry(application, rounds.asked(of), tuple(reviews), due)


def seen_by(entries: Sequence[Entry], person_id: int) -> list[Entry]:
    """Without those of somebody whom that colleague knows."""
    return [one for one in entries if (mine := one.by(person_id)) is None or mine.conflict_at is None]


def counts(entries: Sequence[Entry], person_id: int, *, facts: Facts, now: datetime) -> dict[str, int]:
    today = time.local(now, facts.zone).date()
    return {kind: sum(one.is_(kind, person_id, today=today, now=now) for one in entries) for kind in KINDS}


async def open_rounds(session: Session) -> Sequence[tuple[CallRound, Call, int]]:
    """The rounds in which something was sent, with how many haven't been answered; those first in which some wait, the
    first to close before the others."""
    waits = func.count(col(Application.id)).filter(col(Application.released_at).is_(None))
    query = (
        select(CallRound, Call, waits)
        .join(Call, col(Call.id) == CallRound.call_id)
        .join(Application, col(Application.round_id) == CallRound.id)
        .where(col(Application.progress).in_(SENT))
        .group_by(col(CallRound.id), col(Call.id))
        .order_by(col(CallRound.id))
    )
    found = [(of, call, waiting) for of, call, waiting in await session.exec(query)]
    return sorted(found, key=lambda one: (one[2] == 0, one[0].closes_at is None, one[0].closes_at, one[0].id))


async def excluded(session: Session, round_id: int, person_id: int) -> bool:
    """Whether that colleague, a guardian of theirs or somebody they answer for applied in this round, whatever came of
    it: then they have no say in it."""
    pairs = select(Guardianship.person_id, Guardianship.guardian_id).where(
        or_(col(Guardianship.person_id) == person_id, col(Guardianship.guardian_id) == person_id)
    )
    family = {one for pair in await session.exec(pairs) for one in pair} | {person_id}
    query = select(Application.id).where(
        Application.round_id == round_id, col(Application.person_id).in_(family), _took_part()
    )
    return (await session.exec(query.limit(1))).first() is not None


def _took_part() -> ColumnElement[bool]:
    return or_(col(Application.progress).in_(LIVE), col(Application.submitted_at).is_not(None))
