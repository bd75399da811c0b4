"""Figures of a small institute, counted by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from sqlmodel import select, update

from bot.db import Database, Session
from bot.errors import NotThere
from bot.jobs.figures import Figures
from bot.models import (
    Account,
    Broadcast,
    Enrollment,
    JourneyStage,
    Letter,
    Person,
    Post,
    PublishedWeek,
    Stage,
    Standing,
)
from bot.services import erasing, figures
from bot.services.figures import publishing
from bot.services.figures.periods import begins, last_whole, monday_of
from bot.services.figures.reading import Figure
from tests.services.making import FACTS, LEON, course

MONDAY: Final = date(2026, 11, 2)
TOPICS: Final = ("education", "employment")
_next_account = iter(range(1_000, 99_999))


def on(week: int, day: int = 2) -> datetime:
    """Noon in León of a day (0 is Monday) of the so-manieth week of the little institute."""
    return begins(MONDAY, LEON) + timedelta(weeks=week, days=day, hours=12)


async def people(session: Session, count: int, at: datetime, **fields: Any) -> list[int]:
    made = [Person(**{"locale": "es", "created_at": at, "seen_at": at, **fields}) for _ in range(count)]
    session.add_all(made)
    await session.flush()
    session.add_all(Account(id=next(_next_account), person_id=one.id or 0) for one in made)
    await session.flush()
    return [one.id or 0 for one in made]


def place(person: int, course: int, at: datetime, standing: Standing = Standing.ENROLLED, **fields: Any) -> Enrollment:
    return Enrollment(person_id=person, course_id=course, joined_at=at, standing=standing, **fields)


async def publish(db: Database, now: datetime) -> None:
    """What the job does, at a moment of our choosing."""
    async with db.begin() as session:
        held = await publishing.held(session)
        for week in await publishing.due(session, facts=FACTS, now=now):
            made = await publishing.count(session, week, held, facts=FACTS, now=now)
            session.add(made)
            held = made.held


async def chart(db: Database, key: str, now: datetime, period: str = "4") -> Figure:
    async with db.reading() as session:
        found = await figures.read(session, key, period, topics=TOPICS, stages=TOPICS, facts=FACTS, now=now)
    assert found is not None
    return found


def told(figure: Figure) -> dict[str, dict[str, tuple[int, ...]]]:
    return {
        table.key: {row.key: tuple(count.value for count in row.counts) for row in table.rows}
        for table in figure.tables
    }


async def test_a_small_institute_counted_by_hand(db: Database) -> None:
    async with db.begin() as session:
        starts = on(9)
        weld, write = [await course(session, topic=topic, starts=starts, seats=30) for topic in reversed(TOPICS)]
        spanish = await people(session, 23, on(0))
        english = await people(session, 6, on(1), locale="en", seen_at=on(1))
        await people(session, 7, on(2), seen_at=None)  # they wrote once, and not again
        session.add_all(place(one, weld, on(0)) for one in spanish[:12])
        session.add_all(place(one, weld, on(1)) for one in english[:3])
        session.add_all(place(one, weld, on(2)) for one in spanish[12:15])
        session.add_all(place(one, write, on(2), Standing.WAITING) for one in spanish[:11])
        session.add_all(
            place(one, weld, on(0), Standing.LEFT, left_at=on(2), left_reason="time") for one in spanish[:6]
        )
        session.add_all(
            place(one, weld, on(0), Standing.LEFT, left_at=on(2), left_reason="place") for one in spanish[:4]
        )
        session.add_all(
            place(one, weld, on(0), Standing.LEFT, left_at=on(2), left_reason="guardian") for one in spanish
        )
        stage = {"begun_at": on(0), "answers": {}}
        session.add_all(
            JourneyStage(person_id=one, topic="education", stamped_at=on(0), **stage) for one in spanish[:8]
        )
        session.add_all(JourneyStage(person_id=one, topic="education", **stage) for one in spanish[8:19])
        session.add_all(
            JourneyStage(person_id=one, topic="employment", stamped_at=on(1), **stage) for one in spanish[3:8]
        )
        await session.exec(update(Account).where(Account.person_id.in_(spanish[:5])).values(stopped_at=on(1)))  # type: ignore[attr-defined]
    now = on(3, 0)
    await publish(db, now)
    told_of = {key: told(await chart(db, key, now)) for key in figures.CHARTS}
    # Welding: 23 in the first week are 20 and a rest of 3; then 3 people, who aren't five; with 3 more they are 6, and
    # with the rest 9: five are published, four wait. Of those who were taken out nobody tapped a reason.
    assert told_of["sign_ups"]["topics"] == {"education": (10, 0, 10), "employment": (25, 5, 0)}
    assert told_of["sign_ups"]["weeks"] == {"2026-11-02": (20,), "2026-11-09": (0,), "2026-11-16": (15,)}
    assert told_of["barriers"]["reasons"]["time"] == (5,) and told_of["barriers"]["reasons"]["place"] == (0,)
    assert told_of["barriers"]["reasons_by_topic"] == {"education": (0,) * 5, "employment": (5, 0, 0, 0, 0)}
    assert told_of["journey"]["stages"] == {"education": (5, 10), "employment": (5, 0)}
    assert told_of["journey"]["steps"] == {"0": (10,), "1": (0,), "2": (5,)}
    assert told_of["waiting"]["courses"] == {str(write): (10, 30), str(weld): (0, 30)}
    # 7 were heard of 5 days ago, 6 English 12 days, and 18 whom one can write to 19 days: in fives 5, 5 and 15.
    assert told_of["reach"]["heard"] == {"7": (5,), "30": (25,), "90": (25,)}
    assert told_of["reach"]["languages"] == {"es": (20,), "en": (5,)}
    assert told_of["reach"]["changes"] == {"new": (35,), "blocked": (5,)}


async def test_a_week_is_published_when_it_is_over_and_stays_whatever_happens(db: Database) -> None:
    async with db.begin() as session:
        weld = await course(session, topic="employment", starts=on(9), seats=30)
        some = await people(session, 9, on(0))
        session.add_all(place(one, weld, on(0)) for one in some)
    await publish(db, on(0, 6))
    async with db.reading() as session:
        asked = {"topics": TOPICS, "stages": TOPICS, "facts": FACTS, "now": on(0, 6)}
        assert await figures.read(session, "reach", "4", **asked) is None
    await publish(db, on(1, 0))
    before = [await chart(db, key, on(1, 3), period) for key in figures.CHARTS for period in figures.PERIODS]
    async with db.begin() as session:
        session.add(place((await people(session, 1, on(1)))[0], weld, on(1)))
        await erasing.erase(session, some[0], facts=FACTS, now=on(1))
    await publish(db, on(1, 6))
    after = [await chart(db, key, on(1, 6), period) for key in figures.CHARTS for period in figures.PERIODS]
    assert before == after, "whoever asks before and after one came and one went sees the same"


async def test_one_person_often_is_not_five_people(db: Database) -> None:
    async with db.begin() as session:
        (one,) = await people(session, 1, on(0))
        for week in range(7):
            weld = await course(session, topic="employment", starts=on(20), seats=30)
            session.add(place(one, weld, on(week)))
    await publish(db, on(8))
    assert (await chart(db, "sign_ups", on(8), "12")).empty


async def test_what_became_of_offers_and_announcements(db: Database) -> None:
    async with db.begin() as session:
        weld = await course(session, topic="employment", starts=on(9), seats=30)
        some = await people(session, 19, on(0))
        for number, one in enumerate(some):
            ends = Standing.ENROLLED if number < 12 else Standing.LAPSED
            row = place(one, weld, on(0), ends)
            session.add(row)
            await session.flush()
            session.add(_letter(one, "seat_offer", enrollment_id=row.id, useful_until=on(1)))
        for stage, ended in ((Stage.DONE, on(1)), (Stage.STOPPED, on(2)), (Stage.SENDING, None)):
            sent = Broadcast(stage=stage, created_at=on(0), edited_at=on(0), ended_at=ended)
            session.add(sent)
            await session.flush()
            states = [Post.DELIVERED] * 13 + [Post.STOPPED] * 6
            rows = zip(some, states, strict=True)
            session.add_all(_letter(one, "broadcast", broadcast_id=sent.id, state=state) for one, state in rows)
    await publish(db, on(3))
    assert told(await chart(db, "waiting", on(3)))["offers"] == {"taken": (10,), "declined": (0,), "lapsed": (5,)}
    outcomes = told(await chart(db, "broadcasts", on(3)))["outcomes"]
    assert outcomes == {"delivered": (20,), "blocked": (10,), "rejected": (0,), "dropped": (0,)}


def _letter(person: int, kind: str, **fields: Any) -> Letter:
    return Letter(
        **{"priority": 5, "kind": kind, "person_id": person, "due_at": on(0), "state": Post.DELIVERED, **fields}
    )


async def test_an_institute_that_begins_late_looks_back_a_year_at_most(db: Database) -> None:
    now = on(2)
    async with db.begin() as session:
        await people(session, 5, on(-60))
        await people(session, 5, on(-10))
    job = Figures(db, FACTS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.time.now", lambda: now)
        assert await job.look() == 52
        assert await job.look() == 0 and await Figures(db, FACTS).look() == 0
    async with db.reading() as session:
        weeks = (await session.exec(select(PublishedWeek).order_by(PublishedWeek.week))).all()  # type: ignore[arg-type]
    assert weeks[-1].week == last_whole(now, LEON) and monday_of(now, LEON) == MONDAY + timedelta(weeks=2)
    assert told(await chart(db, "reach", now, "52"))["changes"]["new"] == (5,)
    assert len(told(await chart(db, "reach", now, "52"))["weeks"]) == 13


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_what_nobody_offers_can_not_be_asked(db: Database) -> None:
    async with db.reading() as session:
        for key, period in (("journey", "5"), ("diets", "4"), ("", "")):
            with pytest.raises(NotThere):
                await figures.read(session, key, period, topics=TOPICS, stages=TOPICS, facts=FACTS, now=on(1))


def test_a_week_begins_on_monday_where_the_institution_is() -> None:
    sunday_night = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    assert monday_of(sunday_night, LEON) == date(2026, 11, 16)
    assert begins(date(2026, 11, 23), LEON) == datetime(2026, 11, 23, 6, tzinfo=UTC)
