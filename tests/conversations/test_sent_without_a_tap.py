"""A challenge is on the screen and somebody simply sends how it went: taken, looked for or asked about, never lost."""

from typing import Any

import pytest

from bot.addresses import Follow, Stage
from tests.conversations.test_challenges import FILE, VOICE
from tests.conversations.travelling import answers_all, row_of
from tests.talk import Institute, Talker

TOLD = "Hablé con mi tía y me dijo que explico bien"


async def kind_of(talker: Talker) -> str | None:
    row = await row_of(talker, "employment")
    assert row is not None
    return row.evidence_kind


WORDS = {
    "es": (TOLD, "Tomé esto como tu prueba del reto de Empleo", "No era para el reto", "no cuenta para el reto"),
    "en": (
        "I talked to my aunt about her first job",
        "I took this as your evidence",
        "It wasn't for that",
        "doesn't count",
    ),
}


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_text_is_taken_as_evidence_and_taken_back(institute: Institute, language: str) -> None:
    text, took, undo, undone = WORDS[language]
    noa = institute.person(9, "Noa", language)
    await answers_all(noa, "employment")
    await noa.says(text)
    assert took in noa.sees and noa.picture is not None
    row = await row_of(noa, "employment")
    assert row is not None and (row.evidence_kind, row.evidence) == ("text", text) and row.stamped_at is not None
    stamped = noa.newest(undo)
    mark = stamped.data(undo)
    await noa.presses(undo, of=stamped)
    assert undone in noa.sees and len(noa.new) == 2, "the challenge again, and what free text otherwise does"
    row = await row_of(noa, "employment")
    assert row is not None and (row.evidence_kind, row.evidence, row.stamped_at) == (None, None, None)
    await noa.taps(mark, stamped)
    assert noa.sees and await kind_of(noa) is None, "a second tap is harmless"


@pytest.mark.parametrize(
    ("kind", "sent"),
    [("voice", VOICE), ("video", {**VOICE, "width": 1, "height": 1}), ("document", FILE), ("photo", None)],
)
async def test_a_photo_a_recording_or_a_file_is_taken(ana: Talker, kind: str, sent: dict[str, Any] | None) -> None:
    await answers_all(ana, "employment")
    if sent is None:
        await ana.sends_photo("mi lista")
    else:
        await ana.sends(**{kind: sent})
    assert "Tomé esto como tu prueba" in ana.sees and await kind_of(ana) == kind
    await ana.presses("No era para el reto")
    assert "no lo guardé" in ana.sees and await kind_of(ana) is None
    await ana.sends_photo()
    assert "¿Esto es tu prueba del reto de Empleo?" in ana.sees, "after taking one back it is asked"
    await ana.presses("Sí, es mi prueba")
    assert await kind_of(ana) == "photo"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("hola", "Soy el bot"),
        ("gracias", "Con gusto"),
        ("cursos de barbería", "Esto encontré"),
        ("¿hay barbería?", "Esto"),
        ("busco trabajo", "Esto"),
    ],
)
async def test_greetings_and_searches_are_no_evidence(ana: Talker, text: str, answer: str) -> None:
    await answers_all(ana, "employment")
    await ana.says(text)
    assert answer in ana.sees and await kind_of(ana) is None
    await ana.says(TOLD)
    assert "¿Esto es tu prueba del reto de Empleo?" in ana.sees, "something else was said meanwhile"
    await ana.presses("Sí, es mi prueba")
    row = await row_of(ana, "employment")
    assert row is not None and row.evidence == TOLD and "Tomé esto" in ana.sees


@pytest.mark.parametrize("text", ["barbería", "inglés básico", "Quiero ser ingeniera porque mi tía lo es y me gusta"])
async def test_in_doubt_two_buttons_ask_and_nothing_is_lost(ana: Talker, text: str) -> None:
    await answers_all(ana, "employment")
    await ana.says(text)
    asked = ana.last
    assert "¿Esto es tu prueba" in asked.text and asked.labels[:2] == ["Sí, es mi prueba", "No, búscalo"]
    assert await kind_of(ana) is None
    yes, no = asked.data("Sí, es mi prueba"), asked.data("No, búscalo")
    await ana.taps(no, asked)
    assert "Abajo te lo busco" in ana.sees and len(ana.new) == 2
    await ana.says(TOLD)
    newer = ana.last
    await ana.taps(yes, asked)
    assert await kind_of(ana) is None, "an older question's button takes nothing newer"
    assert ana.toasts[-1:] == ["Esa pregunta ya pasó. Así va."]
    await ana.taps(newer.data("Sí, es mi prueba"), newer)
    row = await row_of(ana, "employment")
    assert row is not None and row.evidence == TOLD


async def test_a_question_about_one_part_waits_while_another_is_told(ana: Talker, institute: Institute) -> None:
    await answers_all(ana, "employment")
    await institute.pass_time(hours=25)
    await ana.sends_photo()
    asked = ana.newest("Sí, es mi prueba")
    yes = asked.data("Sí, es mi prueba")
    await answers_all(ana, "health")
    await ana.says(TOLD)
    told = await row_of(ana, "health")
    assert told is not None and told.evidence == TOLD
    await ana.taps(yes, asked)
    assert await kind_of(ana) == "photo", "it was kept until somebody said so"


@pytest.mark.parametrize("elsewhere", ["/ayuda", "/cursos", "/nada", "tap"])
async def test_another_subject_ends_it(ana: Talker, elsewhere: str) -> None:
    await answers_all(ana, "employment")
    if elsewhere == "tap":
        await ana.presses("Inicio")
    else:
        await ana.says(elsewhere)
    await ana.says(TOLD)
    await ana.sends_photo()
    assert "prueba" not in ana.sees and await kind_of(ana) is None
    await ana.taps(str(Stage("employment")))
    await ana.says(TOLD)
    assert await kind_of(ana) == "text", "once it is shown again, it is taken again"


async def test_a_day_later_or_after_a_letter_it_is_asked(ana: Talker, institute: Institute) -> None:
    await answers_all(ana, "employment")
    await institute.pass_time(hours=25)
    await ana.sends_photo()
    assert "¿Esto es tu prueba" in ana.sees and "No, no es" in ana.labels and await kind_of(ana) is None
    await ana.taps(str(Follow("employment", "follow")))
    await ana.taps(str(Stage("employment")))
    await institute.pass_time(hours=12)
    assert "Noticias de lo que sigues" in ana.sees
    await ana.says(TOLD)
    assert "¿Esto es tu prueba" in ana.sees and await kind_of(ana) is None


async def test_an_answer_to_a_sign_up_left_open_is_asked_about(ana: Talker, institute: Institute) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await answers_all(ana, "employment")
    await ana.says("Ana María Pérez")
    assert "¿Esto es tu prueba" in ana.sees
    await ana.presses("No, búscalo")
    await ana.presses("Usar «Ana María Pérez»")
    assert (await institute.who(ana)).name == "Ana María Pérez"


async def test_a_cry_for_help_is_answered_as_one(ana: Talker) -> None:
    await answers_all(ana, "employment")
    await ana.says("mi novio me pega y ya no sé qué hacer con todo esto")
    assert await kind_of(ana) is None and "911" in ana.sees
