"""Somebody under 18 signs up, and their guardian says yes, or no, from their own Telegram."""

import hashlib
import re

import pytest
from sqlmodel import select

from bot import time
from bot.addresses import ConfirmGuardian, Decide, GoOn, Join, PartWays, PermissionAt, SayRelation, Withdraw
from bot.jobs.tidy import tidy
from bot.models import Course, Enrollment, Guardianship, Letter, Permission, Standing
from tests.talk import Institute, Talker

CENTRE = pytest.mark.parametrize("pack", ["huixquilucan"], indirect=True)
YOUNG = "2010-05-05"
"""Sixteen on the Monday."""


async def rows(institute: Institute, table: type) -> list:  # type: ignore[type-arg]
    async with institute.db.reading() as session:
        return list(await session.exec(select(table).order_by(table.id)))


async def signs_up(institute: Institute, talker: Talker, key: str = "serigrafia", born: str = YOUNG) -> str:
    """A minor who is known joins; the payload of the link they get."""
    await institute.knows(talker, "Luz Elena Ríos", born)
    await talker.says(f"/start c_{key}")
    await talker.taps(str(Join(await institute.id_of(key))))
    return link_in(talker.last.text)


def link_in(text: str) -> str:
    found = re.search(r"https://t\.me/rumbo_bot\?start=(g_[0-9a-f]{40})\b", text)
    assert found, text
    return found[1]


async def approves(guardian: Talker, link: str, relation: str = "Soy su mamá", name: str = "Rosa Ríos") -> None:
    await guardian.says(f"/start {link}")
    await guardian.presses(relation)
    await guardian.says(name)
    await guardian.presses("Sí, doy permiso")


async def pair(institute: Institute, young: Talker, guardian: Talker, key: str = "serigrafia") -> None:
    await approves(guardian, await signs_up(institute, young, key))
    await young.presses("Sí, es mi mamá")


async def seats_are_counted_right(institute: Institute) -> None:
    places = await rows(institute, Enrollment)
    held = [one.course_id for one in places if one.standing not in ("waiting", "left", "lapsed")]
    for course in await rows(institute, Course):
        assert course.taken == held.count(course.id), course.key


@CENTRE
async def test_a_minor_has_a_place_once_the_guardian_and_they_themselves_said_yes(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await ana.says("/start c_serigrafia")
    await ana.presses("Unirme")
    await ana.says("Luz Elena Ríos")
    assert "Con menos de 18 años hace falta también el permiso de tu mamá, papá o tutor." in ana.sees
    await ana.says("5 de mayo de 2010")
    assert "Te aparté un lugar en Serigrafía" in ana.sees and "mié 25 nov, 14:00" in ana.sees
    assert "De noche no corre el tiempo" in ana.sees
    link, note = link_in(ana.last.text), ana.last.text
    assert note.startswith("Hola. Quiero entrar a Serigrafía, de Centro de Oficios.") and "Luz" not in note
    assert not ana.last.buttons
    await ana.says("/mis_cursos")
    assert "Apartado hasta" in ana.sees and "falta el permiso" in ana.sees

    await beto.says(f"/start {link}")
    assert "¿Das permiso a Luz?" in beto.sees and "Elena" not in beto.sees and "2010" not in beto.sees
    for fact in ("Serigrafía", "📅", "📍", "$200", "guarda el nombre", "Puedes contestar hasta"):
        assert fact in beto.sees, fact
    await beto.presses("Soy su mamá")
    assert "¿Cuál es tu nombre completo? Se guarda con el permiso" in beto.sees
    await beto.says("Rosa Ríos")
    assert "declaras que eres Rosa Ríos, mamá de Luz, y que tienes 18 años o más" in beto.sees
    await beto.presses("Sí, doy permiso")
    assert "Luz tiene que confirmar que fuiste tú" in beto.sees
    assert "Rosa Ríos dice que es tu mamá y que te da permiso para Serigrafía. ¿Es verdad?" in ana.sees
    assert await institute.count(Standing.PROVISIONAL) == 1

    await ana.presses("Sí, es mi mamá")
    assert "Listo, tienes lugar en Serigrafía" in ana.sees and "las fechas de Serigrafía" in ana.sees.replace(
        "Las", "las"
    )
    assert "Luz confirmó que fuiste tú. Luz ya tiene lugar en Serigrafía." in beto.sees
    assert await institute.count(Standing.ENROLLED) == 1
    await seats_are_counted_right(institute)
    await institute.pass_time(days=6)
    assert "Serigrafía" in ana.sees, "reminders are planned from now on"


@CENTRE
async def test_the_same_in_english(casey: Talker, institute: Institute) -> None:
    pat = institute.person(7_000_000_004, "Pat", "en")
    await institute.knows(casey, "Casey Jones", YOUNG)
    await casey.says("/start c_serigrafia")
    await casey.presses("Join")
    assert "I'm holding a place in Screen printing for you." in casey.sees
    assert "Because you are under 18, your mother, father or guardian has to agree." in casey.sees
    link = link_in(casey.last.text)
    await pat.says(f"/start {link}")
    assert "May Casey join?" in pat.sees and "Jones" not in pat.sees
    await pat.presses("I'm the guardian")
    await pat.presses("Use Pat")
    assert "you state that you are Pat, guardian of Casey, and of age" in pat.sees
    await pat.presses("Yes, I agree")
    assert "Now Casey has to confirm" in pat.sees
    assert "Pat says that they are your guardian and that you may join Screen printing. Is that so?" in casey.sees
    await casey.presses("Yes, my guardian")
    assert "you have a place in Screen printing" in casey.sees
    assert "Casey has a place in Screen printing now." in pat.sees
    await pat.says("/guardians")
    assert "You answer for:\n– Casey (guardian)" in pat.sees and "– Casey: Screen printing" in pat.sees


@CENTRE
async def test_nobody_of_age_is_asked_for_a_guardian(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    await ana.says("/start c_serigrafia")
    await ana.presses("Unirme")
    assert "Listo, tienes lugar en Serigrafía" in ana.sees and "permiso" not in ana.last.text
    assert not await rows(institute, Permission)
    await ana.says("/perfil")
    assert "Tutores" not in ana.labels


async def test_in_leon_a_free_course_asks_for_nobody_and_one_that_says_so_does(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await institute.knows(beto, "Sol Ríos", YOUNG)
    await beto.says("/start c_glocal")
    await beto.presses("Unirme")
    assert "Listo, tienes lugar" in beto.sees
    await institute.knows(ana, "Luz Ríos", YOUNG)
    await ana.says("/start c_frances-intermedio")
    await ana.presses("Unirme")
    assert "Te aparté un lugar" in ana.sees and link_in(ana.last.text)


async def test_help_is_never_a_guardians_business(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, "Luz Ríos", YOUNG)
    async with institute.db.begin() as session:
        course = (await session.exec(select(Course).where(Course.key == "noviazgo-sin-violencia"))).one()
        course.cost, course.requirements = 100, ["minor_guardian_consent"]
    await ana.says("/start c_noviazgo-sin-violencia")
    await ana.presses("Unirme")
    assert "Te aparté" not in ana.sees and await institute.count(Standing.ENROLLED) == 1


@CENTRE
async def test_the_code_can_be_pasted_alone_or_with_everything_around_it(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    link = await signs_up(institute, ana)
    note = ana.last.text
    await beto.says(link)
    assert "¿Das permiso a Luz?" in beto.sees
    await beto.says(note)
    assert "¿Das permiso a Luz?" in beto.sees
    await beto.presses("Soy su mamá")
    await beto.says(note)
    assert "¿Das permiso a Luz?" in beto.sees, "also while the name is asked"


@CENTRE
async def test_only_a_hash_is_kept_and_no_message_names_more_than_it_must(ana: Talker, institute: Institute) -> None:
    token = (await signs_up(institute, ana)).removeprefix("g_")
    (permission,) = await rows(institute, Permission)
    assert permission.token_hash == hashlib.sha256(token.encode()).hexdigest()


@CENTRE
async def test_a_no_keeps_the_place_for_another_answer_until_its_time_is_over(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    link = await signs_up(institute, ana)
    await beto.says(f"/start {link}")
    await beto.presses("No doy permiso")
    assert "no das permiso" in beto.sees
    assert "Quien abrió tu enlace no dio permiso para Serigrafía." in ana.sees and "sigue apartado hasta" in ana.sees
    await beto.says(f"/start {link}")
    assert "Ese enlace ya se usó" in beto.sees
    await ana.presses("Pedir permiso")
    await ana.presses("Hacer un enlace")
    assert "tiene que abrirlo con su cuenta" in ana.sees.casefold() and link_in(ana.last.text) != link
    assert await institute.count(Standing.PROVISIONAL) == 1


@CENTRE
async def test_a_wrong_person_changes_nothing(ana: Talker, beto: Talker, institute: Institute) -> None:
    await approves(beto, await signs_up(institute, ana), "Soy su papá", "Pedro Páramo")
    await ana.presses("No, es otra persona")
    assert "Su respuesta no cuenta" in ana.sees and "Quien hizo ese enlace dijo que no era para ti" in beto.sees
    assert not await rows(institute, Guardianship)
    assert await institute.count(Standing.PROVISIONAL) == 1
    await institute.pass_time(days=12)
    await tidy(institute.db)
    assert not await rows(institute, Permission), "nothing stays of a stranger"


@CENTRE
async def test_without_a_yes_the_place_goes_to_the_next_after_a_warning(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "serigrafia")):
            course.seats = 1
    link = await signs_up(institute, ana)
    await institute.knows(beto)
    await beto.says("/start c_serigrafia")
    await beto.presses("Lista de espera")
    assert "Lugar 1" in beto.sees
    await institute.pass_time(hours=47)
    assert "sigue apartado solo hasta" in ana.sees and "Todavía falta el permiso" in ana.sees
    await institute.pass_time(hours=4)
    assert "Se acabó el tiempo sin el permiso" in ana.sees and "Te lo guardo hasta" in beto.sees
    await seats_are_counted_right(institute)
    rosa = institute.person(7_000_000_005, "Rosa")
    await rosa.says(f"/start {link}")
    assert "Se acabó el tiempo para ese permiso" in rosa.sees
    await ana.presses("Ver el curso")
    await ana.presses("Lista de espera")
    assert "Lugar 1" in ana.sees and "Puedes pedirlo desde ahora" in ana.sees


@CENTRE
async def test_a_place_in_line_may_have_its_yes_before_the_seat_comes(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    casey = institute.person(7_000_000_003, "Casa")
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "serigrafia")):
            course.seats = 1
    await institute.knows(beto)
    await beto.says("/start c_serigrafia")
    await beto.presses("Unirme")
    await institute.knows(ana, "Luz Ríos", YOUNG)
    await ana.says("/start c_serigrafia")
    await ana.presses("Lista de espera")
    await ana.presses("Pedir permiso")
    await ana.presses("Hacer un enlace")
    await approves(casey, link_in(ana.last.text))
    await ana.presses("Sí, es mi mamá")
    assert "Sigues en la lista de espera" in ana.sees and "sigue en la lista de espera" in casey.sees
    await beto.presses("Ver mi lugar")
    await beto.presses("Ya no puedo ir")
    await beto.presses("El horario")
    assert "Te lo guardo hasta" in ana.sees
    await ana.presses("Tomar el lugar")
    assert "Listo, tienes lugar" in ana.sees and await institute.count(Standing.ENROLLED) == 1


@CENTRE
async def test_an_offer_without_the_yes_is_held_for_it(ana: Talker, beto: Talker, institute: Institute) -> None:
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "serigrafia")):
            course.seats = 1
    await institute.knows(beto)
    await beto.says("/start c_serigrafia")
    await beto.presses("Unirme")
    await institute.knows(ana, "Luz Ríos", YOUNG)
    await ana.says("/start c_serigrafia")
    await ana.presses("Lista de espera")
    await beto.presses("Ver mi lugar")
    await beto.presses("Ya no puedo ir")
    await beto.presses("El horario")
    await ana.presses("Tomar el lugar")
    assert "Te aparté un lugar" in ana.sees and link_in(ana.last.text)
    await seats_are_counted_right(institute)


@CENTRE
async def test_who_is_known_is_asked_by_letter_and_decides_at_once(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await pair(institute, ana, beto)
    await ana.says("/start c_cocina")
    await ana.presses("Unirme")
    assert "Te aparté un lugar" in ana.sees and "start=g_" not in ana.sees
    await ana.presses("Pedir permiso")
    await ana.presses("Pedir a Rosa Ríos")
    assert "Ya le pregunté a Rosa Ríos" in ana.sees
    assert "¿Das permiso a Luz?" in beto.sees and "mar 1 dic, 09:00" in beto.sees
    await beto.presses("Sí, doy permiso")
    assert "Rosa Ríos te dio permiso." in ana.sees and "Listo, tienes lugar en" in ana.sees
    assert await institute.count(Standing.ENROLLED) == 2
    await ana.says("/start c_bisuteria")
    await ana.presses("Unirme")
    await ana.presses("Pedir permiso")
    await ana.presses("Pedir a Rosa Ríos")
    await beto.presses("No doy permiso")
    assert "Rosa Ríos no dio permiso" in ana.sees and "pasó a quien sigue" in ana.sees
    await seats_are_counted_right(institute)


@CENTRE
async def test_a_yes_can_be_taken_back_and_the_place_goes(ana: Talker, beto: Talker, institute: Institute) -> None:
    await pair(institute, ana, beto)
    await beto.says("/tutores")
    await beto.presses("Retirar: Serigrafía")
    assert "Luz pierde su lugar de inmediato" in beto.sees
    assert await institute.count(Standing.ENROLLED) == 1, "nothing happens before the second tap"
    await beto.presses("Sí, retirarlo")
    assert "Rosa Ríos retiró su permiso para Serigrafía" in ana.sees
    assert await institute.count(Standing.LEFT) == 1
    await seats_are_counted_right(institute)
    await ana.says("/mis_cursos")
    assert "Serigrafía" not in ana.sees


@CENTRE
async def test_the_young_person_sees_their_guardian_and_can_part(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await pair(institute, ana, beto)
    await ana.says("/perfil")
    await ana.presses("Tutores")
    assert "Responden por ti:\n– Rosa Ríos (mamá)" in ana.sees
    await ana.presses("Quitar: Rosa Ríos")
    await ana.presses("Sí, quitar")
    assert "Luz quitó aquí" in beto.sees and "todavía lo puedes retirar" in beto.sees
    await beto.says("/tutores")
    assert "– Luz: Serigrafía" in beto.sees and "Respondes por" not in beto.sees
    await ana.says("/mis_datos")
    assert "Tutores" in ana.sees


@CENTRE
async def test_at_eighteen_nobody_answers_for_one_and_what_runs_is_asked_again(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await approves(beto, await signs_up(institute, ana, born="2008-12-04"))
    await ana.presses("Sí, es mi mamá")
    await institute.pass_time(days=9)
    assert "18 años" not in ana.sees
    await institute.pass_time(days=3)
    assert "Ya tienes 18 años" in ana.sees and "– Serigrafía" in ana.sees and "Luz ya tiene 18 años" in beto.sees
    await beto.says("/tutores")
    assert "Aquí no hay nada" in beto.sees
    await ana.presses("Sí, sigo")
    assert "todo sigue en tu propio nombre" in ana.sees
    own = [one for one in await rows(institute, Permission) if one.relation == "self"]
    assert len(own) == 1 and own[0].approved and own[0].guardian_id is None
    await ana.taps(str(GoOn()))
    assert "No queda nada" in ana.sees
    assert await institute.count(Standing.ENROLLED) == 1
    await institute.pass_time(days=30)
    said = [one for one in await rows(institute, Letter) if one.kind == "grown_up"]
    assert len(said) == 1


@CENTRE
async def test_a_link_is_for_one_other_person_of_age(ana: Talker, beto: Talker, institute: Institute) -> None:
    link = await signs_up(institute, ana)
    await ana.says(f"/start {link}")
    assert "Este enlace es para tu mamá, papá o tutor" in ana.sees
    tia = institute.person(7_000_000_005, "Tía")
    await institute.knows(tia, "Tía Menor", "2009-01-01")
    await tia.says(f"/start {link}")
    assert "Solo puede dar permiso alguien mayor de edad" in tia.sees
    await beto.says(f"/start {link}")
    rosa = institute.person(7_000_000_006, "Rosa")
    await rosa.says(f"/start {link}")
    assert "Otra persona abrió ese enlace antes que tú" in rosa.sees and "Luz" not in rosa.sees
    for wrong in ("g_", "g_x", "g_" + "a" * 40, link[:-1], link + "x", "g_" + link[2:].upper()):
        await rosa.says(f"/start {wrong}")
        assert "No conozco ese enlace" in rosa.sees, wrong
    assert not [one for one in await rows(institute, Permission) if one.decided_at]


@CENTRE
async def test_cancelled_replaced_and_left_links_are_over(ana: Talker, beto: Talker, institute: Institute) -> None:
    first = await signs_up(institute, ana)
    await ana.presses("Pedir permiso")
    await ana.presses("Hacer otro enlace")
    second = link_in(ana.last.text)
    await beto.says(f"/start {first}")
    assert "Ese enlace ya se usó, se anuló" in beto.sees
    await beto.says(f"/start {second}")
    await beto.presses("Soy su mamá")
    await beto.says("Rosa Ríos")
    question = beto.last
    await ana.presses("Anular el enlace")
    await beto.presses("Sí, doy permiso", of=question)
    assert "Ese enlace ya se usó, se anuló" in beto.sees
    await ana.presses("Hacer un enlace")
    third = link_in(ana.last.text)
    await ana.says("/mis_cursos")
    await ana.presses("Serigrafía")
    await ana.presses("Ya no puedo ir")
    await ana.presses("El horario")
    await beto.says(f"/start {third}")
    assert "Ese enlace ya se usó, se anuló" in beto.sees


@CENTRE
async def test_foreign_and_absent_are_answered_alike_and_nothing_happens(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    """Every address of this conversation, tapped by an account it isn't meant for, or with numbers of nothing."""
    await approves(beto, await signs_up(institute, ana))
    (permission,) = await rows(institute, Permission)
    number = permission.id
    eve = institute.person(7_000_000_009, "Eve")
    await eve.says("/start")
    before = [one.model_dump() for one in await rows(institute, Permission)]
    for make in (
        PermissionAt,
        lambda n: SayRelation(n, "mother"),
        lambda n: Decide(n, 1),
        lambda n: Decide(n, 0),
        lambda n: ConfirmGuardian(n, 1),
        lambda n: ConfirmGuardian(n, 0),
        lambda n: Withdraw(n, 1),
        lambda n: PartWays(n, 1),
    ):
        said = set()
        for n in (number, number + 1_000, 0, -5):
            await eve.taps(str(make(n)))
            said.add(eve.sees)
        assert len(said) == 1 and "Luz" not in said.pop()
    # Nor does either side act for the other.
    await beto.taps(str(ConfirmGuardian(number, 1)))
    await ana.taps(str(Decide(number, 1)))
    await ana.taps(str(Withdraw(number, 1)))
    assert [one.model_dump() for one in await rows(institute, Permission)] == before


@CENTRE
async def test_in_a_group_a_link_says_nothing(ana: Talker, beto: Talker, institute: Institute) -> None:
    link = await signs_up(institute, ana)
    group = institute.group()
    await beto.says(f"/start {link}", to=group)
    assert "Luz" not in group.sees and "Serigrafía" not in group.sees
    assert (await rows(institute, Permission))[0].guardian_id is None


@CENTRE
async def test_no_contact_is_an_answer_ones_own_or_anybodys(ana: Talker, beto: Talker, institute: Institute) -> None:
    link = await signs_up(institute, ana)
    await beto.says(f"/start {link}")
    await beto.presses("Soy su mamá")
    for whose in (beto.id, ana.id, 999):
        await beto.shares_contact("+524771234567", user_id=whose)
        assert "¿Cuál es tu nombre completo?" in beto.sees
    (permission,) = await rows(institute, Permission)
    assert permission.name is None
    letters = await rows(institute, Letter)
    assert not [one for one in letters if "4771234567" in str(one.call) or "4771234567" in str(one.subject)]


@CENTRE
async def test_two_guardians_and_no_third(ana: Talker, beto: Talker, institute: Institute) -> None:
    await pair(institute, ana, beto)
    dad = institute.person(7_000_000_005, "Pedro")
    await ana.says("/start c_cocina")
    await ana.presses("Unirme")
    await ana.presses("Pedir permiso")
    await ana.presses("Hacer un enlace")
    await approves(dad, link_in(ana.last.text), "Soy su papá", "Pedro Ríos")
    await ana.presses("Sí, es mi papá")
    await ana.says("/start c_bisuteria")
    await ana.presses("Unirme")
    await ana.presses("Pedir permiso")
    assert ana.labels[:2] == ["Pedir a Rosa Ríos", "Pedir a Pedro Ríos"] and "Hacer un enlace" not in ana.labels
    await ana.presses("Pedir a Rosa Ríos")
    await ana.presses("Pedir a Pedro Ríos")
    await beto.presses("No doy permiso")
    assert "sigue apartado" in ana.sees, "the other may still say yes"
    await dad.presses("Sí, doy permiso")
    assert "Pedro Ríos te dio permiso." in ana.sees
    assert await institute.count(Standing.ENROLLED) == 3


@CENTRE
async def test_a_birth_date_does_not_change_under_a_place_that_waits(ana: Talker, institute: Institute) -> None:
    await signs_up(institute, ana)
    await ana.says("/perfil")
    await ana.presses("Nacimiento")
    await ana.says("01/01/1990")
    assert (await institute.who(ana)).birth_date.isoformat() == YOUNG  # type: ignore[union-attr]


async def test_who_is_too_young_to_work_hears_the_law(ana: Talker, institute: Institute) -> None:
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "barberia")):
            course.employment, course.age_min = True, 15
    await institute.knows(ana, "Luz Ríos", "2012-05-05")
    await ana.says("/start c_barberia")
    assert "Por ley: desde los 15" in ana.sees
    await ana.presses("Unirme")
    assert "por ley nadie trabaja antes de los 15 años" in ana.sees and "Avísame" in " ".join(ana.labels)
    assert await institute.count() == 0


@CENTRE
async def test_an_answer_in_the_night_is_kept_for_the_morning(ana: Talker, beto: Talker, institute: Institute) -> None:
    link = await signs_up(institute, ana)
    await institute.pass_time(hours=10)
    assert time.local(time.now(), institute.facts.zone).hour == 22
    await approves(beto, link)
    assert "Rosa" not in ana.sees
    await institute.pass_time(hours=11)
    assert "Rosa Ríos dice que es tu mamá" in ana.sees
    asked = [one for one in await rows(institute, Letter) if one.kind == "guardian_answered"]
    assert len(asked) == 1
