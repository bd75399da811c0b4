"""The guardian's answer, the young person's word on who that was, and taking a yes back."""

from datetime import datetime

from sqlmodel import col

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import RELATIONS, Guardianship, Permission, Person
from bot.services import guardians
from bot.services.approvals import asking, matters
from bot.services.approvals.matters import Matter
from bot.services.facts import Facts


async def say_who(
    session: Session, permission_id: int, guardian_id: int, *, relation: str = "", name: str = "", now: datetime
) -> Permission:
    """What the guardian is to the young person, and what they are called. Raises NotThere, PermissionGone."""
    permission = await matters.locked(session, col(Permission.id) == permission_id)
    if permission is None or permission.guardian_id != guardian_id or permission.guardianship_id is not None:
        raise NotThere
    await matters.check_open(session, permission, now)
    if permission.decided_at is not None or (relation and relation not in RELATIONS):
        raise NotThere
    permission.relation, permission.name = relation or permission.relation, name or permission.name
    await session.flush()
    return permission


async def decide(
    session: Session, permission_id: int, guardian: Person, *, yes: bool, facts: Facts, now: datetime
) -> tuple[Permission, Matter]:
    """The guardian's answer, once; the first one counts. Raises NotThere (also before `say_who`), PermissionGone."""
    permission, matter = await matters.held(session, permission_id, guardian_id=guardian.id, now=now)
    if permission.decided_at is not None:
        return permission, matter
    await matters.check_open(session, permission, now)
    if guardians.is_minor(guardian, facts=facts, now=now):
        raise PermissionGone("minor")
    if yes and not (permission.relation and permission.name):
        raise NotThere
    known = permission.guardianship_id is not None
    permission.decided_at, permission.approved = now, yes
    if not yes:
        permission.ended_at, permission.why = now, "declined"
        await session.flush()
        if known and not await asking.waiting(session, matter, now=now):
            await matter.refuse(session, facts=facts, now=now)
        matters.tell(session, "guardian_declined", permission.person_id, permission, now)
    elif known:
        permission.confirmed_at = now
        await _take_effect(session, permission, matter, facts=facts, now=now)
        matters.tell(session, "permission_given", permission.person_id, permission, now)
    else:
        matters.tell(session, "guardian_answered", permission.person_id, permission, now, until=permission.expires_at)
    await session.flush()
    return permission, matter


async def confirm(
    session: Session, permission_id: int, person: Person, *, yes: bool, facts: Facts, now: datetime
) -> tuple[Permission, Matter]:
    """The young person says whether that is their guardian. With a yes the two know each other from now on, and the
    permission takes effect; with a no the link is over. Raises NotThere, PermissionGone."""
    permission, matter = await matters.held(session, permission_id, person_id=person.id, now=now)
    if not permission.approved or permission.guardian_id is None:
        raise NotThere
    if permission.confirmed_at is not None:
        return permission, matter
    await matters.check_open(session, permission, now)
    if not yes:
        permission.ended_at, permission.why = now, "stranger"
        matters.tell(session, "guardian_refused", permission.guardian_id, permission, now)
        await session.flush()
        return permission, matter
    pairs = await guardians.of(session, person.id or 0)
    pair = next((one for one in pairs if one.guardian_id == permission.guardian_id), None)
    if pair is None:
        if len(pairs) >= guardians.AT_MOST:
            raise PermissionGone("enough")
        pair = Guardianship(
            person_id=permission.person_id,
            guardian_id=permission.guardian_id,
            relation=permission.relation or RELATIONS[-1],
            name=permission.name or "",
            since=now,
        )
        session.add(pair)
        await session.flush()
    permission.guardianship_id, permission.confirmed_at = pair.id, now
    await _take_effect(session, permission, matter, facts=facts, now=now)
    matters.tell(session, "guardian_confirmed", pair.guardian_id, permission, now)
    await session.flush()
    return permission, matter


async def withdraw(
    session: Session, permission_id: int, guardian_id: int, *, facts: Facts, now: datetime
) -> tuple[Permission, Matter]:
    """The guardian takes a yes back: the place or the application is given up. Harmless twice; raises NotThere."""
    permission, matter = await matters.held(session, permission_id, guardian_id=guardian_id, now=now)
    if permission.confirmed_at is None:
        raise NotThere
    if permission.ended_at is None:
        permission.ended_at, permission.why = now, "withdrawn"
        if await matter.take_back(session, facts=facts, now=now):
            matters.tell(session, "permission_withdrawn", permission.person_id, permission, now)
        await session.flush()
    return permission, matter


async def _take_effect(
    session: Session, permission: Permission, matter: Matter, *, facts: Facts, now: datetime
) -> None:
    """One yes is enough: the other questions end, and what waited for it is the young person's."""
    await session.flush()
    await guardians.close(session, "answered", matter.questions, col(Permission.id) != permission.id, now=now)
    await matter.take_effect(session, facts=facts, now=now)
