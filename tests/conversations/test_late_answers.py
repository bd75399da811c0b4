"""Answers to applications that are late: what colleagues see and do, and what whoever waits hears."""

from datetime import date

from sqlmodel import select

from bot.addresses import AnswerDates, AskOtherDay, OtherDay
from bot.models import AuditEntry, Progress, Role
from tests.conversations.test_team import joins
from tests.services import applying
from tests.talk import Institute, Talker


async def late(institute: Institute, waiting: Talker) -> None:
    """Ana's answer was promised by the Friday; it is the Monday after."""
    await institute.knows(waiting)
    me = (await institute.who(waiting)).id or 0
    async with institute.db.begin() as session:
        call = await applying.call(session, results_by=date(2026, 11, 27))
        of = await applying.round_of(session, call)
        await applying.application(session, me, of)
    await institute.pass_time(days=7)


async def test_a_late_answer_stands_on_the_desk_and_is_put_off_with_a_day(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await joins(institute, beto, Role.APPROVER)
    await late(institute, ana)
    assert "tarda más de lo que prometimos (27 de noviembre de 2026)" in ana.sees and "esto no es un no" in ana.sees
    assert "Aún no sé la nueva fecha" in ana.sees
    assert "1 solicitud tarde" in beto.sees and "a más tardar el 27 de noviembre de 2026 · espera 1" in beto.sees
    await beto.says("/equipo")
    assert "1 solicitud tarde" in beto.sees
    await beto.presses("Días de respuesta")
    await beto.presses("Cambiar: Tu proyecto")
    await beto.presses("lun 7 dic")
    assert "Se lo digo ahora a 1 persona" in beto.sees
    assert "7 de diciembre" not in ana.sees
    await beto.presses("Sí, avisarles")
    assert "Te respondemos a más tardar el 7 de diciembre de 2026." in ana.sees
    assert "tarde" not in beto.sees.replace("tardar", "")
    before = len(ana.messages)
    await beto.taps(str(OtherDay(1, 20261207, 1)))
    assert len(ana.messages) == before, "a second yes is harmless"
    async with institute.db.reading() as session:
        noted = await session.exec(select(AuditEntry).where(AuditEntry.act == "applications_postponed"))
        assert [one.details for one in noted] == [{"day": "2026-12-07", "people": 1}]


async def test_the_day_can_be_typed_and_a_wrong_one_is_asked_for_again(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await joins(institute, beto, Role.ADMINISTRATOR)
    await late(institute, ana)
    await beto.taps(str(AskOtherDay(1)))
    assert "Elige o escribe" in beto.sees
    await beto.says("pronto")
    assert "No entendí ese día" in beto.sees and "¿Para qué día" in beto.sees
    await beto.says("27/11/2026")
    assert "después de hoy" in beto.sees
    await beto.says("15/01/2029")
    assert "Falta más de un año" in beto.sees
    await beto.says("15 de enero")
    assert "15 de enero de 2027" in beto.sees and "Se lo digo ahora a 1 persona" in beto.sees
    await beto.presses("Sí, avisarles")
    assert "Te respondemos a más tardar el 15 de enero de 2027." in ana.sees


async def test_who_waits_for_a_guardians_yes_hears_on_the_promised_day_what_is_missing(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await institute.knows(ana, "Luz Elena Ríos", "2010-05-05")
    await joins(institute, beto, Role.APPROVER)
    me, other = [(await institute.who(one)).id or 0 for one in (ana, beto)]
    async with institute.db.begin() as session:
        call = await applying.call(session, results_by=date(2026, 12, 9))
        of = await applying.round_of(session, call)
        await applying.application(session, me, of, progress=Progress.GUARDIAN)
        await applying.application(session, other, of)
    await institute.pass_time(days=15, hours=7)
    assert "En Tu proyecto te prometimos respuesta" not in ana.sees
    await institute.pass_time(days=1)
    assert "te prometimos respuesta a más tardar el 9 de diciembre de 2026" in ana.sees
    assert "Falta el sí de tu mamá, papá o tutor" in ana.sees and "Esto no es un no" in ana.sees
    assert ana.labels[:2] == ["Pedir permiso", "Ver mi solicitud"]
    heard = len(ana.messages)
    await beto.taps(str(OtherDay(1, 20261220, 0)))
    assert "Se lo digo ahora a 2 personas" in beto.sees
    await beto.taps(str(OtherDay(1, 20261220, 1)))
    assert "Las respuestas de Tu proyecto salen después: a más tardar el 20 de diciembre de 2026" in ana.sees
    assert len(ana.messages) == heard + 1


async def test_a_reviewer_sees_the_days_and_a_wrong_one_is_refused(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await joins(institute, beto, Role.REVIEWER)
    await late(institute, ana)
    await beto.taps(str(AnswerDates()))
    assert "Tu proyecto" in beto.sees and "Cambiar: Tu proyecto" not in beto.labels
    heard = len(ana.messages)
    for day in (20261207, 20261301, 20261127, 99999999999):
        await beto.taps(str(OtherDay(1, day, 1)))
    assert len(ana.messages) == heard


async def test_a_minor_who_waits_is_told_the_next_morning_and_not_at_night(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, "Luz Elena Ríos", "2010-05-05")
    me = (await institute.who(ana)).id or 0
    async with institute.db.begin() as session:
        title = {"es": "Tu proyecto en la colonia", "en": "Your project"}
        call = await applying.call(session, results_by=date(2026, 11, 27), title=title)
        await applying.application(session, me, await applying.round_of(session, call))
    await institute.pass_time(days=5, hours=12)
    assert "tarda más" not in ana.sees, "people sleep"
    await institute.pass_time(hours=10)
    assert "La respuesta a tu solicitud de Tu proyecto en la colonia tarda más" in ana.sees
