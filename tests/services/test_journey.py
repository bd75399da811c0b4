"""The journey's rules: answers, evidence, stamps, and what follows from them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from sqlmodel import select

from bot import addresses
from bot.errors import NotThere
from bot.models import Dismissal, JourneyStage
from bot.packs.journey import KEYS
from bot.services import fitting, journey
from bot.services.journey import LONGEST, told_in
from tests.services import making
from tests.services.making import FACTS, NOW
from tests.services.travelling import TRIP, WEEK, Traveller, a_journey, eva, leon, pack, stage

__all__ = ["eva", "leon", "pack"]


async def test_looking_begins_nothing_and_the_first_answer_does(eva: Traveller) -> None:
    assert not (await eva.stands("employment")).begun
    given_ = await eva.answers("employment")
    assert given_.part.begun and given_.before is None and given_.part.open_step == 1
    assert [part.begun for part in await journey.parts(eva.session, eva.id, TRIP)] == [True, False]


async def test_an_answer_may_be_changed_at_any_time_also_after_the_stamp(eva: Traveller) -> None:
    await eva.goes_through("employment")
    changed = await eva.answers("employment", "q0", "b")
    assert changed.before.key == "a" and changed.part.stamped
    assert await journey.interests(eva.session, eva.id, eva.pack) == {"beauty": 1, "business": 1}


async def test_what_the_answers_say_is_counted_over_all_parts(eva: Traveller) -> None:
    await eva.goes_through("employment")
    await eva.answers("culture")
    found = await journey.interests(eva.session, eva.id, eva.pack)
    assert found == {"beauty": 2, "business": 2, "art": 1}
    assert await journey.interests(eva.session, eva.id, eva.pack.model_copy(update={"journey": None})) == {}


@pytest.mark.parametrize("forged", [("nowhere", "q0", "a"), ("employment", "q9", "a"), ("employment", "q0", "z")])
async def test_what_the_pack_does_not_have_can_not_be_answered(eva: Traveller, forged: tuple[str, str, str]) -> None:
    with pytest.raises(NotThere):
        await eva.answers(*forged)
    assert (await eva.session.exec(select(JourneyStage))).all() == []
    assert await eva.nudges() == []


async def test_an_answer_that_left_the_pack_is_asked_again_and_a_stamp_stays(eva: Traveller) -> None:
    await eva.goes_through("employment")
    await eva.answers("culture", "q0")
    await eva.answers("culture", "q1")
    eva.trip = a_journey(stage("employment", questions=3), stage("culture", questions=3))
    assert (await eva.stands("employment")).stamped
    assert (await eva.stands("culture")).open_step == 2
    eva.trip = a_journey(stage("culture"), stage("health"))
    with pytest.raises(NotThere):
        await eva.stands("employment")
    assert [part.begun for part in await journey.parts(eva.session, eva.id, eva.trip)] == [True, False]


async def test_the_challenge_waits_for_the_questions(eva: Traveller) -> None:
    assert await eva.tells("employment") is None
    await eva.answers("employment")
    assert await eva.tells("employment", "text", "Lo hice") is None
    assert not (await eva.stands("employment")).stamped


async def test_text_photo_and_done_count_the_same(eva: Traveller) -> None:
    for topic, kind, content in (("employment", "text", "Lo hice"), ("culture", "photo", "file")):
        await eva.answers(topic, "q0")
        await eva.answers(topic, "q1")
        told = await eva.tells(topic, kind, content)
        assert told.new_stamp and told.part.row.evidence == content
    assert told.finished


async def test_something_told_takes_the_place_of_what_was_told_and_done_takes_nothing_away(eva: Traveller) -> None:
    await eva.goes_through("employment")
    again = await eva.tells("employment", "text", "Fui con mi tía", now=NOW + WEEK)
    assert not again.new_stamp and not again.finished
    assert again.part.row.stamped_at == NOW and again.part.row.evidence == "Fui con mi tía"
    third = await eva.tells("employment", "done")
    assert third.part.row.evidence_kind == "text"


async def test_the_last_stamp_finishes_once_in_whatever_order(eva: Traveller) -> None:
    assert not (await eva.goes_through("culture")).finished
    assert (await eva.goes_through("employment", now=NOW + WEEK)).finished
    assert not (await eva.tells("employment", "text", "Otra vez")).finished
    assert journey.finished_at(await journey.parts(eva.session, eva.id, TRIP)) == NOW + WEEK


async def test_the_next_step_is_what_was_begun_last(eva: Traveller) -> None:
    async def following() -> str | None:
        found = journey.next_step(await journey.parts(eva.session, eva.id, TRIP))
        return found.stage.topic if found else None

    assert await following() == "employment"
    await eva.answers("culture")
    assert await following() == "culture"
    await eva.answers("employment", now=NOW + timedelta(minutes=1))
    assert await following() == "employment"
    await eva.goes_through("employment")
    assert await following() == "culture"
    await eva.goes_through("culture")
    assert await following() is None


async def test_what_fits_speaks_to_the_answers_and_can_be_taken(eva: Traveller) -> None:
    session = eva.session
    speaks = {"interests": ["beauty"]}
    later = await making.course(session, starts=NOW + timedelta(days=30), key="later", **speaks)
    await making.course(session, key="too-old-for", age_min=30, **speaks)
    await making.course(session, key="not-for-me", **speaks)
    await making.course(session, key="elsewhere", topic="health", **speaks)
    await making.course(session, key="nothing-to-do-with-it", interests=["sport"])
    session.add(Dismissal(person_id=eva.id, kind="c", key="not-for-me", at=NOW))
    told = await eva.goes_through("employment")
    found = await fitting.fitting(session, eva.person, eva.pack, told.part, facts=FACTS, now=NOW)
    assert [thing.id for thing in found] == [later]
    await making.join(session, eva.id, later)
    assert await fitting.fitting(session, eva.person, eva.pack, told.part, facts=FACTS, now=NOW) == []


async def test_what_is_sensitive_fits_only_an_answer_that_names_it(eva: Traveller) -> None:
    for key in ("talk", "other"):
        await making.course(eva.session, key=key, sensitive=True, interests=["beauty"])
    told = await eva.goes_through("employment")
    assert await fitting.fitting(eva.session, eva.person, eva.pack, told.part, facts=FACTS, now=NOW) == []
    asked = told.part.stage.questions[0]
    naming = [one.model_copy(update={"leads_to": ["talk"]}) for one in asked.options]
    named = [asked.model_copy(update={"options": naming}), *told.part.stage.questions[1:]]
    part = replace(told.part, stage=told.part.stage.model_copy(update={"questions": named}))
    found = await fitting.fitting(eva.session, eva.person, eva.pack, part, facts=FACTS, now=NOW)
    assert [thing.key for thing in found] == ["talk"]


async def test_giving_back_names_what_is_there_in_the_order_of_the_journey(eva: Traveller) -> None:
    for key in ("one", "two"):
        await making.course(eva.session, key=key)
    await making.course(eva.session, key="over", starts=NOW - WEEK)
    trip = a_journey(stage("employment"), stage("culture"), give_back_in=["two", "gone", "over", "one"])
    found = await fitting.giving_back(eva.session, trip, facts=FACTS, now=NOW)
    assert [thing.key for thing in found] == ["two", "one"]


@settings(max_examples=60)
@given(some.text(max_size=2_000))
@example("ñ\u0301" * 2_500)
def test_whatever_is_told_becomes_visible_text_of_limited_length(text: str) -> None:
    told, cut = told_in(text)
    assert len(told) <= 4_096 and told == told.strip() and "\n\n\n" not in told
    assert not any(c in told for c in "\x00\u200b\u202e\u2066\r")
    assert told_in(told) == (told, False) or cut or len(told) > LONGEST


def test_lines_are_kept_and_what_is_too_long_is_cut() -> None:
    assert told_in("uno\n\n\n\ndos \u202e tres\x00\n") == ("uno\n\ndos tres", False)
    assert told_in(" \u200b\u2060\u3164 ") == ("", False)
    told, cut = told_in("ñ" * 5_000)
    assert told == "ñ" * LONGEST and cut


def test_a_button_has_room_for_the_longest_keys_a_pack_may_have() -> None:
    last = "c" * (KEYS - 48)
    assert len(f"{addresses.Answer('a' * 24, 'b' * 24, last)}{addresses.KEEP}") <= 64
    with pytest.raises(ValueError, match="not an address"):
        str(addresses.Answer("a" * 24, "b" * 24, last + "c"))
