"""Dual education: a place in a firm, the weekly log in two taps, the tutor's signature."""

from datetime import date

from sqlmodel import select

from bot import time
from bot.addresses import DualAt, DualOf, DualPlaces, LogHours, RemarkOn, SignWeek
from bot.letters import documents
from bot.models import AuditEntry, Decision, LogWeek, Placement, Progress, Role
from tests.conversations.test_team import joins
from tests.services import applying
from tests.talk import Institute, Talker


async def accepted(institute: Institute, talker: Talker, born: str, name: str = "Ana María Pérez") -> None:
    """Somebody was accepted to a dual place, and told."""
    await institute.knows(talker, name, born)
    who = (await institute.who(talker)).id or 0
    async with institute.db.begin() as session:
        call = await applying.call(session, kind="dual_place", employment=True, age_min=15)
        await applying.application(
            session,
            who,
            await applying.round_of(session, call),
            progress=Progress.DECIDED,
            decision=Decision.ACCEPTED,
            decided_at=time.now(),
            released_at=time.now(),
        )


async def agrees(talker: Talker, firm: str = "Taller Hernández", hours: str = "24") -> None:
    spanish = talker.language_code == "es"
    await talker.says("/mi_dual" if spanish else "/my_dual")
    await talker.presses("Tu proyecto" if spanish else "Your project")
    for answer in (firm, "hoy" if spanish else "today", "12/03/2027"):
        await talker.says(answer)
    await talker.presses("4")
    await talker.says(hours)


def code(talker: Talker) -> str:
    return next(word for word in talker.last.text.split() if word.startswith("u_")).strip(".")


async def week(institute: Institute) -> LogWeek:
    async with institute.db.reading() as session:
        return (await session.exec(select(LogWeek))).one()


async def test_a_week_is_two_taps_and_the_tutor_signs_it(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await joins(institute, casey, Role.FACILITATOR)
    await accepted(institute, ana, "2009-03-15")
    await agrees(ana)
    assert "Taller Hernández" in ana.sees and "24 horas a la semana" in ana.sees
    assert "lun 23 nov: sin anotar" in ana.sees
    await ana.presses("Mi tutor")
    await ana.presses("Hacer un enlace")
    await beto.says(f"/start {code(ana)}")
    assert "¿Acompañas a Ana en Taller Hernández?" in beto.sees and "Pérez" not in beto.sees
    await beto.presses("Sí, acompaño yo")
    await beto.says("/firmar")
    assert "Nada espera tu firma" in beto.sees, "not before the young person has said yes"
    assert "Beto dice que es tu tutor" in ana.sees
    await ana.presses("Sí, es mi tutor")
    assert "Ana confirmó que eres su tutor" in beto.sees
    await institute.pass_time(days=4, hours=6)
    assert ana.sees.startswith("¿Cómo estuvo tu semana?")
    await ana.presses("24 horas")
    assert "¿Qué hiciste y qué aprendiste?" in ana.sees
    await ana.says("Afiné dos motores")
    assert "Anotado: 24 horas. Le toca firmarla a Beto." in ana.sees and "la ley" not in ana.sees
    await ana.sends_photo()
    assert "Ya tiene su foto" in ana.sees
    await institute.pass_time(days=3)
    assert "1 semana espera tu firma" in beto.sees
    await beto.presses("Semanas por firmar")
    assert "Afiné dos motores" in beto.sees and "con foto" in beto.sees
    old = beto.last.data("Firmar")
    await beto.presses("Pedir cambio")
    await beto.says("El jueves no viniste: son 18.")
    assert "Tu tutor pide un cambio" in ana.sees and "son 18" in ana.sees
    await casey.says("/dual")
    assert "1 week without a signature" in casey.sees and "Ana" not in casey.sees
    await casey.presses("Open 1")
    assert "Ana María Pérez" in casey.sees and "son 18" in casey.sees, "the staff reads what a tutor writes"
    await ana.presses("Cambiarlo")
    await ana.says("18")
    await ana.says("Afiné dos motores")
    await beto.taps(old)
    assert "Cambió mientras tanto" in beto.sees and "18 horas" in beto.sees
    await beto.presses("Firmar")
    assert "Nada espera tu firma" in beto.sees
    assert (await week(institute)).signed_by == "Beto"
    await ana.taps(str(DualAt(1)))
    assert "18 horas · firmada" in ana.sees
    await ana.presses("Resumen (PDF)")
    made = await documents.make(institute.db, "dual_log", {"placement": 1}, pack=institute.pack, facts=institute.facts)
    assert made is not None and made[1].startswith(b"%PDF") and b"Afin" not in made[0].encode()
    async with institute.db.reading() as session:
        acts = [one.act for one in await session.exec(select(AuditEntry))]
    assert "read_placement" in acts


async def test_missed_weeks_can_be_filled_later_with_one_tap_each(institute: Institute, casey: Talker) -> None:
    await accepted(institute, casey, "2000-03-15", "Casey Doe")
    await agrees(casey, hours="30")
    await institute.pass_time(days=15)
    await casey.says("/my_dual")
    await casey.presses("Taller")
    assert casey.sees.count("not noted yet") == 3
    await casey.presses(next(label for label in casey.labels if label.startswith("Note ")))
    await casey.presses("30 hours")
    await casey.says("Assembled a gearbox")
    await casey.presses("My weeks")
    await casey.presses([label for label in casey.labels if label.startswith("Note ")][1])
    await casey.says("28 h")
    await casey.presses("Assembled a gearbox")
    assert "Noted: 28 hours." in casey.sees
    await casey.presses("My weeks")
    assert casey.sees.count("to be signed") == 2 and casey.sees.count("not noted yet") == 1
    await casey.presses("I left the firm")
    await casey.presses("Yes, I left")
    await institute.pass_time(days=7)
    assert "How was your week?" not in casey.sees


async def test_the_law_s_hours_of_who_is_fifteen_are_explained_without_blame(institute: Institute, ana: Talker) -> None:
    await accepted(institute, ana, "2011-03-15")
    await agrees(ana, hours="30")
    assert "24" in ana.sees and "6 horas al día" in ana.sees, "no more can be agreed on than the law allows"
    await ana.says("20")
    await ana.presses(next(label for label in ana.labels if label.startswith("Anotar")))
    await ana.says("30")
    assert "No es tu culpa" in ana.sees and "24 a la semana" in ana.sees
    await ana.says("Ayudé en el almacén")
    assert "Hablar con el equipo" in ana.labels


async def test_a_tutor_is_an_adult_whom_the_young_person_knows_and_can_be_taken_back(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await accepted(institute, ana, "2009-03-15")
    await agrees(ana)
    await ana.presses("Mi tutor")
    await ana.presses("Hacer un enlace")
    link = code(ana)
    await ana.says(link)
    assert "Este enlace es para tu tutor" in ana.sees
    await institute.knows(casey, "Casey Doe", "2010-01-01")
    await casey.says(link)
    assert "18 and more" in casey.sees
    await beto.says(link)
    await beto.presses("Sí, acompaño yo")
    await ana.presses("No, es otra persona")
    for forged in (
        SignWeek(1, 1),
        RemarkOn(1),
        DualOf(1),
        DualPlaces(),
        LogHours(1, date(2026, 11, 23).toordinal(), 5),
    ):
        await beto.taps(str(forged))
        assert "ya no está" in beto.sees
    async with institute.db.reading() as session:
        assert (await session.exec(select(Placement))).one().tutor_id is None
    await beto.says(f"/start {link}")
    assert "¿Acompañas" not in beto.sees, "the link is over"


async def test_a_forged_week_is_refused(institute: Institute, ana: Talker) -> None:
    await accepted(institute, ana, "2000-03-15")
    await agrees(ana)
    for ordinal in (0, 10**17, date(2027, 6, 7).toordinal(), date(2026, 11, 24).toordinal()):
        await ana.taps(str(LogHours(1, ordinal, 8)))
        assert "ya no está" in ana.sees
