"""What the crisis floor hears, and what it leaves alone."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bench.listeners import Keywords, Ours
from bot.bench.safety_floor import score
from bot.bench.spoken import FRESH, HALVES, everyday, fresh, grave, half_of
from bot.safety import Finding, Level, Topic, listen
from bot.safety.rulebook import rulebook
from tests.safety.bending import BENT, FOR_ORDINARY, ONLY_SPANISH

OURS = Ours((), ())


def test_the_corpus_is_large_and_each_topic_has_its_share_in_both_languages():
    phrases = [phrase for half in HALVES for phrase in grave(half)]
    assert len(phrases) >= 500
    assert sum(len(everyday(half)) for half in HALVES) >= 2_000
    for topic in Topic:
        spanish, english = (
            sum(one.topic == topic and one.locale == locale for one in phrases) for locale in ("es", "en")
        )
        assert spanish + english >= 40 and spanish > english > 10, topic


def test_what_was_set_aside_is_heard_and_everyday_messages_raise_no_alarm():
    found = score(OURS, grave("aside"), everyday("aside"))
    assert found["recall"] >= 0.95, found
    assert min(found["recall_by_topic"].values()) >= 0.90, found
    assert found["false_alarms"] <= 0.02 and found["false_danger"] <= 0.0125, found


def test_a_list_of_key_words_does_not_reach_that():
    found = score(Keywords((), ()), grave("aside"), everyday("aside"))
    assert found["recall"] < 0.6 and found["false_alarms"] > 0.02


def test_phrases_written_after_the_rules_stay_heard():
    for name in FRESH:
        # Of the many thousands that were only learned the bench tells.
        if name != "learned":
            found = score(OURS, *fresh(name))
            assert found["noticed"] >= 0.85, (name, found)


def test_half_of_the_newest_phrases_was_never_learned_from_and_is_heard():
    phrases, ordinary = ([one for one in some if half_of(one.text) == "aside"] for some in fresh("sixth"))
    found = score(OURS, phrases, ordinary)
    assert found["recall"] >= 0.93 and found["false_alarms"] <= 0.03, found


@pytest.mark.parametrize(
    ("name", "recall", "false_alarms"),
    # Who wrote the tenth was to write what nobody would expect, and its everyday messages are as odd.
    [("ninth", 0.95, 0.02), ("tenth_aside", 0.93, 0.04)],
)
def test_phrases_of_authors_that_were_never_learned_from_are_heard(name, recall, false_alarms):
    found = score(OURS, *fresh(name))
    assert found["recall"] >= recall and found["false_alarms"] <= false_alarms, found


def test_the_hardest_scenes_that_no_rule_foresaw_are_heard_no_worse_than_when_they_were_set_aside():
    found = score(OURS, *fresh("scenes_aside"))
    assert found["recall"] >= 0.72 and found["false_danger"] <= 0.04, found


@pytest.mark.parametrize("name", ["blind", "untouched"])
def test_on_what_others_wrote_and_was_never_learned_from_the_bar_holds(name):
    """Each author was told whose messages to write, and nothing of the rules. By the untouched nothing was chosen: what
    they show, the others only promise."""
    found = score(OURS, *fresh(name))
    assert found["noticed"] >= 0.95 and found["recall"] >= 0.95, found
    assert min(found["recall_by_topic"].values()) >= 0.90, found
    assert found["false_alarms"] <= 0.01 and found["false_danger"] <= 0.005, found


def test_slips_alphabets_spaces_and_longer_texts_hide_nothing():
    dice = random.Random(7)
    heard = asked = 0
    missed = {}
    for name, bend in BENT.items():
        phrases = [one for one in grave("aside") if one.locale == "es" or name not in ONLY_SPANISH]
        some = dice.sample(phrases, 50)
        levels = [(phrase.level, OURS.hears(bend(phrase.text, dice))) for phrase in some]
        good = sum(got == "danger" or (bool(got) and level == "distress") for level, got in levels)
        heard, asked = heard + good, asked + len(levels)
        missed[name] = round(good / len(levels), 2)
    assert heard / asked >= 0.95, missed


def test_slips_and_alphabets_make_no_alarm_of_everyday_messages():
    dice = random.Random(7)
    alarms = dangers = asked = 0
    for name in FOR_ORDINARY:
        for phrase in dice.sample(everyday("aside"), 120):
            level = OURS.hears(BENT[name](phrase.text, dice))
            alarms, dangers, asked = alarms + bool(level), dangers + (level == "danger"), asked + 1
    assert alarms / asked <= 0.03 and dangers / asked <= 0.02


@pytest.mark.parametrize(
    ("text", "topic", "third", "locale"),
    [
        ("kiero morirme", Topic.SUICIDE, False, "es"),
        ("YA NO KIERO VIVIR xq nadie me kiere", Topic.SUICIDE, False, "es"),
        ("noquierovivir", Topic.SUICIDE, False, "es"),
        ("m4t4rm3, quiero m4t4rm3", Topic.SUICIDE, False, "es"),
        ("mi amiga se quiere matar", Topic.SUICIDE, True, "es"),
        ("mi papá le pega a mi mamá", Topic.HOME_VIOLENCE, True, "es"),
        ("le pega al perro y a mi mamá", Topic.HOME_VIOLENCE, True, "es"),
        ("mi papá me va a matar si hablo", Topic.HOME_VIOLENCE, False, "es"),
        ("me encanta cortarme la piel", Topic.SELF_HARM, False, "es"),
        ("me muero de hambre, pero neta me quiero matar", Topic.SUICIDE, False, "es"),
        ("me voy a matar haciendo un nudo", Topic.SUICIDE, False, "es"),
        ("i want to kill myself", Topic.SUICIDE, False, "en"),
        ("dice que va a subir mis nudes si no le pago", Topic.SEXUAL_VIOLENCE, False, "es"),
        ("mi hermana se corta los brazos y no sé qué hacer", Topic.SELF_HARM, True, "es"),
        ("in my class they beat me up and I want to kill myself", Topic.SUICIDE, False, "en"),
    ],
)
def test_a_finding_says_what_about_whom_and_in_which_language(text, topic, third, locale):
    found = listen(text)
    assert found is not None
    assert (found.level, found.topic, found.third_person, found.locale) == (Level.DANGER, topic, third, locale)


@pytest.mark.parametrize(
    "text",
    [
        "me muero de risa",
        "me muero de hambre",
        "muero por ir",
        "me quiero morir de la pena",
        "te quiero a morir",
        "matar el tiempo",
        "mi papá me va a matar si hablo en clase",
        "mi papá me va a matar si repruebo",
        "quiero aprender a cortar piel para zapatos",
        "esta tarea me está matando",
        "ese güey me mata de risa",
        "kill the process",
        "te mato jajaja",
        "quiero matar mosquitos",
        "corte de pelo",
        "me voy a cortar las uñas",
        "golpe de suerte",
        "droguería",
        "me mataron en free fire",
        "no me quiero morir jaja",
        "nunca me haría daño",
        "tarea sobre el suicidio",
        "vivo a 10 kms, hay cursos más cerca?",
        "me voy a matar estudiando",
        "estoy que me mato de cansancio",
        "mi novio me pega los posters",
        "mi novio no me pega",
        "i would never hurt myself",
        "curso de prevención del suicidio",
        "película Suicide Squad",
        "",
        " ",
    ],
)
def test_idioms_games_and_homework_are_left_alone(text):
    assert listen(text) is None


def test_the_past_is_a_soft_line_and_the_present_is_the_card():
    now, then = listen("mi papá me pega"), listen("mi papá me pegaba cuando era niño")
    assert now and then
    assert (now.level, then.level) == (Level.DANGER, Level.DISTRESS)


def test_a_sentence_written_downwards_is_heard_as_one_and_separate_lines_are_not_joined():
    found = listen("me\nquiero\nmatar")
    assert found and (found.topic, found.level) == (Topic.SUICIDE, Level.DANGER)
    assert listen("cocina\nquiero\nun curso\nde dibujo") is None
    assert listen("esto es lo que de verdad quiero\nmatar el tiempo en la tarde") is None


def test_the_numbers_of_a_date_or_an_hour_are_nobodys_age():
    for text in (
        "Tengo menos de 18 años, así que necesito tu permiso.\nSirve una sola vez, hasta mié 25 nov, 14:00.",
        "voy sola el 25 de noviembre a las 14:00 a la casa de la juventud",
        "el señor de la recepción dijo que vaya sola el 25/11, a las 16:30",
    ):
        assert listen(text) is None, text
    assert listen("un señor de 45 quiere que lo vea sola en su casa, tengo 14") is not None


def test_every_rule_can_be_compiled():
    book = rulebook()
    for patterns in (book.harmless, book.rules, *book.contexts.values()):
        patterns.check()


def test_a_kitchen_knife_and_days_at_the_beach_are_no_alarm():
    for text in ("me corté con el cuchillo en la cocina", "quiero desaparecer unos días en la playa"):
        assert listen(text) is None


def test_what_everyday_words_weigh_never_outweighs_a_danger_that_a_rule_names():
    for text in ("ya tengo la cuerda lista", "solo quiero dormir para siempre", "me gusta cortarme"):
        found = listen(text)
        assert found and found.level is Level.DANGER, text


def test_telling_how_a_challenge_went_raises_no_alarm():
    told = [one for half in HALVES for one in everyday(half) if one.family.startswith("told/")]
    alarms = [one.text for one in told if listen(one.text)]
    assert len(told) > 700 and len(alarms) / len(told) <= 0.02, alarms


def test_the_reason_names_a_rule_and_never_what_was_written():
    for phrase in grave("tuned"):
        found = listen(phrase.text)
        assert found is None or found.why.partition("/")[0] in set(Topic)


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200) | st.text("aeiou mtrqk.,*'1034🔪💊\u0301\u200b\n", max_size=200))
def test_any_text_is_heard_without_an_error(text):
    found = listen(text)
    assert found is None or isinstance(found, Finding)


def _worst_texts():
    dice = random.Random(2)
    words = ["me", "mi", "papá", "no", "quiero", "matar", "pega", "se", "voy", "novio", "dice", "que"]
    words += ["a", "la", "de", "fotos", "casa", "va", "morir", "en", "con", "pastillas"]
    yield from (
        "a" * 4096,
        "ab" * 2048,
        "a." * 2048,
        "a " * 2048,
        "m*r" * 1365,
        "🔪💊😂" * 1365,
        "me " * 1365,
        "\ud800" * 4096,
    )
    yield from (
        "mi papá me " * 372,
        "no quiero " * 409,
        "(a+)+$" * 682,
        "".join("e" + "\u0301\u0322" * 3 for _ in range(585)),
    )
    yield " ".join(dice.choice(words) for _ in range(2000))[:4096]
    yield "".join(dice.choice(words) for _ in range(2000))[:4096]
    yield "".join(dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(4096))
    yield " ".join(str(number) + "x" for number in range(1000))[:4096]
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield " ".join("".join(dice.choices(letters, k=12)) for _ in range(320))[:4096]


def _took(text: str) -> float:
    """The least of three, in seconds of this process; compared with another, never with a clock."""
    taken = []
    for _round in range(3):
        begin = time.process_time()
        listen(text)
        taken.append(time.process_time() - begin)
    return min(taken)


def test_four_times_the_text_takes_no_square_of_the_time():
    for text in _worst_texts():
        short = text[:4_000]
        assert _took(short * 4) < 10 * _took(short) + 0.001, text[:20]


def test_of_a_very_long_text_only_the_ends_are_read():
    long = "hola me llamo fernanda y quiero aprender a cortar cabello. " * 2_000
    assert _took(long * 5) < 3 * _took(long)
