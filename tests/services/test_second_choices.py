"""A second choice while one waits: it ends with the awaited seat, and with nothing else."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.db import Database, Session
from bot.errors import Clash
from bot.models import Course, Enrollment, Standing
from bot.services import enrollments, offers, second_choices
from tests.services.making import FACTS, NOW, REAL, course, crowd, join, letters, person, somebody, taken


async def waits(session: Session, who: int, **fields: object) -> tuple[Enrollment, Enrollment]:
    """A full course of one seat: who holds it, and the person's place in its line."""
    welding = await course(session, seats=1, **fields)  # type: ignore[arg-type]
    seat = await join(session, await person(session), welding)
    return seat, await join(session, who, welding)


async def joins_meanwhile(session: Session, who: int, course_id: int, line: Enrollment) -> Enrollment:
    return await enrollments.join(session, who, course_id, facts=FACTS, now=NOW, backs_up=line.id or 0)


async def leaves(session: Session, place: Enrollment) -> None:
    await enrollments.leave(session, place.person_id, place.id or 0, reason="time", facts=FACTS, now=NOW)


async def offered(session: Session, who: int, **fields: object) -> tuple[Enrollment, Enrollment]:
    """Somebody's offer in the awaited course, and their place in the second choice, which meets at the same time."""
    seat, line = await waits(session, who)
    place = await joins_meanwhile(session, who, await course(session, seats=1, **fields), line)  # type: ignore[arg-type]
    await leaves(session, seat)
    assert line.standing is Standing.OFFERED
    return line, place


async def test_taking_the_awaited_seat_gives_the_second_choice_to_its_own_line(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await crowd(session, 2)
        line, place = await offered(session, ana)
        behind = await join(session, beto, place.course_id)
        await offers.take(session, ana, line.id or 0, facts=FACTS, now=NOW)
        assert (line.standing, place.standing, place.left_reason) == (Standing.ENROLLED, Standing.LEFT, "second_choice")
        assert behind.standing is Standing.OFFERED
        assert await taken(session, place.course_id) == await taken(session, line.course_id) == 1
        reminders = [one for one in await letters(session, ana) if one.kind.startswith("reminder")]
        assert {one.state.value for one in reminders if one.enrollment_id == place.id} == {"dropped"}
        assert {one.state.value for one in reminders if one.enrollment_id == line.id} == {"waiting"}


async def test_another_course_at_the_same_time_still_clashes(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        seat, line = await waits(session, ana)
        place = await joins_meanwhile(session, ana, await course(session, starts=NOW + timedelta(days=20)), line)
        await join(session, ana, await course(session))
        await leaves(session, seat)
        with pytest.raises(Clash):
            await offers.take(session, ana, line.id or 0, facts=FACTS, now=NOW)
        assert (line.standing, place.standing) == (Standing.OFFERED, Standing.ENROLLED)


@pytest.mark.parametrize("how", ["decline", "lapse", "leave"])
async def test_without_the_awaited_seat_the_second_choice_is_an_ordinary_place(db: Database, how: str) -> None:
    async with db.begin() as session:
        ana = await person(session)
        line, place = await offered(session, ana)
        assert await second_choices.awaited(session, place) is not None
        if how == "decline":
            await offers.decline(session, ana, line.id or 0, facts=FACTS, now=NOW)
        elif how == "lapse":
            await offers.lapse(session, facts=FACTS, now=NOW + timedelta(days=2))
        else:
            await leaves(session, line)
        assert place.standing is Standing.ENROLLED
        assert await second_choices.awaited(session, place) is None
        again = await join(session, ana, await course(session, starts=NOW + timedelta(days=30)))
        assert again.backs_up is None


async def test_a_second_choice_that_has_begun_is_kept_and_clashes(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        line, place = await offered(session, ana)
        earlier = update(Course).where(col(Course.id) == place.course_id)
        await session.exec(earlier.values(starts_at=NOW - timedelta(days=1)))
        with pytest.raises(Clash):
            await offers.take(session, ana, line.id or 0, facts=FACTS, now=NOW)
        assert place.standing is Standing.ENROLLED


async def test_nobody_can_hang_a_place_on_somebody_elses_line_or_on_one_that_is_over(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await crowd(session, 2)
        _seat, line = await waits(session, ana)
        assert (await joins_meanwhile(session, beto, await course(session), line)).backs_up is None
        await leaves(session, line)
        assert (await joins_meanwhile(session, ana, await course(session), line)).backs_up is None


async def test_a_line_has_one_second_choice_and_a_place_in_another_line_is_none(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        _seat, line = await waits(session, ana)
        full, _other = await waits(session, await person(session), starts=NOW + timedelta(days=40))
        assert (await joins_meanwhile(session, ana, full.course_id, line)).backs_up is None
        first = await joins_meanwhile(session, ana, await course(session), line)
        second = await joins_meanwhile(session, ana, await course(session, starts=NOW + timedelta(days=30)), line)
        assert (first.backs_up, second.backs_up) == (line.id, None)


async def test_only_what_the_person_can_take_at_once_is_proposed_and_the_same_topic_first(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        _seat, line = await waits(session, ana, topic="art")
        soon, later = NOW + timedelta(days=3), NOW + timedelta(days=30)
        good = [await course(session, starts=later + timedelta(days=n), topic="art") for n in range(2)]
        awaited_time = await course(session, starts=NOW + timedelta(days=14), topic="sport")
        good = [*good, await course(session, starts=soon + timedelta(days=4), topic="sport"), awaited_time]
        busy = await course(session, starts=soon)
        await join(session, ana, busy)
        await course(session, starts=soon, topic="art")  # clashes with her own course
        await course(session, starts=later, age_min=40)
        await course(session, starts=later, sensitive=True)
        await course(session, starts=later, seats=None)
        await course(session, starts=NOW - timedelta(days=1), meetings=3)
        full = await course(session, starts=later, seats=1)
        await join(session, await person(session), full)
        illustrative = await course(session, starts=later + timedelta(days=9), illustrative_fields=["seats"])
        awaited = await session.get_one(Course, line.course_id)
        ana_herself = await somebody(session, ana)
        found = await second_choices.choices(session, ana_herself, awaited, facts=FACTS, now=NOW)
        assert [one.id for one in found] == [*good, illustrative]
        real = await second_choices.choices(session, ana_herself, awaited, facts=REAL, now=NOW)
        assert [one.id for one in real] == good
        for place in found:
            await session.refresh(place)
            await enrollments.may_join(session, ana_herself, place, facts=FACTS, now=NOW)
        for _more in range(4):
            await course(session, starts=later, topic="art")
        assert len(await second_choices.choices(session, ana_herself, awaited, facts=FACTS, now=NOW)) == 6


async def test_a_course_with_a_line_proposes_nothing_even_while_its_seat_is_free(db: Database) -> None:
    """At night, say, when nothing can be offered in time: the seat belongs to the line."""
    async with db.begin() as session:
        ana = await person(session)
        _seat, line = await waits(session, ana)
        other = await course(session, seats=1, starts=NOW + timedelta(days=30))
        for who in await crowd(session, 2):
            await join(session, who, other)
        await session.exec(update(Course).where(col(Course.id) == other).values(seats=2))
        awaited = (await session.exec(select(Course).where(Course.id == line.course_id))).one()
        found = await second_choices.choices(session, await somebody(session, ana), awaited, facts=FACTS, now=NOW)
        assert other not in [one.id for one in found]
