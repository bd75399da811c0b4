"""The team: invitations that give a role, once, and roles that are taken away. Each of it is noted in the log."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from bot.db import Session
from bot.errors import InvitationGone, LastAdministrator, NotThere
from bot.models import Invitation, Role, StaffRole
from bot.services import audit

WITHIN: Final = timedelta(hours=48)
_BYTES: Final = 24
"""Of randomness in a link: 192 bits."""


@dataclass(frozen=True)
class Colleague:
    person_id: int
    called: str
    roles: tuple[Role, ...]


async def invite(
    session: Session, role: Role, *, by: int | None, now: datetime, within: timedelta = WITHIN
) -> tuple[str, Invitation]:
    """What the link carries, which is kept nowhere, and the invitation. `by` None: from the command line."""
    token = secrets.token_urlsafe(_BYTES)
    invitation = Invitation(token_hash=_hash(token), role=role, made_by=by, made_at=now, expires_at=now + within)
    session.add(invitation)
    await session.flush()
    await audit.note(session, by, "invite", f"invitation:{invitation.id}", now=now, role=role)
    return token, invitation


async def look_at(session: Session, token: str, *, now: datetime) -> Invitation:
    """The invitation that a link carries, while it can be used. Raises InvitationGone."""
    query = select(Invitation).where(Invitation.token_hash == _hash(token))
    invitation = (await session.exec(query.with_for_update().execution_options(populate_existing=True))).first()
    if invitation is None:
        raise InvitationGone("unknown")
    if invitation.ended_at is not None:
        raise InvitationGone("used")
    if invitation.expires_at <= now:
        raise InvitationGone("expired")
    return invitation


async def accept(session: Session, token: str, person_id: int, *, called: str, now: datetime) -> Role:
    """The role is theirs; having it already is fine. Of two who accept at once one is first. Raises InvitationGone."""
    invitation = await look_at(session, token, now=now)
    claim = update(Invitation).where(col(Invitation.id) == invitation.id, col(Invitation.ended_at).is_(None))
    if (await session.exec(claim.values(ended_at=now))).rowcount != 1:
        raise InvitationGone("used")
    try:
        async with session.begin_nested():
            session.add(StaffRole(person_id=person_id, role=invitation.role, called=called, since=now))
            await session.flush()
    except IntegrityError:
        pass  # they have it, from another invitation
    subject = f"person:{person_id}"
    await audit.note(session, person_id, "accept", subject, now=now, role=invitation.role, invitation=invitation.id)
    return invitation.role


async def open_invitations(session: Session, *, now: datetime) -> Sequence[Invitation]:
    """Those that could still be used, the newest first."""
    query = select(Invitation).where(col(Invitation.ended_at).is_(None), col(Invitation.expires_at) > now)
    return (await session.exec(query.order_by(col(Invitation.id).desc()))).all()


async def take_back(session: Session, invitation_id: int, *, by: int, now: datetime) -> None:
    """The link ends; doing it twice is harmless. Raises NotThere."""
    invitation = await session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation is None:
        raise NotThere
    if invitation.ended_at is None:
        invitation.ended_at = now
        await audit.note(session, by, "take_back", f"invitation:{invitation_id}", now=now, role=invitation.role)


async def colleagues(session: Session) -> list[Colleague]:
    """Everybody with a role, in the order in which they came."""
    found: dict[int, list[StaffRole]] = {}
    for row in await session.exec(select(StaffRole).order_by(col(StaffRole.id))):
        found.setdefault(row.person_id, []).append(row)
    return [Colleague(id, rows[-1].called, tuple(row.role for row in rows)) for id, rows in found.items()]


async def colleague(session: Session, person_id: int) -> Colleague:
    """Raises NotThere for somebody without a role."""
    rows = (
        await session.exec(select(StaffRole).where(StaffRole.person_id == person_id).order_by(col(StaffRole.id)))
    ).all()
    if not rows:
        raise NotThere
    return Colleague(person_id, rows[-1].called, tuple(row.role for row in rows))


async def remove(session: Session, person_id: int, role: Role, *, by: int, now: datetime) -> None:
    """From the next thing they tap on they don't have it. Raises NotThere, and LastAdministrator."""
    rows = (await session.exec(select(StaffRole).where(StaffRole.role == role).with_for_update())).all()
    row = next((one for one in rows if one.person_id == person_id), None)
    if row is None:
        raise NotThere
    if role is Role.ADMINISTRATOR and len(rows) == 1:
        raise LastAdministrator
    await session.delete(row)
    await audit.note(session, by, "remove", f"person:{person_id}", now=now, role=role)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
