"""Seats and the line."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from bot.db import Database, Session
from bot.errors import AlreadyIn, NotThere, OnlyTellMe, SignUpClosed
from bot.models import Course, Enrollment, Post, Standing
from bot.services import enrollments
from tests.services.making import FACTS, NOW, REAL, course, crowd, join, letters, person, taken


async def test_the_last_seat_goes_to_one_person_and_the_next_waits_at_place_one(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        ana, beto = await crowd(session, 2)
        first, second = await join(session, ana, welding), await join(session, beto, welding)
        assert first.standing is Standing.ENROLLED
        assert second.standing is Standing.WAITING
        assert await enrollments.place_in_line(session, second) == 1
        assert await enrollments.place_in_line(session, first) == 0
        assert await taken(session, welding) == 1


async def test_the_line_is_in_the_order_of_arrival(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        joined = [await join(session, who, welding) for who in await crowd(session, 4)]
        assert [await enrollments.place_in_line(session, one) for one in joined] == [0, 1, 2, 3]


async def test_joining_twice_says_so_and_takes_one_seat(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        await join(session, ana, welding)
        with pytest.raises(AlreadyIn) as refused:
            await join(session, ana, welding)
        assert refused.value.status == "enrolled"
        assert await taken(session, welding) == 1


async def test_five_taps_at_once_are_one_enrolment(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, seats=20), await person(session)

    async def tap() -> bool:
        try:
            async with db.begin() as session:
                await join(session, ana, welding)
        except AlreadyIn:
            return False
        return True

    assert sorted(await asyncio.gather(*(tap() for _ in range(5)))) == [False] * 4 + [True]
    async with db.begin() as session:
        assert await taken(session, welding) == 1
        assert len((await session.exec(select(Enrollment))).all()) == 1


async def test_many_at_once_never_overbook_and_all_get_a_different_place(db: Database) -> None:
    async with db.begin() as session:
        welding, everybody = await course(session, seats=3), await crowd(session, 12)

    async def tap(who: int) -> None:
        async with db.begin() as session:
            await join(session, who, welding)

    await asyncio.gather(*(tap(who) for who in everybody))
    async with db.begin() as session:
        rows = (await session.exec(select(Enrollment))).all()
        assert sum(one.standing is Standing.ENROLLED for one in rows) == 3
        waiting = [one for one in rows if one.standing is Standing.WAITING]
        assert sorted([await enrollments.place_in_line(session, one) for one in waiting]) == list(range(1, 10))


async def test_the_index_refuses_a_second_active_row_when_the_look_missed_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        await join(session, ana, welding)

        async def saw_nothing(*_: object, **__: object) -> None:
            return None

        monkeypatch.setattr(enrollments, "own", saw_nothing)
        with pytest.raises(AlreadyIn):
            await join(session, ana, welding)
        assert await taken(session, welding) == 1, "the seat of the refused row was given back"


async def editions(session: Session, **second: object) -> tuple[int, int]:
    """Two editions of one course; the later one meets at the same hours."""
    first = await course(session, key="welding", meetings=4, seats=1)
    return first, await course(session, key="welding", edition=2, **{"meetings": 4, "seats": 1, **second})  # type: ignore[arg-type]


@pytest.mark.parametrize(("before", "status"), [(0, "enrolled"), (1, "waiting")])
async def test_one_is_in_one_edition_of_a_course_at_a_time(db: Database, before: int, status: str) -> None:
    async with db.begin() as session:
        first, second = await editions(session)
        *_, mine = [await join(session, who, first) for who in await crowd(session, before + 1)]
        with pytest.raises(AlreadyIn) as refused:
            await join(session, mine.person_id, second)
        refusal = refused.value
        assert (refusal.course_id, refusal.enrollment_id, refusal.status) == (first, mine.id, status)
        assert refusal.other_edition
        await enrollments.leave(session, mine.person_id, mine.id or 0, reason="time", facts=FACTS, now=NOW)
        assert (await join(session, mine.person_id, second)).standing is Standing.ENROLLED


async def test_who_finished_one_edition_can_join_the_next(db: Database) -> None:
    over = NOW + timedelta(days=60)
    async with db.begin() as session:
        first, second = await editions(session, starts=over + timedelta(days=7))
        ana = await person(session)
        await join(session, ana, first)
        later = await session.get_one(Course, second)
        assert await enrollments.own(session, ana, later, now=over) is None
        assert (await join(session, ana, second, now=over)).standing is Standing.ENROLLED


async def test_ones_own_place_is_found_from_every_edition_this_one_first(db: Database) -> None:
    async with db.begin() as session:
        first, second = [await session.get_one(Course, number) for number in await editions(session)]
        ana = await person(session)
        seat = await join(session, ana, first.id or 0)
        for asked in (first, second):
            found = await enrollments.own(session, ana, asked, now=NOW)
            assert found is not None and (found[0].id, found[1].id) == (seat.id, first.id)
        assert await enrollments.own(session, await person(session), first, now=NOW) is None


async def test_would_wait_is_what_joining_does(db: Database) -> None:
    async with db.begin() as session:
        welding = await session.get_one(Course, await course(session, seats=1))
        for _again in range(3):
            expected = await enrollments.would_wait(session, welding)
            joined = await join(session, await person(session), welding.id or 0)
            assert (joined.standing is Standing.WAITING) is expected


async def test_the_database_itself_refuses_more_people_than_seats(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with db.begin() as session:
            welding = await course(session, seats=1)
            await session.exec(update(Course).where(col(Course.id) == welding).values(taken=2))


async def test_whoever_comes_later_queues_behind_those_who_wait(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1, starts=NOW + timedelta(hours=5))
        ana, beto, carla = await crowd(session, 3)
        seat = await join(session, ana, welding)
        await join(session, beto, welding)
        soon = NOW + timedelta(hours=4)
        await enrollments.leave(session, ana, seat.id, reason="time", facts=FACTS, now=soon)
        assert await taken(session, welding) == 0, "too late for an offer"
        last = await join(session, carla, welding, now=soon)
        assert last.standing is Standing.WAITING


async def test_leaving_frees_the_seat_for_the_first_in_line(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        ana, beto, carla = await crowd(session, 3)
        seat, first, second = [await join(session, who, welding) for who in (ana, beto, carla)]
        left = await enrollments.leave(session, ana, seat.id, reason="place", facts=FACTS, now=NOW)
        assert (left.standing, left.left_reason, left.left_at) == (Standing.LEFT, "place", NOW)
        assert first.standing is Standing.OFFERED
        assert second.standing is Standing.WAITING
        assert await enrollments.place_in_line(session, second) == 1
        assert await taken(session, welding) == 1
        assert [one.kind for one in await letters(session, beto)] == ["seat_offer"]


async def test_leaving_twice_frees_one_seat(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=2)
        ana, beto = await crowd(session, 2)
        seat = await join(session, ana, welding)
        await join(session, beto, welding)
        for _ in range(2):
            await enrollments.leave(session, ana, seat.id, reason="time", facts=FACTS, now=NOW)
        assert await taken(session, welding) == 1


async def test_leaving_the_line_frees_no_seat(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        ana, beto = await crowd(session, 2)
        await join(session, ana, welding)
        place = await join(session, beto, welding)
        await enrollments.leave(session, beto, place.id, reason="no such reason", facts=FACTS, now=NOW)
        assert place.left_reason == "other"
        assert await taken(session, welding) == 1


async def test_leaving_drops_the_letters(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        seat = await join(session, ana, welding)
        assert {one.state for one in await letters(session, ana)} == {Post.WAITING}
        await enrollments.leave(session, ana, seat.id, reason="time", facts=FACTS, now=NOW)
        assert {(one.state, one.reason) for one in await letters(session, ana)} == {(Post.DROPPED, "left")}


async def test_one_can_come_back_after_leaving(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, seats=1), await person(session)
        seat = await join(session, ana, welding)
        await enrollments.leave(session, ana, seat.id, reason="changed_mind", facts=FACTS, now=NOW)
        again = await join(session, ana, welding)
        assert again.standing is Standing.ENROLLED
        assert sum(one.state is Post.WAITING for one in await letters(session, ana)) == 3


async def test_somebody_elses_enrolment_is_not_there(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session)
        ana, beto = await crowd(session, 2)
        seat = await join(session, ana, welding)
        with pytest.raises(NotThere):
            await enrollments.get(session, beto, seat.id)
        with pytest.raises(NotThere):
            await enrollments.leave(session, beto, seat.id, reason="time", facts=FACTS, now=NOW)
        with pytest.raises(NotThere):
            await enrollments.confirm(session, beto, seat.id, now=NOW)
        with pytest.raises(NotThere):
            await enrollments.get(session, ana, 10**15)


async def test_confirming_keeps_the_first_time_and_needs_a_seat(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        ana, beto = await crowd(session, 2)
        seat, place = await join(session, ana, welding), await join(session, beto, welding)
        await enrollments.confirm(session, ana, seat.id, now=NOW)
        await enrollments.confirm(session, ana, seat.id, now=NOW + timedelta(hours=1))
        assert seat.confirmed_at == NOW
        with pytest.raises(NotThere):
            await enrollments.confirm(session, beto, place.id, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"starts": NOW},
        {"starts": NOW - timedelta(days=1)},
        {"starts": None},
        {"seats": None},
        {"closed_at": NOW - timedelta(days=1)},
    ],
    ids=["begins now", "began", "no dates", "no seats", "closed"],
)
async def test_a_course_that_is_not_open_takes_nobody(db: Database, fields: dict[str, object]) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, **fields), await person(session)  # type: ignore[arg-type]
        with pytest.raises(SignUpClosed):
            await join(session, ana, welding)


async def test_an_illustrative_course_takes_sign_ups_in_a_rehearsal_only(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, illustrative_fields=["schedule"]), await person(session)
        with pytest.raises(OnlyTellMe):
            await join(session, ana, welding, facts=REAL)
        assert (await join(session, ana, welding, facts=FACTS)).standing is Standing.ENROLLED


async def test_my_courses_come_soonest_first_with_their_next_session(db: Database) -> None:
    async with db.begin() as session:
        later, sooner = await course(session, starts=NOW + timedelta(days=3)), await course(session, meetings=2)
        over = await course(session, starts=NOW + timedelta(days=1))
        ana = await person(session)
        for one in (later, sooner, over):
            await join(session, ana, one)
        then = NOW + timedelta(days=15)
        assert [row[1].id for row in await enrollments.mine(session, ana, now=NOW)] == [over, later, sooner]
        (row,) = await enrollments.mine(session, ana, now=then)
        assert row[1].id == sooner
        assert row[2] is not None
        assert row[2].number == 2
