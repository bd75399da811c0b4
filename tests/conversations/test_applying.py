"""Applying to a call: one question at a time, everything kept as it is given, and sent in time."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from datetime import time as clock
from typing import Any

import pytest
from sqlmodel import select

from bot import time
from bot.addresses import (
    ApplicationAt,
    Apply,
    ContinueApplication,
    GoOnLater,
    SendApplication,
    WholeApplication,
    WithdrawApplication,
)
from bot.models import Application, CallRound, Decision, Heard, InboxUpdate, Progress, Scene
from bot.papers.cleaning import Clean
from bot.services import people
from bot.services.applications import drafts, papers
from tests.services import applying
from tests.talk import Institute, Talker

Offered = Callable[..., Awaitable[int]]
CURP = "PEMA050505MGTRRNA8"


@pytest.fixture
def offered(institute: Institute) -> Offered:
    """A call that takes applications in the chat until the end of 7 December; its id."""

    async def offer(**form: Any) -> int:
        async with institute.db.begin() as session:
            made = await applying.call(
                session,
                form=form,
                opens=date(2026, 11, 16),
                closes=date(2026, 12, 7),
                results_by=date(2027, 1, 15),
            )
            return made.id or 0

    return offer


async def _applies(who: Talker, call_id: int) -> None:
    await who.taps(str(Apply(call_id)))


async def _all(institute: Institute, who: Talker) -> list[Application]:
    async with institute.db.begin() as session:
        known = await people.of(session, who.id, language_code=None, now=time.now())
        return list(await drafts.of(session, known.id or 0))


@pytest.fixture
async def asked(institute: Institute, ana: Talker, offered: Offered) -> Talker:
    """Ana, of age, has given the name of her project, and is asked what it is."""
    await institute.knows(ana, born="2005-05-05")
    await _applies(ana, await offered())
    await ana.says("Huerto del barrio")
    assert "2 de 5" in ana.sees
    return ana


async def finish(who: Talker) -> None:
    """All the answers from the second on."""
    await who.says("Un huerto en la azotea.\nCon jitomates.")
    await who.presses("Social")
    await who.says(CURP)
    await who.sends_photo()
    await who.presses("Listo")


async def test_an_adult_goes_the_whole_way(asked: Talker, institute: Institute) -> None:
    assert "✓ Guardado: Nombre del proyecto" in asked.sees and "Cuéntame qué quieres hacer." in asked.sees
    assert asked.labels == ["Seguir después", "Atrás", "Inicio"]
    await asked.says("Un huerto en la azotea.\nCon jitomates.")
    assert "3 de 5" in asked.sees and asked.labels[:2] == ["Social", "Deportivo"]
    await asked.says("deportivo")
    await asked.says(CURP)
    assert "5 de 5" in asked.sees
    await asked.sends_photo()
    assert "Tengo 1 archivo. ¿Otro, o listo?" in asked.sees
    async with institute.db.reading() as session:
        [scene] = await session.exec(select(Scene))
        assert scene.data == {"applying": 1}, "what was answered is in rows that are sealed, and nowhere else"
    await asked.presses("Listo")
    assert "Está completa." in asked.sees and "Con jitomates." in asked.sees and CURP in asked.sees
    assert asked.labels[0] == "Enviar"
    await asked.presses("Enviar")
    [one] = await _all(institute, asked)
    assert one.progress is Progress.SUBMITTED and one.submitted_at is not None
    assert f"Número: {one.number}" in asked.last.text and "15 de enero de 2027" in asked.last.text
    await asked.says("/mis_solicitudes")
    assert "Tu proyecto: en revisión" in asked.sees
    await asked.presses("Tu proyecto · en revisión")
    assert "Te respondo aquí a más tardar el 15 de enero de 2027." in asked.sees
    await asked.presses("Ver todo")
    assert "Esto es lo que enviaste." in asked.sees and "Enviar" not in asked.labels


async def test_the_same_way_in_english(institute: Institute, casey: Talker, offered: Offered) -> None:
    await institute.knows(casey, "Casey", born="2005-05-05")
    await _applies(casey, await offered())
    assert "What is your project called?" in casey.sees
    await casey.says("Roof garden")
    assert "✓ Saved: Name of the project" in casey.sees
    await casey.says("Tomatoes on the school roof.")
    await casey.says("social")
    await casey.says(CURP)
    await casey.says("not now")
    assert "This one is a photo or a PDF" in casey.sees
    await casey.sends_photo()
    await casey.says("done")
    await casey.presses("Send")
    assert "I have your application" in casey.last.text
    await casey.says("/my_applications")
    assert "in review" in casey.sees


async def test_whatever_comes_between_it_goes_on_at_the_same_question(asked: Talker) -> None:
    await asked.says("Un huerto en la azotea.")
    for word in ("/start", "/cancelar", "/cursos", "/nada"):
        await asked.says(word)
        await asked.says("/inicio")
        assert asked.labels[0] == "Seguir: Tu proyecto", word
        await asked.presses("Seguir: Tu proyecto")
        assert "3 de 5" in asked.sees and "¿De qué tipo es?" in asked.sees, word
    await asked.presses("Atrás")
    assert "Hasta ahora: «Un huerto en la azotea.»" in asked.sees


async def test_leaving_says_how_much_is_missing_and_until_when(asked: Talker) -> None:
    await asked.presses("Seguir después")
    assert "Te faltan 4 de 5." in asked.sees and "Cierra: lun 7 dic, 23:59" in asked.sees
    await asked.says("/mis_solicitudes")
    assert "Tu proyecto: borrador" in asked.sees
    await asked.presses("Tu proyecto · borrador")
    await asked.presses("Seguir")
    assert "2 de 5" in asked.sees
    await asked.says("/convocatorias")
    assert "Tu proyecto · tu borrador" in asked.labels


async def test_weeks_later_and_from_another_phone_it_is_the_same_question(asked: Talker, institute: Institute) -> None:
    await institute.pass_time(days=12)
    await asked.says("/start")
    await asked.presses("Seguir: Tu proyecto")
    assert "2 de 5" in asked.sees


async def test_going_back_shows_the_answer_and_changing_it_goes_on_where_one_was(asked: Talker) -> None:
    await asked.presses("Atrás")
    assert "1 de 5" in asked.sees and "Hasta ahora: «Huerto del barrio»" in asked.sees
    await asked.presses("Dejarla así")
    assert "2 de 5" in asked.sees
    await asked.presses("Atrás")
    await asked.says("Huerto de la colonia")
    assert "2 de 5" in asked.sees
    await finish(asked)
    assert "Huerto de la colonia" in asked.sees
    await asked.presses("Modalidad")
    assert "✓ Social" in asked.labels
    await asked.presses("Atrás")
    assert "Está completa." in asked.sees
    await asked.presses("Modalidad")
    await asked.presses("Deportivo")
    assert "Está completa." in asked.sees and "Deportivo" in asked.sees


async def test_what_cant_be_an_answer_is_explained_and_asked_again(asked: Talker) -> None:
    await asked.says("x" * 2_100)
    assert "escribiste 2,100" in asked.sees and "2 de 5" in asked.sees
    await asked.sends_photo()
    assert "no guardé la foto" in asked.sees and "2 de 5" in asked.sees
    await asked.sends(voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
    assert "No puedo escuchar" in asked.sees
    await asked.edits(text="Otra cosa")
    assert "cambiaste un mensaje" in asked.sees
    await asked.says("Un huerto.")
    await asked.says("ninguna")
    assert "no está entre las opciones" in asked.sees or "opciones" in asked.sees
    await asked.presses("Social")
    await asked.says("PEMA")
    assert "conté 4" in asked.sees and "4 de 5" in asked.sees


async def test_a_signs_at_the_wrong_place_break_nothing(asked: Talker) -> None:
    for text in ("{0.__init__.__globals__}", "{n", "<b>hola</b> & {", "👩‍👩‍👧‍👦/start @rumbo_bot", "a\u202eb"):
        await asked.presses("Atrás")
        await asked.says(text)
        assert "2 de 5" in asked.sees
    await asked.presses("Atrás")
    assert "Hasta ahora: «ab»" in asked.sees


async def test_danger_is_heard_before_the_form_and_the_form_goes_on(asked: Talker, institute: Institute) -> None:
    await asked.says("quiero morir")
    assert "911" in asked.sees and "2 de 5" not in asked.sees
    await asked.presses("No era eso")
    await asked.says("Un huerto.")
    assert "3 de 5" in asked.sees
    [one] = await _all(institute, asked)
    async with institute.db.reading() as session:
        assert await drafts.answers_of(session, one.id or 0) == {
            "project_name": "Huerto del barrio",
            "what_for": "Un huerto.",
        }


async def test_several_options_are_kept_with_each_tap(institute: Institute, ana: Talker, offered: Offered) -> None:
    options = [{"key": f"o{n}", "label": {"es": f"Opción {n}", "en": f"Option {n}"}} for n in range(3)]
    asks = {"es": "¿Cuáles?", "en": "Which ones?"}
    several = {"key": "which", "kind": "several", "label": asks, "ask": asks, "options": options, "at_most": 2}
    extra = {"key": "more", "kind": "short", "label": {"es": "Más", "en": "More"}, "ask": asks, "optional": True}
    await institute.knows(ana, born="2005-05-05")
    await _applies(ana, await offered(questions=[several, extra]))
    await ana.presses("Opción 1")
    assert ana.labels[:4] == ["Opción 0", "✓ Opción 1", "Opción 2", "Listo"]
    await ana.presses("Opción 2")
    await ana.presses("Opción 0")
    assert "2 como máximo" in ana.sees
    await ana.presses("✓ Opción 1")
    await ana.presses("Listo")
    assert "2 de 2" in ana.sees and "Puedes saltarla" in ana.sees
    await ana.presses("Saltar")
    assert "Opción 2" in ana.sees and "Sin respuesta" in ana.sees and "Enviar" in ana.labels


async def test_an_album_is_one_step_and_no_more_files_than_asked_for(
    asked: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked.says("Un huerto.")
    await asked.presses("Social")
    await asked.says(CURP)
    file = {"file_unique_id": "u", "width": 9, "height": 9}
    await asked.institute.hears(
        *({"message": asked.message(photo=[{"file_id": f"f{n}", **file}], media_group_id="1")} for n in range(3))
    )
    begin = time.wall()
    monkeypatch.setattr(time, "wall", lambda: begin + timedelta(seconds=1.1))
    await asked.institute.hears()
    assert "Llegaron 2 archivos." in asked.sees and "caben 2 archivos" in asked.sees
    await asked.presses("Cambiar archivos")
    assert "Se borra" in asked.sees
    await asked.presses("Sí, cambiarlos")
    assert "Tengo" not in asked.sees
    await asked.sends(document={"file_id": "d", "file_unique_id": "d", "file_size": 10, "mime_type": "application/pdf"})
    await asked.presses("Listo")
    assert "Está completa." in asked.sees


async def test_it_closes_to_the_second(asked: Talker, institute: Institute) -> None:
    await finish(asked)
    send = asked.last.data("Enviar")
    end = time.at_local(date(2026, 12, 8), clock(0), institute.facts.zone)
    await institute.come_to(end - timedelta(seconds=1))
    # Heard in time, and handled when it is too late.
    await institute.keeps({"callback_query": asked.tap(send)})
    async with institute.db.begin() as session:
        for row in await session.exec(select(InboxUpdate).where(InboxUpdate.state == Heard.WAITING)):
            row.received_at -= timedelta(seconds=30)
    await institute.come_to(end + timedelta(seconds=20))
    [one] = await _all(institute, asked)
    assert one.progress is Progress.SUBMITTED


async def test_a_second_too_late_is_too_late_and_keeps_the_answers(asked: Talker, institute: Institute) -> None:
    await finish(asked)
    send = asked.last.data("Enviar")
    await institute.come_to(time.at_local(date(2026, 12, 8), clock(0), institute.facts.zone))
    await asked.taps(send)
    assert "no recibe solicitudes ahora" in asked.sees
    await asked.taps("ape.1.curp")
    assert "No se envió. Tus respuestas" in asked.sees
    await asked.says("/mis_solicitudes")
    assert "sin enviar" in asked.sees
    await asked.presses("Tu proyecto · sin enviar")
    assert "Cerró: lun 7 dic, 23:59" in asked.sees and "Tus respuestas se quedan aquí" in asked.sees
    assert "Seguir" not in asked.labels


async def test_a_withdrawn_one_begins_anew_with_the_answers_offered(asked: Talker, institute: Institute) -> None:
    await finish(asked)
    await asked.presses("Enviar")
    async with institute.db.begin() as session:
        [paper] = await papers.of(session, 1)
        papers.keep(session, paper, Clean("jpeg", b"photo", b"small", 1, 5))
    await asked.says("/mis_solicitudes")
    await asked.presses("Tu proyecto · en revisión")
    await asked.presses("Retirar")
    assert "¿Retiro tu solicitud a Tu proyecto?" in asked.sees
    await asked.presses("Sí, retirarla")
    assert "La retiraste" in asked.sees
    await asked.presses("Empezar de nuevo")
    assert "La última vez pusiste: «Huerto del barrio». ¿La uso?" in asked.sees
    await asked.presses("Usar")
    await asked.presses("Usar")
    assert "La última vez pusiste: Social" in asked.sees
    await asked.presses("Usar")
    await asked.presses("Usar")
    assert "5 de 5" in asked.sees and "La última vez mandaste 1 archivo para esto. ¿Lo uso?" in asked.sees
    await asked.presses("Usar")
    assert "Está completa." in asked.sees
    assert [one.progress for one in await _all(institute, asked)] == [Progress.DRAFT, Progress.WITHDRAWN]


async def test_what_one_has_to_be_is_asked_with_one_tap(institute: Institute, ana: Talker, offered: Offered) -> None:
    lives = {"es": "¿Vives en León?", "en": "Do you live in León?"}
    check = {"key": "lives", "ask": lives, "unlocks": {"es": "Cuando vivas en León.", "en": "Once you live in León."}}
    call = await offered(checks=[check])
    await _applies(ana, call)
    assert "¿Cuándo naciste?" in ana.sees
    await ana.says("ayer")
    assert "¿Cuándo naciste?" in ana.sees
    await ana.says("05/05/2005")
    assert "¿Vives en León?" in ana.sees
    await ana.says("claro")
    assert "Toca sí o no" in ana.sees
    await ana.presses("No")
    assert "Cuando vivas en León." in ana.sees
    assert await _all(institute, ana) == []
    await _applies(ana, call)
    await ana.presses("Sí")
    assert "1 de 5" in ana.sees


async def test_only_what_is_to_be_corrected_opens(asked: Talker, institute: Institute) -> None:
    await finish(asked)
    change = asked.last.data("Modalidad")
    await asked.presses("Enviar")
    async with institute.db.begin() as session:
        one = await session.get_one(Application, 1)
        one.progress, one.corrections = Progress.CORRECTING, {"what_for": "Cuenta cuánto cuesta."}
        one.correct_until = time.now() + timedelta(days=5)
    await asked.says("/inicio")
    await asked.presses("Seguir: Tu proyecto")
    assert "Por corregir: Cuenta cuánto cuesta." in asked.sees and "1 de 1" in asked.sees
    await asked.taps(change)
    assert "Eso ya no está" in asked.sees or "ha cambiado" in asked.sees
    await asked.says("/inicio")
    await asked.presses("Seguir: Tu proyecto")
    await asked.says("Cuesta 900 pesos.")
    await asked.presses("Enviar correcciones")
    assert "Tengo tus correcciones" in asked.last.text
    [one] = await _all(institute, asked)
    assert one.progress is Progress.SUBMITTED and one.corrections == {}


STANDINGS: list[tuple[dict[str, Any], str]] = [
    ({"progress": Progress.GUARDIAN}, "Espera el sí de tu mamá"),
    ({"decision": Decision.ACCEPTED}, "Está en revisión."),
    ({"decision": Decision.ACCEPTED, "released_at": 1}, "¡Quedaste!"),
    ({"decision": Decision.WAITING, "released_at": 1}, "lista de espera"),
    ({"decision": Decision.DECLINED, "reason": "few_places", "released_at": 1}, "Hubo más proyectos que lugares."),
]


async def test_each_standing_says_what_comes_next(asked: Talker, institute: Institute) -> None:
    await finish(asked)
    await asked.presses("Enviar")
    for fields, words in STANDINGS:
        async with institute.db.begin() as session:
            one = await session.get_one(Application, 1)
            one.remark = "Ánimo."
            for name, value in ({"progress": Progress.DECIDED, "released_at": None} | fields).items():
                setattr(one, name, time.now() if value == 1 else value)
        await asked.taps(str(ApplicationAt(1)))
        assert words in asked.sees
        assert ("Ánimo." in asked.sees) is ("released_at" in fields)
    assert "Mientras, esto sí te queda:" in asked.sees and "Retirar" not in asked.labels


async def test_a_late_answer_is_told_honestly(asked: Talker, institute: Institute) -> None:
    await finish(asked)
    await asked.presses("Enviar")
    async with institute.db.begin() as session:
        (await session.get_one(CallRound, 1)).postponed_to = date(2027, 2, 1)
    await asked.taps(str(ApplicationAt(1)))
    assert "Prometimos la respuesta para el 15 de enero de 2027 y vamos tarde." in asked.sees


async def test_somebody_elses_answers_like_an_absent_one(asked: Talker, beto: Talker) -> None:
    await beto.says("/start")
    for kind in (ApplicationAt, ContinueApplication, GoOnLater, WholeApplication, SendApplication, WithdrawApplication):
        await beto.taps(str(kind(1)))
        theirs = beto.sees
        await beto.taps(str(kind(99)))
        assert beto.sees == theirs and "Huerto" not in theirs
    for data in (
        "apc.{}.project_name",
        "apd.{}.modality.0",
        "ape.{}.curp",
        "apf.{}.curp",
        "apg.{}.curp",
        "api.{}.curp",
    ):
        await beto.taps(data.format(1))
        theirs = beto.sees
        await beto.taps(data.format(99))
        assert beto.sees == theirs


async def test_a_long_application_is_read_in_pages(institute: Institute, ana: Talker, offered: Offered) -> None:
    def ask(n: int) -> dict[str, Any]:
        words = {"es": f"Pregunta {n}", "en": f"Question {n}"}
        return {"key": f"q{n}", "kind": "long", "label": words, "ask": words, "at_most": 4000}

    await institute.knows(ana, born="2005-05-05")
    await _applies(ana, await offered(questions=[ask(n) for n in range(10)]))
    for n in range(10):
        await ana.says("🌱" * 1_900 if n < 2 else f"<respuesta> {n}")
    pages = next(label for label in ana.labels if label.startswith("1/")).removeprefix("1/")
    seen = ana.sees
    for _page in range(int(pages) - 1):
        await ana.presses("›")
        seen += ana.sees
    assert seen.count("🌱") == 3_800 and "<respuesta> 9" in seen


async def test_a_question_that_an_older_version_asked_under_another_name_still_listens(
    asked: Talker, institute: Institute
) -> None:
    async with institute.db.begin() as session:
        for scene in await session.exec(select(Scene)):
            scene.state = "applying_for_a_call"
    await asked.says("Un huerto.")
    assert "3 de 5" in asked.sees and "✓ Guardado: En qué consiste" in asked.sees
    await asked.presses("Social")
    assert "4 de 5" in asked.sees


async def test_a_minors_waits_for_the_guardian_and_says_so(institute: Institute, ana: Talker, offered: Offered) -> None:
    await institute.knows(ana, born="2010-05-05")
    await _applies(ana, await offered())
    await ana.says("Huerto")
    await ana.says("Un huerto en la azotea.")
    await ana.presses("Social")
    await ana.says(CURP)
    assert "La fecha de nacimiento de esa CURP no es la que me diste" in ana.sees
    await ana.says("PEMA100505MGTRRNA9")
    await ana.sends_photo()
    await ana.says("listo")
    await ana.presses("Enviar")
    [one] = await _all(institute, ana)
    assert one.progress is Progress.GUARDIAN and one.submitted_at is not None
    await ana.says("/mis_solicitudes")
    assert "Tu proyecto: espera un sí" in ana.sees
    await ana.presses("Tu proyecto · espera un sí")
    assert "Espera el sí de tu mamá" in ana.sees and "Pedir permiso" in ana.labels


async def test_what_is_typed_while_the_question_isnt_listening_is_the_answer_with_one_tap(
    asked: Talker, institute: Institute
) -> None:
    await asked.says("/cursos")
    await asked.says("Un huerto en la azotea.")
    assert "Si era tu respuesta para Tu proyecto, toca aquí y la uso." in asked.sees
    assert asked.labels[:2] == ["Usar «Un huerto en la azot…»", "Seguir: Tu proyecto"]
    use = asked.last.data("Usar «Un huerto en la azot…»")
    await asked.presses("Usar «Un huerto en la azot…»")
    assert "3 de 5" in asked.sees
    await asked.taps(use)
    assert "3 de 5" in asked.sees
    async with institute.db.reading() as session:
        assert (await drafts.answers_of(session, 1))["what_for"] == "Un huerto en la azotea."
        assert drafts.TYPED not in await drafts.answers_of(session, 1)
    await asked.says("/inicio")
    await institute.pass_time(hours=2)
    await asked.says("cocina")
    assert "Si era tu respuesta" not in asked.sees


async def test_an_answer_that_telegram_cut_is_one_answer(asked: Talker, institute: Institute) -> None:
    await asked.says("a " * 2_048)
    await asked.says("b" * 1_000)
    assert "2 de 5" in asked.sees and "Caben 2,000 caracteres" in asked.sees and "5,09" in asked.sees
    async with institute.db.reading() as session:
        assert "what_for" not in await drafts.answers_of(session, 1)
    await institute.pass_time(seconds=20)
    await asked.says("Un huerto.")
    assert "3 de 5" in asked.sees


async def test_the_parts_of_an_answer_that_fits_are_joined(institute: Institute, ana: Talker, offered: Offered) -> None:
    words = {"es": "Cuenta", "en": "Tell"}
    await institute.knows(ana, born="2005-05-05")
    asks = [{"key": f"q{n}", "kind": "long", "label": words, "ask": words, "at_most": 4000} for n in range(3)]
    await _applies(ana, await offered(questions=asks))
    await ana.says("🌱" * 2_048)
    await ana.says("🌵" * 100)
    assert "2 de 3" in ana.sees
    async with institute.db.reading() as session:
        assert await drafts.answers_of(session, 1) == {"q0": "🌱" * 2_048 + "🌵" * 100}


async def test_a_curp_is_looked_at_again_when_it_is_sent(asked: Talker, institute: Institute) -> None:
    async def born(day: date) -> None:
        async with institute.db.begin() as session:
            (await people.of(session, asked.id, language_code=None, now=time.now())).birth_date = day

    await finish(asked)
    await born(date(2005, 5, 6))
    await asked.presses("Enviar")
    assert "4 de 5" in asked.sees and "La fecha de nacimiento de esa CURP no es la que me diste" in asked.sees
    await born(date(2005, 5, 5))
    await asked.presses("Dejarla así")
    await asked.presses("Enviar")
    await institute.come_to(time.at_local(date(2026, 12, 8), clock(0), institute.facts.zone))
    await asked.taps("apm.1")
    assert "ya no podrás" in asked.sees
