"""Reading and judging an application: a claim that ends by itself, whether one knows who sent it, points, judgement.

Each application is judged by as many colleagues as its form says, and by a third where two differ. A seat is taken
under the application's lock, so that two who take one at once are two. Nobody is shown anything of it before they said
that they don't know who sent it, and nothing of another's judgement before their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, func, select

from bot.db import Session
from bot.errors import CantReview, NotThere
from bot.models import SENT, Answer, Application, Call, CallRound, Paper, PaperState, Progress, Review
from bot.packs.forms import Form, Question
from bot.services import audit, rights
from bot.services.applications import points, queue, rounds
from bot.services.applications.notes import written
from bot.services.applications.queue import Entry
from bot.services.facts import Facts
from bot.services.rights import Act

CLAIM: Final = timedelta(hours=48)
AT_ONCE: Final = 5
"""Applications that one colleague holds at a time."""
COMMENT: Final = 500
"""Graphemes of what a colleague remarks."""


@dataclass(frozen=True)
class Mine:
    """One's own seat at an application."""

    entry: Entry
    round: CallRound
    call: Call
    review: Review

    @property
    def application(self) -> Application:
        return self.entry.application

    @property
    def form(self) -> Form:
        return self.entry.form

    @property
    def questions(self) -> list[Question]:
        """What whoever judges it sees."""
        return visible(self.form)

    @property
    def is_over(self) -> bool:
        return self.review.judged_at is not None


def visible(form: Form) -> list[Question]:
    """Without what tells whose it is, where that isn't to be known."""
    return [one for one in form.questions if not (form.blind and one.identifies)]


def subject(application: Application) -> str:
    """What the log calls it."""
    return f"application:{application.id}"


async def look(session: Session, application_id: int, me: int, *, facts: Facts) -> tuple[Entry, CallRound, Call]:
    """One that was sent, for a colleague who may know of it. Raises NotThere, also where they know its applicant;
    CantReview (excluded)."""
    return await _open(session, application_id, me, facts=facts)


async def _open(
    session: Session, application_id: int, me: int, *, facts: Facts, lock: bool = False
) -> tuple[Entry, CallRound, Call]:
    await rights.require(session, me, Act.REVIEW)
    query = select(Application).where(Application.id == application_id, col(Application.progress).in_(SENT))
    if lock:
        query = query.with_for_update(key_share=True)
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise NotThere
    if await queue.excluded(session, found.round_id, me):
        raise CantReview("excluded", application_id, found.round_id)
    of = await rounds.get(session, found.round_id)
    call = await session.get_one(Call, found.call_id)
    entry = await queue.entry(session, found, of, facts=facts)
    mine = entry.by(me)
    if mine is not None and mine.conflict_at is not None:
        raise NotThere
    return entry, of, call


async def claim_next(session: Session, round_id: int, me: int, *, facts: Facts, now: datetime) -> Review:
    """A seat at the application that waits longest and isn't in anybody's hands at this moment. Raises CantReview:
    nothing, many, excluded."""
    await rights.require(session, me, Act.REVIEW)
    of = await rounds.get(session, round_id)
    if await queue.excluded(session, round_id, me):
        raise CantReview("excluded", round_id=round_id)
    entries = queue.seen_by(await queue.of_round(session, of, facts=facts), me)
    held = [one for one in entries if one.read_by(me, now)]
    if len(held) >= AT_ONCE:
        raise CantReview("many", round_id=round_id, count=len(held))
    free = [one for one in entries if one.is_free_for(me, now) and one not in held]
    # What nobody has judged yet before what needs another reader.
    for one in sorted(free, key=lambda one: bool(one.judged)):
        query = select(Application).where(
            Application.id == one.application.id, Application.progress == Progress.SUBMITTED
        )
        query = query.with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)
        application = (await session.exec(query)).first()
        if application is None:
            continue
        # Looked at again under the lock: somebody may have sat down since.
        now_there = await queue.entry(session, application, of, facts=facts)
        if now_there.is_free_for(me, now):
            return await _sit(session, now_there, me, now=now)
    raise CantReview("nothing", round_id=round_id)


async def claim(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Review:
    """A seat at this one; whoever has one keeps it. Raises NotThere, CantReview: taken, decided, correcting, many,
    excluded."""
    entry, of, _call = await _open(session, application_id, me, facts=facts, lock=True)
    mine = entry.by(me)
    if mine is not None and (mine.judged_at is not None or queue.holds(mine, now)):
        return mine
    _waits(entry)
    if not entry.is_free_for(me, now):
        raise CantReview("taken", application_id, of.id or 0)
    if (many := await _held(session, me, now)) >= AT_ONCE:
        raise CantReview("many", application_id, of.id or 0, count=many)
    return await _sit(session, entry, me, now=now)


async def _held(session: Session, me: int, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Review)
        .join(Application, col(Application.id) == Review.application_id)
        .where(Review.reviewer_id == me, col(Review.judged_at).is_(None), col(Review.claimed_until) > now)
        .where(col(Application.progress).in_([Progress.SUBMITTED, Progress.CORRECTING]))
    )
    return (await session.exec(query)).one()


async def _sit(session: Session, entry: Entry, me: int, *, now: datetime) -> Review:
    mine = entry.by(me)
    if mine is None:
        mine = Review(application_id=entry.application.id or 0, reviewer_id=me)
        session.add(mine)
    mine.claimed_until = now + CLAIM
    await session.flush()
    await audit.note(session, me, "application_claimed", subject(entry.application), now=now)
    return mine


def _waits(entry: Entry) -> None:
    if entry.application.progress is not Progress.SUBMITTED:
        why = "correcting" if entry.application.progress is Progress.CORRECTING else "decided"
        raise CantReview(why, entry.application.id or 0, entry.application.round_id)


async def mine(
    session: Session,
    application_id: int,
    me: int,
    *,
    facts: Facts,
    now: datetime,
    lock: bool = False,
    declared: bool = True,
) -> Mine:
    """One's seat, held or judged. Raises NotThere (also without one), CantReview: lapsed, undeclared, excluded."""
    entry, of, call = await _open(session, application_id, me, facts=facts, lock=lock)
    review = entry.by(me)
    if review is None:
        raise NotThere
    if review.judged_at is None and not queue.holds(review, now):
        raise CantReview("lapsed", application_id, of.id or 0)
    if declared and review.declared_at is None:
        raise CantReview("undeclared", application_id, of.id or 0)
    return Mine(entry, of, call, review)


async def _to_judge(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Mine:
    """One's own, locked, to be changed. Raises what `mine` raises; CantReview: decided, correcting."""
    found = await mine(session, application_id, me, facts=facts, now=now, lock=True)
    _waits(found.entry)
    if found.is_over:
        raise NotThere
    return found


async def declare(session: Session, application_id: int, me: int, *, knows: bool, facts: Facts, now: datetime) -> Mine:
    """Whether they know who sent it. A yes, also later on, is final: what they said of it doesn't count, and they never
    see it again. Raises NotThere, CantReview."""
    found = await mine(session, application_id, me, facts=facts, now=now, lock=True, declared=False)
    review = found.review
    if not knows:
        review.declared_at = review.declared_at or now
    elif found.application.progress is Progress.DECIDED:
        raise CantReview("decided", application_id, found.round.id or 0)
    else:
        review.conflict_at, review.claimed_until, review.judged_at = now, None, None
        review.points, review.comment = {}, None
        await audit.note(session, me, "application_conflict", subject(found.application), now=now)
    await session.flush()
    return found


async def give_back(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Mine:
    """The seat is free at once; the points given so far stay, should they take it again."""
    found = await mine(session, application_id, me, facts=facts, now=now, lock=True, declared=False)
    if found.is_over:
        raise NotThere
    found.review.claimed_until = None
    await audit.note(session, me, "application_given_back", subject(found.application), now=now)
    return found


async def give_points(
    session: Session, application_id: int, me: int, criterion: str, given: int, *, facts: Facts, now: datetime
) -> Mine:
    """Raises NotThere for what is no criterion or no number of points."""
    found = await _to_judge(session, application_id, me, facts=facts, now=now)
    if criterion not in {one.key for one in found.form.criteria} or not 0 <= given <= points.MOST:
        raise NotThere
    found.review.points = {**found.review.points, criterion: given}
    await session.flush()
    return found


async def comment(session: Session, application_id: int, me: int, text: str, *, facts: Facts, now: datetime) -> Mine:
    """For colleagues; another one takes its place, none (empty) takes it away. Raises CantReview: empty, too_long."""
    found = await _to_judge(session, application_id, me, facts=facts, now=now)
    found.review.comment = written(text, COMMENT, application_id=application_id) if text else None
    await session.flush()
    return found


async def judge(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Mine:
    """It counts from now on. Doing it twice is harmless. Raises what `mine` does; CantReview: unfinished, decided,
    correcting."""
    found = await mine(session, application_id, me, facts=facts, now=now, lock=True)
    if found.is_over:
        return found
    _waits(found.entry)
    if not points.whole(found.review.points, found.form):
        raise CantReview("unfinished", application_id, found.round.id or 0)
    found.review.judged_at, found.review.claimed_until = now, None
    await session.flush()
    share = points.share(found.review.points, found.form)
    await audit.note(session, me, "application_judged", subject(found.application), now=now, percent=share)
    return found


async def changed_since(session: Session, found: Mine) -> bool:
    """Whether its answers were corrected after one judged it."""
    judged = found.review.judged_at
    if judged is None or found.application.progress is not Progress.SUBMITTED:
        return False
    answers = select(func.max(Answer.answered_at)).where(Answer.application_id == found.application.id)
    papers = select(func.max(Paper.sent_at)).where(
        Paper.application_id == found.application.id, Paper.state == PaperState.KEPT
    )
    latest = [(await session.exec(query)).one() for query in (answers, papers)]
    return any(at is not None and at > judged for at in latest)


async def judge_again(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Mine:
    """Because it was corrected since: one's points are open again, as they were. Raises NotThere where it wasn't."""
    found = await mine(session, application_id, me, facts=facts, now=now, lock=True)
    if not await changed_since(session, found):
        raise NotThere
    found.review.judged_at, found.review.claimed_until = None, now + CLAIM
    await session.flush()
    await audit.note(session, me, "application_judged_again", subject(found.application), now=now)
    return found
