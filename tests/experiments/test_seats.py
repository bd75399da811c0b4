"""Promise P2: twenty seats are twenty, however many processes tap at once (64 in full, eight with the suite)."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import CheckConstraint, func
from sqlmodel import SQLModel, col, select

from bot import time
from bot.db import Database
from bot.models import HOLDS_A_SEAT, Course, CourseSession, Enrollment, Standing
from tests.experiments.seat_storm import COURSE

SEATS = 20


async def open_course(db: Database) -> int:
    words = {"es": "Tormenta", "en": "Storm"}
    start = time.now() + timedelta(days=10)
    async with db.begin() as session:
        course = Course(
            key=COURSE, kind="course", title=words, short_title=words, summary=words, topic="education",
            organiser="imju", modality="in_person", seats=SEATS, status="offered", starts_at=start,
            ends_at=start + timedelta(hours=2),
        )  # fmt: skip
        session.add(course)
        await session.flush()
        assert course.id is not None
        session.add(CourseSession(course_id=course.id, number=1, starts_at=start, ends_at=start + timedelta(hours=2)))
        return course.id


async def storm(url: str, processes: int, attempts: int, arm: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.experiments.seat_storm", url, str(processes), str(attempts), arm,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return await asyncio.wait_for(process.wait(), 600)


async def count(db: Database, *standings: Standing) -> int:
    async with db.reading() as session:
        query = select(func.count()).select_from(Enrollment).where(col(Enrollment.standing).in_(standings))
        return (await session.exec(query)).one()


async def test_twenty_seats_under_a_storm_of_processes_are_twenty(
    db: Database, database_url: str, engine: str, full: bool
) -> None:
    course_id = await open_course(db)
    processes, attempts = _size(full, 50 if engine == "sqlite" else 16)
    assert await storm(database_url, processes, attempts, "rumbo") == 0
    async with db.reading() as session:
        course = await session.get(Course, course_id)
    assert course is not None
    assert course.taken == SEATS
    assert await count(db, *HOLDS_A_SEAT) == SEATS
    assert await count(db, Standing.WAITING) == processes * attempts - SEATS, "everybody else stands in line"


async def test_the_control_that_reads_first_and_writes_then_over_books(
    db: Database, database_url: str, engine: str, full: bool
) -> None:
    """The same storm without the conditional update (and without the constraint that would hide the mistake)."""
    if engine == "postgresql":
        async with db.engine.begin() as connection:
            for constraint in SQLModel.metadata.tables["course"].constraints:
                if isinstance(constraint, CheckConstraint):
                    await connection.exec_driver_sql(f'ALTER TABLE course DROP CONSTRAINT "{constraint.name}"')
    await open_course(db)
    processes, attempts = _size(full, 2)
    assert await storm(database_url, processes, attempts, "control") == 0
    assert await count(db, *HOLDS_A_SEAT) > SEATS


def _size(full: bool, attempts: int) -> tuple[int, int]:
    """How many processes, and how often each tries."""
    return (64, attempts) if full else (8, 4)
