"""Ticks: by two colleagues at once, of people who turn out to be one, and counted so that nobody is found."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from bot.db import Database
from bot.errors import NotThere
from bot.models import Attendance, Person, Standing
from bot.services import attendance, editing, erasing, merging, retention
from bot.services.attendance import CLOSES
from bot.services.editing import ending
from bot.services.register import YEAR, Moment
from tests.packs.reading import read
from tests.services.making import FACTS, NOW, course, crowd, join, person
from tests.services.test_figures import chart, on, people, place, publish, told

BEGINS = NOW + timedelta(minutes=30)
STAMP = int(BEGINS.timestamp())


async def rows(db: Database) -> dict[int, tuple[bool, int | None]]:
    async with db.reading() as session:
        return {one.person_id: (one.came, one.marked_by) for one in await session.exec(select(Attendance))}


async def test_colleagues_who_tick_at_once_agree_and_nobody_has_two_rows(db: Database) -> None:
    async with db.begin() as session:
        taught = await course(session, seats=9, starts=BEGINS)
        here = await crowd(session, 4)
        for one in here:
            await join(session, one, taught)
        first, second = await crowd(session, 2)

    async def ticks(me: int) -> None:
        for one in here[:2]:
            async with db.begin() as session:
                assert await attendance.mark(session, me, taught, STAMP, one, True, now=NOW)
        async with db.begin() as session:
            await attendance.mark_rest(session, me, taught, STAMP, False, now=NOW)

    await asyncio.gather(ticks(first), ticks(second))
    assert {one: came for one, (came, _by) in (await rows(db)).items()} == {one: one in here[:2] for one in here}, (
        "each says what is to be, so the second tap changes nothing"
    )
    async with db.begin() as session:
        assert await attendance.mark(session, second, taught, STAMP, here[0], False, now=NOW)
    assert (await rows(db))[here[0]] == (False, second)
    async with db.begin() as session:
        late = await attendance.mark(session, first, taught, STAMP, here[0], True, now=BEGINS + CLOSES)
        assert not late and not await attendance.mark(session, first, taught, STAMP, second, True, now=NOW)
    assert (await rows(db))[here[0]] == (False, second) and second not in await rows(db)


async def test_taking_back_what_was_said_of_several_leaves_what_others_said_since(db: Database) -> None:
    async with db.begin() as session:
        taught = await course(session, seats=9, starts=BEGINS)
        here = await crowd(session, 4)
        for one in here:
            await join(session, one, taught)
        first, second = await crowd(session, 2)
        assert await attendance.mark(session, first, taught, STAMP, here[0], False, now=NOW)
        later = NOW + timedelta(seconds=5)
        assert await attendance.mark_rest(session, first, taught, STAMP, True, now=later) == 3
        assert await attendance.mark(session, second, taught, STAMP, here[1], False, now=later)
        of = await attendance.roll(session, taught, STAMP, me=first, now=later)
        assert (
            of.together == later
            and (await attendance.roll(session, taught, STAMP, me=second, now=later)).count(True) == 2
        )
        for _twice in range(2):
            await attendance.take_back(session, first, taught, STAMP, int(later.timestamp()), now=later)
    assert await rows(db) == {here[0]: (False, first), here[1]: (False, second)}


async def test_two_people_who_are_one_came_if_either_did_and_a_colleague_who_goes_leaves_the_mark(
    db: Database,
) -> None:
    async with db.begin() as session:
        taught = await course(session, seats=9, starts=BEGINS)
        kept, gone, me, other = await crowd(session, 4)
        for one in (kept, gone, other):
            await join(session, one, taught)
        await attendance.mark(session, me, taught, STAMP, kept, False, now=NOW)
        await attendance.mark(session, me, taught, STAMP, gone, True, now=NOW)
        await attendance.mark(session, gone, taught, STAMP, other, True, now=NOW)
        await merging.merge(session, kept, gone, facts=FACTS, now=NOW)
    assert await rows(db) == {kept: (True, me), other: (True, kept)}
    async with db.begin() as session:
        await erasing.erase(session, me, facts=FACTS, now=NOW)
        await erasing.erase(session, other, facts=FACTS, now=NOW)
    assert await rows(db) == {kept: (True, None)}
    for days, left in ((360, 1), (370, 0)):
        async with db.begin() as session:
            at = BEGINS + timedelta(days=days)
            await retention.tidy(session, Moment(at, at))
        assert len(await rows(db)) == left and timedelta(days=365) == YEAR


async def test_attendance_counted_by_hand_a_week_behind_and_in_fives(db: Database) -> None:
    async with db.begin() as session:
        weld = await course(session, topic="employment", starts=on(0), seats=60)
        write = await course(session, topic="education", starts=on(0), seats=60)
        other = await course(session, topic="education", starts=on(0), seats=60)
        pupils = await people(session, 23, on(-1))
        few = await people(session, 6, on(-1))
        session.add_all(place(one, weld, on(-1)) for one in pupils)
        session.add_all(place(one, write, on(-1)) for one in few)
        # In a course whose list nobody took, nobody was expected.
        session.add_all(place(one, other, on(-1)) for one in pupils)
        # Whoever signed up after the meeting wasn't expected there; who left and was ticked before was.
        session.add_all(place(one, weld, on(1)) for one in await people(session, 9, on(1)))
        (left,) = await people(session, 1, on(-1))
        session.add(place(left, weld, on(-1), Standing.LEFT, left_at=on(0, 3), left_reason="time"))
        mark = {"held_at": on(0), "marked_at": on(1)}
        session.add_all(Attendance(person_id=one, course_id=weld, came=True, **mark) for one in [*pupils[:11], left])
        # The same people on another day of the week are no other people; one of them missed that one.
        again = {"held_at": on(0, 4), "marked_at": on(1)}
        session.add_all(Attendance(person_id=one, course_id=weld, came=one != pupils[0], **again) for one in pupils[:6])
        session.add_all(Attendance(person_id=one, course_id=write, came=True, **mark) for one in few[:4])
    await publish(db, on(1, 0))
    assert (await chart(db, "attendance", on(1, 0))).empty, "its list can still be ticked"
    await publish(db, on(2, 0))
    figure = await chart(db, "attendance", on(2, 0))
    # Welding: 12 came (one of them left since), 12 didn't: in fives 10 and 10, so 20 were expected. Writing: 4 and 2.
    assert told(figure)["topics"] == {"education": (0, 0), "employment": (10, 20)}
    assert told(figure)["weeks"]["2026-11-02"] == (10, 20)
    assert [count.cells for count in figure.tables[0].rows[0].counts] == [1, 2], "what isn't shown reads <5 and <10"
    async with db.begin() as session:
        pupil = (await session.exec(select(Person).where(col(Person.id) == pupils[0]))).one()
        await erasing.erase(session, pupil.id or 0, facts=FACTS, now=on(2))
        session.add(Attendance(person_id=few[4], course_id=write, came=True, held_at=on(0), marked_at=on(2)))
    assert await chart(db, "attendance", on(2, 5)) == figure, "asked before and after, it says the same"
    await publish(db, on(3, 0))
    async with db.begin() as session:
        # A fifth pupil of another week completes the five of whom four came before.
        session.add(Attendance(person_id=few[5], course_id=write, came=True, held_at=on(2), marked_at=on(2)))
    await publish(db, on(4, 0))
    assert told(await chart(db, "attendance", on(4, 0)))["topics"]["education"][0] == 5


async def test_the_list_of_lists_counts_only_who_is_there(db: Database) -> None:
    async with db.begin() as session:
        taught = await course(session, seats=9, starts=BEGINS, meetings=3)
        await course(session, seats=9, starts=BEGINS)
        bare = await course(session, seats=9, starts=None)
        far = await course(session, seats=9, starts=NOW + timedelta(hours=2))
        for one in (taught, far):
            for _n in range(2):
                await join(session, await person(session), one)
        session.add(place(await person(session), bare, NOW))
        await session.flush()
        found = await attendance.to_tick(session, now=NOW)
        assert [(one.meeting.course.id, one.enrolled, one.marked) for one in found] == [(taught, 2, 0)]
        assert (found[0].meeting.number, found[0].meeting.of) == (1, 3)
        queries: list[str] = []
        connection = (await session.connection()).sync_connection
        assert connection is not None
        event.listen(connection, "before_cursor_execute", lambda _c, _u, statement, *_: queries.append(statement))
        later = await attendance.to_tick(session, now=NOW + timedelta(days=7))
        assert {one.meeting.course.id for one in later} == {taught, far}
        assert len(queries) <= 5, "as many questions, however many lists there are"


@pytest.mark.parametrize("called_off", [False, True])
async def test_ticks_before_a_session_that_is_then_moved_or_called_off_are_nobodys_absence(
    db: Database, called_off: bool
) -> None:
    async with db.begin() as session:
        held, ahead = NOW - timedelta(days=1), BEGINS
        taught = await course(session, seats=9, starts=held, meetings=2, apart=ahead - held)
        pupil = await person(session)
        session.add(place(pupil, taught, NOW - timedelta(days=9)))
        await session.flush()
        for at in (held, ahead):
            assert await attendance.mark(session, pupil, taught, int(at.timestamp()), pupil, False, now=NOW)
        by: Any = {"by": None, "pack": read("leon"), "facts": FACTS, "now": NOW}
        if called_off:
            await ending.cancel(session, taught, **by)
        else:
            later = ahead + timedelta(days=1)
            dates = {"sessions": [(held, held + timedelta(hours=2)), (later, later + timedelta(hours=2))]}
            await editing.put_course(session, dates, course_id=taught, **by)
        assert [one.held_at for one in await session.exec(select(Attendance))] == [held]


async def test_whoever_joined_after_a_session_is_not_on_its_list_and_one_called_off_keeps_those_that_were_held(
    db: Database,
) -> None:
    held = NOW - timedelta(days=1)
    stamp = int(held.timestamp())
    async with db.begin() as session:
        taught = await course(session, seats=9, starts=held, meetings=2, apart=timedelta(days=3))
        there, late, waits = await crowd(session, 3)
        session.add(place(there, taught, held))
        session.add(place(late, taught, held + timedelta(minutes=1)))
        session.add(place(waits, taught, held, Standing.WAITING))
        await session.flush()
        assert not await attendance.mark(session, there, taught, stamp, late, True, now=NOW)
        assert await attendance.mark_rest(session, there, taught, stamp, True, now=NOW) == 1
        for off in (False, True):
            if off:
                await ending.cancel(session, taught, by=None, pack=read("leon"), facts=FACTS, now=NOW)
            of = await attendance.roll(session, taught, stamp, me=there, now=NOW)
            assert [(one.person_id, one.came) for one in of.entries] == [(there, True)], off
            (one,) = await attendance.to_tick(session, now=NOW)
            assert (one.enrolled, one.came, one.marked) == (1, 1, 1), off
        with pytest.raises(NotThere):
            await attendance.roll(session, taught, int((held + timedelta(days=3)).timestamp()), me=there, now=NOW)
        assert await attendance.to_tick(session, now=NOW + timedelta(days=3)) != []
        assert await attendance.to_tick(session, now=held + CLOSES) == []
