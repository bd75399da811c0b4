"""Yes and no, purpose by purpose: each with its moment and the version of the notice that was shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.db import Session
from bot.models import Consent
from bot.services.facts import Facts


async def newest(session: Session, person_id: int) -> dict[str, Consent]:
    """The last word on each purpose that something was ever said of."""
    query = select(Consent).where(Consent.person_id == person_id).order_by(col(Consent.id))
    return {one.purpose: one for one in await session.exec(query)}


def stands(consent: Consent | None, facts: Facts) -> bool:
    """Whether it is a yes that was not taken back, to the purpose as it is now."""
    if consent is None or consent.given_at is None or consent.withdrawn_at is not None:
        return False
    return consent.revision == facts.revision(consent.purpose)


async def holds(session: Session, person_id: int, purpose: str, *, facts: Facts) -> bool:
    """Whether the person allows it as things are. Asked again right before anything is done for the purpose."""
    return stands(await _last(session, person_id, purpose), facts)


async def asked(session: Session, person_id: int, purpose: str, *, facts: Facts) -> bool:
    """Whether the person has said yes or no to the purpose as it is now."""
    last = await _last(session, person_id, purpose)
    return last is not None and last.revision == facts.revision(purpose)


async def give(session: Session, person_id: int, purpose: str, *, facts: Facts, now: datetime) -> bool:
    """A yes. False where it stood already."""
    last = await _last(session, person_id, purpose)
    if stands(last, facts):
        return False
    if last is not None and last.withdrawn_at is None:
        # It was a yes to what the purpose was before.
        last.withdrawn_at = now
    await _add(session, person_id, purpose, facts, given_at=now)
    return True


async def give_by_doing(session: Session, person_id: int, purpose: str, *, facts: Facts, now: datetime) -> None:
    """A yes by giving what the question says it is for. A no said before stays a no."""
    if not await asked(session, person_id, purpose, facts=facts):
        await give(session, person_id, purpose, facts=facts, now=now)


async def withdraw(session: Session, person_id: int, purpose: str, *, facts: Facts, now: datetime) -> bool:
    """A no, from now on. False where it was one already."""
    last = await _last(session, person_id, purpose)
    if last is None:
        await _add(session, person_id, purpose, facts, withdrawn_at=now)
        return True
    if last.withdrawn_at is not None:
        return False
    last.withdrawn_at = now
    await session.flush()
    return True


async def given_under_another(session: Session, person_id: int, *, facts: Facts) -> Sequence[Consent]:
    """What still counts as allowed and was so under another version of the notice."""
    last = await newest(session, person_id)
    return [one for one in last.values() if one.given_at and not one.withdrawn_at and one.notice != facts.notice]


async def _last(session: Session, person_id: int, purpose: str) -> Consent | None:
    query = select(Consent).where(Consent.person_id == person_id, Consent.purpose == purpose)
    return (await session.exec(query.order_by(col(Consent.id).desc()).limit(1))).first()


async def _add(
    session: Session,
    person_id: int,
    purpose: str,
    facts: Facts,
    *,
    given_at: datetime | None = None,
    withdrawn_at: datetime | None = None,
) -> None:
    revision = facts.revision(purpose)
    session.add(
        Consent(
            person_id=person_id,
            purpose=purpose,
            notice=facts.notice,
            revision=revision,
            given_at=given_at,
            withdrawn_at=withdrawn_at,
        )
    )
    await session.flush()
