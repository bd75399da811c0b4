"""Courses by place, day and part of the day, on the institution's wall clock."""

from datetime import UTC, datetime, timedelta

from bot.db import Database
from bot.services import browsing
from tests.services.making import FACTS, NOW, course


def at(text: str) -> datetime:
    """A moment on León's wall clock."""
    return datetime.fromisoformat(f"{text}:00-06:00").astimezone(UTC)


async def test_a_course_is_found_under_every_day_and_hour_it_still_meets(db: Database) -> None:
    async with db.begin() as session:
        late_friday = await course(session, starts=at("2026-11-27T22:30"))  # Saturday in UTC
        twice = await course(session, starts=at("2026-11-23T12:59"), meetings=2, apart=timedelta(days=1, hours=1))
        running = await course(session, starts=at("2026-11-16T10:00"), meetings=2, apart=timedelta(days=8))
        days = await browsing.choices(session, "day", facts=FACTS, now=NOW)
        assert list(days.items()) == [("mon", 1), ("tue", 2), ("fri", 1)], "a Monday that is over doesn't count"
        hours = await browsing.choices(session, "time", facts=FACTS, now=NOW)
        assert list(hours.items()) == [("morning", 2), ("afternoon", 1), ("evening", 1)]
        for how, which, expected in [
            ("day", "fri", [late_friday]),
            ("day", "tue", [running, twice]),
            ("time", "afternoon", [twice]),
            ("time", "morning", [running, twice]),
        ]:
            found = await browsing.by(session, how, which, facts=FACTS, now=NOW)
            assert [one.id for one in found] == expected


async def test_places_with_most_courses_come_first_and_online_is_a_place(db: Database) -> None:
    async with db.begin() as session:
        for venue, modality in [("here", "in_person"), ("there", "in_person"), ("there", "hybrid"), ("x", "online")]:
            await course(session, venue=venue, modality=modality)
        await course(session, venue=None)
        ask = await course(session, seats=None, starts=None, venue="here")
        places = await browsing.choices(session, "place", facts=FACTS, now=NOW)
        assert places == {"here": 2, "there": 2, browsing.ONLINE: 2}
        assert ask in [one.id for one in await browsing.by(session, "place", "here", facts=FACTS, now=NOW)]


async def test_what_is_not_there_is_empty(db: Database) -> None:
    async with db.begin() as session:
        await course(session)
        assert await browsing.choices(session, "colour", facts=FACTS, now=NOW) == {}
        assert await browsing.by(session, "day", "someday", facts=FACTS, now=NOW) == []
