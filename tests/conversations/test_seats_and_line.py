"""The last seat, the line behind it, and what happens when somebody leaves. Two seats in *Edición y audio*."""

import pytest

from bot.models import Standing
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

COURSE = "edicion-y-audio"


@pytest.fixture
async def full(institute: Institute, sign_up: SignedUp) -> list[Talker]:
    """Two people in the two seats."""
    seated = [institute.person(50 + n, f"P{n}") for n in range(2)]
    for person in seated:
        await sign_up(person, COURSE)
    return seated


@pytest.fixture
async def line(full: list[Talker], ana: Talker, beto: Talker, sign_up: SignedUp) -> list[Talker]:
    """Ana is first in line, Beto second."""
    await sign_up(ana, COURSE)
    await sign_up(beto, COURSE)
    return [ana, beto]


async def leaves(person: Talker, why: str = "El horario") -> None:
    await person.says("/mis_cursos")
    await person.presses("Edición y audio", of=person.last)
    await person.presses("Ya no puedo ir", of=person.last)
    await person.presses(why, of=person.last)


async def test_the_last_seat_goes_to_one_person_and_the_next_is_first_in_line(
    institute: Institute, sign_up: SignedUp, ana: Talker, beto: Talker
) -> None:
    await sign_up(institute.person(50), COURSE)
    for person in (ana, beto):
        await institute.knows(person)
        await person.says(f"/start c_{COURSE}")
        assert "💺 Queda 1 lugar de 2" in person.sees
    await ana.presses("Unirme")
    await beto.presses("Unirme")
    assert "Listo, tienes lugar en Edición y audio." in ana.sees
    assert "Lugar 1 en la lista de espera de Edición y audio." in beto.sees
    assert "te lo guardo 12 horas" in beto.sees
    assert await institute.count(Standing.ENROLLED) == 2


async def test_a_full_course_says_so_before_anything_is_asked(full: list[Talker], casey: Talker) -> None:
    await casey.says(f"/start c_{COURSE}")
    assert "Full; you can get in line" in casey.sees and casey.labels[0] == "Waiting list"
    await casey.presses("Waiting list")
    assert "What is your full name?" in casey.sees
    await casey.says("Casey Jones")
    await casey.says("2008-03-15")
    assert "Place 1 on the waiting list of Editing and audio" in casey.sees
    await casey.presses("See my place")
    assert "Place 1 on the waiting list" in casey.sees and "Leave the line" in casey.labels


async def test_leaving_takes_one_tap_on_a_reason_and_can_be_undone(institute: Institute, full: list[Talker]) -> None:
    person = full[0]
    await leaves(person)
    assert "tu lugar en Edición y audio queda libre para alguien más" in person.sees
    assert person.labels[0] == "Unirme otra vez"
    await person.presses("Unirme otra vez")
    assert "Listo, tienes lugar" in person.sees
    assert await institute.count(Standing.LEFT) == 1 and await institute.count(Standing.ENROLLED) == 2


async def test_looking_at_the_reasons_changes_nothing(institute: Institute, full: list[Talker]) -> None:
    await full[0].says("/mis_cursos")
    await full[0].presses("Edición y audio", of=full[0].last)
    await full[0].presses("Ya no puedo ir", of=full[0].last)
    assert full[0].labels[:5] == [
        "El horario", "Me queda lejos", "Trabajo o escuela", "Cambié de idea", "Otra razón",
    ]  # fmt: skip
    await full[0].presses("Atrás", of=full[0].last)
    assert "Tienes lugar" in full[0].sees
    assert await institute.count(Standing.ENROLLED) == 2


async def test_a_seat_given_up_is_offered_to_the_first_in_line_only(full: list[Talker], line: list[Talker]) -> None:
    ana, beto = line
    await leaves(full[0])
    assert "Hay un lugar para ti: Edición y audio" in ana.sees
    assert "Te lo guardo hasta mañana, 12:00" in ana.sees, "12 hours, the night not counted"
    assert ana.labels == ["Tomar el lugar", "No, gracias"]
    assert "Hay un lugar" not in beto.sees
    await beto.says("/mis_cursos")
    await beto.presses("Edición y audio", of=beto.last)
    assert "Lugar 1 en la lista de espera" in beto.sees


async def test_taking_the_offer_is_a_seat_with_its_calendar(full: list[Talker], line: list[Talker]) -> None:
    ana, _beto = line
    await leaves(full[0])
    offer = ana.last
    await ana.presses("Tomar el lugar")
    assert ana.new[0] is offer and "Listo, tienes lugar en Edición y audio." in offer.text
    assert ana.new[1].file
    await ana.taps(f"of.{offer.data('Calendario').split('.')[1].rstrip('!')}", offer)
    assert "Tienes lugar" in ana.sees and len(ana.new) == 1, "taking it twice shows the place"


async def test_declining_passes_the_seat_on_at_once(
    institute: Institute, full: list[Talker], line: list[Talker]
) -> None:
    ana, beto = line
    await leaves(full[0])
    await ana.presses("No, gracias")
    assert "el lugar en Edición y audio pasa a la siguiente persona" in ana.sees
    assert "Hay un lugar para ti: Edición y audio" in beto.sees
    await beto.presses("Tomar el lugar")
    assert await institute.count(Standing.ENROLLED) == 2


async def test_an_offer_nobody_takes_lapses_and_goes_on(
    institute: Institute, full: list[Talker], line: list[Talker]
) -> None:
    ana, beto = line
    await leaves(full[0])
    offer = ana.last
    await institute.pass_time(hours=23)
    assert ana.new == beto.new == []
    await institute.pass_time(hours=2)
    assert "ya no te guardo el lugar en Edición y audio" in ana.sees
    assert "Hay un lugar para ti: Edición y audio" in beto.sees
    await ana.presses("Tomar el lugar", of=offer)
    assert "El lugar en Edición y audio ya no está apartado para ti" in ana.sees
    await ana.presses("Lista de espera", of=offer)
    assert "Lugar 1 en la lista de espera" in ana.sees


async def test_in_the_night_an_offer_waits_for_the_morning(
    institute: Institute, full: list[Talker], line: list[Talker]
) -> None:
    ana, _beto = line
    await institute.pass_time(hours=14)
    await leaves(full[0])
    assert ana.new == [], "at two in the morning"
    await institute.pass_time(hours=6.9)
    assert ana.new == []
    await institute.pass_time(hours=0.2)
    assert "Hay un lugar para ti" in ana.sees and "hasta mañana, 09:00" in ana.sees


async def test_leaving_the_line_moves_everybody_up(line: list[Talker]) -> None:
    ana, beto = line
    await ana.says("/mis_cursos")
    await ana.presses("Edición y audio", of=ana.last)
    await ana.presses("Salir de la lista", of=ana.last)
    await ana.presses("Cambié de idea", of=ana.last)
    assert "ya no estás en la lista de espera" in ana.sees
    await beto.presses("Ver mi lugar")
    assert "Lugar 1 en la lista de espera" in beto.sees


async def test_my_courses_say_ones_place_in_line(line: list[Talker]) -> None:
    for number, person in enumerate(line, 1):
        await person.says("/mis_cursos")
        assert f"💺 Lista de espera: lugar {number}" in person.sees


async def test_an_offer_comes_in_the_language_of_its_reader(
    full: list[Talker], casey: Talker, sign_up: SignedUp
) -> None:
    await sign_up(casey, COURSE)
    await leaves(full[0])
    assert "There is a place for you: Editing and audio" in casey.sees
    assert casey.labels == ["Take the place", "No, thank you"]


async def test_who_blocked_the_bot_is_passed_over(full: list[Talker], line: list[Talker]) -> None:
    ana, beto = line
    await ana.blocks()
    await leaves(full[0])
    assert "Hay un lugar" not in ana.sees and "Hay un lugar para ti" in beto.sees


async def test_where_nobody_is_next_the_seat_can_be_joined_at_once(
    institute: Institute, full: list[Talker], ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, COURSE)
    await leaves(full[0])
    await institute.pass_time(hours=25)
    assert "ya no te guardo el lugar en Edición y audio" in ana.sees and "Hay un lugar libre" in ana.sees
    assert ana.labels == ["Unirme", "Ver el curso", "No avisarme de esto"]
    await ana.presses("Unirme")
    assert "Listo, tienes lugar en Edición y audio." in ana.sees


async def test_who_is_back_where_nobody_was_next_hears_of_no_next_person(
    institute: Institute, full: list[Talker], ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, COURSE)
    await ana.blocks()
    await leaves(full[0])
    await ana.blocks(again=True)
    assert "este chat estaba bloqueado" in ana.sees and "siguiente persona" not in ana.sees
    assert "Hay un lugar libre" in ana.sees and ana.labels == ["Unirme", "Ver el curso", "No avisarme de esto"]
