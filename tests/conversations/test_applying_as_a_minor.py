"""Somebody under 18 applies: what they sent counts once their guardian said yes, from their own Telegram."""

from datetime import date

import pytest

from bot.addresses import ApplicationAt, Apply, AskGuardian, ConfirmGuardian, Decide, NewGuardianLink, Withdraw
from bot.models import Application, Permission, Progress
from tests.conversations.test_guardians import approves, link_in, rows
from tests.services import applying
from tests.talk import Institute, Talker

YOUNG = "2010-05-05"
TWO = {"questions": [one for one in applying.FORM["questions"] if one["kind"] in ("short", "choice")]}
SECRET = "Huerto que nadie más lee"


async def the_only(institute: Institute) -> Application:
    (one,) = await rows(institute, Application)
    return one


async def offered(institute: Institute, **fields) -> int:  # type: ignore[no-untyped-def]
    async with institute.db.begin() as session:
        dates = {"opens": date(2026, 11, 16), "closes": date(2026, 12, 7), "results_by": date(2027, 1, 15)}
        return (await applying.call(session, form=TWO, **dates | fields)).id or 0


async def sends(young: Talker, call: int) -> None:
    await young.taps(str(Apply(call)))
    await young.says(SECRET)
    await young.presses("Social")
    await young.presses("Enviar")


async def applies(institute: Institute, young: Talker) -> str:
    """The payload of the guardian's link, once it is sent."""
    await institute.knows(young, "Luz Elena Ríos", YOUNG)
    await sends(young, await offered(institute))
    return link_in(young.last.text)


async def test_it_is_in_once_the_guardian_and_the_young_person_said_yes(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    link = await applies(institute, ana)
    assert ana.last.text.startswith("Hola. Quiero enviar mi solicitud a Tu proyecto") and "Luz" not in ana.last.text
    assert (
        "Enviaste a tiempo tu solicitud a Tu proyecto" in ana.sees and "Hay tiempo hasta: lun 14 dic, 23:59" in ana.sees
    )
    sent = await the_only(institute)
    assert sent.progress is Progress.GUARDIAN and sent.submitted_at is not None
    await institute.pass_time(days=2)

    await beto.says(f"/start {link}")
    assert "¿Das permiso a Luz?" in beto.sees and "Elena" not in beto.sees and SECRET not in beto.sees
    for fact in (
        "Tu proyecto",
        "Cierra el lun 7 dic a las 23:59",
        "15,000 pesos",
        "A Luz se le pide: Nombre del proyecto y Modalidad",
        "cifrados",
    ):
        assert fact in beto.sees, fact
    await beto.presses("Soy su mamá")
    await beto.says("Rosa Ríos")
    await beto.presses("Sí, doy permiso")
    assert "Rosa Ríos dice que es tu mamá y que te da permiso para tu solicitud a Tu proyecto" in ana.sees
    assert (await the_only(institute)).progress is Progress.GUARDIAN, "a stranger's yes changes nothing"

    await ana.says("/mis_solicitudes")
    assert "falta que confirmes tú" in ana.sees
    await ana.taps(str(ApplicationAt(1)))
    assert "Falta que confirmes tú" in ana.sees and "Pedir permiso" not in ana.labels
    await ana.presses("Confirmar quién fue")
    assert "Rosa Ríos dice que es tu mamá" in ana.sees
    await ana.presses("Sí, es mi mamá")
    assert "Rosa Ríos te dio permiso y tu solicitud a Tu proyecto ya está dentro" in ana.sees
    assert sent.number in ana.sees and "15 de enero de 2027" in ana.sees
    assert "La solicitud de Luz a Tu proyecto ya está dentro" in beto.sees
    one = await the_only(institute)
    assert one.progress is Progress.SUBMITTED and one.submitted_at == sent.submitted_at, "it was in time"

    await beto.says("/tutores")
    assert "– Luz: Tu proyecto" in beto.sees
    await beto.presses("Retirar: Tu proyecto")
    assert "deja de participar" in beto.sees
    await beto.presses("Sí, retirar")
    assert (await the_only(institute)).progress is Progress.WITHDRAWN
    assert "Rosa Ríos retiró el permiso para Tu proyecto" in ana.sees and SECRET not in beto.sees


async def known(institute: Institute, ana: Talker, beto: Talker) -> None:
    """The two know each other from an application before."""
    await approves(beto, await applies(institute, ana))
    await ana.presses("Sí, es mi mamá")


async def test_a_guardian_who_is_known_is_asked_by_letter_and_a_no_makes_it_a_draft_again(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await known(institute, ana, beto)
    await sends(ana, await offered(institute))
    await ana.presses("Pedir permiso")
    await ana.presses("Pedir a Rosa Ríos")
    assert "¿Das permiso a Luz?" in beto.sees
    await beto.presses("No doy permiso")
    assert "Rosa Ríos no dio permiso para Tu proyecto" in ana.sees and "vuelve a ser un borrador" in ana.sees
    *_first, one = await rows(institute, Application)
    assert one.progress is Progress.DRAFT and one.submitted_at is None
    await ana.presses("Ver mi borrador")
    await ana.presses("Enviar")
    await ana.presses("Pedir permiso")
    await ana.presses("Pedir a Rosa Ríos")
    await beto.presses("Sí, doy permiso")
    *_first, one = await rows(institute, Application)
    assert one.progress is Progress.SUBMITTED and "ya está dentro" in ana.sees


async def test_without_an_answer_it_ends_a_week_after_the_closing_and_says_so(
    ana: Talker, institute: Institute
) -> None:
    await applies(institute, ana)
    await institute.pass_time(days=19)
    assert (await the_only(institute)).progress is Progress.GUARDIAN
    await institute.pass_time(days=1)
    assert "espera el permiso hasta" in ana.sees
    await institute.pass_time(days=3)
    assert (await the_only(institute)).progress is Progress.LAPSED
    assert "no llegó a tiempo el permiso" in ana.sees and "nadie lo ha leído" in ana.sees


async def test_at_eighteen_what_waited_is_in_and_what_was_approved_is_asked_again(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await institute.knows(ana, "Luz Elena Ríos", "2008-12-01")
    await sends(ana, await offered(institute))
    await approves(beto, link_in(ana.last.text))
    await ana.presses("Sí, es mi mamá")
    await sends(ana, await offered(institute))
    await institute.pass_time(days=8)
    assert [one.progress for one in await rows(institute, Application)] == [Progress.SUBMITTED] * 2
    assert "no necesita permiso y ya está dentro" in ana.sees and "Ya tienes 18 años" in ana.sees
    await ana.presses("Sí, sigo")
    assert "todo sigue en tu propio nombre" in ana.sees
    assert [one.application_id for one in await rows(institute, Permission) if one.relation == "self"] == [1]


async def test_nobody_else_asks_answers_or_takes_back(
    ana: Talker, beto: Talker, casey: Talker, institute: Institute
) -> None:
    link = await applies(institute, ana)
    await approves(beto, link)
    before = [one.model_dump() for one in await rows(institute, Permission)]
    for stranger in (casey, beto):
        for address in (AskGuardian(0, 1), NewGuardianLink(0, 1), ConfirmGuardian(1, 1)):
            await stranger.taps(str(address))
    for address in (Decide(1, 0), Withdraw(1, 1)):
        await casey.taps(str(address))
    await casey.says(f"/start {link}")
    assert [one.model_dump() for one in await rows(institute, Permission)] == before


async def test_who_has_said_no_name_is_asked_for_it_before_a_guardian_is(ana: Talker, institute: Institute) -> None:
    call = await offered(institute)
    await ana.taps(str(Apply(call)))
    await ana.says("5 de mayo de 2010")
    await ana.says(SECRET)
    await ana.presses("Social")
    await ana.presses("Enviar")
    assert "Primero dime cómo te llamas" in ana.sees and not await rows(institute, Permission)
    await ana.presses("Decir mi nombre")
    assert "asistencia" not in ana.sees and "Tu tutor solo ve el primero" in ana.sees
    await ana.says("<b>Luz</b>")
    assert "Escribe solo tu nombre" in ana.sees
    await ana.says("Luz Elena Ríos")
    assert link_in(ana.last.text), "straight on to the permission"
    assert (await institute.who(ana)).name == "Luz Elena Ríos"


async def test_the_name_that_the_form_has_is_one_tap(ana: Talker, institute: Institute) -> None:
    named = {"key": "full_name", "kind": "short", "label": {"es": "Nombre", "en": "Name"}}
    named["ask"] = {"es": "¿Cómo te llamas?", "en": "What is your name?"}
    async with institute.db.begin() as session:
        call = await applying.call(session, form={"questions": [named]}, opens=date(2026, 11, 16))
    await ana.taps(str(Apply(call.id or 0)))
    await ana.says("5 de mayo de 2010")
    await ana.says("Luz Elena Ríos")
    await ana.presses("Enviar")
    await ana.presses("Decir mi nombre")
    await ana.presses("Usar Luz Elena Ríos")
    assert link_in(ana.last.text) and (await institute.who(ana)).name == "Luz Elena Ríos"


@pytest.mark.parametrize(
    ("born", "fields", "waits"),
    [
        (YOUNG, {"sensitive": True}, False),
        ("2008-11-23", {}, False),
        ("2008-11-24", {}, True),
    ],
)
async def test_who_waits_for_a_guardian(
    ana: Talker, institute: Institute, born: str, fields: dict[str, bool], waits: bool
) -> None:
    await institute.knows(ana, "Luz Elena Ríos", born)
    await sends(ana, await offered(institute, **fields))
    assert (await the_only(institute)).progress is (Progress.GUARDIAN if waits else Progress.SUBMITTED)
