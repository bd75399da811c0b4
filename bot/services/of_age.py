"""At 18 nobody answers for one any more: guardians see nothing further, and what still runs is asked again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from bot import time
from bot.db import Session
from bot.models import (
    ACTIVE,
    OWN,
    SENT,
    Application,
    Call,
    CallRound,
    Course,
    Enrollment,
    Guardianship,
    Permission,
    Person,
    Progress,
    Standing,
)
from bot.services import guardians, offers, seats
from bot.services.approvals import Applied, Matter, Place
from bot.services.facts import OF_AGE, Facts

APPLIED: Final = "application_of_age"
"""The kind of letter: what waited for a guardian is in, in the person's own name."""


async def look(session: Session, *, facts: Facts, now: datetime) -> int:
    """End what ends with the 18th birthday, by the local date: guardianships, open questions, and the guardians' hold
    on what they approved, which stays approved. A place that waited for a guardian is the person's now,
    and an application that did is in. Each hears of
    it, once. Returns how many came of age."""
    today = time.local(now, facts.zone).date()
    query = select(Person.id).where(
        col(Person.birth_date) <= _born_before(today),
        or_(
            col(Person.id).in_(select(Guardianship.person_id).where(col(Guardianship.ended_at).is_(None))),
            col(Person.id).in_(
                select(Permission.person_id).where(
                    col(Permission.ended_at).is_(None), col(Permission.relation).is_distinct_from(OWN)
                )
            ),
            col(Person.id).in_(select(Enrollment.person_id).where(Enrollment.standing == Standing.PROVISIONAL)),
            col(Person.id).in_(select(Application.person_id).where(Application.progress == Progress.GUARDIAN)),
        ),
    )
    grown = sorted(id for id in await session.exec(query) if id is not None)
    for person_id in grown:
        await _come_of_age(session, person_id, facts=facts, now=now)
    return len(grown)


async def running(session: Session, person_id: int, *, now: datetime) -> Sequence[Matter]:
    """What a guardian had approved, isn't over, and has no yes of the person's own yet: places, then applications of
    which nobody has been told what was decided."""
    asked = (Permission.person_id == person_id, Permission.why == "of_age", col(Permission.approved).is_(True))
    own = (Permission.person_id == person_id, Permission.relation == OWN)
    places = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person_id, col(Enrollment.standing).in_(ACTIVE))
        .where(_among(Enrollment.id, Permission.enrollment_id, *asked))
        .where(~_among(Enrollment.id, Permission.enrollment_id, *own))
        .where(or_(col(Course.ends_at).is_(None), col(Course.ends_at) > now))
        .order_by(col(Enrollment.id))
    )
    applications = (
        select(Application, Call, CallRound)
        .join(Call, col(Call.id) == Application.call_id)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(Application.person_id == person_id, col(Application.progress).in_(SENT))
        .where(col(Application.released_at).is_(None))
        .where(_among(Application.id, Permission.application_id, *asked))
        .where(~_among(Application.id, Permission.application_id, *own))
        .order_by(col(Application.id))
    )
    found: list[Matter] = [Place(*row) for row in await session.exec(places)]
    return [*found, *(Applied(*row) for row in await session.exec(applications))]


def _among(column: Any, asked_about: Any, *which: Any) -> ColumnElement[bool]:
    return col(column).in_(select(asked_about).where(*which, col(asked_about).is_not(None)))


async def go_on(session: Session, person: Person, *, now: datetime) -> Sequence[Matter]:
    """The person's own yes to all of it, with one tap. Returns what it was for; a second tap is for nothing."""
    found = await running(session, person.id or 0, now=now)
    for matter in found:
        own = matter.question(now)
        own.relation, own.name, own.expires_at = OWN, person.name, now
        own.decided_at, own.approved, own.confirmed_at = now, True, now
        session.add(own)
    await session.flush()
    return found


def _born_before(today: date) -> date:
    """The latest birth date of somebody who is 18 today."""
    year = today.year - OF_AGE
    leap_day = (today.month, today.day) == (2, 29)
    return date(year, 2, 28) if leap_day and not _is_leap(year) else today.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


async def _come_of_age(session: Session, person_id: int, *, facts: Facts, now: datetime) -> None:
    active = (Enrollment.person_id == person_id, col(Enrollment.standing).in_(ACTIVE))
    courses = await seats.all_locked(session, await session.exec(select(Enrollment.course_id).where(*active)))
    held = select(Enrollment).where(Enrollment.person_id == person_id, Enrollment.standing == Standing.PROVISIONAL)
    for enrollment in (await session.exec(held.execution_options(populate_existing=True))).all():
        await offers.settle(session, enrollment, courses[enrollment.course_id], facts=facts, now=now)
    waiting = select(Application).where(Application.person_id == person_id, Application.progress == Progress.GUARDIAN)
    query = waiting.with_for_update(key_share=True).execution_options(populate_existing=True)
    for application in (await session.exec(query)).all():
        application.progress = Progress.SUBMITTED
        subject = {"application": application.id}
        guardians.tell(session, APPLIED, person_id, f"{application.id}", subject, now=facts.awake(now))
    pairs = await session.exec(
        select(Guardianship)
        .where(Guardianship.person_id == person_id, col(Guardianship.ended_at).is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for pair in pairs.all():
        pair.ended_at, pair.why = now, "of_age"
        guardians.tell(session, "guardian_free", pair.guardian_id, f"{pair.id}", {"guardianship": pair.id}, now=now)
    await guardians.close(session, "of_age", Permission.person_id == person_id, now=now)
    stands = select(Permission).where(
        Permission.person_id == person_id,
        col(Permission.ended_at).is_(None),
        col(Permission.relation).is_distinct_from(OWN),
    )
    for permission in (await session.exec(stands.execution_options(populate_existing=True))).all():
        permission.ended_at, permission.why = now, "of_age"
    await session.flush()
    day = time.local(now, facts.zone).date()
    guardians.tell(session, "grown_up", person_id, f"{person_id}:{day}", {}, now=facts.awake(now))
    await session.flush()
