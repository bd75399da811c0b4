"""Telling everybody in a round at one hour what was decided. What isn't decided, or is an award that nobody confirmed,
stays behind and can be told at a later hour of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, or_, select

from bot.db import Session
from bot.errors import CantDecide
from bot.models import Application, CallRound, Decision, Letter, Priority, Progress
from bot.services import audit, rights
from bot.services.applications import queue, rounds
from bot.services.applications.queue import Entry
from bot.services.facts import Facts
from bot.services.rights import Act

KINDS: Final = {
    Decision.ACCEPTED: "application_accepted",
    Decision.WAITING: "application_waiting",
    Decision.DECLINED: "application_declined",
}
"""Letters to applicants."""
LATEST: Final = timedelta(days=90)


@dataclass(frozen=True)
class Check:
    """What would be told, and what not."""

    told: dict[Decision, int]
    undecided: tuple[Application, ...]
    unconfirmed: tuple[Application, ...]
    correcting: tuple[Application, ...]

    @property
    def total(self) -> int:
        return sum(self.told.values())


def is_due(of: CallRound, now: datetime) -> bool:
    return is_set(of) and of.release_at is not None and of.release_at <= now


def is_set(of: CallRound) -> bool:
    """Whether an hour is set at which something will be told."""
    return of.release_at is not None and (of.released_at is None or of.released_at < of.release_at)


def is_early(of: CallRound, at: datetime) -> bool:
    """Whether people could still apply after the answers at `at`. Where there is no closing, that is how it's meant."""
    return of.ends_at is not None and at < of.ends_at


def to_tell(entries: Sequence[Entry]) -> list[Application]:
    """What counts and wasn't told yet."""
    return [
        one.application
        for one in entries
        if one.application.progress is Progress.DECIDED
        and one.application.released_at is None
        and not queue.unconfirmed(one.application, one.form)
    ]


def check(entries: Sequence[Entry]) -> Check:
    ready = to_tell(entries)
    waits = [one.application for one in entries if one.application.released_at is None]
    return Check(
        {what: sum(one.decision is what for one in ready) for what in Decision},
        tuple(one for one in waits if one.progress is Progress.SUBMITTED),
        tuple(one.application for one in entries if queue.unconfirmed(one.application, one.form)),
        tuple(one for one in waits if one.progress is Progress.CORRECTING),
    )


async def of_round(session: Session, round_id: int, me: int, *, lock: bool = False) -> CallRound:
    """For a colleague who may decide in it. Raises NotThere, CantDecide (excluded)."""
    await rights.require(session, me, Act.DECIDE)
    of = await rounds.get(session, round_id)
    if lock:
        await session.refresh(of, with_for_update={"key_share": True})
    if await queue.excluded(session, round_id, me):
        raise CantDecide("excluded", round_id=round_id)
    return of


async def set_hour(session: Session, round_id: int, me: int, at: datetime, *, facts: Facts, now: datetime) -> CallRound:
    """When it is told; a moment of the night becomes the morning after. Raises what `of_round` does; CantDecide:
    nothing, past, far."""
    of = await of_round(session, round_id, me, lock=True)
    at = facts.awake(at)
    if at <= now:
        raise CantDecide("past", round_id=round_id)
    if at > now + LATEST:
        raise CantDecide("far", round_id=round_id, count=LATEST.days)
    if not check(await queue.of_round(session, of, facts=facts)).total:
        raise CantDecide("nothing", round_id=round_id)
    if of.release_at != at:
        of.release_at = at
        await session.flush()
        await audit.note(session, me, "release_set", _subject(of), now=now, at=at.isoformat(timespec="minutes"))
    return of


async def cancel(session: Session, round_id: int, me: int, *, now: datetime) -> CallRound:
    """Nothing will be told until another hour is set. Doing it twice is harmless. Raises what `of_round` does."""
    of = await of_round(session, round_id, me, lock=True)
    if is_set(of):
        of.release_at = of.released_at
        await session.flush()
        await audit.note(session, me, "release_cancelled", _subject(of), now=now)
    return of


async def run(session: Session, *, facts: Facts, now: datetime) -> int:
    """Tell what is due: each round as a whole, in the caller's transaction; how many people hear of it. Killed in
    between, nothing was told and it begins again; done, it isn't done twice."""
    query = select(CallRound).where(
        col(CallRound.release_at) <= now,
        or_(col(CallRound.released_at).is_(None), col(CallRound.released_at) < col(CallRound.release_at)),
    )
    query = query.with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)
    told = 0
    for of in (await session.exec(query)).all():
        told += await _tell(session, of, facts=facts, now=now)
    return told


async def _tell(session: Session, of: CallRound, *, facts: Facts, now: datetime) -> int:
    at = of.release_at or now
    # Locked, so that nobody takes theirs back in between.
    mine = select(Application.id).where(Application.round_id == of.id, Application.progress == Progress.DECIDED)
    await session.exec(mine.order_by(col(Application.id)).with_for_update(key_share=True))
    ready = to_tell(await queue.of_round(session, of, facts=facts))
    for application in ready:
        assert application.decision is not None
        kind = KINDS[application.decision]
        application.released_at = now
        application.in_line_since = now if application.decision is Decision.WAITING else None
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=kind,
                key=f"{kind}:{application.id}:{int(at.timestamp())}",
                person_id=application.person_id,
                subject={"application": application.id},
                due_at=now,
            )
        )
    of.released_at = max(now, at)
    await session.flush()
    counted: dict[str, Any] = {"told": len(ready)}
    await audit.note(session, None, "release_done", _subject(of), now=now, **counted)
    return len(ready)


def _subject(of: CallRound) -> str:
    return f"round:{of.id}"
