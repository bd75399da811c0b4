"""Stretches in which nobody could be served, and what they mean for a deadline.

A process that works shows it twice a minute. Where that was missing for longer than three minutes, nobody's taps were
heard: what closed meanwhile, or within the hour after, stays open for whoever had begun until an hour after service
came back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from bot.db import Session
from bot.models import Application, CallRound, Heartbeat, Letter, Priority, Progress
from bot.services import audit

EVERY: Final = 30
"""Seconds between two signs of life."""
GAP: Final = timedelta(minutes=3)
"""Without one for longer, it was an outage."""
AFTERWARDS: Final = timedelta(minutes=60)
"""How long one may still send once service is back."""
KIND: Final = "application_outage"
"""The kind of letter that says so."""
_ONLY: Final = 1


@dataclass(frozen=True)
class Outage:
    """Between the last sign of life before it and the first after it, on the institution's clock."""

    began_at: datetime
    ended_at: datetime

    @property
    def until(self) -> datetime:
        """Until when one may still send what it kept from being sent."""
        return self.ended_at + AFTERWARDS

    def covers(self, closes_at: datetime) -> bool:
        """Whether it took somebody's last hour before this closing, or a part of it."""
        return self.began_at < closes_at < self.until


async def beat(session: Session, *, now: datetime, wall: datetime) -> Outage | None:
    """A sign of life; where the last one is too long ago, the outage that ends with it. `wall`: the machine's moment.
    A gap is measured on it, since a rehearsal may move the other clock by weeks."""
    query = select(Heartbeat).where(Heartbeat.id == _ONLY).with_for_update().execution_options(populate_existing=True)
    last = (await session.exec(query)).first()
    if last is None:
        session.add(Heartbeat(id=_ONLY, wall_at=wall))
        await session.flush()
        return None
    gap, last.wall_at = wall - last.wall_at, max(wall, last.wall_at)
    await session.flush()
    return Outage(now - gap, now) if gap > GAP else None


async def make_up(session: Session, outage: Outage, *, now: datetime) -> int:
    """Let whoever had a draft, or something to correct, still send it, and write to them, complete or not. The log
    keeps that a deadline was moved. Returns how many letters."""
    concerned = (col(CallRound.closes_at) > outage.began_at, col(CallRound.closes_at) < outage.until)
    rounds = select(CallRound).where(*concerned).order_by(col(CallRound.id)).with_for_update()
    told = 0
    for of in (await session.exec(rounds.execution_options(populate_existing=True))).all():
        of.extended_to = outage.until
        await audit.note(
            session,
            None,
            "round_extended",
            f"round:{of.id}",
            now=now,
            minutes=int((outage.ended_at - outage.began_at).total_seconds() // 60),
        )
        mine = (Application.round_id == of.id, Application.progress == Progress.DRAFT)
        drafts = select(Application).where(*mine).order_by(col(Application.id))
        told += _tell(session, (await session.exec(drafts)).all(), outage, now)
    late = (col(Application.correct_until) > outage.began_at, col(Application.correct_until) < outage.until)
    correcting = select(Application).where(Application.progress == Progress.CORRECTING, *late).with_for_update()
    found = (await session.exec(correcting.execution_options(populate_existing=True))).all()
    for application in found:
        application.correct_until = outage.until
    told += _tell(session, found, outage, now)
    await session.flush()
    return told


def _tell(session: Session, applications: Sequence[Application], outage: Outage, now: datetime) -> int:
    for application in applications:
        session.add(
            Letter(
                priority=Priority.APPOINTMENT,
                kind=KIND,
                key=f"{KIND}:{application.id}:{outage.until:%Y%m%d%H%M}",
                person_id=application.person_id,
                subject={"application": application.id},
                due_at=now,
                useful_until=outage.until,
            )
        )
    return len(applications)
