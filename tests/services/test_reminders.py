"""When a reminder is due, and what becomes of it."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as hour

import pytest
from sqlmodel import select

from bot import time
from bot.db import Database
from bot.models import CourseSession, Enrollment, Letter, Post, Priority
from bot.services import courses, enrollments, reminders
from bot.services.facts import Facts
from tests.services.making import FACTS, JUAREZ, LEON, NOW, course, join, letters, person

AUTUMN, SPRING = date(2026, 11, 1), date(2027, 3, 14)
"""The Sundays on which Juárez changes its clocks at two in the morning; León never does."""


def facts_of(zone: str) -> Facts:
    return Facts(zone=zone, quiet=(hour(21), hour(9)), rehearsal=True)


def session_at(day: date, at: hour, zone: str, number: int = 1) -> CourseSession:
    start = time.at_local(day, at, zone)
    return CourseSession(id=number, course_id=1, number=number, starts_at=start, ends_at=start + timedelta(hours=2))


def planned(sessions: list[CourseSession], zone: str) -> dict[tuple[str, int], str]:
    found = reminders.moments(sessions, facts=facts_of(zone))
    return {(kind, one.number): f"{time.local(due, zone):%Y-%m-%d %H:%M}" for kind, one, due in found}


@pytest.mark.parametrize("zone", [LEON, JUAREZ])
@pytest.mark.parametrize("change", [AUTUMN, SPRING])
def test_reminders_keep_the_wall_clock_over_a_change_of_the_clocks(zone: str, change: date) -> None:
    monday = change + timedelta(days=1)
    following = session_at(monday + timedelta(days=7), hour(16), zone, number=2)
    assert planned([session_at(monday, hour(16), zone), following], zone) == {
        ("reminder_week", 1): f"{monday - timedelta(days=7)} 16:00",
        ("reminder_two_days", 1): f"{monday - timedelta(days=2)} 16:00",
        ("reminder_today", 1): f"{monday} 13:00",
        ("reminder_tomorrow", 2): f"{monday + timedelta(days=6)} 16:00",
    }


@pytest.mark.parametrize("change", [AUTUMN, SPRING])
def test_the_day_before_is_not_24_hours_when_the_clocks_change(change: date) -> None:
    first = session_at(change - timedelta(days=7), hour(10), JUAREZ)
    second = session_at(change, hour(10), JUAREZ, number=2)
    due = [due for kind, _, due in reminders.moments([first, second], facts=facts_of(JUAREZ)) if "tomorrow" in kind]
    apart = second.starts_at - due[0]
    assert apart == timedelta(hours=25 if change == AUTUMN else 23)


@pytest.mark.parametrize("zone", [LEON, JUAREZ])
@pytest.mark.parametrize("day", [AUTUMN, SPRING, date(2026, 12, 5)])
def test_what_falls_in_quiet_hours_comes_at_eight_the_evening_before(zone: str, day: date) -> None:
    due = planned([session_at(day, hour(10), zone)], zone)
    assert due["reminder_today", 1] == f"{day - timedelta(days=1)} 20:00"
    assert due["reminder_two_days", 1] == f"{day - timedelta(days=2)} 10:00"
    late = planned([session_at(day, hour(21, 30), zone)], zone)
    assert late["reminder_two_days", 1] == f"{day - timedelta(days=2)} 20:00"
    assert late["reminder_today", 1] == f"{day} 18:30"


async def test_a_sign_up_plans_its_reminders_as_appointments(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, meetings=3), await person(session)
        seat = await join(session, ana, welding)
        found = await letters(session, ana)
        meetings = await courses.sessions(session, welding)
        assert [one.kind for one in found] == [
            "reminder_week",
            "reminder_two_days",
            "reminder_today",
            "reminder_tomorrow",
            "reminder_tomorrow",
        ]
        assert {(one.priority, one.enrollment_id, one.chat_id) for one in found} == {
            (Priority.APPOINTMENT, seat.id, None)
        }
        assert [one.useful_until for one in found] == [meetings[n].starts_at for n in (0, 0, 0, 1, 2)]
        assert found[0].key == f"reminder_week:{seat.id}:{meetings[0].id}"


async def test_moments_already_past_are_not_planned(db: Database) -> None:
    async with db.begin() as session:
        soon = await course(session, starts=NOW + timedelta(hours=25))
        next_week = await course(session, starts=NOW + timedelta(days=7))
        ana = await person(session)
        await join(session, ana, soon)
        assert [one.kind for one in await letters(session, ana)] == ["reminder_today"]
        beto = await person(session)
        await join(session, beto, next_week)
        assert [one.kind for one in await letters(session, beto)] == ["reminder_two_days", "reminder_today"]


async def test_waiting_in_line_plans_nothing(db: Database) -> None:
    async with db.begin() as session:
        welding, ana, beto = await course(session, seats=1), await person(session), await person(session)
        await join(session, ana, welding)
        await join(session, beto, welding)
        assert await letters(session, beto) == []


async def test_planning_twice_adds_nothing(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session, meetings=2), await person(session)
        seat = await join(session, ana, welding)
        before = [(one.key, one.due_at) for one in await letters(session, ana)]
        what, meetings = await courses.get(session, welding), await courses.sessions(session, welding)
        await reminders.plan(session, seat, what, meetings, facts=FACTS, now=NOW)
        assert [(one.key, one.due_at) for one in await letters(session, ana)] == before


async def test_a_moved_session_moves_its_reminders(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        await join(session, ana, welding)
        said = (await letters(session, ana))[0]
        said.state = Post.DELIVERED
        before = {one.kind: one.due_at for one in await letters(session, ana)}
        what, (meeting,) = await courses.get(session, welding), await courses.sessions(session, welding)
        meeting.starts_at += timedelta(days=1)
        meeting.ends_at += timedelta(days=1)
        await reminders.move(session, what, [meeting], facts=FACTS, now=NOW)
        after = {one.kind: one for one in await letters(session, ana)}
        assert len(after) == 3
        assert after["reminder_week"].due_at == before["reminder_week"], "what was said stays as it was"
        for kind in ("reminder_two_days", "reminder_today"):
            assert after[kind].due_at == before[kind] + timedelta(days=1)
            assert after[kind].useful_until == meeting.starts_at


async def test_a_session_moved_to_today_drops_the_reminders_it_has_passed(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        await join(session, ana, welding)
        what, (meeting,) = await courses.get(session, welding), await courses.sessions(session, welding)
        meeting.starts_at = NOW + timedelta(hours=4)
        await reminders.move(session, what, [meeting], facts=FACTS, now=NOW)
        assert {one.kind: (one.state, one.reason) for one in await letters(session, ana)} == {
            "reminder_week": (Post.DROPPED, "moved"),
            "reminder_two_days": (Post.DROPPED, "moved"),
            "reminder_today": (Post.WAITING, None),
        }


async def test_what_else_is_due_today_goes_with_it(db: Database) -> None:
    """NOW is noon in León: 30 hours later is 18:00 the next day."""
    async with db.begin() as session:
        ana, beto = await person(session), await person(session)
        for hours in (0, 3, 30):
            welding = await course(session, starts=NOW + timedelta(days=2, hours=hours))
            await join(session, ana, welding, now=NOW - timedelta(days=1))
            await join(session, beto, welding, now=NOW - timedelta(days=1))
        first, *others = await letters(session, ana)
        end_of_day = datetime(2026, 11, 22, 6, tzinfo=UTC)
        together = await reminders.due_with(session, first, facts=FACTS, now=NOW)
        assert [one.id for one in together] == [one.id for one in others if one.due_at < end_of_day]
        assert len(together) == 1
        together[0].state = Post.DELIVERED
        assert await reminders.due_with(session, first, facts=FACTS, now=NOW) == []


@pytest.mark.parametrize(
    ("state", "said", "call", "told"),
    [
        (Post.DELIVERED, "2026-11-21T10:00:00-06:00", None, True),
        (Post.UNCERTAIN, "2026-11-21T00:00:00-06:00", None, True),
        (Post.DELIVERED, "2026-11-20T23:59:59-06:00", None, False),
        (Post.SENDING, None, "{}", True),
        (Post.SENDING, None, None, False),
        (Post.REJECTED, None, None, False),
        (Post.DROPPED, None, None, False),
        (Post.WAITING, None, None, False),
    ],
)
async def test_a_person_is_told_once_a_local_day(
    db: Database, state: Post, said: str | None, call: str | None, told: bool
) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        await join(session, ana, welding)
        letter = (await letters(session, ana))[0]
        letter.state, letter.call = state, call
        letter.said_at = datetime.fromisoformat(said).astimezone(UTC) if said else None
        await session.flush()
        assert await reminders.told_today(session, ana, facts=FACTS, now=NOW) is told
        assert not await reminders.told_today(session, await person(session), facts=FACTS, now=NOW)


async def test_only_reminders_count_as_told(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        session.add(
            Letter(
                priority=Priority.NEWS,
                kind="course_confirmed",
                person_id=ana,
                due_at=NOW,
                state=Post.DELIVERED,
                said_at=NOW,
            )
        )
        await session.flush()
        assert not await reminders.told_today(session, ana, facts=FACTS, now=NOW)


async def test_leaving_drops_only_what_was_not_said(db: Database) -> None:
    async with db.begin() as session:
        welding, ana = await course(session), await person(session)
        seat = await join(session, ana, welding)
        (await letters(session, ana))[0].state = Post.DELIVERED
        await enrollments.leave(session, ana, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        assert [one.state for one in await letters(session, ana)] == [Post.DELIVERED, Post.DROPPED, Post.DROPPED]
        assert (await session.exec(select(Enrollment.standing))).one() == "left"
