"""The journey: from the first tap to the last stamp, left and taken up again, and nothing is lost on the way."""

import pytest

from bot.addresses import (
    Answer,
    ChallengeDone,
    CourseAt,
    Journey,
    LeaveChallenge,
    Passport,
    QuestionOf,
    Recognition,
    ShowEvidence,
    Stage,
    TopicAt,
    parse,
)
from tests.conversations.travelling import SAYS, answers_all, earns, row_of, stage_of, told, trip_of
from tests.talk import Institute, Loud, Talker


@pytest.mark.parametrize("locale", ["es", "en"])
async def test_from_the_first_tap_to_all_the_stamps(institute: Institute, locale: str) -> None:
    eva = institute.person(7_000_000_011, "Eva", locale)
    says, trip = SAYS[locale], trip_of(eva)
    await eva.says(says["home"])
    assert told(trip.welcome, eva) in eva.sees and says["passport"] in eva.labels
    assert says["again"] not in eva.labels and told(trip.title, eva) not in eva.labels
    for number, stage in enumerate(trip.stages, 1):
        topic = institute.pack.topic(stage.topic)
        await eva.says(says["home"])
        screen = eva.last
        await eva.presses(f"{topic.emoji} {told(topic.short_name, eva)}")
        assert told(stage.welcome, eva) in eva.sees
        for at, question in enumerate(stage.questions, 1):
            assert told(question.ask, eva) in eva.sees and f"{at} " in eva.sees
            assert eva.new == [screen], "a question must take the place of the last one"
            await eva.presses(told(question.options[0].label, eva))
        assert told(stage.challenge.text, eva) in eva.sees and told(stage.challenge.example, eva) in eva.sees
        await eva.presses(says["done"])
        closing, passport, *more = eva.new
        assert closing is screen and f"{says['new']}: {told(stage.stamp, eva)}" in closing.text
        assert told(stage.done, eva) in closing.text and says["for you"] in closing.labels
        assert says["wheel"] in passport.text and f"({told(stage.stamp, eva)})" in passport.text
        assert passport.picture is not None and passport.picture.values["name"] == "Eva"
        stamps = [part["stamped"] for part in passport.picture.values["parts"]]
        assert stamps == [at < number for at in range(6)]
        assert len(more) == (number in (1, 6)), "a question with the first, the recognition with the last"
    (recognition,) = more
    assert recognition.picture is not None and recognition.picture.recipe == "recognition"
    assert told(trip.finished, eva) in recognition.text and told(trip.give_back, eva) in recognition.text
    assert says["seen"].format(title=told(trip.title, eva)) in recognition.text
    assert len(recognition.labels) == len(trip.give_back_in) + 2
    await eva.taps(str(ChallengeDone("employment")))
    assert len(eva.new) == 1 and eva.picture is None
    await eva.says(says["home"])
    assert says["stamps"] in eva.sees and says["again"] not in eva.labels
    await eva.presses(told(trip.title, eva))
    assert eva.picture == recognition.picture
    await eva.presses(recognition.labels[0], of=eva.last)
    assert "🗓" in eva.sees or eva.labels, "giving back leads to a card"


async def test_any_order_and_it_goes_on_weeks_later_where_it_was_left(ana: Talker, institute: Institute) -> None:
    await ana.taps(str(Stage("culture")))
    old = ana.last
    first, second, *_more = stage_of(ana, "culture").questions
    await ana.presses(told(first.options[1].label, ana))
    await ana.says("/cursos")
    await ana.says("hola")
    await institute.pass_time(days=40)
    await ana.says("/viaje")
    assert "👣 Empezadas: Cultura y deporte" in ana.sees and "👣 Cultura y deporte" in ana.labels
    await ana.presses("Seguir mi viaje")
    assert told(second.ask, ana) in ana.sees
    kept = await row_of(ana, "culture")
    assert kept is not None and kept.answers == {first.key: first.options[1].key}
    await ana.taps(str(Answer("culture", second.key, second.options[0].key)), old)
    assert ana.new == [old], "an old button still answers its own question"


async def test_an_answer_can_be_changed_on_the_way_and_after_the_stamp(ana: Talker) -> None:
    first, second, *_more = stage_of(ana, "employment").questions
    await ana.taps(str(Stage("employment")))
    await ana.presses(told(first.options[0].label, ana))
    await ana.presses("Atrás")
    assert told(first.ask, ana) in ana.sees and f"Hasta ahora: {told(first.options[0].label, ana)}" in ana.sees
    await ana.presses(told(first.options[1].label, ana))
    assert told(second.ask, ana) in ana.sees
    await earns(ana, "health")
    await ana.taps(str(Stage("employment")))
    await ana.presses(told(second.options[0].label, ana))
    await ana.presses("Ya lo hice")
    stamped = ana.newest("Cambiar respuestas")
    await ana.presses("Cambiar respuestas", of=stamped)
    assert told(first.ask, ana) in stamped.text
    await ana.presses("Dejarlo así")
    await ana.presses(told(second.options[2].label, ana))
    assert "Tu sello: " in stamped.text and ana.new == [stamped]
    kept = await row_of(ana, "employment")
    assert kept is not None and kept.stamped_at is not None
    assert kept.answers == {first.key: first.options[1].key, second.key: second.options[2].key}


async def test_forged_and_old_buttons_are_answered_kindly(ana: Talker) -> None:
    question = stage_of(ana, "employment").questions[0]
    forged = [
        Stage("nowhere"),
        QuestionOf("nowhere", 0),
        Answer("nowhere", "path", "trade"),
        ShowEvidence("nowhere"),
        ChallengeDone("nowhere"),
    ]
    for address in forged:
        await ana.taps(str(address))
        assert "Ese botón ya cambió" in ana.sees and "Mi viaje" in ana.labels, address
    for address in (Answer("employment", "gone", "trade"), Answer("employment", question.key, "gone")):
        await ana.taps(str(address))
        assert "Esa pregunta cambió." in ana.sees and told(question.ask, ana) in ana.sees, address
    for address in (
        ChallengeDone("employment"),
        ShowEvidence("employment"),
        QuestionOf("employment", 99),
        QuestionOf("employment", -7),
    ):
        await ana.taps(str(address))
        assert told(question.ask, ana) in ana.sees, address
    assert await row_of(ana, "employment") is None
    await ana.taps(str(Recognition()))
    assert ana.picture is None and told(trip_of(ana).welcome, ana) in ana.sees
    await ana.taps(str(LeaveChallenge("nowhere")))
    assert told(trip_of(ana).welcome, ana) in ana.sees


async def test_a_second_tap_changes_nothing(ana: Talker) -> None:
    await ana.taps(str(Stage("employment")))
    screen, (first, second) = ana.last, stage_of(ana, "employment").questions[:2]
    tap = str(Answer("employment", first.key, first.options[0].key))
    await ana.institute.hears(*({"callback_query": ana.tap(tap, screen)} for _ in range(3)))
    assert told(second.ask, ana) in screen.text
    await ana.presses(told(second.options[0].label, ana))
    done = str(ChallengeDone("employment"))
    await ana.institute.hears(*({"callback_query": ana.tap(done, screen)} for _ in range(3)))
    assert len([message for message in ana.new if message.picture]) == 1


async def test_a_stage_that_changed_in_the_pack_is_taken_up_kindly(ana: Talker, dispatcher: object) -> None:
    await answers_all(ana, "employment")
    await earns(ana, "health")
    trip, old = trip_of(ana), ana.institute.turns
    stages = [one for one in trip.stages if one.topic != "health"]
    first, *rest = stages[2].questions
    changed = stages[2].model_copy(
        update={"questions": [first.model_copy(update={"options": first.options[1:]}), *rest]}
    )
    stages[2] = changed
    assert changed.topic == "employment"
    pack = ana.institute.pack.model_copy(update={"journey": trip.model_copy(update={"stages": stages})})
    newer = await Institute.beside(ana.institute.db, pack, dispatcher, kind=Loud)
    ana.institute.turns, ana.institute.pack = newer.turns, pack
    await ana.taps(str(ChallengeDone("employment")))
    assert told(first.ask, ana) in ana.sees and told(first.options[0].label, ana) not in ana.labels
    await ana.presses(told(first.options[1].label, ana))
    await ana.presses("Ya lo hice")
    assert "Sello nuevo" in ana.sees
    await ana.taps(str(Stage("health")))
    assert "Ese botón ya cambió" in ana.sees
    await ana.says("/viaje")
    assert "Salud" not in ana.sees
    ana.institute.turns = old


async def test_the_closing_screen_leads_to_what_the_answers_speak_for(ana: Talker) -> None:
    await earns(ana, "employment")
    closing = ana.newest("Para ti")
    things = [parse(b["callback_data"]) for row in closing.buttons for b in row]
    courses = [one for one in things if isinstance(one, CourseAt)]
    assert "Por lo que contestaste" in closing.text and 1 <= len(courses) <= 3
    await ana.taps(str(courses[0]), closing)
    assert ana.new == [closing] and "Unirme" in closing.labels


async def test_the_pillar_itself_leads_into_its_part(ana: Talker) -> None:
    await ana.taps(str(TopicAt("employment", 1)))
    assert ana.labels[0] == "Empezar esta parte"
    await ana.presses("Empezar esta parte")
    await ana.presses(told(stage_of(ana, "employment").questions[0].options[0].label, ana))
    await ana.says("/start t_employment")
    await ana.presses("Seguir mi viaje")
    await ana.presses(told(stage_of(ana, "employment").questions[1].options[0].label, ana))
    await ana.presses("Ya lo hice")
    await ana.taps(str(TopicAt("employment", 1)))
    stamp = told(stage_of(ana, "employment").stamp, ana)
    assert ana.labels[0] == f"Mi sello: {stamp}"
    await ana.presses(ana.labels[0])
    assert f"Tu sello: {stamp}" in ana.sees


async def test_the_passport_says_in_words_what_it_shows(ana: Talker) -> None:
    await ana.says("/viaje")
    await ana.presses("Mi pasaporte")
    assert ana.picture is not None and not any(part["stamped"] for part in ana.picture.values["parts"])
    assert "Pasaporte de Ana" in ana.sees and "Con sello" not in ana.sees
    assert "Por descubrir: Participación, Educación" in ana.sees
    await ana.presses("Mi viaje", of=ana.last)
    assert len(ana.messages) == 3, "under a picture no text can come: it opens below"


async def test_the_own_name_comes_before_telegrams_which_is_never_kept(ana: Talker, institute: Institute) -> None:
    await ana.taps(str(Passport()))
    assert ana.picture is not None and ana.picture.values["name"] == "Ana"
    assert (await institute.who(ana)).name is None
    await institute.knows(ana, name="Anahí María Pérez")
    await ana.taps(str(Passport()))
    assert ana.picture.values["name"] == "Anahí"
    for name in ("<b>&{", "\u202e\u3164", "👑" * 60, "مريم"):
        odd = institute.person(7_000_000_020 + len(name), name)
        await odd.taps(str(Passport()))
        assert odd.picture is not None and len(odd.picture.values["name"]) <= 20, name


@pytest.mark.parametrize("pack", ["juarez"], indirect=True)
async def test_a_pack_without_a_journey_shows_its_topics(ana: Talker, institute: Institute) -> None:
    assert institute.pack.journey is None
    await ana.says("/viaje")
    topic = institute.pack.topics[0]
    assert f"{topic.emoji} {told(topic.short_name, ana)}" in ana.labels
    await ana.taps(str(TopicAt(topic.key, 1)))
    assert "Empezar esta parte" not in ana.labels
    for address in (Stage(topic.key), Answer(topic.key, "a", "b"), QuestionOf(topic.key, 0), ShowEvidence(topic.key)):
        await ana.taps(str(address))
        assert "Ese botón ya cambió" in ana.sees, address
    for other in (Passport(), Recognition(), ChallengeDone(topic.key)):
        await ana.taps(str(other))
        assert "Ese botón ya cambió" in ana.sees and ana.picture is None, other
    await ana.taps(str(Journey()))
    assert f"{topic.emoji} {told(topic.short_name, ana)}" in ana.labels
