"""What is suggested, in which order, and why; the weights, the variety, *not for me*."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.db import Database
from bot.errors import NotThere
from bot.models import Course, JourneyStage
from bot.services import dismissals, scoring, suggestions, tastes, variety
from bot.services.suggestions import Reason
from tests.services.making import FACTS, NOW, course, join, person, somebody
from tests.services.suggesting import SATURDAY, call, keys, learns, leon, suggested, topic


async def test_what_can_be_taken_is_suggested(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session, born=None)
        await course(session, key="limited", age_min=18)
        await course(session, key="full", taken=2, seats=2)
        await course(session, key="service", seats=None, starts=None)
        await call(session, key="adults", age_min=18)
        assert {*await keys(session, ana)} == {"limited", "full", "service", "adults"}


async def test_of_several_editions_the_soonest_that_fits_stands_for_the_course(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        await join(session, ana, await course(session, key="mine", starts=SATURDAY))
        await course(session, key="welding", starts=SATURDAY)
        fits = await course(session, key="welding", edition=2, starts=SATURDAY + timedelta(days=1))
        await course(session, key="welding", edition=3, starts=SATURDAY + timedelta(days=2))
        assert [one.thing.id for one in await suggested(session, ana) if one.thing.key == "welding"] == [fits]


async def test_something_sensitive_is_never_suggested_unasked_whatever_was_answered(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await person(session), await person(session)
        await course(session, key="talk", sensitive=True, interests=["wellbeing"])
        await call(session, key="help", sensitive=True, interests=["wellbeing"])
        await learns(session, ana, moves=["wellbeing"])
        for stage in leon().journey.stages:  # type: ignore[union-attr]
            answers = {question.key: question.options[0].key for question in stage.questions}
            session.add(JourneyStage(person_id=beto, topic=stage.topic, answers=answers, begun_at=NOW))
        await session.flush()
        assert await keys(session, ana) == await keys(session, beto) == []
        found = await suggestions.ranked(
            session, await somebody(session, ana), leon(), facts=FACTS, now=NOW, asked={"talk", "help"}
        )
        assert {one.thing.key: one.reason for one in found} == {"talk": Reason("neutral"), "help": Reason("neutral")}


async def test_what_nobody_confirmed_stands_below_everything_else_with_a_real_telegram(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        await learns(session, ana, moves=["music"])
        await course(session, key="sample", interests=["music"], illustrative_fields=["schedule"])
        await course(session, key="sure", starts=NOW + timedelta(days=60))
        assert [(one.thing.key, one.confirmed) for one in await suggested(session, ana, real=True)] == [
            ("sure", True),
            ("sample", False),
        ]
        assert [one.thing.key for one in await suggested(session, ana)] == ["sample", "sure"]


async def test_the_strongest_reason_that_is_true_is_given(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        far = SATURDAY + timedelta(days=35)
        venue = leon().venues[0].key
        await course(session, key="plain", starts=far + timedelta(days=2), topic=topic(0))
        await course(session, key="saturdays", starts=far, meetings=3, topic=topic(1))
        await course(session, key="near", starts=far + timedelta(days=3), venue=venue, topic=topic(2))
        await course(session, key="soon", starts=NOW + timedelta(days=2), topic=topic(3))
        await course(session, key="music", starts=far, interests=["art", "music"], topic=topic(4))
        await call(session, key="closing", closes=date(2026, 11, 24), topic=topic(5))
        mine = await join(
            session, ana, await course(session, key="done", interests=["tech"], starts=NOW + timedelta(days=1))
        )
        over = await session.get_one(Course, mine.course_id)
        over.starts_at, over.ends_at = NOW - timedelta(days=30), NOW - timedelta(days=20)
        await course(session, key="alike", starts=far + timedelta(days=1, hours=60), interests=["tech"], topic=topic(0))
        await learns(session, ana, moves=["music"], free=["weekends"], latitude=21.13, longitude=-101.69)
        reasons = {one.thing.key: one.reason for one in await suggested(session, ana)}
        assert reasons["plain"] == Reason("topic", key=topic(0))
        assert reasons["saturdays"] == Reason("free", times="weekends", weekday=5)
        assert reasons["near"] == Reason("near", km=2)
        assert reasons["soon"] == Reason("starts", on=date(2026, 11, 23))
        assert reasons["music"] == Reason("interest", key="music")
        assert reasons["closing"] == Reason("closes", on=date(2026, 11, 24))
        assert reasons["alike"] == Reason("finished", title=over.short_title)


async def test_a_finished_sensitive_course_leads_to_nothing(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        mine = await join(session, ana, await course(session, key="done", sensitive=True, interests=["tech"]))
        over = await session.get_one(Course, mine.course_id)
        over.starts_at, over.ends_at = NOW - timedelta(days=30), NOW - timedelta(days=20)
        await course(session, key="alike", starts=NOW + timedelta(days=30), interests=["tech"])
        (one,) = await suggested(session, ana)
        assert one.reason == Reason("topic", key="employment") and one.score.features["finished"] == 0


async def test_a_group_that_opened_when_the_last_one_began_is_new(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        await course(session, key="welding", starts=NOW - timedelta(days=1), meetings=4)
        await course(session, key="welding", edition=2, starts=NOW + timedelta(days=40))
        (one,) = await suggested(session, ana)
        assert one.reason == Reason("fresh") and one.score.features["fresh"] > 0.9


async def test_free_times_follow_from_what_one_does_where_they_werent_said(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        await learns(session, ana, occupation="working")
        monday = datetime(2026, 12, 14, 16, tzinfo=UTC)
        await course(session, key="morning", starts=monday, topic=topic(0))
        await course(session, key="evening", starts=monday + timedelta(hours=9), topic=topic(1))
        found = await suggested(session, ana)
        assert [one.thing.key for one in found] == ["evening", "morning"]
        assert all(one.reason.kind == "topic" for one in found), "a guess is no reason"


async def test_meanwhile_there_are_two_things_of_the_same_topic_first(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        wanted = await course(session, key="wanted", topic=topic(0))
        for number, key in enumerate(("a", "b", "c")):
            await course(session, key=key, topic=topic(1), starts=NOW + timedelta(days=3 + number))
        await course(session, key="alike", topic=topic(0), starts=NOW + timedelta(days=50))
        who, instead = await somebody(session, ana), await session.get_one(Course, wanted)
        found = await suggestions.meanwhile(session, who, leon(), instead, facts=FACTS, now=NOW)
        assert [one.thing.key for one in found] == ["alike", "a"]


def test_the_weights_are_shares_of_one_and_every_feature_has_one() -> None:
    assert sum(scoring.WEIGHTS.values()) == pytest.approx(1)
    assert all(weight > 0 for weight in scoring.WEIGHTS.values())


def test_the_parts_of_the_week_meet_without_a_gap() -> None:
    def part(day: int, hour: int) -> str:
        return scoring.part_of(datetime(2026, 11, day, hour, 0))  # noqa: DTZ001 - a wall clock

    assert [part(23, hour) for hour in (0, 12, 13, 16, 17, 23)] == [
        "mornings", "mornings", "afternoons", "afternoons", "evenings", "evenings",
    ]  # fmt: skip
    assert {part(28, 8), part(29, 20)} == {"weekends"}


def test_distances_are_those_of_the_ground() -> None:
    leon_to_guanajuato = scoring.distance((21.122, -101.684), (21.019, -101.257))
    assert leon_to_guanajuato == pytest.approx(45.7, abs=0.5)
    assert scoring.distance((21.1, -101.6), (21.1, -101.6)) == 0


class Rated:
    def __init__(self, topic: str, total: float) -> None:
        self.topic, self.total = topic, total


def test_the_topics_stay_represented_whatever_fits_best() -> None:
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    for _ in range(300):
        things = [Rated(chance.choice("abcdef"), chance.random()) for _ in range(chance.randrange(40))]
        things.sort(key=lambda one: -one.total)
        found = variety.spread(things)
        assert sorted(map(id, found)) == sorted(map(id, things)), seed
        there = {one.topic for one in things}
        assert len({one.topic for one in found[:6]}) >= min(4, len(there)), seed
        for letter in there:
            alike = [one for one in found if one.topic == letter]
            assert alike == [one for one in things if one.topic == letter], "what fits better comes first"


async def test_not_for_me_sticks_until_it_is_taken_back_by_whoever_said_it(db: Database) -> None:
    async with db.begin() as session:
        ana, beto = await person(session), await person(session)
        welding = await session.get_one(Course, await course(session, key="welding"))
        assert await dismissals.dismiss(session, ana, welding, now=NOW)
        assert not await dismissals.dismiss(session, ana, welding, now=NOW)
        await dismissals.explain(session, ana, welding, "topic", now=NOW)
        ((kept, thing),) = await dismissals.mine(session, ana)
        assert (kept.reason, thing.key) == ("topic", "welding")
        with pytest.raises(NotThere):
            await dismissals.explain(session, ana, welding, "nonsense", now=NOW)
        await dismissals.take_back(session, beto, kept.id or 0)
        assert await keys(session, ana) == [] and await keys(session, beto) == ["welding"]
        await dismissals.take_back(session, ana, kept.id or 0)
        await dismissals.undo(session, ana, welding)
        assert await keys(session, ana) == ["welding"]


async def test_only_what_was_offered_can_be_tapped(db: Database) -> None:
    async with db.begin() as session:
        who = await somebody(session, await person(session))
        for step, value in ((0, "nonsense"), (1, "never"), (2, "idle"), (3, "music"), (-1, "studying")):
            with pytest.raises(NotThere):
                tastes.tap(who, leon(), step, value, facts=FACTS, now=NOW)
        for value in ("weekends", "mornings", "weekends"):
            tastes.tap(who, leon(), 1, value, facts=FACTS, now=NOW)
        assert who.free == ["mornings"] and who.since["free"] == "2026-11-21"
        tastes.tap(who, leon(), 1, "mornings", facts=FACTS, now=NOW)
        assert who.free == [] and "free" not in who.since
        areas = leon().model_copy(update={"interests": []})
        assert tastes.choices(areas, 0) == tuple(one.key for one in areas.topics)
