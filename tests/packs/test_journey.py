"""The journey: small enough for a phone, kind, safe at twelve, and with answers that change what is suggested."""

import re
from collections.abc import Iterator

import pytest

from bot.addresses.journey import Answer
from bot.packs import NAMES, Pack
from bot.packs.schema import Call, Course, Journey, Text
from tests.packs.reading import read
from tests.packs.test_words import texts

SAYS_NOTHING = {"unsaid", "unsure", "surprise", "watching"}
LANGUAGES = ("es", "en")


@pytest.fixture
def pack() -> Pack:
    return read("leon")


@pytest.fixture
def journey(pack: Pack) -> Journey:
    assert pack.journey is not None
    return pack.journey


def questions(journey: Journey) -> Iterator[tuple[str, str, list[tuple[str, Text, list[str]]]]]:
    for stage in journey.stages:
        for question in stage.questions:
            yield stage.topic, question.key, [(one.key, one.label, one.interests) for one in question.options]


def led_to(pack: Pack, interests: list[str], *, anybody: bool = True) -> list[Course | Call]:
    """What speaks to one of them; with `anybody`, nothing that says something about who takes part."""
    things: list[Course | Call] = [*pack.courses, *pack.calls]
    shown = [thing for thing in things if not (anybody and getattr(thing, "sensitive", False))]
    return [thing for thing in shown if set(thing.interests) & set(interests)]


def test_leon_alone_has_a_journey_one_stop_for_each_pillar_in_their_order(journey: Journey, pack: Pack) -> None:
    assert [name for name in NAMES if read(name).journey] == ["leon"]
    assert [stage.topic for stage in journey.stages] == [pillar.key for pillar in pack.pillars]
    assert journey.title.es == "Agente de Cambio"
    assert journey.name.es == "El Viaje del Joven"


def test_a_stage_is_asked_for_by_its_topic(journey: Journey) -> None:
    health = journey.stage("health")
    assert health is not None
    assert health.topic == "health"
    assert journey.stage("juggling") is None


@pytest.mark.parametrize("locale", LANGUAGES)
def test_answers_and_stamps_fit_their_buttons_and_are_told_apart(journey: Journey, locale: str) -> None:
    for topic, question, options in questions(journey):
        labels = [label.in_(locale) for _, label, _ in options]
        assert max(map(len, labels)) <= 20, (topic, question)
        assert len(set(labels)) == len(labels), (topic, question)
    stamps = [stage.stamp.in_(locale) for stage in journey.stages]
    assert max(map(len, stamps)) <= 20
    assert len(set(stamps)) == len(stamps)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_whatever_is_said_at_once_is_one_breath_long(journey: Journey, locale: str) -> None:
    said = [journey.welcome, journey.finished, journey.give_back]
    for stage in journey.stages:
        said += [stage.welcome, stage.challenge.text, stage.done, *(question.ask for question in stage.questions)]
        assert len(stage.challenge.example.in_(locale)) <= 200
    assert max(len(text.in_(locale)) for text in said) <= 320


def test_spanish_and_english_are_two_texts(journey: Journey) -> None:
    for text in texts(journey):
        assert text.es != text.en


def test_two_or_three_questions_and_two_to_six_answers(journey: Journey) -> None:
    assert {len(stage.questions) for stage in journey.stages} <= {2, 3}
    assert all(2 <= len(options) <= 6 for _, _, options in questions(journey))


def test_every_answer_leads_somewhere_for_anybody_or_says_nothing_on_purpose(journey: Journey, pack: Pack) -> None:
    for topic, question, options in questions(journey):
        for key, _, interests in options:
            if key in SAYS_NOTHING:
                assert interests == [], (topic, question, key)
            else:
                assert led_to(pack, interests), (topic, question, key)


def test_the_answers_of_a_question_lead_to_different_things(journey: Journey, pack: Pack) -> None:
    for topic, question, options in questions(journey):
        ways = {frozenset(thing.key for thing in led_to(pack, interests)) for _, _, interests in options}
        assert len(ways) >= 4, (topic, question)
        assert sum(1 for key, _, _ in options if key in SAYS_NOTHING) <= 1


def test_every_stop_leads_into_its_own_pillar(journey: Journey, pack: Pack) -> None:
    for topic, question, options in questions(journey):
        chosen = [interest for _, _, interests in options for interest in interests]
        assert topic in {thing.topic for thing in led_to(pack, chosen, anybody=False)}, (topic, question)


@pytest.mark.parametrize("topic", ["health", "prevention"])
def test_one_may_leave_it_unsaid_where_a_question_comes_close(journey: Journey, topic: str) -> None:
    asked = [options for stop, _, options in questions(journey) if stop == topic]
    assert asked
    for options in asked:
        assert ("Prefiero no decir", []) in [(label.es, interests) for _, label, interests in options]


@pytest.mark.parametrize("topic", ["health", "prevention"])
def test_the_way_to_a_person_is_named_where_it_may_hurt(journey: Journey, topic: str) -> None:
    stage = journey.stage(topic)
    assert stage is not None
    assert "/ayuda" in stage.welcome.es
    assert "/help" in stage.welcome.en


def test_nothing_is_asked_that_sounds_like_a_diagnosis(journey: Journey) -> None:
    intimate = r"ansiedad|depre|suicid|droga|alcohol|golpe|abus|sexual|religi|embaraz|¿(sufres|padeces|consumes|te han)"
    for stage in journey.stages:
        for text in texts([stage.questions, stage.challenge]):
            assert not re.search(intimate, text.es, re.IGNORECASE), text.es


def test_a_challenge_that_may_be_photographed_keeps_faces_out(journey: Journey) -> None:
    with_photo = [stage.challenge.text.es for stage in journey.stages if "foto" in stage.challenge.text.es]
    assert with_photo
    for text in with_photo:
        assert re.search(r"sin (personas|que salga tu cara)", text), text


def test_a_challenge_costs_nothing_and_meets_nobody_new(journey: Journey) -> None:
    for stage in journey.stages:
        assert not re.search(r"\b(compra|paga|desconocid|extrañ|vecindario|publica|sube)", stage.challenge.text.es)


def test_no_prize_and_no_paper_is_promised(journey: Journey) -> None:
    promise = r"\b(premio|ganas|dinero|beca|regalo|constancia|certificado|pesos)\b"
    ends = [journey.welcome, journey.finished, journey.give_back, *(stage.done for stage in journey.stages)]
    for text in ends:
        assert not re.search(promise, text.es, re.IGNORECASE), text.es
    assert "no un papel oficial" in journey.finished.es


def test_there_is_somewhere_to_give_back_at_twelve(journey: Journey, pack: Pack) -> None:
    given = [course for course in pack.courses if course.key in journey.give_back_in]
    assert [course.key for course in given if course.ages and (course.ages.min or 0) <= 12 and not course.sensitive]


def test_every_answer_fits_what_a_button_can_carry(journey: Journey) -> None:
    for topic, question, options in questions(journey):
        for key, _, _ in options:
            assert len(f"{Answer(topic, question, key)}!".encode()) <= 64
