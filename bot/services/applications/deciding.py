"""Deciding an application, and confirming who gets an award.

Whoever decides sees names, so they can't have a judgement of their own still open. Somebody else has to have judged
what is awarded, and somebody else again has to confirm it: an award that nobody confirmed isn't told. Until it is told
everything can be decided anew; each time is noted.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, func, select

from bot.db import Session
from bot.errors import CantDecide, NotThere
from bot.models import (
    SENT,
    Answer,
    Application,
    Call,
    CallRound,
    Decision,
    Letter,
    Person,
    Priority,
    Progress,
    Review,
    Role,
    StaffRole,
)
from bot.packs.forms import FULL_NAME, Form, Reason
from bot.services import audit, rights
from bot.services.applications import queue, rounds
from bot.services.applications.notes import written
from bot.services.applications.queue import Entry
from bot.services.facts import Facts
from bot.services.rights import Act

REMARK: Final = 600
"""Graphemes of what whoever decides adds for the applicant."""
FREE: Final = "application_place_free"
"""A letter to who decides: somebody chosen gave it up."""


@dataclass(frozen=True)
class Case:
    """One application as whoever decides sees it."""

    entry: Entry
    round: CallRound
    call: Call
    name: str
    """Whose it is: as their profile has it, else as they answered; empty where neither does."""
    left: int | None
    """Places that nobody has yet; None where they aren't counted."""

    @property
    def application(self) -> Application:
        return self.entry.application

    @property
    def form(self) -> Form:
        return self.entry.form

    @property
    def mark(self) -> str:
        """Tells the words that the applicant will read from others."""
        return mark_of(self.application)


def mark_of(application: Application) -> str:
    return f"{zlib.crc32((application.remark or '').encode()):x}"


def reason_of(form: Form, key: str | None) -> Reason | None:
    return next((one for one in form.reasons if one.key == key), None)


async def may_decide(
    session: Session, application_id: int, me: int, *, facts: Facts, now: datetime, lock: bool = False
) -> Case:
    """One that was sent, for a colleague who may decide it. `lock`: nobody else decides in its round meanwhile. Raises
    NotThere (also where they know its applicant), NotAllowed, CantDecide: excluded, reading."""
    await rights.require(session, me, Act.DECIDE)
    round_id = (await session.exec(select(Application.round_id).where(Application.id == application_id))).first()
    if round_id is None:
        raise NotThere
    rows = select(CallRound).where(CallRound.id == round_id)
    query = select(Application).where(Application.id == application_id, col(Application.progress).in_(SENT))
    if lock:
        rows, query = rows.with_for_update(key_share=True), query.with_for_update(key_share=True)
    of = (await session.exec(rows.execution_options(populate_existing=True))).one()
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise NotThere
    if await queue.excluded(session, round_id, me):
        raise CantDecide("excluded", application_id, round_id)
    entry = await queue.entry(session, found, of, facts=facts)
    mine = entry.by(me)
    if mine is not None and mine.conflict_at is not None:
        raise NotThere
    if mine is not None and queue.holds(mine, now):
        raise CantDecide("reading", application_id, round_id)
    await _saw(session, found, mine, me, now=now)
    call = await session.get_one(Call, found.call_id)
    name = (await _names(session, [found])).get(application_id, "")
    return Case(entry, of, call, name, await places_left(session, of))


async def _saw(session: Session, application: Application, mine: Review | None, me: int, *, now: datetime) -> None:
    """Whoever sees the name and the judgements doesn't judge it themself any more; the first time is noted."""
    if mine is not None and (mine.seen_at is not None or mine.judged_at is not None):
        return
    if mine is None:
        mine = Review(application_id=application.id or 0, reviewer_id=me)
        session.add(mine)
    mine.seen_at = now
    await session.flush()
    await audit.note(session, me, "application_seen", _subject(application), now=now)


async def places_left(session: Session, of: CallRound) -> int | None:
    form = rounds.asked(of)
    if form.places is None:
        return None
    query = select(func.count()).where(
        Application.round_id == of.id,
        Application.progress == Progress.DECIDED,
        Application.decision == Decision.ACCEPTED,
    )
    return max(0, form.places - (await session.exec(query)).one())


def open_to_decision(application: Application) -> str:
    """Why it can't be decided now: `correcting` or `told`; empty where it can. Who waits in line can still be
    chosen."""
    if application.progress is Progress.CORRECTING:
        return "correcting"
    if application.released_at is not None and application.decision is not Decision.WAITING:
        return "told"
    return ""


def check(case: Case, what: Decision, reason: str, me: int) -> None:
    """Raises NotThere for no such decision, CantDecide for one that this colleague can't take now: correcting, told,
    places, alone."""
    application, form = case.application, case.form
    if (reason_of(form, reason) is None) if what is Decision.DECLINED else reason:
        raise NotThere
    why = open_to_decision(application)
    if not why and application.released_at is not None and what is not Decision.ACCEPTED:
        why = "told"
    if not why and what is Decision.ACCEPTED:
        why = _against_accepting(case, me)
    if why:
        raise CantDecide(why, application.id or 0, case.round.id or 0, count=form.places or 0)


def _against_accepting(case: Case, me: int) -> str:
    has_one = case.application.decision is Decision.ACCEPTED and case.application.progress is Progress.DECIDED
    if case.left == 0 and not has_one:
        return "places"
    others = [one for one in case.entry.judged if one.reviewer_id != me]
    return "alone" if queue.is_award(case.form) and case.form.judged and not others else ""


async def settle(
    session: Session,
    application_id: int,
    me: int,
    what: str,
    *,
    reason: str = "",
    mark: str,
    facts: Facts,
    now: datetime,
) -> Case:
    """Decide it, or decide it anew. `mark`: of the words that were shown. Doing the same twice is harmless. Raises what
    `may_decide` and `check` do; CantDecide: changed."""
    case = await may_decide(session, application_id, me, facts=facts, now=now, lock=True)
    decision = _decision(what)
    application = case.application
    check(case, decision, reason, me)
    if mark != case.mark:
        raise CantDecide("changed", application_id, case.round.id or 0)
    said = (application.progress, application.decision, application.reason or "", application.decided_by)
    if said == (Progress.DECIDED, decision, reason, me) and application.released_at is None:
        return case
    was = application.decision if application.progress is Progress.DECIDED else None
    application.progress, application.decision, application.reason = Progress.DECIDED, decision, reason or None
    application.decided_at, application.decided_by, application.seconded_by = now, me, None
    application.released_at = None
    await session.flush()
    await audit.note(
        session, me, "application_decided", _subject(application), now=now, decision=decision, reason=reason, was=was
    )
    return await may_decide(session, application_id, me, facts=facts, now=now)


def _decision(what: str) -> Decision:
    try:
        return Decision(what)
    except ValueError:
        raise NotThere from None


async def undo(session: Session, application_id: int, me: int, *, facts: Facts, now: datetime) -> Case:
    """It isn't decided any more; who was told that they wait in line waits there again. Raises NotThere where it
    isn't; CantDecide: told."""
    case = await may_decide(session, application_id, me, facts=facts, now=now, lock=True)
    application = case.application
    if application.progress is not Progress.DECIDED:
        raise NotThere
    if application.released_at is not None:
        raise CantDecide("told", application_id, case.round.id or 0)
    was = application.decision
    application.progress, application.decision, application.reason = Progress.SUBMITTED, None, None
    application.decided_at = application.decided_by = application.seconded_by = None
    if application.told_to_wait:
        # What they know still holds: they wait in line.
        application.progress, application.decision = Progress.DECIDED, Decision.WAITING
        application.decided_at = application.released_at = application.in_line_since
    await session.flush()
    await audit.note(session, me, "application_undecided", _subject(application), now=now, was=was)
    return await may_decide(session, application_id, me, facts=facts, now=now)


async def remark(session: Session, application_id: int, me: int, text: str, *, facts: Facts, now: datetime) -> Case:
    """What the applicant reads besides; none (empty) takes it away. What was decided already isn't decided any more:
    it was confirmed with other words. Raises what `may_decide` does; CantDecide: told; CantReview: empty, too_long."""
    case = await may_decide(session, application_id, me, facts=facts, now=now, lock=True)
    application = case.application
    if application.released_at is not None and application.decision is not Decision.WAITING:
        raise CantDecide("told", application_id, case.round.id or 0)
    said = written(text, REMARK, application_id=application_id) if text else None
    if said == application.remark:
        return case
    if application.progress is Progress.DECIDED and application.released_at is None:
        case = await undo(session, application_id, me, facts=facts, now=now)
    application.remark = said
    await session.flush()
    await audit.note(session, me, "application_remark", _subject(application), now=now)
    return case


async def to_second(
    session: Session, application_id: int, me: int, *, facts: Facts, now: datetime, lock: bool = False
) -> Case:
    """An award that this colleague can confirm. Raises what `may_decide` does; CantDecide: over, own."""
    case = await may_decide(session, application_id, me, facts=facts, now=now, lock=lock)
    if not queue.unconfirmed(case.application, case.form):
        raise CantDecide("over", application_id, case.round.id or 0)
    if case.application.decided_by == me:
        raise CantDecide("own", application_id, case.round.id or 0)
    return case


async def second(session: Session, application_id: int, me: int, mark: str, *, facts: Facts, now: datetime) -> Case:
    """The second pair of eyes. Raises what `to_second` does; CantDecide: changed."""
    case = await to_second(session, application_id, me, facts=facts, now=now, lock=True)
    if mark != case.mark:
        raise CantDecide("changed", application_id, case.round.id or 0)
    case.application.seconded_by = me
    await session.flush()
    await audit.note(session, me, "application_confirmed", _subject(case.application), now=now)
    return case


def ranked(entries: Sequence[Entry]) -> list[Entry]:
    """By their points, the most first, and of equals who sent it first; last what isn't read by all who have to, so
    that its place tells nothing."""
    return sorted(
        entries,
        key=lambda one: (
            not one.is_open,
            -(one.mean or 0) if one.is_open else 0,
            one.application.submitted_at,
            one.application.id,
        ),
    )


def next_in_line(entries: Sequence[Entry]) -> Entry | None:
    """Who waits and was told so, with the most points."""
    line = (one for one in entries if one.application.decision is Decision.WAITING and one.application.released_at)
    return next(iter(ranked(list(line))), None)


async def give_up(session: Session, application_id: int, person_id: int, *, now: datetime) -> Application:
    """Somebody chosen doesn't want it any more; who decides hears that a place is free. Doing it twice is harmless.
    Raises NotThere for what isn't theirs or wasn't given to them."""
    query = select(Application).where(Application.id == application_id, Application.person_id == person_id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = (await session.exec(query)).first()
    if found is None or found.decision is not Decision.ACCEPTED or found.released_at is None:
        raise NotThere
    if found.progress is Progress.WITHDRAWN:
        return found
    found.progress, found.withdrawn_at = Progress.WITHDRAWN, now
    for colleague in await deciders(session):
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=FREE,
                key=f"{FREE}:{application_id}:{colleague}",
                person_id=colleague,
                subject={"round": found.round_id},
                due_at=now,
            )
        )
    await session.flush()
    return found


async def deciders(session: Session) -> list[int]:
    query = select(StaffRole.person_id).where(
        col(StaffRole.role).in_([one for one in Role if one in rights.MATRIX[Act.DECIDE]])
    )
    return sorted(set(await session.exec(query)))


async def can_be_confirmed(session: Session, case: Case, me: int) -> bool:
    """Whether anybody besides this colleague may confirm it: who decides, with nobody of theirs in the round, and who
    doesn't know the applicant."""
    knows = {one.reviewer_id for one in case.entry.reviews if one.conflict_at is not None}
    others = [one for one in await deciders(session) if one != me and one not in knows]
    for one in others:
        if not await queue.excluded(session, case.round.id or 0, one):
            return True
    return False


def _subject(application: Application) -> str:
    return f"application:{application.id}"


async def named(session: Session, entries: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """With the names of their applicants; empty where they gave none, or while it isn't read."""
    names = await _names(session, [one.application for one in entries if one.is_open])
    return [(one, names.get(one.application.id or 0, "")) for one in entries]


async def _names(session: Session, applications: Sequence[Application]) -> dict[int, str]:
    """By application, of those who said theirs: in their profile, else in the form."""
    query = select(Person.id, Person.name).where(col(Person.id).in_([one.person_id for one in applications]))
    said = dict((await session.exec(query)).all())
    known = {one.id or 0: said.get(one.person_id) or "" for one in applications}
    answered = select(Answer.application_id, Answer.value).where(
        Answer.question == FULL_NAME, col(Answer.application_id).in_([one for one, name in known.items() if not name])
    )
    for application_id, value in await session.exec(answered):
        known[application_id] = json.loads(value) if value else ""
    return {one: name for one, name in known.items() if name}
