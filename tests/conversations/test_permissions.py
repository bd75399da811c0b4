"""Each purpose has its yes, asked when it fits, kept with its moment, taken back with one tap."""

from dataclasses import replace

from sqlmodel import select

from bot import time
from bot.addresses import ForYou, Permit, SendRequest, SetField
from bot.models import Consent, JourneyStage, Letter, Request
from bot.services import notice_changes, purposes, requests
from bot.services.purposes import ASKED
from tests.conversations.travelling import asked, earns
from tests.talk import Institute, Talker


async def given(institute: Institute) -> dict[str, bool]:
    async with institute.db.reading() as session:
        found = (await session.exec(select(Consent).order_by(Consent.id))).all()
    return {one.purpose: one.withdrawn_at is None for one in found}


def test_the_packs_and_the_rules_mean_the_same_purposes() -> None:
    from typing import get_args

    from bot.packs import care

    assert set(get_args(care.Consented)) == set(ASKED)


async def test_whether_to_write_after_a_week_is_asked_with_the_first_stamp(ana: Talker, institute: Institute) -> None:
    await earns(ana, "culture")
    assert "¿Te escribo si pasas una semana sin entrar?" in ana.sees
    await institute.pass_time(days=9)
    assert not ana.new, "no answer is no yes"
    await ana.presses("Sí, escríbeme")
    assert "Listo: si pasa una semana, te escribo." in ana.sees
    await institute.pass_time(days=9)
    assert "Seguir mi viaje" in ana.labels
    await earns(ana, "health")
    assert "¿Te escribo" not in ana.sees, "it is asked once"
    await ana.says("/permisos")
    assert "Escribirte si pasas una semana sin entrar a tu viaje: sí, desde el" in ana.sees
    await ana.presses("Mi viaje: sí")
    assert "sin entrar a tu viaje: no" in ana.sees
    await institute.pass_time(days=20)
    assert not ana.new and (await given(institute))[purposes.NUDGES] is False


async def test_a_no_is_kept_too(ana: Talker, institute: Institute) -> None:
    await earns(ana, "culture")
    await ana.presses("No, gracias")
    await earns(ana, "health")
    assert "¿Te escribo" not in ana.sees
    await institute.pass_time(days=20)
    assert not ana.new


async def test_answers_stop_deciding_what_is_suggested(ana: Talker, institute: Institute) -> None:
    await ana.says("/para_ti")
    await ana.presses("Saltar lo demás")
    everybodys = ana.last.text
    await ana.says("/perfil")
    await ana.presses("Intereses")
    for one in institute.pack.interests[:3]:
        await ana.taps(str(SetField("moves", one.key)))
    await ana.taps(str(ForYou(1)))
    assert ana.last.text != everybodys
    await ana.says("/permisos")
    await ana.presses("Sugerencias: sí")
    assert "tus respuestas ya no deciden qué te sugiero" in ana.sees
    await ana.taps(str(ForYou(1)))
    assert ana.last.text == everybodys
    await ana.taps(str(SetField("moves", institute.pack.interests[4].key)))
    await ana.taps(str(ForYou(1)))
    assert ana.last.text == everybodys, "a new answer is no new yes"


async def test_what_was_shown_goes_and_the_stamp_stays(ana: Talker, institute: Institute) -> None:
    await asked(ana, "culture")
    await ana.says("Canté con mi abuela")
    await ana.says("/permisos")
    await ana.presses("Retos: sí")
    assert "Se borra lo que escribiste" in ana.sees
    await ana.presses("Sí, borrarlo")
    async with institute.db.reading() as session:
        stage = (await session.exec(select(JourneyStage))).one()
    assert stage.stamped_at and stage.evidence is None and stage.evidence_kind == "done"
    assert (await given(institute))["evidence"] is False


async def test_forged_purposes_change_nothing(ana: Talker, institute: Institute) -> None:
    for address in (Permit("sign_ups", 1), Permit("x", 0), Permit("journey", 7), Permit("reminders", 0)):
        await ana.taps(str(address))
        assert "de antes" in ana.sees or ana.toasts
    assert await given(institute) == {}


async def test_a_new_notice_is_told_once_and_a_changed_purpose_asked_again(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await earns(ana, "culture")
    await ana.presses("Sí, escríbeme")
    await beto.says("/start")
    async with institute.db.begin() as session:
        await notice_changes.look(session, institute.pack.key, facts=institute.facts, now=time.now())
    facts = replace(institute.facts, notice="2027", revisions={"journey": 2})
    institute.facts = institute.turns._facts = facts
    for _start in range(2):
        async with institute.db.begin() as session:
            await notice_changes.look(session, institute.pack.key, facts=facts, now=time.now())
    await institute.pass_time(minutes=1)
    (told,) = ana.new
    assert "Cambió el aviso de privacidad" in told.text and not beto.new
    assert "Lo que permites sigue igual:\n– Sugerencias según tus respuestas" in told.text
    assert "te pregunto otra vez. Mientras no digas que sí, no lo hago:\n– Escribirte si pasas" in told.text
    await institute.pass_time(days=9)
    assert not ana.new, "the old yes was to something else"
    await ana.presses("Sí: Escribirte", of=told)
    await institute.pass_time(days=9)
    assert "Seguir mi viaje" in ana.labels


async def test_a_request_gets_a_number_a_date_and_an_answer(ana: Talker, institute: Institute) -> None:
    await ana.says("/mis_datos")
    await ana.presses("Hacer una solicitud")
    assert "20 días hábiles" in ana.sees
    await ana.sends_photo()
    assert "Escríbelo, por favor" in ana.sees
    await ana.says("Hola, una pregunta")
    assert "¿La envío así?" in ana.sees and "«Hola, una pregunta»" in ana.sees
    before = ana.last
    await ana.says("Mi nombre está mal en la lista")
    await ana.presses("Enviar", of=before)
    assert "«Mi nombre está mal en la lista»" in before.text, "what is sent is what the button stands below"
    await ana.sends_photo()
    assert "Escríbelo, por favor" in ana.sees and "«Mi nombre está mal en la lista»" in ana.sees
    async with institute.db.reading() as session:
        assert not (await session.exec(select(Request))).all(), "nothing is sent without a tap"
    await ana.presses("Enviar")
    assert "Tengo tu solicitud: número 1" in ana.sees and "a más tardar el 21 de diciembre de 2026" in ana.sees
    async with institute.db.begin() as session:
        kept = await session.get_one(Request, 1)
        assert kept.text == "Mi nombre está mal en la lista"
        await requests.close(session, 1, "Ya lo <corregimos>.", now=time.now())
    await institute.pass_time(minutes=1)
    assert "La respuesta a tu solicitud 1" in ana.sees and "Ya lo <corregimos>." in ana.sees
    await ana.says("/mis_datos")
    while "Número 1, respondida" not in ana.last.text:
        await ana.presses("›", of=ana.last)


async def test_no_more_than_three_requests_wait(ana: Talker, institute: Institute) -> None:
    for _time in range(3):
        await ana.says("/solicitud")
        await ana.says("Algo")
        await ana.presses("Enviar")
    sent = ana.last
    await ana.says("/solicitud")
    assert "Tienes 3 solicitudes sin responder" in ana.sees
    await ana.taps(str(SendRequest("0")), sent)
    assert "No queda nada por enviar" in str(ana.toasts) and "Tengo tu solicitud: número 3" in sent.text
    await ana.says("/cancelar")
    async with institute.db.reading() as session:
        assert len((await session.exec(select(Request))).all()) == 3
        assert (await session.exec(select(Letter).where(Letter.kind == "staff_request"))).first() is None
