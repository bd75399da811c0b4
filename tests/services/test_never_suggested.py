"""Never anything that the person can't take: one case after the other, and whatever chance comes up with."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlmodel import col, select, update

from bot.db import Database, Session
from bot.errors import Refusal
from bot.models import FREE, Call, Course, Dismissal, Standing
from bot.services import dismissals, enrollments, offers
from bot.services.suggestions import Suggestion
from tests.services.making import FACTS, NOW, course, join, person, somebody
from tests.services.suggesting import ADULT, MINOR, SATURDAY, call, keys, learns, suggested, topic

Case = Callable[[Session, int], Awaitable[None]]
"""Makes `welding` something that this person can't take."""


async def too_young(session: Session, ana: int) -> None:
    await learns(session, ana, birth_date=MINOR)
    await course(session, key="welding", age_min=18)


async def too_old(session: Session, ana: int) -> None:
    await learns(session, ana, birth_date=ADULT)
    await course(session, key="welding", age_max=20)


async def outside_a_sample_limit(session: Session, ana: int) -> None:
    await learns(session, ana, birth_date=MINOR)
    await course(session, key="welding", age_min=18, illustrative_fields=["ages"])


async def begun(session: Session, ana: int) -> None:
    await course(session, key="welding", starts=NOW - timedelta(hours=1), meetings=3)


async def closed(session: Session, ana: int) -> None:
    await course(session, key="welding", closed_at=NOW)


async def without_dates_yet(session: Session, ana: int) -> None:
    await course(session, key="welding", starts=None)


async def full_and_about_to_begin(session: Session, ana: int) -> None:
    await course(session, key="welding", seats=2, taken=2, starts=NOW + timedelta(hours=2))


async def at_the_same_time_as_an_own_course(session: Session, ana: int) -> None:
    await join(session, ana, await course(session, key="mine", starts=SATURDAY))
    await course(session, key="welding", starts=SATURDAY - timedelta(days=7) + timedelta(hours=1), meetings=2)


async def taken(session: Session, ana: int) -> None:
    await join(session, ana, await course(session, key="welding"))


async def taken_in_another_edition(session: Session, ana: int) -> None:
    await join(session, ana, await course(session, key="welding"))
    await course(session, key="welding", edition=2, starts=NOW + timedelta(days=40))


async def waiting_in_another_edition(session: Session, ana: int) -> None:
    await join(session, ana, await course(session, key="welding", seats=0))
    await course(session, key="welding", edition=2, starts=NOW + timedelta(days=40))


async def finished(session: Session, ana: int) -> None:
    mine = await join(session, ana, await course(session, key="welding", starts=NOW + timedelta(days=1)))
    over = await session.get_one(Course, mine.course_id)
    over.starts_at, over.ends_at = NOW - timedelta(days=30), NOW - timedelta(days=20)
    await course(session, key="welding", edition=2)


async def given_up(session: Session, ana: int) -> None:
    mine = await join(session, ana, await course(session, key="welding"))
    await enrollments.leave(session, ana, mine.id or 0, reason="time", facts=FACTS, now=NOW)


async def dismissed_in_an_earlier_edition(session: Session, ana: int) -> None:
    old = await course(session, key="welding", starts=NOW - timedelta(days=30))
    await dismissals.dismiss(session, ana, await session.get_one(Course, old), now=NOW)
    await course(session, key="welding", edition=2)


async def sensitive_and_not_asked_for(session: Session, ana: int) -> None:
    await learns(session, ana, moves=["wellbeing"])
    await course(session, key="welding", sensitive=True, interests=["wellbeing"], topic=topic(0))


async def a_closed_call(session: Session, ana: int) -> None:
    await call(session, key="welding", closes=date(2026, 11, 20))


async def a_call_to_come(session: Session, ana: int) -> None:
    await call(session, key="welding", opens=date(2026, 11, 25))


async def a_call_that_left(session: Session, ana: int) -> None:
    await call(session, key="welding", closed_at=NOW)


async def an_adults_call_for_a_minor(session: Session, ana: int) -> None:
    await learns(session, ana, birth_date=MINOR)
    await call(session, key="welding", age_min=18)


async def a_loan_for_a_minor(session: Session, ana: int) -> None:
    await learns(session, ana, birth_date=MINOR)
    await call(session, key="welding", loan=True)


async def a_loan_for_who_may_be_one(session: Session, ana: int) -> None:
    await learns(session, ana, birth_date=None)
    await call(session, key="welding", loan=True, age_min=18)


async def a_dismissed_call(session: Session, ana: int) -> None:
    await dismissals.dismiss(session, ana, await call(session, key="welding"), now=NOW)


NEVER = [
    too_young, too_old, outside_a_sample_limit, begun, closed, without_dates_yet, full_and_about_to_begin,
    at_the_same_time_as_an_own_course, taken, taken_in_another_edition, waiting_in_another_edition, finished, given_up,
    dismissed_in_an_earlier_edition, sensitive_and_not_asked_for, a_closed_call, a_call_to_come, a_call_that_left,
    an_adults_call_for_a_minor, a_loan_for_a_minor, a_loan_for_who_may_be_one, a_dismissed_call,
]  # fmt: skip


@pytest.mark.parametrize("case", NEVER, ids=lambda case: case.__name__)
async def test_what_a_person_cant_take_is_never_suggested(db: Database, case: Case) -> None:
    async with db.begin() as session:
        ana, other = await person(session), await course(session, key="other", starts=NOW + timedelta(days=3))
        await case(session, ana)
        assert "welding" not in await keys(session, ana)
        assert "other" in await keys(session, ana), f"what can be taken ({other}) still is"


async def test_nothing_suggested_breaks_a_rule_whoever_asks_and_whatever_there_is(db: Database) -> None:
    """Random people before random catalogues; what is suggested is then really taken."""
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    counted = 0
    async with db.begin() as session:
        for catalogue in range(12):
            for table in (Course, Call):
                # What there was before has left.
                await session.exec(update(table).values(closed_at=NOW))
            await _some_catalogue(session, chance, f"catalogue{catalogue}")
            for _ in range(3):
                ana = await _somebody(session, chance)
                found = await suggested(session, ana)
                counted += len(found)
                await _hold_against_the_rules(session, ana, found, f"seed {seed}")
    assert counted > 50, f"nothing to hold against anything (seed {seed})"


INTERESTS = ("music", "tech", "art", "wellbeing")


async def _some_catalogue(session: Session, chance: random.Random, name: str) -> None:
    for number in range(14):
        seats = chance.choice((None, 1, 2, 5))
        starts = NOW + timedelta(hours=chance.choice((-30, -1, 1, 2, 3, 20, 100, 101, 102, 300, 700)))
        low = chance.choice((None, None, 12, 15, 18))
        await course(
            session,
            key=f"{name}-{number // 2}",
            edition=number % 2 + 1,
            topic=topic(number // 2 % 6),
            seats=seats,
            taken=chance.randint(0, seats) if seats else 0,
            starts=None if seats is None else starts,
            meetings=chance.randint(1, 3),
            apart=timedelta(days=chance.choice((1, 7))),
            age_min=low,
            age_max=chance.choice((None, 17, 29)) if low != 18 else chance.choice((None, 29)),
            sensitive=chance.random() < 0.2,
            interests=chance.sample(INTERESTS, chance.randint(0, 2)),
            closed_at=NOW if chance.random() < 0.1 else None,
            illustrative_fields=["ages"] if chance.random() < 0.3 else [],
        )
    for number in range(5):
        await call(
            session,
            key=f"{name}-{number}",
            topic=topic(number),
            opens=date(2026, 11, chance.choice((1, 20, 25))),
            closes=date(2026, 11, chance.choice((20, 21, 26))) if chance.random() < 0.3 else date(2026, 12, 24),
            age_min=chance.choice((None, 12, 18)),
            loan=chance.random() < 0.3,
            closed_at=NOW if chance.random() < 0.1 else None,
        )


async def _somebody(session: Session, chance: random.Random) -> int:
    ana = await person(session, born=chance.choice((None, date(2012, 11, 23), date(2008, 11, 22), date(1990, 1, 1))))
    await learns(
        session,
        ana,
        moves=chance.sample(INTERESTS, chance.randint(0, 2)),
        free=chance.sample(FREE, chance.randint(0, 3)),
        occupation=chance.choice((None, "studying", "working")),
    )
    for one in (await session.exec(select(Course).where(col(Course.closed_at).is_(None)))).all():
        lot = chance.random()
        if lot < 0.08:
            session.add(Dismissal(person_id=ana, kind="c", key=one.key, at=NOW))
            await session.flush()
            break
        if lot < 0.25 and one.seats and one.is_open(NOW):
            try:
                mine = await join(session, ana, one.id or 0)
            except (Refusal, ValueError):
                continue
            if chance.random() < 0.3:
                await enrollments.leave(session, ana, mine.id or 0, reason="time", facts=FACTS, now=NOW)
    return ana


async def _hold_against_the_rules(session: Session, ana: int, found: list[Suggestion], where: str) -> None:
    who = await somebody(session, ana)
    gone = {(one.kind, one.key) for one in await session.exec(select(Dismissal).where(Dismissal.person_id == ana))}
    own = {course.key for _one, course, _next in await enrollments.mine(session, ana, now=NOW)}
    assert len({(type(one.thing), one.thing.key) for one in found}) == len(found), f"one of each ({where})"
    there = {one.topic for one in found}
    assert len({one.topic for one in found[:6]}) >= min(4, len(there)), where
    for one in found:
        thing, story = one.thing, f"{one.thing!r} for {who!r} ({where})"
        assert one.reason.kind and thing.closed_at is None, story
        age = who.age((thing.starts_at or NOW).date() if isinstance(thing, Course) else NOW.date())
        if age is not None:
            assert (thing.age_min or 0) <= age <= (thing.age_max or 200), story
        if isinstance(thing, Call):
            assert ("k", thing.key) not in gone, story
            assert thing.opens and thing.closes and thing.opens <= NOW.date() <= thing.closes, story
            assert not thing.loan or (age is not None and age >= 18), story
            continue
        assert ("c", thing.key) not in gone and thing.key not in own, story
        assert not thing.sensitive, story
        limited = thing.age_min is not None or thing.age_max is not None
        if thing.seats is not None and (who.birth_date is not None or not limited):
            async with session.begin_nested() as trial:
                mine = await join(session, ana, thing.id or 0)
                late = thing.starts_at is not None and thing.starts_at - NOW < offers.LAST_MINUTE
                assert mine.standing is Standing.ENROLLED or not late, story
                await trial.rollback()
            await session.refresh(who)
            await session.refresh(thing)
