"""Two people become one while others, and one of the two, go on signing up."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from bot.db import Database
from bot.errors import Refusal
from bot.models import HOLDS_A_SEAT, Course, Enrollment, Person
from bot.services import merging
from tests.services.making import FACTS, NOW, course, crowd, join


@pytest.mark.parametrize("both", [False, True])
async def test_a_place_taken_at_the_same_moment_is_neither_lost_nor_counted_twice(db: Database, both: bool) -> None:
    async with db.begin() as session:
        courses = [await course(session, seats=2, meetings=1) for _ in range(4)]
        kept, gone, *others = await crowd(session, 6)
        await join(session, gone, courses[0])
        if both:
            await join(session, kept, courses[0])

    async def signs_up(person: int, course_id: int) -> None:
        try:
            async with db.begin() as session:
                await join(session, person, course_id)
        except (Refusal, IntegrityError):
            return

    async def merges() -> None:
        async with db.begin() as session:
            await merging.merge(session, kept, gone, facts=FACTS, now=NOW)

    acts = [signs_up(gone, id) for id in courses[1:2]] + [signs_up(other, courses[0]) for other in others]
    await asyncio.gather(*acts[:2], merges(), *acts[2:])
    async with db.reading() as session:
        assert await session.get(Person, gone) is None
        assert (await session.exec(select(func.count()).where(col(Enrollment.person_id) == gone))).one() == 0
        for one in await session.exec(select(Course)):
            held = select(Enrollment.person_id).where(
                Enrollment.course_id == one.id, col(Enrollment.standing).in_(HOLDS_A_SEAT)
            )
            people = list(await session.exec(held))
            assert len(people) == len(set(people)) == one.taken <= 2
        assert kept in list(await session.exec(select(Enrollment.person_id).where(Enrollment.course_id == courses[0])))
