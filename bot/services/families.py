"""Guardians and permissions when two people turn out to be one."""

from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from bot.db import Session
from bot.models import Application, Call, Course, Enrollment, Guardianship, Permission, Person, Progress, Standing
from bot.services import guardians, holds
from bot.services.applications import approving
from bot.services.facts import Facts


async def merge(session: Session, kept: Person, gone_id: int, *, facts: Facts, now: datetime) -> None:
    """What the second person was to others the first one is now. Nobody is their own guardian: such a yes ends, and a
    place or an application that stood on it waits for somebody else's. To be called after both have moved, the courses
    locked."""
    kept_id = kept.id or 0
    tables: tuple[type[Any], ...] = (Guardianship, Permission)
    for table in tables:
        rows = await session.exec(
            select(table).where(or_(col(table.person_id) == gone_id, col(table.guardian_id) == gone_id))
        )
        for row in rows.all():
            row.person_id = kept_id if row.person_id == gone_id else row.person_id
            row.guardian_id = kept_id if row.guardian_id == gone_id else row.guardian_id
    await session.flush()
    await _one_of_each(session, kept_id, now)
    for permission in await session.exec(
        select(Permission).where(
            Permission.person_id == kept_id, Permission.guardian_id == kept_id, col(Permission.ended_at).is_(None)
        )
    ):
        permission.ended_at, permission.why = now, "stranger"
    await session.flush()
    await _hold_again(session, kept, facts=facts, now=now)


async def _one_of_each(session: Session, kept_id: int, now: datetime) -> None:
    """Two who know each other twice do so once, the longer."""
    known: set[tuple[int, int]] = set()
    pairs = select(Guardianship).where(
        or_(col(Guardianship.person_id) == kept_id, col(Guardianship.guardian_id) == kept_id),
        col(Guardianship.ended_at).is_(None),
    )
    for pair in (await session.exec(pairs.order_by(col(Guardianship.id)))).all():
        two = (pair.person_id, pair.guardian_id)
        if two in known or pair.person_id == pair.guardian_id:
            pair.ended_at, pair.why = now, "young"
        known.add(two)


async def _hold_again(session: Session, kept: Person, *, facts: Facts, now: datetime) -> None:
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == kept.id, Enrollment.standing == Standing.ENROLLED, col(Course.starts_at) > now)
        .order_by(col(Enrollment.id))
    )
    for enrollment, course in (await session.exec(query)).all():
        if await guardians.lacking(session, enrollment, course, kept, facts=facts, now=now):
            await holds.begin(session, enrollment, course, kept, facts=facts, now=now)
    sent = (
        select(Application, Call)
        .join(Call, col(Call.id) == Application.call_id)
        .where(Application.person_id == kept.id, Application.progress == Progress.SUBMITTED)
        .order_by(col(Application.id))
    )
    for application, call in (await session.exec(sent)).all():
        if await approving.lacking(session, application, call, kept, facts=facts, now=now):
            application.progress = Progress.GUARDIAN
