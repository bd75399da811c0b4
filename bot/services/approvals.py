"""One question to a guardian about one place: asked by a link or of a guardian who is known, answered, confirmed,
taken back.

A link is used once, by the account that opens it first, within its time. What a stranger says through it changes
nothing: the young person has to recognise them. A guardian who is known decides at once, each time anew.
Courses are locked before anything else, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.db import Session
from bot.errors import NotThere, PermissionGone
from bot.models import ACTIVE, HOLDS_A_SEAT, RELATIONS, Course, Enrollment, Guardianship, Permission, Person, Standing
from bot.services import enrollments, guardians, holds, offers, reminders, seats, second_choices, tokens
from bot.services.facts import Facts

WITHIN: Final = timedelta(days=7)
"""How long one may answer about a place in line; about a seat that is held, as long as it is held."""
Asked = tuple[Permission, Enrollment, Course]


@dataclass(frozen=True)
class About:
    """A question with all it is about."""

    permission: Permission
    enrollment: Enrollment
    course: Course
    young: Person


async def ask_by_link(
    session: Session, person: Person, enrollment_id: int, *, facts: Facts, now: datetime
) -> tuple[str, Permission, Course]:
    """What the link carries, which is kept nowhere. Earlier links for this place end with it. Raises NotThere, also
    where nothing has to be asked, and PermissionGone (`enough`) for who has two guardians already."""
    enrollment, course = await _place(session, person, enrollment_id, facts=facts, now=now)
    if len(await guardians.of(session, person.id or 0)) >= guardians.AT_MOST:
        raise PermissionGone("enough")
    earlier = (Permission.enrollment_id == enrollment_id, col(Permission.guardianship_id).is_(None))
    await guardians.close(session, "newer", *earlier, now=now)
    token = tokens.fresh()
    permission = _question(enrollment, course, now)
    permission.token_hash = tokens.digest(token)
    session.add(permission)
    await session.flush()
    return token, permission, course


async def ask_known(
    session: Session, person: Person, enrollment_id: int, guardianship_id: int, *, facts: Facts, now: datetime
) -> tuple[Permission, Guardianship]:
    """Ask a guardian who is known already, by letter; asking again while they think is harmless. Raises NotThere."""
    enrollment, course = await _place(session, person, enrollment_id, facts=facts, now=now)
    known = {one.id: one for one in await guardians.of(session, person.id or 0)}
    if (pair := known.get(guardianship_id)) is None:
        raise NotThere
    for permission in await waiting(session, enrollment_id, now=now):
        if permission.guardianship_id == pair.id:
            return permission, pair
    permission = _question(enrollment, course, now)
    permission.guardian_id, permission.guardianship_id = pair.guardian_id, pair.id
    permission.relation, permission.name = pair.relation, pair.name
    session.add(permission)
    await session.flush()
    _tell(session, "permission_asked", pair.guardian_id, permission, now, until=permission.expires_at)
    return permission, pair


async def waiting(session: Session, enrollment_id: int, *, now: datetime) -> Sequence[Permission]:
    """The questions about a place that can still be answered."""
    query = select(Permission).where(
        Permission.enrollment_id == enrollment_id,
        col(Permission.ended_at).is_(None),
        col(Permission.confirmed_at).is_(None),
        col(Permission.expires_at) > now,
    )
    return (await session.exec(query.order_by(col(Permission.id)))).all()


async def revoke(session: Session, person_id: int, enrollment_id: int, *, now: datetime) -> None:
    """Nothing asked about this place can be answered any more. Harmless where nothing is open; raises NotThere."""
    await enrollments.get(session, person_id, enrollment_id)
    await guardians.close(session, "revoked", Permission.enrollment_id == enrollment_id, now=now)


async def open_link(session: Session, token: str, guardian: Person, *, facts: Facts, now: datetime) -> Permission:
    """From now on the link is this person's; opening it again is harmless. Raises PermissionGone."""
    permission = await _locked(session, col(Permission.token_hash) == tokens.digest(token))
    if permission is None:
        raise PermissionGone("unknown")
    await _check_open(session, permission, now)
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


async def about(session: Session, permission_id: int) -> About | None:
    """A question, whoever's: for letters, which look whose it is; None where it is gone."""
    query = (
        select(Permission, Enrollment, Course, Person)
        .join(Enrollment, col(Enrollment.id) == Permission.enrollment_id)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .join(Person, col(Person.id) == Permission.person_id)
        .where(Permission.id == permission_id)
    )
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    return About(*found) if found else None


async def get(session: Session, permission_id: int, *, guardian_id: int) -> Asked:
    """A question as the guardian who was asked sees it, whatever came of it. Raises NotThere, also for others'."""
    permission = await session.get(Permission, permission_id, populate_existing=True)
    if permission is None or permission.guardian_id != guardian_id:
        raise NotThere
    enrollment, course = await enrollments.get(session, permission.person_id, permission.enrollment_id)
    return permission, enrollment, course


async def say_who(
    session: Session, permission_id: int, guardian_id: int, *, relation: str = "", name: str = "", now: datetime
) -> Permission:
    """What the guardian is to the young person, and what they are called. Raises NotThere, PermissionGone."""
    permission = await _locked(session, col(Permission.id) == permission_id)
    if permission is None or permission.guardian_id != guardian_id or permission.guardianship_id is not None:
        raise NotThere
    await _check_open(session, permission, now)
    if permission.decided_at is not None or (relation and relation not in RELATIONS):
        raise NotThere
    permission.relation, permission.name = relation or permission.relation, name or permission.name
    await session.flush()
    return permission


async def decide(
    session: Session, permission_id: int, guardian: Person, *, yes: bool, facts: Facts, now: datetime
) -> Asked:
    """The guardian's answer, once; the first one counts. Raises NotThere (also before `say_who`), PermissionGone."""
    permission, enrollment, course = await _held(session, permission_id, guardian_id=guardian.id, now=now)
    if permission.decided_at is not None:
        return permission, enrollment, course
    await _check_open(session, permission, now)
    if guardians.is_minor(guardian, facts=facts, now=now):
        raise PermissionGone("minor")
    if yes and not (permission.relation and permission.name):
        raise NotThere
    known = permission.guardianship_id is not None
    permission.decided_at, permission.approved = now, yes
    if not yes:
        permission.ended_at, permission.why = now, "declined"
        await session.flush()
        nobody_else = known and not await waiting(session, enrollment.id or 0, now=now)
        if nobody_else and enrollment.standing is Standing.PROVISIONAL:
            await _give_up(session, enrollment, course, facts=facts, now=now)
        _tell(session, "guardian_declined", permission.person_id, permission, now)
    elif known:
        permission.confirmed_at = now
        await _take_effect(session, permission, enrollment, course, facts=facts, now=now)
        _tell(session, "permission_given", permission.person_id, permission, now)
    else:
        _tell(session, "guardian_answered", permission.person_id, permission, now, until=permission.expires_at)
    await session.flush()
    return permission, enrollment, course


async def confirm(
    session: Session, permission_id: int, person: Person, *, yes: bool, facts: Facts, now: datetime
) -> Asked:
    """The young person says whether that is their guardian. With a yes the two know each other from now on, and the
    permission takes effect; with a no the link is over. Raises NotThere, PermissionGone."""
    permission, enrollment, course = await _held(session, permission_id, person_id=person.id, now=now)
    if not permission.approved or permission.guardian_id is None:
        raise NotThere
    if permission.confirmed_at is not None:
        return permission, enrollment, course
    await _check_open(session, permission, now)
    if not yes:
        permission.ended_at, permission.why = now, "stranger"
        _tell(session, "guardian_refused", permission.guardian_id, permission, now)
        await session.flush()
        return permission, enrollment, course
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
    await _take_effect(session, permission, enrollment, course, facts=facts, now=now)
    _tell(session, "guardian_confirmed", pair.guardian_id, permission, now)
    await session.flush()
    return permission, enrollment, course


async def withdraw(session: Session, permission_id: int, guardian_id: int, *, facts: Facts, now: datetime) -> Asked:
    """The guardian takes a yes back: the place, or the place in line, is given up. Harmless twice; raises NotThere."""
    permission, enrollment, course = await _held(session, permission_id, guardian_id=guardian_id, now=now)
    if permission.confirmed_at is None:
        raise NotThere
    if permission.ended_at is None:
        permission.ended_at, permission.why = now, "withdrawn"
        over = course.ends_at is not None and course.ends_at <= now
        if enrollment.standing in ACTIVE and not over:
            await _give_up(session, enrollment, course, facts=facts, now=now)
            _tell(session, "permission_withdrawn", permission.person_id, permission, now)
        await session.flush()
    return permission, enrollment, course


async def lapse(session: Session, *, facts: Facts, now: datetime) -> int:
    """End every provisional place whose time is over; its seat goes to the next in line. The young person hears of
    it, and who had said yes in vain. Returns how many ended."""
    due = (Enrollment.standing == Standing.PROVISIONAL, col(Enrollment.offer_until) <= now)
    ended = 0
    for course_id in sorted(set(await session.exec(select(Enrollment.course_id).where(*due)))):
        course = await seats.locked(session, course_id)
        mine = select(Enrollment).where(Enrollment.course_id == course_id, *due).order_by(col(Enrollment.id))
        for enrollment in (await session.exec(mine.execution_options(populate_existing=True))).all():
            enrollment.standing, enrollment.left_at, enrollment.left_reason = Standing.LAPSED, now, holds.REASON
            await session.flush()
            await reminders.drop(session, enrollment.id or 0, "hold ended")
            await seats.free(session, course)
            for one in await guardians.close(session, "over", Permission.enrollment_id == enrollment.id, now=now):
                if one.approved and one.guardian_id is not None:
                    _tell(session, "guardian_in_vain", one.guardian_id, one, now)
            guardians.tell(
                session,
                holds.LAPSED,
                enrollment.person_id,
                f"{enrollment.id}",
                {"enrollment": enrollment.id},
                now=now,
                until=course.starts_at,
            )
            ended += 1
        await offers.offer_next(session, course_id, facts=facts, now=now)
    return ended


def _question(enrollment: Enrollment, course: Course, now: datetime) -> Permission:
    held = enrollment.offer_until if enrollment.standing is Standing.PROVISIONAL else None
    latest = held or now + WITHIN
    return Permission(
        person_id=enrollment.person_id,
        enrollment_id=enrollment.id or 0,
        asked_at=now,
        expires_at=min(latest, course.starts_at) if course.starts_at is not None else latest,
    )


async def _place(
    session: Session, person: Person, enrollment_id: int, *, facts: Facts, now: datetime
) -> tuple[Enrollment, Course]:
    """The person's own place for which a yes is lacking, its course locked."""
    _enrollment, course = await enrollments.get(session, person.id or 0, enrollment_id)
    course = await seats.locked(session, course.id or 0)
    enrollment = await session.get_one(Enrollment, enrollment_id, populate_existing=True)
    begun = course.starts_at is not None and course.starts_at <= now
    if enrollment.standing not in (*HOLDS_A_SEAT, Standing.WAITING) or begun:
        raise NotThere
    if enrollment.standing is Standing.PROVISIONAL and (enrollment.offer_until or now) <= now:
        raise PermissionGone("expired")
    if not await guardians.lacking(session, enrollment, course, person, facts=facts, now=now):
        raise NotThere
    return enrollment, course


async def _check_open(session: Session, permission: Permission, now: datetime) -> None:
    if permission.ended_at is not None:
        raise PermissionGone("expired" if permission.why == "over" else "used")
    if permission.expires_at <= now:
        raise PermissionGone("expired")
    enrollment = await session.get_one(Enrollment, permission.enrollment_id, populate_existing=True)
    if enrollment.standing not in ACTIVE:
        raise PermissionGone("used")


async def _locked(session: Session, which: ColumnElement[bool]) -> Permission | None:
    query = select(Permission).where(which).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()


async def _held(
    session: Session,
    permission_id: int,
    *,
    guardian_id: int | None = None,
    person_id: int | None = None,
    now: datetime,
) -> Asked:
    """The question, its place and its course, all as they are now and nobody else's: of this guardian, or of this
    young person. Raises NotThere."""
    seen = await session.get(Permission, permission_id)
    if seen is None:
        raise NotThere
    _enrollment, course = await enrollments.get(session, seen.person_id, seen.enrollment_id)
    second = await second_choices.of(session, seen.enrollment_id, now=now)
    locked = await seats.all_locked(session, [course.id or 0, second[0].course_id if second else course.id or 0])
    permission = await _locked(session, col(Permission.id) == permission_id)
    mine = permission is not None and (
        permission.guardian_id == guardian_id if guardian_id is not None else permission.person_id == person_id
    )
    if permission is None or not mine:
        raise NotThere
    enrollment = await session.get_one(Enrollment, permission.enrollment_id, populate_existing=True)
    return permission, enrollment, locked[enrollment.course_id]


async def _take_effect(
    session: Session, permission: Permission, enrollment: Enrollment, course: Course, *, facts: Facts, now: datetime
) -> None:
    """One yes is enough: the other questions end, and a seat that waited for it is the young person's."""
    await session.flush()
    others = (Permission.enrollment_id == enrollment.id, Permission.id != permission.id)
    await guardians.close(session, "answered", *others, now=now)
    if enrollment.standing is Standing.PROVISIONAL:
        await offers.settle(session, enrollment, course, facts=facts, now=now)


async def _give_up(session: Session, enrollment: Enrollment, course: Course, *, facts: Facts, now: datetime) -> None:
    """The place is free for somebody else; nothing more is asked about it."""
    held = enrollment.standing in HOLDS_A_SEAT
    enrollment.standing, enrollment.left_at, enrollment.left_reason = Standing.LEFT, now, holds.REASON
    enrollment.offer_until = None
    await session.flush()
    await reminders.drop(session, enrollment.id or 0, holds.REASON)
    await guardians.close(session, "over", Permission.enrollment_id == enrollment.id, now=now)
    if held:
        await seats.free(session, course)
        await offers.offer_next(session, enrollment.course_id, facts=facts, now=now)


def _tell(
    session: Session, kind: str, person_id: int, permission: Permission, now: datetime, *, until: datetime | None = None
) -> None:
    guardians.tell(session, kind, person_id, f"{permission.id}", {"permission": permission.id}, now=now, until=until)
