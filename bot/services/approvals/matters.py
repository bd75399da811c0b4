"""What a question to a guardian is about, and the question itself, locked in that order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import Permission, Person
from bot.services import guardians
from bot.services.approvals import applied, places

Matter = places.Place | applied.Applied


@dataclass(frozen=True)
class About:
    """A question with all it is about."""

    permission: Permission
    matter: Matter
    young: Person


async def mine(session: Session, person_id: int, *, enrollment_id: int, application_id: int) -> Matter:
    """A place or an application of one's own; the number that isn't 0 says which. Raises NotThere."""
    if application_id:
        return await applied.mine(session, person_id, application_id)
    return await places.mine(session, person_id, enrollment_id)


async def of(session: Session, permission: Permission) -> Matter:
    return await mine(
        session,
        permission.person_id,
        enrollment_id=permission.enrollment_id or 0,
        application_id=permission.application_id or 0,
    )


async def about(session: Session, permission_id: int) -> About | None:
    """A question, whoever's: for letters, which look whose it is; None where it is gone."""
    permission = await session.get(Permission, permission_id, populate_existing=True)
    if permission is None:
        return None
    young = await session.get_one(Person, permission.person_id)
    return About(permission, await of(session, permission), young)


async def get(session: Session, permission_id: int, *, guardian_id: int) -> tuple[Permission, Matter]:
    """A question as the guardian who was asked sees it, whatever came of it. Raises NotThere, also for others'."""
    permission = await session.get(Permission, permission_id, populate_existing=True)
    if permission is None or permission.guardian_id != guardian_id:
        raise NotThere
    return permission, await of(session, permission)


async def locked(session: Session, which: ColumnElement[bool]) -> Permission | None:
    query = select(Permission).where(which).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()


async def held(
    session: Session,
    permission_id: int,
    *,
    guardian_id: int | None = None,
    person_id: int | None = None,
    now: datetime,
) -> tuple[Permission, Matter]:
    """The question and what it is about, both as they are now and nobody else's: of this guardian, or of this young
    person. Raises NotThere."""
    seen = await session.get(Permission, permission_id)
    if seen is None:
        raise NotThere
    matter = await (await of(session, seen)).locked(session, now=now)
    permission = await locked(session, col(Permission.id) == permission_id)
    mine = permission is not None and (
        permission.guardian_id == guardian_id if guardian_id is not None else permission.person_id == person_id
    )
    if permission is None or not mine:
        raise NotThere
    return permission, matter


async def check_open(session: Session, permission: Permission, now: datetime) -> None:
    """Raises PermissionGone where it can't be answered any more."""
    if permission.ended_at is not None:
        raise PermissionGone("expired" if permission.why == "over" else "used")
    if permission.expires_at <= now:
        raise PermissionGone("expired")
    if not (await of(session, permission)).is_open:
        raise PermissionGone("used")


def tell(
    session: Session, kind: str, person_id: int, permission: Permission, now: datetime, *, until: datetime | None = None
) -> None:
    guardians.tell(session, kind, person_id, f"{permission.id}", {"permission": permission.id}, now=now, until=until)
