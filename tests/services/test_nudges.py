"""When a nudge may come, and when it stays away."""

from datetime import datetime, timedelta

import pytest

from bot import letters, time
from bot.screen import Screen
from tests.services.making import LEON, NOW
from tests.services.travelling import WEEK, Traveller, eva, leon, pack

__all__ = ["eva", "leon", "pack"]


async def test_a_nudge_comes_after_seven_silent_days_in_the_afternoon(eva: Traveller) -> None:
    await eva.answers("employment")
    (planned,) = await eva.nudges()
    assert planned.key == f"journey_nudge:{eva.id}:1" and planned.due_at >= NOW + WEEK
    assert 16 <= time.local(planned.due_at, LEON).hour < 18 and planned.due_at - NOW < WEEK + timedelta(days=1)
    said = await eva.gets(planned, planned.due_at)
    assert isinstance(said, Screen) and "¿1?" in said.text and "Empleo" in said.text


async def test_every_step_moves_the_nudge_that_waits(eva: Traveller) -> None:
    await eva.answers("employment")
    await eva.answers("employment", "q1", now=NOW + timedelta(days=3))
    (planned,) = await eva.nudges()
    assert planned.due_at >= NOW + timedelta(days=10)


async def test_a_sign_of_life_of_any_kind_holds_the_nudge_for_a_week(eva: Traveller) -> None:
    await eva.answers("employment")
    (planned,) = await eva.nudges()
    eva.person.seen_at = NOW + timedelta(days=5)
    held = await eva.gets(planned, planned.due_at)
    assert isinstance(held, letters.Held) and held.until >= NOW + timedelta(days=12)
    assert 16 <= time.local(held.until, LEON).hour < 19
    assert isinstance(await eva.gets(planned, held.until), Screen)


async def test_after_two_nudges_without_an_answer_none_comes_until_they_are_back(eva: Traveller) -> None:
    await eva.answers("employment")
    (first,) = await eva.nudges()
    await eva.gets(first, first.due_at)
    first, second = await eva.nudges()
    assert second.due_at >= first.due_at + WEEK - timedelta(seconds=1)
    assert isinstance(await eva.gets(second, second.due_at), Screen)
    assert len(await eva.nudges()) == 2
    back = second.due_at + timedelta(days=40)
    await eva.answers("employment", "q1", now=back)
    third = (await eva.nudges())[2]
    assert third.key == f"journey_nudge:{eva.id}:3"
    said = await eva.gets(third, third.due_at)
    assert isinstance(said, Screen) and "Haz algo." in said.text


async def test_never_two_within_a_week(eva: Traveller) -> None:
    await eva.answers("employment")
    (first,) = await eva.nudges()
    await eva.gets(first, first.due_at)
    second = (await eva.nudges())[1]
    second.due_at = first.due_at + timedelta(days=1)
    held = await eva.gets(second, second.due_at)
    assert isinstance(held, letters.Held) and held.until >= first.due_at + WEEK


@pytest.mark.parametrize("hour", [0, 3, 9, 12, 15.9, 19, 23])
async def test_after_an_outage_it_waits_for_the_afternoon(eva: Traveller, hour: float) -> None:
    await eva.answers("employment")
    (planned,) = await eva.nudges()
    midnight = time.at_local(time.local(planned.due_at, LEON).date() + timedelta(days=1), datetime.min.time(), LEON)
    at = midnight + timedelta(hours=hour)
    said, held = await eva.gets(planned, at), 0
    while isinstance(said, letters.Held):
        assert said.until > at
        at, held = said.until, held + 1
        said = await eva.gets(planned, at)
    assert isinstance(said, Screen) and held >= 1 and 16 <= time.local(at, LEON).hour < 19
    assert at - midnight < timedelta(days=2)


async def test_who_muted_it_gets_none_and_none_is_planned(eva: Traveller) -> None:
    await eva.answers("employment")
    (planned,) = await eva.nudges()
    eva.person.muted = ["journey"]
    await eva.session.flush()
    assert await eva.gets(planned, planned.due_at) == letters.Dropped("muted")
    await eva.answers("employment", "q1", now=NOW + WEEK * 2)
    assert len(await eva.nudges()) == 1


async def test_with_every_stamp_there_is_nothing_to_be_reminded_of(eva: Traveller) -> None:
    await eva.goes_through("employment")
    await eva.goes_through("culture")
    (planned,) = await eva.nudges()
    assert await eva.gets(planned, planned.due_at) == letters.Dropped("nothing left to do")


async def test_a_pack_that_lost_its_journey_reminds_nobody_of_it(eva: Traveller) -> None:
    await eva.answers("employment")
    (planned,) = await eva.nudges()
    eva.pack = eva.pack.model_copy(update={"journey": None})
    assert isinstance(await eva.gets(planned, planned.due_at), letters.Dropped)


async def test_without_an_answer_nobody_is_nudged(eva: Traveller) -> None:
    await eva.stands("employment")
    await eva.tells("employment")
    assert await eva.nudges() == []
