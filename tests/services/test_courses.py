"""Looking at what is on offer."""

from datetime import timedelta

import pytest

from bot.db import Database
from bot.errors import NotThere
from bot.services import courses
from tests.services.making import NOW, course


async def test_a_topic_shows_the_soonest_first_and_those_without_dates_last(db: Database) -> None:
    async with db.begin() as session:
        undated = await course(session, starts=None)
        later = await course(session, starts=NOW + timedelta(days=20))
        sooner = await course(session, starts=NOW + timedelta(days=2))
        elsewhere = await course(session, topic="health")
        assert [one.id for one in await courses.in_topic(session, "employment", now=NOW)] == [sooner, later, undated]
        everything = [one.id for one in await courses.everything(session, now=NOW)]
        assert everything == [sooner, elsewhere, later, undated]


async def test_what_is_over_or_closed_is_not_shown(db: Database) -> None:
    async with db.begin() as session:
        await course(session, starts=NOW - timedelta(hours=2))
        await course(session, closed_at=NOW)
        running = await course(session, starts=NOW - timedelta(hours=1))
        assert [one.id for one in await courses.in_topic(session, "employment", now=NOW)] == [running]


async def test_of_a_course_the_soonest_edition_one_can_join_is_shown(db: Database) -> None:
    async with db.begin() as session:
        running = await course(session, key="welding", edition=1, starts=NOW - timedelta(days=1), meetings=4)
        third = await course(session, key="welding", edition=3, starts=NOW + timedelta(days=9))
        second = await course(session, key="welding", edition=2, starts=NOW + timedelta(days=2))
        assert [one.id for one in await courses.in_topic(session, "employment", now=NOW)] == [second]
        assert (await courses.latest(session, "welding", now=NOW)).id == third
        after = NOW + timedelta(days=10)
        assert (await courses.latest(session, "welding", now=after)).id == third, "none is open: the newest"
        before_the_second = NOW + timedelta(days=2, seconds=1)
        shown = await courses.in_topic(session, "employment", now=before_the_second)
        assert [one.id for one in shown] == [third]
        assert running not in [one.id for one in shown]


async def test_a_link_leads_to_the_newest_edition_that_is_open(db: Database) -> None:
    async with db.begin() as session:
        open_one = await course(session, key="welding", edition=1)
        await course(session, key="welding", edition=2, closed_at=NOW)
        assert (await courses.latest(session, "welding", now=NOW)).id == open_one
        with pytest.raises(NotThere):
            await courses.latest(session, "no-such-course", now=NOW)


async def test_sessions_come_in_order_and_unknown_courses_are_not_there(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, meetings=3)
        assert [one.number for one in await courses.sessions(session, welding)] == [1, 2, 3]
        assert (await courses.get(session, welding)).id == welding
        for nothing in (0, -1, 10**15):
            with pytest.raises(NotThere):
                await courses.get(session, nothing)
