"""A free seat and the line."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour

import pytest
from sqlmodel import col, select, update

from bot import time
from bot.db import Database, Session
from bot.errors import Clash, NotThere, OfferLapsed
from bot.models import Account, Course, Enrollment, Post, Standing
from bot.services import enrollments, offers, people
from tests.services.making import FACTS, LEON, NOW, course, crowd, join, letters, person, somebody, taken

NIGHTS = replace(FACTS, quiet_minors=(hour(20), hour(9)))


async def offered(session: Session, *, waiting: int = 2, now: datetime = NOW, **fields: object) -> list[Enrollment]:
    """A course of one seat that was just left; its line, the first of whom has the offer. They joined a day before."""
    welding = await course(session, seats=1, **fields)  # type: ignore[arg-type]
    before = now - timedelta(days=1)
    seat, *line = [await join(session, who, welding, now=before) for who in await crowd(session, waiting + 1)]
    await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=FACTS, now=now)
    return line


async def stop(session: Session, person_id: int) -> None:
    account = (await session.exec(select(Account.id).where(Account.person_id == person_id))).one()
    await people.stopped(session, account, NOW)


async def test_an_offer_that_lapses_goes_on_at_once(db: Database) -> None:
    async with db.begin() as session:
        first, second = await offered(session)
        assert first.offer_until is not None
        assert await offers.lapse(session, facts=FACTS, now=first.offer_until - timedelta(seconds=1)) == 0
        assert await offers.lapse(session, facts=FACTS, now=first.offer_until) == 1
        assert (first.standing, second.standing) == (Standing.LAPSED, Standing.OFFERED)
        assert await taken(session, first.course_id) == 1
        kinds = {one.kind: one.state for one in await letters(session, first.person_id)}
        assert kinds == {"seat_offer": Post.DROPPED, "offer_lapsed": Post.WAITING}
        assert await offers.lapse(session, facts=FACTS, now=first.offer_until) == 0


async def test_taking_an_offer_gives_the_seat_and_plans_the_reminders(db: Database) -> None:
    async with db.begin() as session:
        first, _ = await offered(session)
        assert first.id is not None
        for _again in range(2):
            await offers.take(session, first.person_id, first.id, facts=FACTS, now=NOW + timedelta(hours=1))
        assert first.standing is Standing.ENROLLED
        assert await taken(session, first.course_id) == 1
        planned = {one.kind: one.state for one in await letters(session, first.person_id)}
        assert planned["seat_offer"] is Post.DROPPED
        assert [kind for kind, state in planned.items() if state is Post.WAITING] == [
            "reminder_week",
            "reminder_two_days",
            "reminder_today",
        ]


async def test_an_offer_taken_too_late_has_lapsed(db: Database) -> None:
    async with db.begin() as session:
        first, second = await offered(session)
        assert first.id is not None
        assert first.offer_until is not None
        with pytest.raises(OfferLapsed):
            await offers.take(session, first.person_id, first.id, facts=FACTS, now=first.offer_until)
        await offers.lapse(session, facts=FACTS, now=first.offer_until)
        with pytest.raises(OfferLapsed):
            await offers.take(session, first.person_id, first.id, facts=FACTS, now=first.offer_until)
        with pytest.raises(NotThere):
            await offers.take(session, first.person_id, second.id or 0, facts=FACTS, now=NOW)


async def test_who_only_waits_cannot_take_a_seat(db: Database) -> None:
    async with db.begin() as session:
        _, second = await offered(session)
        with pytest.raises(OfferLapsed):
            await offers.take(session, second.person_id, second.id or 0, facts=FACTS, now=NOW)
        assert second.standing is Standing.WAITING


async def test_declining_passes_the_seat_on(db: Database) -> None:
    async with db.begin() as session:
        first, second = await offered(session)
        for _again in range(2):
            await offers.decline(session, first.person_id, first.id or 0, facts=FACTS, now=NOW)
        assert (first.standing, first.left_reason) == (Standing.LEFT, "declined")
        assert second.standing is Standing.OFFERED
        assert await taken(session, first.course_id) == 1


async def test_a_clash_that_came_up_meanwhile_is_named_when_taking(db: Database) -> None:
    async with db.begin() as session:
        welding, other = await course(session, seats=1), await course(session)
        ana, beto = await crowd(session, 2)
        seat, place = await join(session, ana, welding), await join(session, beto, welding)
        await join(session, beto, other)
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        with pytest.raises(Clash):
            await offers.take(session, beto, place.id or 0, facts=FACTS, now=NOW)


async def test_who_stopped_the_bot_is_passed_over_with_a_reason(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        seat, first, second = [await join(session, who, welding) for who in await crowd(session, 3)]
        await stop(session, first.person_id)
        await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        assert (first.standing, first.left_reason) == (Standing.LAPSED, "unreachable")
        assert second.standing is Standing.OFFERED
        assert await letters(session, first.person_id) == []


async def test_who_stops_the_bot_with_an_offer_loses_it_at_the_next_tick(db: Database) -> None:
    async with db.begin() as session:
        first, second = await offered(session)
        await stop(session, first.person_id)
        assert await offers.lapse(session, facts=FACTS, now=NOW + timedelta(seconds=2)) == 1
        assert (first.standing, first.left_reason) == (Standing.LAPSED, "unreachable")
        assert second.standing is Standing.OFFERED
        assert "offer_lapsed" not in [one.kind for one in await letters(session, first.person_id)]


async def test_whose_age_no_longer_fits_is_passed_over_with_a_reason(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1, age_max=29)
        seat, first, second = [await join(session, who, welding) for who in await crowd(session, 3)]
        (await somebody(session, first.person_id)).birth_date = datetime(1980, 1, 1, tzinfo=UTC).date()
        await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        assert (first.standing, first.left_reason) == (Standing.LAPSED, "age")
        assert second.standing is Standing.OFFERED
        (letter,) = await letters(session, first.person_id)
        assert (letter.kind, letter.enrollment_id) == ("skipped", first.id)


async def test_who_could_not_be_reached_is_told_when_they_are_back(db: Database) -> None:
    async with db.begin() as session:
        first, _second = await offered(session)
        account = (await session.exec(select(Account.id).where(Account.person_id == first.person_id))).one()
        await stop(session, first.person_id)
        await offers.lapse(session, facts=FACTS, now=NOW)
        await people.of(session, account, language_code="es", now=NOW + timedelta(hours=1))
        (letter,) = [one for one in await letters(session, first.person_id) if one.kind == "skipped"]
        assert letter.due_at == NOW + timedelta(hours=1)
        # The letter found the chat blocked again: it goes out when they are back for good, and then no more.
        letter.state = Post.STOPPED
        await people.stopped(session, account, NOW + timedelta(hours=1))
        for hours in (2, 3):
            await people.of(session, account, language_code="es", now=NOW + timedelta(hours=hours))
            await session.flush()
            assert (letter.state, letter.due_at) == (Post.WAITING, NOW + timedelta(hours=2))
        letter.state = Post.DELIVERED
        await people.stopped(session, account, NOW)
        await people.of(session, account, language_code="es", now=NOW + timedelta(hours=4))
        await session.flush()
        assert letter.state is Post.DELIVERED


async def test_who_is_back_after_the_course_began_hears_of_no_line(db: Database) -> None:
    async with db.begin() as session:
        first, _second = await offered(session)
        account = (await session.exec(select(Account.id).where(Account.person_id == first.person_id))).one()
        await stop(session, first.person_id)
        await offers.lapse(session, facts=FACTS, now=NOW)
        await people.of(session, account, language_code="es", now=NOW + timedelta(days=14))
        assert "skipped" not in [one.kind for one in await letters(session, first.person_id)]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("09:00", "22 09:00"),
        ("09:01", "22 09:01"),
        ("12:07", "22 12:07"),
        ("20:59", "22 20:59"),
        ("23:00", "23 09:00"),
        ("03:00", "22 09:00"),
    ],
)
async def test_the_clock_of_an_offer_stands_still_at_night(db: Database, now: str, until: str) -> None:
    begins = datetime.fromisoformat(f"2026-11-21T{now}:00-06:00").astimezone(UTC)
    async with db.begin() as session:
        first, _ = await offered(session, now=begins)
        assert first.offer_until is not None
        assert f"{time.local(first.offer_until, LEON):%d %H:%M}" == until
        (letter,) = await letters(session, first.person_id)
        assert not time.is_quiet(letter.due_at, LEON, FACTS.quiet)
        assert letter.useful_until == first.offer_until


@pytest.mark.parametrize(
    ("now", "due", "until"),
    [("12:07", "12:07", "22 13:07"), ("19:50", "19:50", "23 09:50"), ("20:10", "09:00", "23 10:00")],
)
async def test_the_longer_night_of_a_minor_counts(db: Database, now: str, due: str, until: str) -> None:
    begins = datetime.fromisoformat(f"2026-11-21T{now}:00-06:00").astimezone(UTC)
    async with db.begin() as session:
        welding = await course(session, seats=1)
        seat, first = [await join(session, who, welding) for who in await crowd(session, 2)]
        (await somebody(session, first.person_id)).birth_date = date(2011, 5, 5)
        await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=NIGHTS, now=begins)
        (letter,) = await letters(session, first.person_id)
        assert first.offer_until is not None and letter.useful_until == first.offer_until
        assert f"{time.local(letter.due_at, LEON):%H:%M}" == due
        assert f"{time.local(first.offer_until, LEON):%d %H:%M}" == until


async def test_a_minor_whom_the_night_leaves_no_time_is_passed_over_only_for_who_has_some(db: Database) -> None:
    # At 20:15 for a course at 11:00: the offer would end at 9:00, when a minor may be written to again.
    evening = datetime.fromisoformat("2026-11-21T20:15:00-06:00").astimezone(UTC)
    async with db.begin() as session:
        welding = await course(session, seats=1, starts=evening + timedelta(hours=14.75))
        seat, young, *grown = [await join(session, who, welding) for who in await crowd(session, 3)]
        (await somebody(session, young.person_id)).birth_date = date(2011, 5, 5)
        await enrollments.leave(session, grown[0].person_id, grown[0].id or 0, reason="time", facts=NIGHTS, now=NOW)
        await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=NIGHTS, now=evening)
        assert young.standing is Standing.WAITING, "nobody else could be asked either"
        old = await join(session, await person(session), welding, now=evening)
        assert await offers.lapse(session, facts=NIGHTS, now=evening) == 0
        assert (young.standing, young.left_reason) == (Standing.LAPSED, "asleep")
        assert old.standing is Standing.OFFERED
        (letter,) = await letters(session, young.person_id)
        assert (letter.kind, f"{time.local(letter.due_at, LEON):%d %H:%M}") == ("skipped", "22 09:00")


async def test_no_offer_ends_in_the_night_before_the_course(db: Database) -> None:
    # For a course at 9:00 the last two hours begin at 7:00.
    async with db.begin() as session:
        first, _ = await offered(session, starts=datetime(2026, 11, 22, 15, tzinfo=UTC))
        assert first.offer_until is not None
        assert f"{time.local(first.offer_until, LEON):%d %H:%M}" == "21 21:00"


async def test_an_offer_ends_two_hours_before_the_course(db: Database) -> None:
    async with db.begin() as session:
        first, _ = await offered(session, starts=NOW + timedelta(hours=5))
        assert first.offer_until == NOW + timedelta(hours=3)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(minutes=30), timedelta(0), timedelta(days=-1)])
async def test_nothing_is_offered_in_the_last_two_hours(db: Database, ahead: timedelta) -> None:
    async with db.begin() as session:
        first, _ = await offered(session, starts=NOW + timedelta(hours=5))
        assert first.standing is Standing.OFFERED
        last, _ = await offered(session, starts=NOW + timedelta(days=3))
        late = NOW + timedelta(days=3) - ahead
        assert last.offer_until is not None
        await offers.lapse(session, facts=FACTS, now=late)
        standing = select(Enrollment.standing).where(Enrollment.course_id == last.course_id)
        assert Standing.OFFERED not in (await session.exec(standing)).all()


async def test_nothing_is_offered_that_would_be_over_before_people_wake(db: Database) -> None:
    # At 23:00 for a course at 9:30: the offer would end at 7:30.
    night = datetime(2026, 11, 22, 5, tzinfo=UTC)
    async with db.begin() as session:
        first, _ = await offered(session, now=night, starts=datetime(2026, 11, 22, 15, 30, tzinfo=UTC))
        assert first.standing is Standing.WAITING
        assert await taken(session, first.course_id) == 0


async def test_a_seat_that_became_free_unnoticed_is_offered_at_the_next_tick(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        _, first = [await join(session, who, welding) for who in await crowd(session, 2)]
        await session.exec(update(Course).where(col(Course.id) == welding).values(seats=2))
        assert await offers.lapse(session, facts=FACTS, now=NOW) == 0
        assert first.standing is Standing.OFFERED


async def test_each_free_seat_is_offered_once(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        _, *line = [await join(session, who, welding) for who in await crowd(session, 4)]
        await session.exec(update(Course).where(col(Course.id) == welding).values(seats=3))
        assert len(await offers.offer_next(session, welding, facts=FACTS, now=NOW)) == 2
        assert await offers.offer_next(session, welding, facts=FACTS, now=NOW) == []
        assert [one.standing for one in line] == [Standing.OFFERED, Standing.OFFERED, Standing.WAITING]


async def test_a_course_that_left_the_catalogue_offers_nothing(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        seat, first = [await join(session, who, welding) for who in await crowd(session, 2)]
        await session.exec(update(Course).where(col(Course.id) == welding).values(closed_at=NOW))
        await enrollments.leave(session, seat.person_id, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        assert first.standing is Standing.WAITING


async def test_an_offer_to_nobody_is_none(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        await join(session, await person(session), welding)
        assert await offers.offer_next(session, welding, facts=FACTS, now=NOW) == []
        with pytest.raises(NotThere):
            await offers.offer_next(session, 10**12, facts=FACTS, now=NOW)


async def test_when_the_course_begins_every_place_in_line_ends_and_is_told_once(db: Database) -> None:
    async with db.begin() as session:
        welding = await course(session, seats=1)
        seat, first, second = [await join(session, who, welding) for who in await crowd(session, 3)]
        begins = (await session.get_one(Course, welding)).starts_at
        assert begins is not None
        assert await offers.lapse(session, facts=FACTS, now=begins - timedelta(seconds=1)) == 0
        assert await offers.lapse(session, facts=FACTS, now=begins) == 2
        assert await offers.lapse(session, facts=FACTS, now=begins + timedelta(hours=1)) == 0
        assert seat.standing is Standing.ENROLLED
        for one in (first, second):
            assert (one.standing, one.left_reason) == (Standing.LAPSED, offers.BEGAN)
            (letter,) = await letters(session, one.person_id)
            assert letter.kind == "line_over" and letter.due_at > begins
            assert await enrollments.mine(session, one.person_id, now=begins) == []


async def test_an_offer_that_is_still_there_when_the_course_begins_ends_with_the_line(db: Database) -> None:
    async with db.begin() as session:
        first, second = await offered(session, starts=NOW + timedelta(hours=5))
        # Nobody looked between the end of the offer and the beginning: a computer that was off.
        assert await offers.lapse(session, facts=FACTS, now=NOW + timedelta(hours=5)) == 2
        assert {first.left_reason, second.left_reason} == {offers.BEGAN}
        assert await taken(session, first.course_id) == 0
        assert "line_over" in [one.kind for one in await letters(session, first.person_id)]


async def test_the_end_of_a_line_is_not_told_in_the_night_nor_to_who_stopped_the_bot(db: Database) -> None:
    night = datetime(2026, 12, 6, 5, tzinfo=UTC)  # 23:00 in León
    async with db.begin() as session:
        welding = await course(session, seats=1, starts=night)
        _, first, second = [await join(session, who, welding) for who in await crowd(session, 3)]
        await stop(session, second.person_id)
        assert await offers.lapse(session, facts=FACTS, now=night) == 2
        (letter,) = await letters(session, first.person_id)
        assert f"{time.local(letter.due_at, LEON):%d %H:%M}" == "06 09:00"
        assert await letters(session, second.person_id) == []
