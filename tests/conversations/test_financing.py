"""Financing for firms: whether it may be, the papers, the dates. A loan is called a loan, and is for people of age."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot import time
from bot.addresses import CheckFirm, FirmPapers, SayOfFirm, TickPaper
from bot.models import Call, FirmCheck, Letter, Paper, PaperState, Post
from bot.packs.offers import Precheck
from bot.services.partners import prechecks
from tests.services import applying
from tests.talk import Institute, Talker

JUAREZ = pytest.mark.parametrize("pack", ["juarez"], indirect=True)


async def stored(institute: Institute) -> FirmCheck:
    async with institute.db.reading() as session:
        return (await session.exec(select(FirmCheck))).one()


async def answers(ana: Talker, rfc: str) -> None:
    await ana.says("/start k_fideapech-fech")
    await ana.presses("¿Es para mi negocio?")
    await ana.presses("Sí")
    await ana.presses("Menos de un año")
    await ana.says(rfc)


@JUAREZ
async def test_three_quick_answers_say_that_it_may_be_and_the_papers_are_ticked_in_one_message(
    institute: Institute, ana: Talker
) -> None:
    await ana.says("/start k_fideapech-fech")
    await ana.presses("¿Es para mi negocio?")
    assert "¿Cuándo naciste?" in ana.sees and "Un préstamo solo lo firman" in ana.sees
    await ana.says("15/03/2000")
    assert "1 de 3" in ana.sees and "el estado de Chihuahua" in ana.sees
    await ana.says("sí")
    await ana.presses("Menos de un año")
    assert "3 de 3" in ana.sees
    await ana.says("GODE561231")
    assert "RFC" in ana.sees and "3 de 3" in ana.sees, "what is wrong with it, and the question again"
    await ana.says("GODE561231GR8")
    assert "Puede ser para ti" in ana.sees and "apenas empieza" in ana.sees
    assert "Es un préstamo" in ana.sees and "Pregunta la tasa" in ana.sees
    assert "GODE" not in (await stored(institute)).said, "the number itself isn't kept"
    await ana.presses("Mis papeles")
    assert "Faltan 5" in ana.sees and "Datos de ejemplo" in ana.sees
    count = len(ana.messages)
    await ana.presses("☐ RFC")
    assert "☑ RFC" in ana.sees and "Faltan 4" in ana.sees and len(ana.messages) == count
    await ana.presses("Fechas")
    assert "Abierto todo el año" in ana.sees and "No se publica cuándo se decide" in ana.sees
    await ana.presses("Recuérdame")
    assert "Te recuerdo los papeles que falten" in ana.sees
    await institute.pass_time(days=8)
    assert "Te falta: identificación oficial" in ana.sees and "RFC," not in ana.sees
    await ana.presses("Ya no me recuerdes")
    async with institute.db.reading() as session:
        waiting = select(Letter).where(Letter.kind == prechecks.REMINDER, Letter.state == Post.WAITING)
        assert (await session.exec(waiting)).all() == []


@JUAREZ
async def test_what_is_missing_and_what_is_in_the_way_is_said(institute: Institute, casey: Talker) -> None:
    await institute.knows(casey, "Casey Doe", "2000-03-15")
    await casey.says("/start k_fideapech-fech")
    await casey.presses("Is it for my firm?")
    await casey.presses("Yes")
    await casey.presses("1 year")
    await casey.presses("Not yet")
    assert "Almost: the RFC is missing" in casey.sees and "It is a loan: it has to be paid back." in casey.sees
    await casey.presses("Answer again")
    await casey.presses("No")
    await casey.presses("1 year")
    await casey.presses("Not yet")
    assert "As things are, not yet" in casey.sees and "only for firms in the state of Chihuahua" in casey.sees


@JUAREZ
async def test_nobody_under_age_gets_to_a_loan_whatever_they_tap(institute: Institute, ana: Talker) -> None:
    await institute.knows(ana, "Ana María Pérez", "2009-03-15")
    await ana.says("/start k_fideapech-fech")
    await ana.presses("¿Es para mi negocio?")
    assert "desde los 18" in ana.sees and "15 de marzo de 2027" in ana.sees
    async with institute.db.reading() as session:
        call = (await session.exec(select(Call).where(Call.key == "fideapech-fech"))).one().id or 0
        jcf = (await session.exec(select(Call).where(Call.key == "jcf"))).one().id or 0
    for forged in (SayOfFirm(call, "place", "yes"), FirmPapers(call), TickPaper(call, "rfc"), CheckFirm(jcf)):
        await ana.taps(str(forged))
        assert "ya no está" in ana.sees


@JUAREZ
async def test_papers_of_earlier_applications_are_pointed_out(institute: Institute, ana: Talker) -> None:
    await institute.knows(ana, "Ana María Pérez", "2000-03-15")
    who = (await institute.who(ana)).id or 0
    async with institute.db.begin() as session:
        call = await applying.call(session)
        made = await applying.application(session, who, await applying.round_of(session, call))
        session.add(
            Paper(
                application_id=made.id or 0,
                question="official_id",
                position=1,
                state=PaperState.KEPT,
                sent_at=time.now() - timedelta(days=1),
            )
        )
    await answers(ana, "GODE561231GR8")
    await ana.presses("Mis papeles")
    assert "(ya lo mandaste en otra solicitud)" in ana.sees and ana.sees.count("ya lo mandaste") == 1


@pytest.mark.parametrize(
    ("precheck", "said", "against"),
    [
        ({"years_min": 2}, {"years": 1}, ("young",)),
        ({"years_min": 2}, {"years": 2}, ()),
        ({"employees_min": 2, "employees_max": 50}, {"employees": 1}, ("small",)),
        ({"employees_max": 50}, {"employees": 51}, ("large",)),
        ({"employees_max": 50}, {"employees": 50}, ()),
        ({"sectors": ["industry"]}, {"sector": "trade"}, ("sector",)),
        ({"starting": False}, {"years": 0}, ("starting",)),
        ({}, {"employees": 0, "years": 0, "rfc": "none"}, ()),
    ],
)
def test_only_published_conditions_count(
    precheck: dict[str, object], said: dict[str, object], against: tuple[str, ...]
) -> None:
    conditions = Precheck.model_validate(precheck)
    assert prechecks.judge(conditions, said).against == against
    assert set(prechecks.asks(conditions)) <= {"place", "years", "employees", "sector", "rfc"}
