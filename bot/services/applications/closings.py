"""What becomes of applications that aren't in when a round closes: drafts lapse, and what waits for a guardian too,
some days later. Nothing that was written is lost, and each hears of it once, with what is open meanwhile.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, or_, select

from bot.db import Session
from bot.models import Application, Call, CallRound, Letter, Priority, Progress
from bot.services import guardians
from bot.services.applications import deadlines, rounds
from bot.services.approvals import Applied
from bot.services.facts import Facts

LAPSED: Final = "application_lapsed"
SOON: Final = "application_guardian_soon"
NO_YES: Final = "application_no_guardian"
"""Kinds of letters: a draft lapsed; two days are left for a guardian's yes; it didn't come."""
LAG: Final = timedelta(minutes=10)
"""What was sent at the last second is handled before a draft lapses."""
WARNED: Final = timedelta(days=2)
_TRY: Final = "try-"
"""What the edition of a rehearsal begins with."""


async def look(session: Session, *, facts: Facts, now: datetime) -> int:
    """Follow closings that moved, and end what is over. Returns how many applications that concerned."""
    await _follow(session, facts=facts, now=now)
    return await _lapse_drafts(session, now=now) + await _see_to_waiting(session, now=now)


async def _follow(session: Session, *, facts: Facts, now: datetime) -> None:
    """A call whose last day or hour was changed while people write: what they have begun moves with it."""
    drafts = select(Application.id).where(Application.round_id == CallRound.id, Application.progress == Progress.DRAFT)
    query = (
        select(CallRound, Call)
        .join(Call, col(Call.id) == CallRound.call_id)
        .where(drafts.exists(), or_(col(CallRound.closes_at).is_(None), col(CallRound.closes_at) > now))
    )
    for of, call in (await session.exec(query)).all():
        open_now = rounds.window(call, facts=facts, now=now)
        if open_now is None or open_now.closes_at == of.closes_at:
            continue
        if open_now.edition != of.edition and not await _is_renamed(session, of, open_now):
            continue
        of.edition, of.closes_at = open_now.edition, open_now.closes_at
        await session.flush()
        await deadlines.move(session, of, facts=facts, now=now)


async def _is_renamed(session: Session, of: CallRound, open_now: rounds.Window) -> bool:
    """Whether it is the same edition with another last day, which is what editions are called by."""
    if of.opens_at != open_now.opens_at or of.edition.startswith(_TRY) or open_now.edition.startswith(_TRY):
        return False
    other = select(CallRound.id).where(CallRound.call_id == of.call_id, CallRound.edition == open_now.edition)
    return (await session.exec(other)).first() is None


async def _lapse_drafts(session: Session, *, now: datetime) -> int:
    query = (
        select(Application, CallRound)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(Application.progress == Progress.DRAFT, col(CallRound.closes_at) <= now - LAG)
        .order_by(col(Application.id))
        .with_for_update(skip_locked=True, key_share=True, of=Application)
    )
    ended = 0
    for application, of in (await session.exec(query.execution_options(populate_existing=True))).all():
        if of.ends_at is None or of.ends_at > now - LAG:
            continue
        application.progress = Progress.LAPSED
        await session.flush()
        await deadlines.drop(session, application)
        _tell(session, LAPSED, application, now)
        ended += 1
    await session.flush()
    return ended


async def _see_to_waiting(session: Session, *, now: datetime) -> int:
    """Remind of a guardian's yes that is missing; end what has waited long enough."""
    query = (
        select(Application, Call, CallRound)
        .join(Call, col(Call.id) == Application.call_id)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(Application.progress == Progress.GUARDIAN)
        .order_by(col(Application.id))
        .with_for_update(skip_locked=True, key_share=True, of=Application)
    )
    ended = 0
    for row in (await session.exec(query.execution_options(populate_existing=True))).all():
        matter = Applied(*row)
        if matter.until <= now:
            matter.application.progress = Progress.LAPSED
            await session.flush()
            await guardians.end_in_vain(session, matter.questions, now=now)
            _tell(session, NO_YES, matter.application, now)
            ended += 1
        elif matter.until - WARNED <= now:
            about = f"{SOON}:{matter.application.id}:{matter.until:%Y-%m-%d}"
            if (await session.exec(select(Letter.id).where(Letter.key == about))).first() is None:
                _tell(session, SOON, matter.application, now, key=about, until=matter.until)
    await session.flush()
    return ended


def _tell(
    session: Session,
    kind: str,
    application: Application,
    now: datetime,
    *,
    key: str = "",
    until: datetime | None = None,
) -> None:
    session.add(
        Letter(
            priority=Priority.DECISION,
            kind=kind,
            # A draft may be sent after all, where service was away, and lapse only once.
            key=key or f"{kind}:{application.id}",
            person_id=application.person_id,
            subject={"application": application.id},
            due_at=now,
            useful_until=until,
        )
    )
