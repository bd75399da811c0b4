"""A guardian's yes to a minor's referral: by a link that is used once, or from a guardian who is known already.

As everywhere: what a stranger says through the link changes nothing until the young person has recognised them, and
a guardian who is known decides at once.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import RELATIONS, Guardianship, Person, Referral, Referred
from bot.services import guardians, tokens
from bot.services.facts import Facts
from bot.services.partners import referring

ASKED, ANSWERED, DECLINED = "referral_asked", "referral_answered", "referral_declined"
WITHIN: Final = timedelta(days=7)


async def ask_known(session: Session, referral: Referral, *, now: datetime) -> int:
    """Write to the guardians who are known; asking again is harmless. Returns how many there are."""
    known = await guardians.of(session, referral.person_id)
    for pair in known:
        about = f"{pair.id}"
        key = f"{ASKED}:{referral.id}:{about}"
        letter = referring.letter(ASKED, referral, pair.guardian_id, now, about=about)
        query = select(type(letter)).where(type(letter).key == key)
        if (await session.exec(query)).first() is None:
            session.add(letter)
    await session.flush()
    return len(known)


async def link(session: Session, referral: Referral, *, now: datetime) -> str:
    """What a fresh link carries; the earlier one is over, and whoever opened it. Raises NotThere where no yes is
    missing, and PermissionGone (`enough`) for who has two guardians already."""
    if referral.state is not Referred.GUARDIAN:
        raise NotThere
    if len(await guardians.of(session, referral.person_id)) >= guardians.AT_MOST:
        raise PermissionGone("enough")
    token = tokens.fresh()
    referral.token_hash, referral.token_until = tokens.digest(token), now + WITHIN
    referral.guardian_id = referral.guardian_name = referral.relation = referral.guardian_said_at = None
    await session.flush()
    return token


async def open_link(session: Session, token: str, guardian: Person, *, facts: Facts, now: datetime) -> Referral:
    """From now on the link is this person's; opening it again is harmless. Raises PermissionGone."""
    referral = await _locked(session, col(Referral.token_hash) == tokens.digest(token))
    if referral is None:
        raise PermissionGone("unknown")
    if referral.state is not Referred.GUARDIAN:
        raise PermissionGone("used")
    if referral.token_until is None or referral.token_until <= now:
        raise PermissionGone("expired")
    if referral.person_id == guardian.id:
        raise PermissionGone("own")
    if referral.guardian_id not in (None, guardian.id):
        raise PermissionGone("taken")
    if guardians.is_minor(guardian, facts=facts, now=now):
        raise PermissionGone("minor")
    referral.guardian_id = guardian.id
    await session.flush()
    return referral


async def asked(session: Session, referral_id: int, guardian_id: int) -> tuple[Referral, str]:
    """A question as a guardian sees it, and what they are known as: empty for who came by the link. Raises
    NotThere."""
    referral = await session.get(Referral, referral_id, populate_existing=True)
    if referral is None:
        raise NotThere
    pair = next(
        (one for one in await guardians.of(session, referral.person_id) if one.guardian_id == guardian_id), None
    )
    if pair is None and referral.guardian_id != guardian_id:
        raise NotThere
    return referral, pair.relation if pair else ""


async def decide(
    session: Session, referral_id: int, guardian: Person, relation: str, *, name: str, facts: Facts, now: datetime
) -> Referral:
    """The guardian's answer: a relation is a yes, `no` a no; the first one counts. `name`: what a stranger is called.
    Raises NotThere, PermissionGone."""
    _seen, known_as = await asked(session, referral_id, guardian.id or 0)
    if relation not in (*RELATIONS, "no"):
        raise NotThere
    referral = await _locked(session, col(Referral.id) == referral_id)
    if referral is None:
        raise NotThere
    mine = referral.guardian_id == guardian.id
    if mine and (referral.guardian_said_at is not None or referral.why == "guardian"):
        return referral
    if referral.state is not Referred.GUARDIAN:
        raise PermissionGone("used")
    if guardians.is_minor(guardian, facts=facts, now=now):
        raise PermissionGone("minor")
    if not known_as and (referral.token_until is None or referral.token_until <= now):
        raise PermissionGone("expired")
    pair = await _pair(session, referral, guardian.id or 0)
    referral.guardian_id = guardian.id
    referral.guardian_name, referral.guardian_said_at = pair.name if pair else name, now
    referral.relation = known_as or (None if relation == "no" else relation)
    if relation == "no":
        await referring.end(session, referral, "guardian", now=now)
        session.add(referring.letter(DECLINED, referral, referral.person_id, now, about="1"))
    elif pair:
        referral.guardian_confirmed_at = now
        _let_go(referral)
    else:
        about, until = (referral.token_hash or "")[:12], referral.token_until
        session.add(referring.letter(ANSWERED, referral, referral.person_id, now, about=about, until=until))
    await session.flush()
    return referral


async def confirm(session: Session, referral_id: int, person_id: int, *, yes: bool, now: datetime) -> Referral:
    """The young person says whether that is their guardian; with a no nothing that was said counts. Raises
    NotThere."""
    referral = await referring.get(session, person_id, referral_id)
    if referral.guardian_confirmed_at is not None:
        return referral
    if referral.state is not Referred.GUARDIAN or referral.guardian_said_at is None:
        raise NotThere
    if yes:
        referral.guardian_confirmed_at = now
        _let_go(referral)
    else:
        referral.guardian_id = referral.guardian_name = referral.relation = referral.guardian_said_at = None
        referral.token_hash = referral.token_until = None
    await session.flush()
    return referral


async def _pair(session: Session, referral: Referral, guardian_id: int) -> Guardianship | None:
    """Where they are known to each other."""
    known = await guardians.of(session, referral.person_id)
    return next((one for one in known if one.guardian_id == guardian_id), None)


def _let_go(referral: Referral) -> None:
    """The guardian's name served to recognise them, and goes."""
    referral.guardian_name = None
    referral.state = Referred.OPEN
    referral.token_hash = referral.token_until = None


async def _locked(session: Session, which: ColumnElement[bool]) -> Referral | None:
    query = select(Referral).where(which).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()
