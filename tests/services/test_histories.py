"""Whatever people do, in whatever order, seats are never promised twice."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from bot.db import Database, Session
from bot.errors import Refusal
from bot.models import ACTIVE, HOLDS_A_SEAT, Account, Course, Enrollment
from bot.services import courses, enrollments, offers, people
from bot.services.enrollments import join as sign_up
from tests.services.making import FACTS, NOW, course, crowd


@pytest.mark.slow
async def test_200_random_histories_never_hold_more_seats_than_there_are(db: Database) -> None:
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    async with db.begin() as session:
        everybody = await crowd(session, 6)
        for history in range(200):
            # Without rows for its sessions nothing clashes and no reminder slows the histories down.
            seats = chance.randint(1, 3)
            welding = await course(session, seats=seats, starts=None)
            one = await courses.get(session, welding)
            one.starts_at = one.ends_at = NOW + timedelta(days=chance.randint(1, 4))
            now = NOW
            for _ in range(12):
                now += timedelta(hours=chance.choice((0, 1, 5, 13)))
                await _something(session, chance, welding, everybody, now)
                await _count(session, welding, f"seed {seed}, history {history}")


async def _something(
    session: Session, chance: random.Random, welding: int, everybody: list[int], now: datetime
) -> None:
    who = chance.choice(everybody)
    mine = select(Enrollment).where(Enrollment.person_id == who, Enrollment.course_id == welding)
    row = (await session.exec(mine.where(col(Enrollment.standing).in_(ACTIVE)))).first()
    act = chance.choice(("join", "join", "join", "leave", "take", "decline", "lapse", "stop", "return"))
    try:
        if act == "join":
            await sign_up(session, who, welding, facts=FACTS, now=now)
        elif act == "lapse":
            await offers.lapse(session, facts=FACTS, now=now)
        elif act in ("stop", "return"):
            account = (await session.exec(select(Account.id).where(Account.person_id == who))).one()
            if act == "stop":
                await people.stopped(session, account, now)
            else:
                await people.of(session, account, language_code="es", now=now)
        elif row is not None and row.id is not None and act == "leave":
            await enrollments.leave(session, who, row.id, reason="time", facts=FACTS, now=now)
        elif row is not None and row.id is not None:
            await getattr(offers, act)(session, who, row.id, facts=FACTS, now=now)
    except Refusal:
        return


async def _count(session: Session, welding: int, where: str) -> None:
    await session.flush()
    held = select(func.count()).select_from(Enrollment).where(Enrollment.course_id == welding)
    holding = (await session.exec(held.where(col(Enrollment.standing).in_(HOLDS_A_SEAT)))).one()
    one = (
        await session.exec(select(Course).where(Course.id == welding).execution_options(populate_existing=True))
    ).one()
    assert one.seats is not None
    assert holding == one.taken <= one.seats, where
