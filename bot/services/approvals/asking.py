"""Asking a guardian: by a link, or by a letter to one who is known."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import Guardianship, Permission, Person
from bot.services import guardians, tokens
from bot.services.approvals import matters
from bot.services.approvals.matters import Matter
from bot.services.facts import Facts


async def ask_by_link(
    session: Session, person: Person, matter: Matter, *, facts: Facts, now: datetime
) -> tuple[str, Permission]:
    """What the link carries, which is kept nowhere. Earlier links for the same end with it. Raises NotThere, also
    where nothing has to be asked, and PermissionGone (`enough`) for who has two guardians already."""
    matter = await matter.locked(session, now=now)
    await matter.check_askable(session, person, facts=facts, now=now)
    if len(await guardians.of(session, person.id or 0)) >= guardians.AT_MOST:
        raise PermissionGone("enough")
    await guardians.close(session, "newer", matter.questions, col(Permission.guardianship_id).is_(None), now=now)
    token = tokens.fresh()
    permission = matter.question(now)
    permission.token_hash = tokens.digest(token)
    session.add(permission)
    await session.flush()
    return token, permission


async def ask_known(
    session: Session, person: Person, matter: Matter, guardianship_id: int, *, facts: Facts, now: datetime
) -> tuple[Permission, Guardianship]:
    """Ask a guardian who is known already, by letter; asking again while they think is harmless. Raises NotThere."""
    matter = await matter.locked(session, now=now)
    await matter.check_askable(session, person, facts=facts, now=now)
    known = {one.id: one for one in await guardians.of(session, person.id or 0)}
    if (pair := known.get(guardianship_id)) is None:
        raise NotThere
    for permission in await waiting(session, matter, now=now):
        if permission.guardianship_id == pair.id:
            return permission, pair
    permission = matter.question(now)
    permission.guardian_id, permission.guardianship_id = pair.guardian_id, pair.id
    permission.relation, permission.name = pair.relation, pair.name
    session.add(permission)
    await session.flush()
    matters.tell(session, "permission_asked", pair.guardian_id, permission, now, until=permission.expires_at)
    return permission, pair


async def waiting(session: Session, matter: Matter, *, now: datetime) -> Sequence[Permission]:
    """The questions that can still be answered."""
    query = select(Permission).where(
        matter.questions,
        col(Permission.ended_at).is_(None),
        col(Permission.confirmed_at).is_(None),
        col(Permission.expires_at) > now,
    )
    return (await session.exec(query.order_by(col(Permission.id)))).all()


async def unconfirmed(session: Session, person_id: int, *, now: datetime) -> Sequence[Permission]:
    """A young person's questions that were answered with a yes, by somebody whom they haven't recognised yet."""
    query = select(Permission).where(
        Permission.person_id == person_id,
        col(Permission.approved).is_(True),
        col(Permission.ended_at).is_(None),
        col(Permission.confirmed_at).is_(None),
        col(Permission.expires_at) > now,
    )
    return (await session.exec(query.order_by(col(Permission.id)))).all()


async def revoke(session: Session, matter: Matter, *, now: datetime) -> None:
    """Nothing asked about it can be answered any more. Harmless where nothing is open."""
    await guardians.close(session, "revoked", matter.questions, now=now)


async def open_link(session: Session, token: str, guardian: Person, *, facts: Facts, now: datetime) -> Permission:
    """From now on the link is this person's; opening it again is harmless. Raises PermissionGone."""
    permission = await matters.locked(session, col(Permission.token_hash) == tokens.digest(token))
    if permission is None:
        raise PermissionGone("unknown")
    await matters.check_open(session, permission, now)
    if permission.person_id == guardian.id:
        raise PermissionGone("own")
    if permission.guardian_id not in (None, guardian.id):
        raise PermissionGone("taken")
    if guardians.is_minor(guardian, facts=facts, now=now):
        raise PermissionGone("minor")
    pairs = await guardians.of(session, permission.person_id)
    pair = next((one for one in pairs if one.guardian_id == guardian.id), None)
    if pair is None and len(pairs) >= guardians.AT_MOST:
        raise PermissionGone("enough")
    permission.guardian_id = guardian.id
    if pair is not None:
        permission.guardianship_id, permission.relation, permission.name = pair.id, pair.relation, pair.name
    await session.flush()
    return permission
