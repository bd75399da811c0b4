"""From a pack to rows, again and again."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot import packs
from bot.db import Database, Session
from bot.models import Call, Course, Interest, Loaded, Standing
from bot.packs import Pack
from bot.services import calls, catalogue, courses, interests
from tests.packs.reading import read
from tests.services.making import FACTS, NOW, REAL, course, join, letters, person


def leon() -> Pack:
    return read("leon")


def small(**changes: dict[str, Any]) -> Pack:
    """Two dated courses and one call of the León pack, as `barber`, `nails` and `prize`, with fields changed."""
    dated = [one for one in leon().courses if one.schedule and one.seats and not one.sensitive]
    ages = packs.schema.Ages(min=12, max=29)
    barber, nails = [
        one.model_copy(update={"key": key, "seats": 2, "ages": ages, **changes.get(key, {})})
        for one, key in zip(dated, ("barber", "nails"), strict=False)
    ]
    plain = {"form": None, "opens": date(2026, 11, 1), "closes": date(2026, 11, 30), "windows": [], "rolling": False}
    prize = leon().calls[0].model_copy(update={"key": "prize", **plain, **changes.get("prize", {})})
    return leon().model_copy(update={"courses": [barber, nails], "calls": [prize]})


async def load(session: Session, pack: Pack, *, now: datetime = NOW) -> catalogue.Changes:
    return await catalogue.load(session, pack, facts=FACTS, now=now)


async def latest(session: Session, key: str, *, now: datetime = NOW) -> Course:
    return await courses.latest(session, key, now=now)


async def dates(session: Session, key: str) -> list[datetime]:
    return [one.starts_at for one in await courses.sessions(session, (await latest(session, key)).id or 0)]


async def interested(session: Session, key: str) -> int:
    ana = await person(session)
    await interests.note(session, ana, await latest(session, key), now=NOW)
    return ana


@pytest.mark.parametrize("name", packs.NAMES)
async def test_every_pack_is_loaded_whole_and_loading_it_again_changes_nothing(db: Database, name: str) -> None:
    pack = read(name)
    async with db.begin() as session:
        first = await load(session, pack)
        assert first.courses.added == [one.key for one in pack.courses]
        assert first.calls.added == [one.key for one in pack.calls]
    async with db.begin() as session:
        before = (await session.exec(select(Course.key, Course.starts_at, Course.taken))).all()
        again = await load(session, pack, now=NOW + timedelta(hours=1))
        assert again.nothing
        assert again.courses.unchanged == [one.key for one in pack.courses]
        assert (await session.exec(select(Course.key, Course.starts_at, Course.taken))).all() == before
        for one in pack.courses:
            row = await latest(session, one.key)
            assert (row.starts_at is None) == (one.schedule is None)
            assert len(await courses.sessions(session, row.id or 0)) == (one.schedule.sessions if one.schedule else 0)


async def test_what_changed_is_reported_with_its_fields_and_changed_in_place(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        before = await latest(session, "barber")
        title = packs.schema.Text(es="Otro título", en="Another title")
        changes = await load(session, small(barber={"title": title, "cost_mxn": 77}, prize={"benefit": title}))
        assert changes.courses.changed == {"barber": ["cost", "title"]}
        assert changes.courses.unchanged == ["nails"]
        assert changes.calls.changed == {"prize": ["benefit"]}
        after = await latest(session, "barber")
        assert (after.id, after.cost, after.title["en"]) == (before.id, 77, "Another title")


async def test_what_something_speaks_to_follows_the_pack(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small(barber={"interests": ["beauty", "earning"]}, prize={"interests": ["voice"]}))
        assert (await latest(session, "barber")).interests == ["beauty", "earning"]
        prize = (await session.exec(select(Call).where(Call.key == "prize"))).one()
        assert prize.interests == ["voice"]
    async with db.begin() as session:
        changes = await load(session, small(barber={"interests": ["beauty"]}, prize={"interests": ["voice"]}))
        assert changes.courses.changed == {"barber": ["interests"]}
        assert changes.calls.changed == {}
        assert (await latest(session, "barber")).interests == ["beauty"]


async def test_what_left_the_pack_is_closed_and_comes_back(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        nails = await latest(session, "nails")
        seat = await join(session, await person(session), nails.id or 0)
        without = small().model_copy(update={"courses": small().courses[:1], "calls": []})
        changes = await load(session, without)
        assert (changes.courses.closed, changes.calls.closed) == (["nails"], ["prize"])
        assert (await load(session, without)).nothing
        assert nails.closed_at == NOW
        assert seat.standing is Standing.ENROLLED
        assert [one.key for one in await courses.everything(session, now=NOW)] == ["barber"]
        assert await calls.everything(session, facts=FACTS, now=NOW) == []
        back = await load(session, small())
        assert back.courses.changed == {"nails": ["closed_at"]}
        assert (await latest(session, "nails")).id == nails.id


async def test_dates_follow_a_changed_rule_only_while_nobody_signed_up(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        before = {key: await dates(session, key) for key in ("barber", "nails")}
        seat = await join(session, await person(session), (await latest(session, "barber")).id or 0)
        rule = packs.schema.Rule(first="next sunday", at="11:30", minutes=60, sessions=2)
        changes = await load(session, small(barber={"schedule": rule}, nails={"schedule": rule}))
        assert changes.courses.changed == {"nails": ["schedule"]}
        assert await dates(session, "barber") == before["barber"]
        assert await dates(session, "nails") == [datetime(2026, 11, day, 17, 30, tzinfo=UTC) for day in (22, 29)]
        assert (await latest(session, "barber")).taken == 1
        assert seat.standing is Standing.ENROLLED
        assert (await load(session, small(barber={"schedule": rule}, nails={"schedule": rule}))).nothing


async def test_fewer_seats_throw_nobody_out_and_more_seats_go_to_the_line(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        barber = await latest(session, "barber")
        rows = [await join(session, await person(session), barber.id or 0) for _ in range(4)]
        await load(session, small(barber={"seats": 1}))
        assert (barber.seats, barber.taken) == (2, 2)
        assert [one.standing for one in rows[:2]] == [Standing.ENROLLED] * 2
        assert (await load(session, small(barber={"seats": 1}))).nothing
        changes = await load(session, small(barber={"seats": 3}))
        assert changes.courses.changed == {"barber": ["seats"]}
        assert [one.standing for one in rows[2:]] == [Standing.OFFERED, Standing.WAITING]
        assert barber.taken == 3


async def test_another_institutions_database_is_refused_with_what_to_do(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
    with pytest.raises(catalogue.OtherInstitution, match="PACK=leon"):
        async with db.begin() as session:
            await load(session, small().model_copy(update={"key": "elsewhere"}))
    async with db.begin() as session:
        assert (await session.exec(select(Loaded.pack))).all() == ["leon"]


async def test_two_processes_that_load_at_once_load_once(db: Database) -> None:
    async def start() -> catalogue.Changes:
        async with db.begin() as session:
            return await load(session, small())

    changes = await asyncio.gather(start(), start(), start())
    assert sorted(len(one.courses.added) for one in changes) == [0, 0, 2]
    async with db.begin() as session:
        assert len((await session.exec(select(Course))).all()) == 2


async def test_an_illustrative_course_gets_its_next_edition_when_the_latest_begins(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        first = await latest(session, "barber")
        assert first.illustrative
        assert first.starts_at is not None
        seat = await join(session, await person(session), first.id or 0)
        just_before = min(first.starts_at, *await dates(session, "nails")) - timedelta(seconds=1)
        assert await catalogue.renew(session, small(), facts=FACTS, now=just_before) == 0
        begun = max(first.starts_at, *[(await dates(session, "nails"))[0]])
        assert await catalogue.renew(session, small(), facts=REAL, now=begun) == 2
        assert await catalogue.renew(session, small(), facts=REAL, now=begun) == 0
        following = await latest(session, "barber", now=begun)
        assert (following.edition, following.taken) == (2, 0)
        assert following.is_open(begun)
        assert (first.taken, seat.standing) == (1, Standing.ENROLLED)
        assert (await load(session, small(), now=begun)).nothing


async def test_after_a_year_away_one_edition_is_made_and_not_one_for_every_week(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        assert await catalogue.renew(session, small(), facts=FACTS, now=NOW + timedelta(days=400)) == 2
        assert len((await session.exec(select(Course))).all()) == 4


async def test_a_course_that_is_real_is_not_repeated_by_itself(db: Database) -> None:
    real = small(barber={"illustrative_fields": []}, nails={"illustrative_fields": []})
    async with db.begin() as session:
        await load(session, real)
        assert await catalogue.renew(session, real, facts=FACTS, now=NOW + timedelta(days=400)) == 0


async def test_two_processes_that_renew_at_once_make_one_edition(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())

    async def tick() -> int:
        async with db.begin() as session:
            return await catalogue.renew(session, small(), facts=FACTS, now=NOW + timedelta(days=90))

    assert sum(await asyncio.gather(tick(), tick(), tick())) == 2


async def test_whoever_asked_hears_when_the_course_is_confirmed(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        ana = await interested(session, "barber")
        beto = await interested(session, "nails")
        night = datetime(2026, 11, 22, 5, tzinfo=UTC)
        await load(session, small(barber={"illustrative_fields": []}), now=night)
        (letter,) = await letters(session, ana)
        barber = await latest(session, "barber")
        assert (letter.kind, letter.subject) == ("course_confirmed", {"course_id": barber.id})
        assert letter.due_at == datetime(2026, 11, 22, 15, tzinfo=UTC), "not in the night but at nine"
        assert await letters(session, beto) == []
        assert (await session.exec(select(Interest.course_key))).all() == ["nails"]
        await load(session, small(barber={"illustrative_fields": []}), now=night)
        assert len(await letters(session, ana)) == 1


async def test_an_interest_is_noted_once(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        ana, barber = await person(session), await latest(session, "barber")
        assert await interests.note(session, ana, barber, now=NOW)
        assert not await interests.note(session, ana, barber, now=NOW)
        again = await courses.get(session, await course(session, key="barber", edition=9))
        assert not await interests.note(session, ana, again, now=NOW), "it holds for every edition"
        assert len((await session.exec(select(Interest))).all()) == 1


async def test_a_call_stands_as_its_published_facts_say(db: Database) -> None:
    async with db.begin() as session:
        await load(session, small())
        call = (await session.exec(select(Call))).one()
    assert calls.standing(call, date(2026, 10, 31)) == "upcoming"
    assert calls.standing(call, date(2026, 11, 1)) == "open"
    assert calls.standing(call, date(2026, 11, 30)) == "open"
    assert calls.standing(call, date(2026, 12, 1)) == "closed"


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", packs.NAMES)
async def test_every_call_stands_in_the_database_as_in_its_pack_all_year_long(db: Database, name: str) -> None:
    published = [one.model_copy(update={"form": None}) for one in read(name).calls]
    pack = read(name).model_copy(update={"calls": published})
    async with db.begin() as session:
        await load(session, pack, now=datetime(2026, 1, 1, 12, tzinfo=UTC))
        for days in range(0, 420, 29):
            now = datetime(2026, 1, 1, 18, tzinfo=UTC) + timedelta(days=days)
            await catalogue.renew(session, pack, facts=FACTS, now=now)
            for row in await session.exec(select(Call).order_by(col(Call.id))):
                assert calls.standing(row, now.date()) == pack.call(row.key).status_on(now.date()), (row.key, now)


async def test_a_call_open_all_year_is_open_every_day(db: Database) -> None:
    always = {"rolling": True, "opens": None, "closes": None, "edition": "2024"}
    async with db.begin() as session:
        await load(session, small(prize=always))
        call = (await session.exec(select(Call))).one()
    assert {calls.standing(call, date(2026, 1, 1) + timedelta(days=30 * n)) for n in range(40)} == {"open"}


async def test_calls_that_are_open_come_first(db: Database) -> None:
    def call(key: str, **dates: object) -> Any:
        return small(prize={"key": key, **dates}).calls[0]

    over = call("over", opens=date(2026, 1, 1), closes=date(2026, 1, 31))
    coming = call("coming", opens=date(2026, 12, 1), closes=date(2026, 12, 31))
    pack = small().model_copy(update={"calls": [over, coming, call("prize")]})
    async with db.begin() as session:
        await load(session, pack)
        shown = await calls.in_topic(session, pack.calls[0].topic, facts=FACTS, now=NOW)
        assert [one.key for one in shown] == ["prize", "coming", "over"]
        assert (await calls.get(session, shown[0].id or 0)).key == "prize"
