"""The nudge that names the next step after a silent week, and when it stays away."""

from datetime import date

from bot import time
from bot.addresses import (
    Allow,
    Stage,
    parse,
)
from bot.models import Person
from tests.conversations.travelling import answers_all, earns, stage_of, told, trip_of, wants_to_be_told
from tests.talk import Institute, Talker


async def test_after_a_silent_week_one_nudge_names_the_next_step(ana: Talker, institute: Institute) -> None:
    await answers_all(ana, "employment")
    await wants_to_be_told(ana)
    await institute.pass_time(days=6)
    assert not ana.new
    await institute.pass_time(days=2)
    (nudge,) = ana.new
    assert told(stage_of(ana, "employment").challenge.text, ana) in nudge.text
    assert nudge.text.startswith("Un reto pequeño de Empleo, para cuando quieras:")
    assert nudge.labels == ["Seguir mi viaje", "No más avisos del viaje"]
    assert parse(nudge.data("No más avisos del viaje")) == Allow("journey", 0, 0)
    await ana.presses("Seguir mi viaje", of=nudge)
    assert "Contar o mostrar" in ana.labels


async def test_two_nudges_a_week_apart_and_then_silence_until_they_are_back(ana: Talker, institute: Institute) -> None:
    await ana.taps(str(Stage("culture")))
    question = stage_of(ana, "culture").questions[0]
    await ana.presses(told(question.options[0].label, ana))
    await wants_to_be_told(ana)
    came: list[date] = []
    for _stretch in range(12):
        await institute.pass_time(days=4)
        came += [time.local(time.now(), institute.facts.zone).date()] * len(ana.new)
    assert len(came) == 2 and (came[1] - came[0]).days >= 7, "seen every four days, so eight apart"
    await ana.presses("Seguir mi viaje")
    await ana.presses(told(stage_of(ana, "culture").questions[1].options[0].label, ana))
    await institute.pass_time(days=9)
    assert len(ana.new) == 1


async def test_who_muted_the_journey_or_finished_it_is_left_alone(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await answers_all(ana, "employment")
    await wants_to_be_told(ana)
    known = await institute.who(ana)
    async with institute.db.begin() as session:
        (await session.get_one(Person, known.id)).muted = ["journey"]
    for stage in trip_of(beto).stages:
        await earns(beto, stage.topic)
    await institute.pass_time(days=30)
    assert not ana.new and not beto.new


async def test_who_keeps_coming_is_not_nudged(ana: Talker, institute: Institute) -> None:
    await answers_all(ana, "employment")
    await wants_to_be_told(ana)
    for _week in range(4):
        await institute.pass_time(days=5)
        assert not ana.new
        await ana.says("/cursos")
