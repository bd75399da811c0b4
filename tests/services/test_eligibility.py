"""Age, clashes, and what has to be asked."""

from datetime import date, datetime, timedelta

import pytest

from bot.db import Database
from bot.errors import Clash, NotOldEnough, Refusal, TooOld
from bot.models import Standing
from bot.services import courses, enrollments
from tests.services.making import FACTS, NOW, REAL, course, crowd, join, person, somebody, taken

FIRST_DAY = (NOW + timedelta(days=14)).date()


@pytest.mark.parametrize(
    ("born", "refusal"),
    [
        (FIRST_DAY.replace(year=FIRST_DAY.year - 15), None),
        (FIRST_DAY.replace(year=FIRST_DAY.year - 15) + timedelta(days=1), NotOldEnough),
        (FIRST_DAY.replace(year=FIRST_DAY.year - 30) + timedelta(days=1), None),
        (FIRST_DAY.replace(year=FIRST_DAY.year - 30), TooOld),
        (None, None),
    ],
    ids=["turns 15 that day", "turns 15 the day after", "turns 30 the day after", "turns 30 that day", "unknown"],
)
async def test_age_counts_on_the_day_of_the_first_session(
    db: Database, born: date | None, refusal: type[Refusal] | None
) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, age_min=15, age_max=29), await person(session, born=born)
        who, what = await somebody(session, ana), await courses.get(session, welding)
        if refusal is None:
            await enrollments.may_join(session, who, what, facts=FACTS, now=NOW)
            return
        with pytest.raises(refusal):
            await enrollments.may_join(session, who, what, facts=FACTS, now=NOW)


@pytest.mark.parametrize(
    ("born", "on"),
    [
        (date(2012, 1, 15), date(2027, 1, 15)),
        (date(2012, 2, 29), date(2027, 3, 1)),
    ],
)
async def test_too_young_says_from_which_day_on(db: Database, born: date, on: date) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, age_min=15), await person(session, born=born)
        with pytest.raises(NotOldEnough) as refused:
            await join(session, ana, welding)
        assert (refused.value.age_min, refused.value.on) == (15, on)


async def test_the_day_of_the_first_session_is_the_local_one(db: Database) -> None:
    # 20:00 on 4 December in León is already 5 December in UTC.
    evening = datetime.fromisoformat("2026-12-05T02:00:00+00:00")
    async with db.begin() as session:
        welding = await course(session, age_min=15, starts=evening)
        ana = await person(session, born=date(2011, 12, 5))
        with pytest.raises(NotOldEnough):
            await join(session, ana, welding)


async def test_joining_without_a_birth_date_that_matters_is_a_bug_and_not_a_way_in(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, age_min=15), await person(session, born=None)
        with pytest.raises(ValueError, match="birth date"):
            await join(session, ana, welding)
        assert await taken(session, welding) == 0


async def test_only_what_is_missing_is_asked(db: Database) -> None:
    async with db.begin() as session:
        limited = await courses.get(session, await course(session, age_min=12))
        free = await courses.get(session, await course(session))
        placeholder = await courses.get(
            session, await course(session, age_min=12, illustrative_fields=["ages", "schedule"])
        )
        stranger = await somebody(session, await person(session, name=None, born=None))
        known = await somebody(session, await person(session))
    assert enrollments.missing(limited, stranger, facts=FACTS) == ["name", "birth_date"]
    assert enrollments.missing(free, stranger, facts=FACTS) == ["name"]
    assert enrollments.missing(limited, known, facts=FACTS) == []
    assert enrollments.missing(placeholder, stranger, facts=FACTS) == ["name", "birth_date"]
    assert enrollments.missing(placeholder, stranger, facts=REAL) == ["name"]


async def test_two_courses_at_the_same_time_clash(db: Database) -> None:
    async with db.begin() as session:
        held = await course(session, meetings=3)
        second_meeting = NOW + timedelta(days=21, hours=1)
        wanted = await course(session, starts=second_meeting)
        ana = await person(session)
        await join(session, ana, held)
        with pytest.raises(Clash) as refused:
            await join(session, ana, wanted)
        assert (refused.value.with_course_id, refused.value.at) == (held, second_meeting)


async def test_courses_that_only_touch_do_not_clash(db: Database) -> None:
    async with db.begin() as session:
        held, ana = await course(session), await person(session)
        following = await course(session, starts=NOW + timedelta(days=14, hours=2))
        await join(session, ana, held)
        assert (await join(session, ana, following)).standing is Standing.ENROLLED


async def test_a_place_in_line_does_not_clash(db: Database) -> None:
    async with db.begin() as session:
        full, other = await course(session, seats=1), await course(session)
        ana, beto = await crowd(session, 2)
        await join(session, ana, full)
        await join(session, beto, full)
        assert (await join(session, beto, other)).standing is Standing.ENROLLED
