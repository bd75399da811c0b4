"""A yes or a no to one purpose, with everything that follows from it."""

from datetime import datetime

from sqlmodel import col, update

from bot.db import Session
from bot.errors import NotThere
from bot.models import JourneyStage, Person
from bot.services import attention, consents, notices, profiles, purposes
from bot.services.facts import Facts
from bot.services.partners import referring


async def permit(session: Session, person: Person, purpose: str, *, yes: bool, facts: Facts, now: datetime) -> None:
    """A no holds from this moment: what waits to be said for the purpose isn't, and what was kept for it alone is
    deleted. Twice is harmless. Raises NotThere for what needs no permission."""
    if not purposes.needs_consent(purpose):
        raise NotThere
    if purpose in attention.SWITCHES:
        await notices.allow(session, person, purpose, on=yes, facts=facts, now=now)
        return
    of = person.id or 0
    if yes:
        await consents.give(session, of, purpose, facts=facts, now=now)
        return
    if purpose == purposes.EVIDENCE:
        told = update(JourneyStage).where(
            col(JourneyStage.person_id) == of, col(JourneyStage.evidence_kind).in_(["text", "photo"])
        )
        await session.exec(told.values(evidence_kind="done", evidence=None, caption=None))
    elif purpose == purposes.PLACE:
        await profiles.forget(session, person, "place", facts=facts, now=now)
    elif purpose == purposes.REFERRALS:
        await referring.withdraw_all(session, of, now=now)
    await consents.withdraw(session, of, purpose, facts=facts, now=now)
