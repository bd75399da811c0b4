"""A call that takes applications in the chat: its card, and its form in a colleague's hands."""

from sqlmodel import select

from bot import time
from bot.addresses import CallAt, CallPapers, ItemAt, TellWhenIMay
from bot.models import Application, Call, Person, Progress, Role
from bot.services.applications import rounds
from tests.conversations.test_team import joins
from tests.services import applying
from tests.talk import Institute, Loud, Talker


async def call_of(institute: Institute, key: str) -> Call:
    async with institute.db.reading() as session:
        return (await session.exec(select(Call).where(Call.key == key))).one()


async def begins(institute: Institute, who: Talker, call: Call) -> None:
    """They have a draft."""
    me: Person = await institute.who(who)
    now = time.now()
    async with institute.db.begin() as session:
        of = await rounds.current(session, await session.get_one(Call, call.id), facts=institute.facts, now=now)
        assert of is not None
        known = {"person_id": me.id or 0, "call_id": call.id or 0, "round_id": of.id or 0, "number": f"T{me.id}"}
        session.add(Application(**known, begun_at=now, edited_at=now, progress=Progress.DRAFT))


async def test_the_card_leads_to_the_application_and_says_until_when(institute: Institute, ana: Talker) -> None:
    fund = await call_of(institute, "fortalecimiento-proyectos")
    await ana.taps(str(CallAt(fund.id or 0)))
    assert ana.labels[0] == "Solicitar"
    assert "Cierra el lun 14 dic a las 23:59" in ana.sees
    assert "Se elige a 235" in ana.sees and "Es un apoyo: no se devuelve" in ana.sees
    assert "esa fecha es de ejemplo" in ana.sees and "nadie las ha confirmado" in ana.sees
    assert "Respuesta a más tardar el 13 de enero de 2027" in ana.sees
    await ana.presses("Papeles y para qué")
    assert "CURP (aquí lo escribes)" in ana.sees and "Para comprobar que vives en León." in ana.sees
    await begins(institute, ana, fund)
    await ana.taps(str(CallAt(fund.id or 0)))
    assert ana.labels[0] == "Seguir"
    await institute.pass_time(days=21, hours=11)
    await ana.taps(str(CallAt(fund.id or 0)))
    assert "Cierra hoy a las 23:59" in ana.sees
    await institute.pass_time(hours=1)
    await ana.taps(str(CallAt(fund.id or 0)))
    assert ana.labels[0] not in ("Solicitar", "Seguir"), "not a minute later"


async def test_a_guardians_paper_is_listed_for_who_may_need_it(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await institute.knows(ana, born="2010-05-05")
    await institute.knows(beto, born="2001-05-05")
    async with institute.db.begin() as session:
        call = await applying.call(session, documents=["curp", "minor_guardian_id"])
    for who in (ana, beto, casey):
        await who.taps(str(CallPapers(call.id or 0)))
    assert "Identificación de tu mamá, papá o tutor" in ana.sees
    assert "tutor" not in beto.sees and "Identificación" in beto.sees
    assert "Your parent's or guardian's ID, if you are under 18" in casey.sees, "nobody knows their age"


async def test_with_a_real_token_questions_that_nobody_confirmed_are_asked_of_nobody(
    institute: Institute, dispatcher: object, ana: Talker
) -> None:
    real = await Institute.beside(institute.db, institute.pack, dispatcher, rehearsal=False, kind=Loud)
    beto = real.person(77, "Beto")
    cup = await call_of(institute, "nails-cup")
    await ana.taps(str(CallAt(cup.id or 0)))
    assert ana.labels[0] == "Solicitar"
    async with real.db.begin() as session:
        (await session.get_one(Call, cup.id)).practice_until = None
    await beto.taps(str(CallAt(cup.id or 0)))
    assert "Solicitar" not in beto.labels and "leonjoven@leon.gob.mx" in beto.sees
    await beto.presses("Papeles y para qué")
    assert "Acta de nacimiento" in beto.sees and "leonjoven@leon.gob.mx" in beto.sees


async def test_who_is_too_young_hears_from_when_and_can_be_told(institute: Institute, ana: Talker) -> None:
    await institute.knows(ana, born="2009-02-01")
    cup = await call_of(institute, "nails-cup")
    await ana.taps(str(TellWhenIMay(cup.id or 0)))
    assert "Te escribo el 1 de febrero de 2027" in ana.toasts[-1]
    assert "es para personas de 18 años o más" in ana.sees and "Cumples esa edad el 1 de febrero de 2027" in ana.sees
    assert ana.labels[0] == "Ya no me avises"
    assert "Corregir mi fecha" in " ".join(ana.labels)


async def test_a_colleague_takes_applications_for_a_call_and_changes_its_questions(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    award = await call_of(institute, "premio-municipal-juventudes")
    await ana.taps(str(ItemAt("call", award.id or 0)))
    await ana.presses("Cambiar")
    await ana.presses("Solicitudes aquí")
    assert "Se solicita en otro lado" in ana.sees
    await ana.presses("Recibirlas aquí")
    assert "1. Lo que has hecho · Texto largo" in ana.sees and "Cierra a las 23:59" in ana.sees
    await ana.presses("Otra pregunta")
    await ana.presses("Una opción")
    await ana.says("Turno")
    assert "¿Cómo lo preguntas?" in ana.sees
    await ana.says("¿En qué turno puedes venir?")
    await ana.presses("Opciones")
    await ana.says("Mañana")
    assert "entre 2 y 12" in ana.sees
    await ana.says("Mañana / Morning\nTarde / Afternoon")
    assert "Opciones: Mañana y Tarde" in ana.sees
    await ana.presses("Hacerla opcional")
    await ana.presses("Atrás")
    await ana.presses("Hora de cierre")
    await ana.says("al rato")
    assert "No entendí la hora" in ana.sees
    await ana.says("3 pm")
    assert "Cierra a las 15:00" in ana.sees
    await ana.presses("Verla como se ve")
    assert "1 de 6" in ana.sees and "Cuéntame qué has hecho" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    await ana.presses("Cierra")
    await ana.says("20 dic 2026")
    await ana.presses("Abre")
    await ana.says("hoy")
    await ana.presses("Revisar y publicar")
    assert "Solicitudes aquí: nada → 6 preguntas, hasta las 15:00" in ana.sees
    await ana.presses("Publicar el cambio")
    await beto.taps(str(CallAt(award.id or 0)))
    assert beto.labels[0] == "Solicitar" and "Cierra el dom 20 dic a las 15:00" in beto.sees


async def test_a_colleague_says_by_what_it_is_judged_why_not_and_what_comes_after_a_yes(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    fund = await call_of(institute, "fortalecimiento-proyectos")
    await ana.taps(str(ItemAt("call", fund.id or 0)))
    await ana.presses("Cambiar")
    await ana.presses("Solicitudes aquí")
    await ana.presses("Motivos de un no")
    await ana.presses("Otro motivo")
    await ana.says("a" * 41)
    assert "Nombre corto: es muy largo. Caben 40 letras" in ana.sees
    await ana.says("Falta un lugar")
    assert "¿Cómo lo lee la persona?" in ana.sees
    await ana.says("Para esto hace falta un lugar, y no lo vimos.")
    assert "Para esto hace falta un lugar, y no lo vimos." in ana.sees and "puedes traducirla" in ana.sees
    await ana.presses("Lo que leen")
    await ana.presses("En inglés")
    await ana.says("This needs a place, and we didn't see one.")
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    await ana.presses("Qué sigue con un sí")
    await ana.says("Ven a firmar el lunes.")
    await ana.presses("Criterios")
    await ana.presses("1. Atiende")
    await ana.presses("Pesa menos")
    await begins(institute, beto, fund)
    await ana.presses("Pesa menos")
    assert "1 persona ya solicita con estos criterios" in ana.sees and "la siguiente edición" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Atrás")
    await ana.presses("Revisar y publicar")
    assert "Todavía no" in ana.sees and "a todas se les califica igual" in ana.sees
    await ana.presses("Dejarlos como estaban")
    await ana.presses("Revisar y publicar")
    assert "Solicitudes aquí: Motivos de un no y Qué sigue con un sí" in ana.sees
    await ana.presses("Publicar el cambio")
    async with institute.db.begin() as session:
        call = await session.get_one(Call, fund.id)
        of = await rounds.current(session, call, facts=institute.facts, now=time.now())
        assert of is not None
        form = rounds.asked(of)
        assert form.reasons[-1].says.en == "This needs a place, and we didn't see one."
        assert form.next_steps.es == "Ven a firmar el lunes."


async def test_what_would_ask_more_of_who_is_writing_is_refused_kindly(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    fund = await call_of(institute, "fortalecimiento-proyectos")
    await begins(institute, beto, fund)
    await ana.taps(str(ItemAt("call", fund.id or 0)))
    await ana.presses("Cambiar")
    await ana.presses("Solicitudes aquí")
    await ana.presses("Otra pregunta")
    await ana.presses("Texto corto")
    await ana.says("Tu escuela")
    await ana.says("¿Dónde estudias?")
    await ana.presses("Atrás")
    await ana.presses("Revisar y publicar")
    assert "1 persona ya empezó su solicitud." in ana.sees and "Tu escuela" in ana.sees
    await ana.presses("Solicitudes aquí")
    await ana.presses("›")
    await ana.presses("16. Tu escuela")
    await ana.presses("Hacerla opcional")
    await ana.presses("Atrás")
    await ana.presses("Revisar y publicar")
    await ana.presses("Publicar el cambio")
    async with institute.db.begin() as session:
        call = await session.get_one(Call, fund.id)
        of = await rounds.current(session, call, facts=institute.facts, now=time.now())
        assert of is not None and rounds.asked(of).question("tu_escuela") is not None
        assert "form" not in call.illustrative_fields
