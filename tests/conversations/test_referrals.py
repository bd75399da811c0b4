"""Somebody asks that a partner contact them: what is passed on, by whom, and whether it happened."""

import pytest
from sqlmodel import select

from bot.addresses import PassOn, ReferMe, ReferralOf, ReferralsToPass
from bot.models import AuditEntry, Call, Consent, Referral, Referred, Role
from bot.services import purposes
from tests.conversations.test_team import joins
from tests.talk import Institute, Talker


async def stored(institute: Institute) -> Referral:
    async with institute.db.reading() as session:
        return (await session.exec(select(Referral))).one()


async def asks(talker: Talker, key: str, way: str = "Por Telegram") -> None:
    await talker.says(f"/start c_{key}")
    await talker.presses("Que me contacten")
    await talker.presses(way)


async def passes_on(colleague: Talker) -> None:
    await colleague.taps(str(ReferralsToPass()))
    await colleague.presses("Abrir 1")
    await colleague.presses("Ya la pasé")


async def test_a_referral_goes_from_the_card_to_the_partner_and_is_asked_about(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, beto, Role.FACILITATOR)
    assert "derivaciones" in beto.commands
    await ana.says("/start c_inaeba")
    await ana.presses("Que me contacten")
    assert "INAEBA Guanajuato" in ana.sees and "Solo se pasa: tu nombre, tu edad y cómo contactarte." in ana.sees
    await ana.presses("Por teléfono")
    assert "nombre completo" in ana.sees
    await ana.says("Ana María Pérez")
    await ana.says("15/03/2006")
    await ana.says("477 12")
    assert "diez dígitos" in ana.sees and "¿A qué número te llama" in ana.sees
    await ana.says("044 477 123 4567")
    assert "– Ana María Pérez" in ana.sees and "– 20 años" in ana.sees and "por teléfono: 477 123 4567" in ana.sees
    assert (await stored(institute)).state is Referred.DRAFT, "nothing is sent before the yes"
    await ana.presses("Sí, pásalo")
    assert "3 días hábiles" in ana.sees and "Dos semanas después" in ana.sees
    await beto.says("/derivaciones")
    assert "INAEBA" in beto.sees and "Ana" not in beto.sees, "the list names nobody"
    await beto.presses("Abrir 1")
    assert "Ana María Pérez\n20 años\npor teléfono: 477 123 4567" in beto.sees
    await beto.presses("Ya la pasé")
    assert "No hay nada por pasar" in beto.sees
    assert "INAEBA Guanajuato ya sabe que te interesa" in ana.sees
    await institute.pass_time(days=14, hours=1)
    assert "¿Se logró? INAEBA Guanajuato te iba a contactar" in ana.sees
    await ana.presses("Todavía no")
    assert "otra vez en dos semanas" in ana.sees
    await institute.pass_time(days=14, hours=1)
    await ana.presses("No me contestaron")
    await beto.says("/derivaciones")
    assert "nadie contestó" in beto.sees and "1 ya se pasó de tiempo" in beto.sees
    await passes_on(beto)
    await institute.pass_time(days=14, hours=1)
    await ana.presses("Sí, se logró")
    assert "¡Qué bueno!" in ana.sees
    done = await stored(institute)
    assert done.state is Referred.DONE and done.phone is None, "the contact is forgotten"
    async with institute.db.reading() as session:
        acts = [one.act for one in await session.exec(select(AuditEntry).order_by(AuditEntry.number))]  # type: ignore[arg-type]
    assert acts.count("pass_on_referral") == 2 and "read_referral" in acts


async def test_the_same_in_english_and_the_staff_writes_back(institute: Institute, casey: Talker, beto: Talker) -> None:
    await institute.knows(casey, "Casey Doe", "2000-01-02")
    await joins(institute, beto, Role.FACILITATOR)
    await casey.says("/start c_inaeba")
    await casey.presses("Have them contact me")
    assert "All that is passed on: your name, your age, and how to reach you." in casey.sees
    await casey.presses("By Telegram")
    await casey.presses("Yes, pass it on")
    assert "is to contact you about" in casey.sees
    await beto.taps(str(ReferralOf(1)))
    assert "por Telegram, a través de nosotros" in beto.sees and str(casey.id) not in beto.sees
    await beto.presses("Escribirle")
    await beto.sends_photo()
    await beto.says("They expect you on Thursday at ten.")
    assert "Enviado" in beto.sees
    assert "About " in casey.sees and "They expect you on Thursday at ten." in casey.sees
    await casey.presses("See how it stands")
    await casey.presses("Withdraw it")
    await casey.presses("Yes, take it back")
    assert "you took it back" in casey.sees
    assert (await stored(institute)).word is None


async def test_what_is_sensitive_asks_for_no_age_and_is_never_named_unasked(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await institute.knows(ana, "Ana María Pérez", born=None)
    await joins(institute, beto, Role.ADMINISTRATOR)
    await asks(ana, "vive-sin-adicciones")
    assert "– Ana María Pérez\n– por Telegram" in ana.sees
    assert "Salir rápido" in ana.labels
    await ana.presses("Sí, pásalo")
    assert "Anotado." in ana.sees and "adicciones" not in ana.sees.casefold() and "Salud" not in ana.sees
    await passes_on(beto)
    for days in (0, 14):
        await institute.pass_time(days=days, hours=1) if days else None
        assert "adicciones" not in ana.sees.casefold() and "Salud" not in ana.sees
    assert ana.sees.startswith("¿Se logró? Hace dos semanas pasé lo que me pediste.")


@pytest.mark.parametrize("pack", ["juarez"], indirect=True)
async def test_a_minor_is_referred_once_their_guardian_and_they_have_said_yes(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await institute.knows(ana, "Ana María Pérez", "2010-03-15")
    await asks(ana, "educacion-dual")
    await ana.presses("Sí, pásalo")
    assert "tu mamá, papá o tutor" in ana.sees
    token = next(word for word in ana.last.text.split() if word.startswith("r_")).strip(".")
    await beto.says(f"/start {token}")
    assert "¿CONALEP Chihuahua puede contactar a Ana?" in beto.sees and "Pérez" not in beto.sees
    await casey.says(f"/start {token}")
    assert "somebody else" in casey.sees.casefold(), casey.sees
    await beto.presses("Sí, soy su papá")
    assert "confirme que fuiste tú" in beto.sees
    assert (await stored(institute)).state is Referred.GUARDIAN
    assert "Beto dice que es tu papá" in ana.sees
    await ana.presses("No, es otra persona")
    assert (await stored(institute)).guardian_id is None, "a stranger's answer counts for nothing"
    await ana.presses("Hacer un enlace")
    token = next(word for word in ana.last.text.split() if word.startswith("r_")).strip(".")
    await beto.says(token)
    await beto.presses("Sí, soy su papá")
    await ana.presses("Sí, es mi papá")
    assert "por pasar" in ana.sees
    after = await stored(institute)
    assert after.state is Referred.OPEN and after.guardian_name is None


@pytest.mark.parametrize("pack", ["juarez"], indirect=True)
async def test_a_loan_is_for_people_of_age(institute: Institute, ana: Talker) -> None:
    await institute.knows(ana, "Ana María Pérez", "2009-03-15")
    async with institute.db.begin() as session:
        loan = (await session.exec(select(Call).where(Call.key == "fideapech-fech"))).one()
        loan.form = None
    await ana.says("/start k_fideapech-fech")
    await ana.presses("Que me contacten")
    assert "a partir de los 18 años" in ana.sees and "15 de marzo de 2027" in ana.sees


async def test_taking_the_consent_back_ends_what_is_open(institute: Institute, ana: Talker, beto: Talker) -> None:
    await institute.knows(ana, "Ana María Pérez", "2000-03-15")
    await asks(ana, "inaeba")
    await ana.presses("Sí, pásalo")
    async with institute.db.reading() as session:
        given = (await session.exec(select(Consent).where(Consent.purpose == purposes.REFERRALS))).one()
    assert given.given_at is not None
    await ana.says("/permisos")
    await ana.presses("Derivaciones: sí")
    await ana.presses("Sí, borrarlo")
    assert (await stored(institute)).why == "withdrawn"
    await ana.says("/mis_datos")
    assert "Quién te va a contactar" in "".join(one.text for one in ana.messages)


async def test_nobody_else_sees_or_moves_a_referral(institute: Institute, ana: Talker, beto: Talker) -> None:
    await institute.knows(ana, "Ana María Pérez", "2000-03-15")
    await asks(ana, "inaeba")
    await ana.presses("Sí, pásalo")
    mine = ana.newest("Ver cómo va")
    await beto.taps(mine.data("Ver cómo va"))
    assert "ya no está" in beto.sees
    for address in (ReferralsToPass(), ReferralOf(1), PassOn(1)):
        await beto.taps(str(address))
        assert "ya no está" in beto.sees
    course = await institute.id_of("computacion")
    await beto.taps(str(ReferMe("c", course)))
    assert "ya no está" in beto.sees, "the institution's own courses have no partner"
    await ana.taps(str(ReferMe("c", await institute.id_of("inaeba"))))
    assert "por pasar" in ana.sees, "asking again shows the one there is"
