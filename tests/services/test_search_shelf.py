"""How the index stays fresh, and what is said of a row is what it says now."""

from datetime import UTC, datetime, timedelta
from functools import cache

from sqlmodel import select

from bot.db import Database
from bot.models import Call, Course, Loaded
from bot.packs import Pack
from bot.services import catalogue, search
from tests.packs.reading import read
from tests.services.making import FACTS, course

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
"""A Monday, at noon in León."""


@cache
def pack_of(key: str) -> Pack:
    return read(key)


async def test_every_change_of_the_catalogue_has_a_version_of_its_own(db: Database) -> None:
    pack = pack_of("leon")

    async def version() -> int:
        async with db.reading() as session:
            return (await session.exec(select(Loaded.version))).one()

    async with db.begin() as session:
        await catalogue.load(session, pack, facts=FACTS, now=NOW)
    first = await version()
    async with db.begin() as session:
        await catalogue.load(session, pack, facts=FACTS, now=NOW)
        await catalogue.renew(session, pack, facts=FACTS, now=NOW)
    assert await version() == first, "nothing changed"
    async with db.begin() as session:
        await catalogue.renew(session, pack, facts=FACTS, now=NOW + timedelta(days=40))
    second = await version()
    assert second > first, "new groups"
    renamed = pack.courses[0].model_copy(update={"hours": 99})
    async with db.begin() as session:
        changed = pack.model_copy(update={"courses": [renamed, *pack.courses[1:]]})
        await catalogue.load(session, changed, facts=FACTS, now=NOW)
    assert await version() > second, "a course changed"


async def test_a_shelf_reads_anew_only_what_changed(db: Database) -> None:
    pack = pack_of("leon")
    shelf, other = search.Shelf(pack, FACTS), search.Shelf(pack, FACTS)
    async with db.reading() as session:
        assert await shelf.newer(session) is None, "nothing is loaded"
        assert (await shelf.ready(session)).entries == []
    async with db.begin() as session:
        await catalogue.load(session, pack, facts=FACTS, now=NOW)
    for one in (shelf, other):
        async with db.reading() as session:
            stock = await one.newer(session)
        assert stock is not None
        await one.fill(stock)
    async with db.reading() as session:
        assert await shelf.newer(session) is None
    async with db.begin() as session:
        await course(
            session, title={"es": "Apicultura urbana", "en": "City beekeeping"}, key="abejas", topic="education"
        )
        await search.changed(session, pack.key)
    async with db.reading() as session:
        stock = await other.newer(session)
        assert stock is not None
        await other.fill(stock)
        found = await search.answer(session, other, "apicultura", language="es", facts=FACTS, now=NOW)
        assert [result.thing.key for result in found.results] == ["abejas"]
        assert (await search.answer(session, shelf, "apicultura", language="es", facts=FACTS, now=NOW)).results == []


async def test_what_was_closed_since_is_left_out_and_seats_are_those_of_now(db: Database) -> None:
    pack = pack_of("leon")
    shelf = search.Shelf(pack, FACTS)
    async with db.begin() as session:
        await catalogue.load(session, pack, facts=FACTS, now=NOW)
        await shelf.ready(session)
        for key in ("barberia",):
            for row in await session.exec(select(Course).where(Course.key == key)):
                row.closed_at = NOW
        for call in await session.exec(select(Call).where(Call.key == "barber-style")):
            call.closed_at = NOW
        zumba = (await session.exec(select(Course).where(Course.key == "zumba"))).one()
        zumba.taken = zumba.seats or 0
    async with db.reading() as session:
        gone = await search.answer(session, shelf, "barbería", language="es", facts=FACTS, now=NOW)
        assert "barberia" not in {result.thing.key for result in (*gone.results, *gone.near)}
        (result, *_others) = (await search.answer(session, shelf, "zumba", language="es", facts=FACTS, now=NOW)).results
        assert isinstance(result.thing, Course) and result.thing.left == 0


async def test_a_course_with_several_groups_is_one_result_and_the_one_that_can_be_joined(db: Database) -> None:
    pack = pack_of("leon")
    shelf = search.Shelf(pack, FACTS)
    later = NOW + timedelta(days=30)
    async with db.begin() as session:
        await catalogue.load(session, pack, facts=FACTS, now=NOW)
        await catalogue.renew(session, pack, facts=FACTS, now=later)
    async with db.reading() as session:
        found = await search.answer(session, shelf, "zumba", language="es", facts=FACTS, now=later)
    keys = [result.thing.key for result in found.results]
    assert keys.count("zumba") == 1
    (zumba,) = (result.thing for result in found.results if result.thing.key == "zumba")
    assert isinstance(zumba, Course) and zumba.edition == 2 and zumba.is_open(later)
