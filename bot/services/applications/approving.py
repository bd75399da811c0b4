"""Whether an application needs a guardian's yes, and whether it is there.

A call that is sensitive is help: a pack can't make a guardian its condition. Where one works, nobody under 15 may, and
from 15 until 16 only with that yes (Ley Federal del Trabajo, 22 Bis), whatever the pack says.
"""

from datetime import datetime
from typing import Final

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.models import Application, Call, Permission, Person
from bot.services import guardians
from bot.services.facts import OF_AGE, Facts

NAMED: Final = "applications"
"""What a pack's `guardian_for` calls them."""


def matters(call: Call, facts: Facts) -> bool:
    """Whether somebody may need a guardian's yes for it, so that the birth date has to be asked."""
    return not call.sensitive and (call.employment or _named(call, facts))


def _named(call: Call, facts: Facts) -> bool:
    return NAMED in facts.guardian_for or guardians.PAPER in (*call.documents, *call.eligibility)


def needed(call: Call, person: Person, *, facts: Facts, now: datetime) -> bool:
    """Whether this person needs a guardian's yes to apply to this call today. Nobody whose age isn't known does."""
    age = person.age(time.local(now, facts.zone).date())
    if age is None or age >= OF_AGE or call.sensitive:
        return False
    return _named(call, facts) or (call.employment and age < guardians.WORK_ALONE)


async def granted(session: Session, application_id: int) -> bool:
    """Whether a yes stands: given, confirmed, not taken back."""
    yes = select(Permission.id).where(
        Permission.application_id == application_id,
        col(Permission.approved).is_(True),
        col(Permission.confirmed_at).is_not(None),
        col(Permission.ended_at).is_(None),
    )
    return (await session.exec(yes.limit(1))).first() is not None


async def lacking(
    session: Session, application: Application, call: Call, person: Person, *, facts: Facts, now: datetime
) -> bool:
    """Whether a yes is needed for this application and isn't there."""
    return needed(call, person, facts=facts, now=now) and not await granted(session, application.id or 0)
