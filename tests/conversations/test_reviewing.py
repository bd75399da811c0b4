"""A round of applications, from the first reading to the hour at which everybody hears."""

import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot import time
from bot.addresses import (
    ApplicationAt,
    DecideOn,
    Declare,
    GivePoints,
    GiveUp,
    ReadAnswers,
    RoundAt,
    SecondVerdict,
    SettleVerdict,
)
from bot.addresses import reviewing as addresses
from bot.addresses.base import Address
from bot.models import Application, AuditEntry, Progress, Review, Role
from bot.services import audit
from bot.services.applications import deciding
from tests.conversations.test_team import joins
from tests.services import applying
from tests.talk import Institute, Talker


@dataclass
class Round:
    """A call with its round, and who sent what."""

    id: int
    sent: dict[str, int]
    numbers: dict[str, str]


async def sent_by(institute: Institute, *talkers: Talker, sensitive: bool = False, **form: object) -> Round:
    """Each of them sent one, in this order."""
    for talker in talkers:
        await institute.knows(talker, f"{talker.first_name} Ruiz")
    people = [(talker.first_name, (await institute.who(talker)).id or 0) for talker in talkers]
    async with institute.db.begin() as session:
        of = await applying.round_of(session, await applying.call(session, form=form, sensitive=sensitive))
        ids, numbers = {}, {}
        for at, (name, person) in enumerate(people):
            one = await applying.application(session, person, of, at=time.now() - timedelta(hours=9 - at))
            ids[name], numbers[name] = one.id or 0, one.number
        return Round(of.id or 0, ids, numbers)


async def the(institute: Institute, application_id: int) -> Application:
    async with institute.db.reading() as session:
        return await session.get_one(Application, application_id)


async def opens(reviewer: Talker, title: str = "Tu proyecto") -> None:
    await reviewer.says("/solicitudes" if reviewer.language_code == "es" else "/applications")
    await reviewer.presses(title)


async def gives(reviewer: Talker, *points: str) -> None:
    """One tap a criterion, then done."""
    await reviewer.presses("Evaluarla" if reviewer.language_code == "es" else "Judge it")
    for one in points:
        await reviewer.presses(one)
    await reviewer.presses("Listo, así" if reviewer.language_code == "es" else "Done, that is")


@pytest.fixture
def eva(institute: Institute) -> Talker:
    return institute.person(7_000_000_021, "Eva")


@pytest.fixture
def leo(institute: Institute) -> Talker:
    return institute.person(7_000_000_022, "Leo")


@pytest.fixture
def luisa(institute: Institute) -> Talker:
    return institute.person(7_000_000_031, "Luisa")


@pytest.fixture
def mateo(institute: Institute) -> Talker:
    return institute.person(7_000_000_032, "Mateo")


async def test_a_round_with_three_reviewers_and_a_conflict(
    institute: Institute,
    ana: Talker,
    beto: Talker,
    casey: Talker,
    luisa: Talker,
    mateo: Talker,
    eva: Talker,
    leo: Talker,
) -> None:
    made = await sent_by(institute, eva, leo, places=1)
    for reviewer in (luisa, mateo, casey):
        await joins(institute, reviewer, Role.REVIEWER)
    for boss in (ana, beto):
        await joins(institute, boss, Role.APPROVER)
    assert luisa.commands[:2] == ["equipo", "solicitudes"] and "applications" in casey.commands
    evas, leos = made.sent["Eva"], made.sent["Leo"]

    # Luisa knows who sent the first one, and gets the second instead.
    await luisa.says("/equipo")
    await luisa.presses("Solicitudes")
    assert "Tu proyecto: 2 sin respuesta" in luisa.sees
    await luisa.presses("Tu proyecto")
    assert "Se mandaron 2 solicitudes." in luisa.sees and "Por puntos" not in luisa.labels
    await luisa.presses("Leer la siguiente")
    assert "¿Ya sabes quién la mandó" in luisa.sees
    assert not [word for word in ("Eva", "Huerto", "PEMA") if word in luisa.sees]
    await luisa.presses("Sí, la conozco")
    assert "Esa la lee otra persona" in luisa.sees
    await luisa.presses("Leer la siguiente")
    assert made.numbers["Leo"] in luisa.sees
    await luisa.presses("No, leerla")
    assert "Huerto del barrio" in luisa.sees and "se evalúa sin nombres" in luisa.sees
    assert "Otra solicitud tiene la misma CURP." in luisa.sees
    assert "PEMA" not in luisa.sees and "Identificación" not in luisa.sees and "Leo" not in luisa.sees
    await gives(luisa, "3 · bien", "2 · a medias")
    assert "69 de 100" in luisa.sees and "Nadie más ha terminado" in luisa.sees
    await luisa.taps(str(ReadAnswers(evas)))
    assert "ya no está" in luisa.sees

    await opens(luisa)
    assert "Se mandaron 2 solicitudes." in luisa.sees and "Puedes leer 1." in luisa.sees

    # Mateo reads Eva's, writes a comment, and Casey, in English, sees things very differently.
    await opens(mateo)
    await mateo.presses("Leer la siguiente")
    await mateo.presses("No, leerla")
    await mateo.presses("Evaluarla")
    assert "1 de 2" in mateo.sees and "Impacto" in mateo.sees
    await mateo.presses("4 · muy bien")
    await mateo.presses("4 · muy bien")
    await mateo.presses("Agregar comentario")
    await mateo.sends_photo()
    assert "¿Qué deben saber tus colegas?" in mateo.sees
    await mateo.says("Lo mejor que he leído")
    assert "Comentario: Lo mejor que he leído" in mateo.sees
    await mateo.presses("Listo, así la evalúo")
    await opens(casey, "Your project")
    await casey.presses("Read the next one")
    await casey.presses("No, read it")
    assert made.numbers["Eva"] in casey.sees and "Name of the project" in casey.sees
    assert "Lo mejor" not in casey.sees
    await gives(casey, "1 · a little", "0 · nothing")
    assert "19 of 100" in casey.sees and "Lo mejor que he leído" in casey.sees
    assert "Somebody else reads it too" in casey.sees
    await opens(mateo)
    assert {"Falta lectura 2", "Difieren 1"} <= set(mateo.labels)
    await mateo.presses("Leer la siguiente")
    await mateo.presses("No, leerla")
    await gives(mateo, "2 · a medias", "2 · a medias")

    # The third is Ana, who decides afterwards; Beto looks at it too.
    await opens(beto)
    await beto.taps(str(DecideOn(evas)))
    assert "Eva Ruiz" in beto.sees and "Las evaluaciones difieren mucho" in beto.sees
    await opens(beto)
    assert "ya no queda nada que te toque leer" in beto.sees
    await opens(ana)
    await ana.presses("Leer la siguiente")
    await ana.presses("No, leerla")
    await ana.taps(str(DecideOn(evas)))
    assert "Esta la estás evaluando" in ana.sees and "Eva" not in ana.sees
    await ana.presses("Seguir leyendo")
    await gives(ana, "4 · muy bien", "3 · bien")
    await opens(ana)
    assert "Por decidir 2" in ana.labels
    await ana.presses("Por puntos")
    assert "1. Eva Ruiz · 71" in ana.sees and "2. Leo Ruiz · 60" in ana.sees
    await ana.presses("Eva Ruiz")
    await ana.presses("Elegir")
    assert "Eva Ruiz va a leer esto" in ana.sees and "Te llamamos para firmar el convenio" in ana.sees
    await ana.presses("Sí, elegirla")
    assert "Ahora la confirma otra persona" in ana.sees and "Confirmarla" not in ana.labels
    await ana.taps(str(DecideOn(leos)))
    await ana.presses("Elegir")
    assert "El único lugar ya está dado" in ana.sees
    await ana.presses("Ver cómo va")
    await ana.presses("Esta vez no")
    assert "Faltó información: Faltó explicar cómo lo harías." in ana.sees
    await ana.presses("No alcanzaron lugares")
    await ana.presses("Agregar unas palabras")
    await ana.says("x" * 601)
    assert "Es demasiado largo" in ana.sees or "600" in ana.sees
    await ana.says("Tu idea nos gustó. Agrega el presupuesto.")
    assert "Leo Ruiz va a leer esto" in ana.sees and "Agrega el presupuesto." in ana.sees
    await ana.presses("Sí, esta vez no")
    await opens(ana)
    await ana.presses("Avisar respuestas")
    assert "Se avisa a 1 persona" in ana.sees and f"elegidas y sin confirmar: {made.numbers['Eva']}" in ana.sees
    await opens(beto)
    await beto.presses("Por confirmar 1")
    await beto.presses(made.numbers["Eva"])
    await beto.presses("Nombre y decisión")
    await beto.presses("Confirmarla")
    assert "Ana eligió a Eva Ruiz. Va a leer esto:" in beto.sees
    await beto.presses("Sí, la confirmo")
    assert "Ya cuenta" in beto.sees

    # At the hour, and not before, both read it.
    await opens(beto)
    await beto.presses("Avisar respuestas")
    await beto.presses("Otra hora")
    await beto.says("ayer")
    assert "No entendí esa hora" in beto.sees
    await beto.says("mañana 10:00")
    assert "La convocatoria sigue abierta hasta el" in beto.sees
    await beto.presses("Sí, avisar antes")
    assert "Se avisa: mar 24 nov, 10:00" in beto.sees
    await institute.pass_time(hours=20)
    assert not eva.sees and not leo.sees
    await institute.pass_time(hours=3)
    assert "Te llamamos para firmar el convenio" in eva.sees and "Ya no lo quiero" in eva.labels
    assert "Hubo más proyectos que lugares" in leo.sees and "Agrega el presupuesto" in leo.sees
    assert "Convocatorias" in leo.labels
    async with institute.db.reading() as session:
        assert (await audit.verify(session)).broken is None
        entries = (await session.exec(select(AuditEntry))).all()
        noted = {entry.act for entry in entries}
        assert {"application_conflict", "application_judged", "application_decided", "release_done"} <= noted
        assert not [entry for entry in entries if "Eva" in str(entry.details) or "presupuesto" in str(entry.details)]


async def test_corrections_open_just_those_answers_and_come_back(
    institute: Institute, luisa: Talker, eva: Talker
) -> None:
    made = await sent_by(institute, eva, blind=False)
    await joins(institute, luisa, Role.REVIEWER)
    await opens(luisa)
    await luisa.presses("Leer la siguiente")
    assert "¿Conoces a Eva Ruiz?" in luisa.sees and "Huerto" not in luisa.sees
    await luisa.presses("No, leerla")
    assert "PEMA" in luisa.sees
    await luisa.presses("Pedir corrección")
    await luisa.presses("En qué consiste")
    assert "¿Qué hay que corregir en «En qué consiste»?" in luisa.sees
    await luisa.says("¿Cuántas plantas serán?")
    await luisa.presses("Mandar: 7 días")
    assert "¿Cuántas plantas serán?" in luisa.sees and not eva.sees
    await luisa.presses("Enviar")
    assert "lun 30 nov, 23:59" in eva.sees and "En qué consiste: ¿Cuántas plantas serán?" in eva.sees
    assert (await the(institute, made.sent["Eva"])).corrections == {"what_for": "¿Cuántas plantas serán?"}
    await institute.pass_time(days=8)
    assert "Se revisa como está" in eva.sees
    assert (await the(institute, made.sent["Eva"])).progress is Progress.SUBMITTED


async def test_of_a_sensitive_call_the_letter_says_neither_what_nor_for_which(
    institute: Institute, ana: Talker, eva: Talker
) -> None:
    made = await sent_by(institute, eva, sensitive=True, criteria=[])
    await joins(institute, ana, Role.APPROVER)
    await ana.taps(str(DecideOn(made.sent["Eva"])))
    await ana.presses("Lista de espera")
    await ana.presses("Sí, lista de espera")
    await opens(ana)
    await ana.presses("Avisar respuestas")
    await ana.presses("hoy, 18:00")
    await ana.presses("Sí, avisar antes")
    await institute.pass_time(hours=7)
    assert made.numbers["Eva"] in eva.sees and "proyecto" not in eva.sees and "espera" not in eva.sees
    await eva.presses("Leer la respuesta")
    assert "lista de espera" in eva.sees


async def test_a_chosen_person_gives_it_up_and_the_next_is_offered_with_one_tap(
    institute: Institute, ana: Talker, eva: Talker, leo: Talker
) -> None:
    made = await sent_by(institute, eva, leo, nature="place", places=1, criteria=[])
    await joins(institute, ana, Role.APPROVER)
    beto_id = 0
    async with institute.db.begin() as session:
        for name, what in (("Eva", "accepted"), ("Leo", "waiting")):
            one = await session.get_one(Application, made.sent[name])
            one.progress, one.decision, one.decided_by = Progress.DECIDED, deciding.Decision(what), beto_id
            one.in_line_since = time.now() if what == "waiting" else None
            one.released_at = one.decided_at = time.now()
            one.seconded_by = 99 if what == "accepted" else None
    await leo.taps(str(GiveUp(made.sent["Eva"])))
    assert "ya no está" in leo.sees
    await eva.taps(str(addresses.AskGiveUp(made.sent["Eva"])))
    await eva.presses("Sí, lo dejo")
    assert (await the(institute, made.sent["Eva"])).progress is Progress.WITHDRAWN
    assert f"Sigue en la lista: {made.numbers['Leo']}" in ana.sees
    assert (await the(institute, made.sent["Leo"])).decision == "waiting"
    await ana.presses("Ofrecerlo a quien sigue")
    assert "Leo Ruiz va a leer esto" in ana.sees
    await ana.presses("Sí, elegirla")
    assert (await the(institute, made.sent["Leo"])).decision == "accepted"
    await leo.taps(str(ApplicationAt(made.sent["Leo"])))
    assert "Estás en la lista de espera" in leo.sees and "revisión" not in leo.sees
    await leo.presses("Atrás")
    assert "lista de espera" in leo.sees


async def test_old_and_forged_taps_do_nothing_and_are_answered(
    institute: Institute, ana: Talker, luisa: Talker, mateo: Talker, eva: Talker
) -> None:
    made = await sent_by(institute, eva)
    await joins(institute, luisa, Role.REVIEWER)
    await joins(institute, ana, Role.APPROVER)
    one, mark = made.sent["Eva"], deciding.mark_of(await the(institute, made.sent["Eva"]))
    await opens(luisa)
    await luisa.presses("Leer la siguiente")
    for data in (SettleVerdict(one, "accepted", mark), SecondVerdict(one, mark)):
        await luisa.taps(str(data))
        assert "Tu rol no permite" in luisa.sees
        await mateo.taps(str(data))
        assert "ya no está" in mateo.sees
    for data in (GivePoints(one, "impact", 4), Declare(one, 1), RoundAt(made.id), ReadAnswers(one)):
        await mateo.taps(str(data))
        assert "ya no está" in mateo.sees
    await eva.taps(str(GiveUp(one)))
    assert "ya no está" in eva.sees, "nothing was given to her yet"

    dice = random.Random(6)
    words = ("impact", "accepted", "waiting", "declined", "few_places", "unread", "late", "x", mark, "", "202612011000")
    numbers = (one, made.id, 0, -1, 1, 2, 3, 7, 14, 10**17)
    kinds = [kind for kind in vars(addresses).values() if isinstance(kind, type) and issubclass(kind, Address)]
    kinds = [kind for kind in kinds if kind is not Address]
    # By a stranger nothing changes at all; by colleagues nothing but what they may, and none of it fails.
    for talker in (mateo, eva, luisa, ana):
        before = await everything(institute)
        for _n in range(30):
            kind = dice.choice(kinds)
            values = [
                str(dice.choice(numbers)) if slot.type is int else dice.choice(words)
                for slot in kind.__dataclass_fields__.values()
            ]
            await talker.taps(".".join([kind.code, *values]))
        if talker in (mateo, eva):
            assert await everything(institute) == before
    async with institute.db.reading() as session:
        decided = await session.get_one(Application, one)
        assert decided.decision is None or decided.decision != "accepted", "nobody else judged it"
        assert decided.released_at is None


async def everything(institute: Institute) -> str:
    async with institute.db.reading() as session:
        applications = (await session.exec(select(Application).order_by(col(Application.id)))).all()
        reviews = (await session.exec(select(Review).order_by(col(Review.id)))).all()
        return "\n".join(one.model_dump_json() for one in (*applications, *reviews))
