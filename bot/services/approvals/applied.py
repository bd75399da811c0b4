"""An application that a guardian's yes is asked for: sent in time by the young person, and judged once it is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import Application, Call, CallRound, Permission, Person, Progress
from bot.services.applications import approving, deadlines, sending
from bot.services.facts import Facts

AFTER_CLOSING: Final = timedelta(days=7)
"""So long after a round has closed the yes may still come."""
ALL_YEAR: Final = timedelta(days=14)
"""So long after it was sent, where a call never closes."""
TO_MEND: Final = timedelta(days=1)
"""With less than this until the closing nothing goes back to being a draft: it might lapse overnight."""


@dataclass(frozen=True)
class Applied:
    application: Application
    call: Call
    round: CallRound

    @property
    def thing(self) -> Call:
        """What it applies to."""
        return self.call

    @property
    def until(self) -> datetime:
        """Until when a yes may come: the last second of a day, where the call closes at the end of one."""
        sent = self.application.submitted_at or self.application.edited_at
        closes = self.round.ends_at
        return sent + ALL_YEAR if closes is None else max(closes, sent) + AFTER_CLOSING - timedelta(seconds=1)

    @property
    def is_open(self) -> bool:
        """Whether an answer can still change anything."""
        return self.application.progress is Progress.GUARDIAN

    @property
    def questions(self) -> ColumnElement[bool]:
        return col(Permission.application_id) == self.application.id

    def question(self, now: datetime) -> Permission:
        """One to ask now, of nobody yet."""
        return Permission(
            person_id=self.application.person_id,
            application_id=self.application.id,
            asked_at=now,
            expires_at=self.until,
        )

    async def lacks(self, session: Session, person: Person, *, facts: Facts, now: datetime) -> bool:
        """Whether a yes is needed for it and isn't there."""
        return self.is_open and await approving.lacking(
            session, self.application, self.call, person, facts=facts, now=now
        )

    async def check_askable(self, session: Session, person: Person, *, facts: Facts, now: datetime) -> None:
        """Raises NotThere where nothing has to be asked, PermissionGone where it is too late."""
        if not await self.lacks(session, person, facts=facts, now=now):
            raise NotThere
        if self.until <= now:
            raise PermissionGone("expired")

    async def locked(self, session: Session, *, now: datetime) -> "Applied":
        """The same as it is now, and nobody else changes it until the transaction ends."""
        query = select(Application).where(Application.id == self.application.id).with_for_update(key_share=True)
        found = (await session.exec(query.execution_options(populate_existing=True))).one()
        return Applied(found, self.call, self.round)

    async def take_effect(self, session: Session, *, facts: Facts, now: datetime) -> None:
        """It counts as sent when the young person sent it."""
        if self.application.progress is Progress.GUARDIAN:
            self.application.progress = Progress.SUBMITTED
            await session.flush()

    async def refuse(self, session: Session, *, facts: Facts, now: datetime) -> None:
        """A guardian who is known said no, and nobody else is asked: it is a draft again, where there is time to change
        something. Otherwise it waits for another answer."""
        closes = self.round.closes_at
        if self.application.progress is Progress.GUARDIAN and (closes is None or now + TO_MEND < closes):
            self.application.progress, self.application.submitted_at = Progress.DRAFT, None
            await session.flush()
            await deadlines.plan(session, self.application, self.round, facts=facts, now=now)

    async def take_back(self, session: Session, *, facts: Facts, now: datetime) -> bool:
        """The yes is gone, and so is the application. False where what was decided has been told."""
        if self.application.progress is Progress.WITHDRAWN or not sending.may_withdraw(self.application):
            return False
        await sending.withdraw(session, self.application, now=now)
        return True


async def mine(session: Session, person_id: int, application_id: int) -> Applied:
    """Raises NotThere, also for somebody else's."""
    query = (
        select(Application, Call, CallRound)
        .join(Call, col(Call.id) == Application.call_id)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(Application.id == application_id, Application.person_id == person_id)
    )
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise NotThere
    return Applied(*found)
