"""Who needs a guardian's yes, whether it is there, and which guardians a young person has.

Looking, getting help and the journey need nobody's. A course that is sensitive is help: a pack can't make a guardian
its condition.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import (
    ACTIVE,
    SENT,
    Application,
    Call,
    Course,
    Enrollment,
    Guardianship,
    Letter,
    Permission,
    Person,
    Priority,
)
from bot.services.facts import OF_AGE, Facts

AT_MOST: Final = 2
"""Guardians a young person has in this bot; either's yes is enough."""
PAPER: Final = "minor_guardian_consent"
"""The requirement that asks for a guardian's yes by itself, whatever the pack's list says."""
WORK_ALONE: Final = 16
"""From this age one may work without a guardian's yes (Ley Federal del Trabajo, 22 Bis)."""


def matters(course: Course, facts: Facts) -> bool:
    """Whether somebody may need a guardian's yes for it, so that the birth date has to be asked."""
    return not course.sensitive and (course.employment or _named(course, facts))


def _named(course: Course, facts: Facts) -> bool:
    named = facts.guardian_for
    paid = "paid_courses" in named and bool(course.cost)
    return "every_sign_up" in named or paid or PAPER in course.requirements


def is_minor(person: Person, *, facts: Facts, now: datetime) -> bool:
    """Only who is known to be: without a birth date nobody is taken for a minor."""
    age = person.age(time.local(now, facts.zone).date())
    return age is not None and age < OF_AGE


def needed(course: Course, person: Person, *, facts: Facts, now: datetime) -> bool:
    """Whether this person needs a guardian's yes for this course today."""
    age = person.age(time.local(now, facts.zone).date())
    if age is None or age >= OF_AGE or course.sensitive:
        return False
    return _named(course, facts) or (course.employment and age < WORK_ALONE)


async def granted(session: Session, enrollment_id: int) -> bool:
    """Whether a yes stands: given, confirmed, not taken back."""
    yes = select(Permission.id).where(
        Permission.enrollment_id == enrollment_id,
        col(Permission.approved).is_(True),
        col(Permission.confirmed_at).is_not(None),
        col(Permission.ended_at).is_(None),
    )
    return (await session.exec(yes.limit(1))).first() is not None


async def lacking(
    session: Session, enrollment: Enrollment, course: Course, person: Person, *, facts: Facts, now: datetime
) -> bool:
    """Whether a yes is needed for this place and isn't there."""
    return needed(course, person, facts=facts, now=now) and not await granted(session, enrollment.id or 0)


def first_name(person: Person) -> str:
    """What others hear of a young person: the first word of the name they gave."""
    return (person.name or "").split(" ")[0]


async def of(session: Session, person_id: int) -> Sequence[Guardianship]:
    """A young person's guardians, the longest known first."""
    query = select(Guardianship).where(Guardianship.person_id == person_id, col(Guardianship.ended_at).is_(None))
    return (await session.exec(query.order_by(col(Guardianship.id)))).all()


async def wards(session: Session, guardian_id: int) -> Sequence[tuple[Guardianship, Person]]:
    """For whom somebody answers."""
    query = (
        select(Guardianship, Person)
        .join(Person, col(Person.id) == Guardianship.person_id)
        .where(Guardianship.guardian_id == guardian_id, col(Guardianship.ended_at).is_(None))
        .order_by(col(Guardianship.id))
    )
    return (await session.exec(query)).all()


async def given(
    session: Session, guardian_id: int, *, now: datetime
) -> Sequence[tuple[Permission, Course | Call, Person]]:
    """The permissions that somebody gave and can take back: of places that aren't over, and of applications that
    nobody has been told of what was decided."""
    yes = (
        Permission.guardian_id == guardian_id,
        col(Permission.confirmed_at).is_not(None),
        col(Permission.ended_at).is_(None),
    )
    for_places = (
        select(Permission, Course, Person)
        .join(Enrollment, col(Enrollment.id) == Permission.enrollment_id)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .join(Person, col(Person.id) == Permission.person_id)
        .where(*yes, col(Enrollment.standing).in_(ACTIVE))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
    )
    for_applications = (
        select(Permission, Call, Person)
        .join(Application, col(Application.id) == Permission.application_id)
        .join(Call, col(Call.id) == Application.call_id)
        .join(Person, col(Person.id) == Permission.person_id)
        .where(*yes, col(Application.progress).in_(SENT), col(Application.released_at).is_(None))
    )
    found = [*(await session.exec(for_places)), *(await session.exec(for_applications))]
    return sorted(found, key=lambda row: row[0].id or 0)


async def count(session: Session, person_id: int) -> int:
    """How many permissions somebody asked for, was asked for, or gave themselves."""
    query = select(func.count()).where(
        or_(col(Permission.person_id) == person_id, col(Permission.guardian_id) == person_id)
    )
    return (await session.exec(query)).one()


async def part(session: Session, guardianship_id: int, person_id: int, *, now: datetime) -> Guardianship:
    """Either side ends it; what was approved stays approved. Parting twice is harmless. Raises NotThere, also for who
    is neither of the two."""
    query = select(Guardianship).where(Guardianship.id == guardianship_id).with_for_update()
    pair = (await session.exec(query.execution_options(populate_existing=True))).first()
    if pair is None or person_id not in (pair.person_id, pair.guardian_id):
        raise NotThere
    if pair.ended_at is None:
        young = person_id == pair.person_id
        pair.ended_at, pair.why = now, "young" if young else "guardian"
        await close(session, "revoked", Permission.guardianship_id == pair.id, now=now)
        other = pair.guardian_id if young else pair.person_id
        tell(session, "guardian_parted", other, f"{pair.id}", {"guardianship": pair.id}, now=now)
        await session.flush()
    return pair


async def close(session: Session, why: str, *which: Any, now: datetime) -> list[Permission]:
    """End the questions among these that nobody has answered for good yet. Returns them."""
    query = select(Permission).where(*which, col(Permission.ended_at).is_(None), col(Permission.confirmed_at).is_(None))
    found = list((await session.exec(query.execution_options(populate_existing=True))).all())
    for permission in found:
        permission.ended_at, permission.why = now, why
    await session.flush()
    return found


async def end_in_vain(session: Session, which: ColumnElement[bool], *, now: datetime) -> None:
    """The time for these questions is over; whoever said yes, and wasn't confirmed, hears of it."""
    for one in await close(session, "over", which, now=now):
        if one.approved and one.guardian_id is not None:
            tell(session, "guardian_in_vain", one.guardian_id, f"{one.id}", {"permission": one.id}, now=now)


def tell(
    session: Session,
    kind: str,
    person_id: int,
    about: str,
    subject: dict[str, Any],
    *,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Write a letter about a permission; `about` makes it one of its kind."""
    session.add(
        Letter(
            priority=Priority.DECISION,
            kind=kind,
            key=f"{kind}:{about}",
            person_id=person_id,
            subject=subject,
            due_at=now,
            useful_until=until,
        )
    )
