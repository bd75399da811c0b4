"""The way there, the private calendar, and a second choice while one waits."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.addresses import CourseAt, EndFeed, MapOf, MyDates, NewFeed, SecondChoices
from bot.models import Standing
from bot.packs import Pack
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

FULL = "edicion-y-audio"
SENSITIVE = "noviazgo-sin-violencia"
SPANISH = {
    "choose": "Elegir segunda opción",
    "list": "Mientras esperas Edición y audio puedes tomar un lugar en otro curso",
    "join": "Unirme mientras espero",
    "name": "¿Cuál es tu nombre completo?",
    "second": "Es tu segunda opción: sigues en la lista de espera de Edición y audio.",
    "mine": "Segunda opción, mientras esperas Edición y audio",
}
ENGLISH = {
    "choose": "Choose a second option",
    "list": "While you wait for Editing and audio you can take a place in another course",
    "join": "Join while I wait",
    "name": "What is your full name?",
    "second": "It's your second choice: you are still on the waiting list of Editing and audio.",
    "mine": "Second choice, while you wait for Editing and audio",
}


@pytest.fixture
async def full(institute: Institute, sign_up: SignedUp) -> list[Talker]:
    """Two people in the two seats."""
    seated = [institute.person(50 + n, f"P{n}") for n in range(2)]
    for person in seated:
        await sign_up(person, FULL)
    return seated


async def leaves(person: Talker) -> None:
    await person.says("/mis_cursos")
    await person.presses("Edición y audio", of=person.last)
    await person.presses("Ya no puedo ir", of=person.last)
    await person.presses("El horario", of=person.last)


async def chooses(person: Talker, words: dict[str, str] = SPANISH) -> str:
    """From the waiting list's receipt to a seat in the first course proposed; the course's label."""
    await person.presses(words["choose"])
    assert words["list"] in person.sees
    first = person.labels[0].partition(" · ")[0]
    await person.presses(person.labels[0])
    await person.presses(words["join"])
    return first


@pytest.mark.parametrize(("language", "words"), [("es", SPANISH), ("en", ENGLISH)], ids=["es", "en"])
async def test_who_waits_takes_a_second_choice_and_is_asked_only_what_is_missing(
    institute: Institute, full: list[Talker], language: str, words: dict[str, str]
) -> None:
    noa = institute.person(9, "Noa", language)
    await institute.knows(noa)
    await noa.says(f"/start c_{FULL}")
    await noa.presses("Lista de espera" if language == "es" else "Waiting list")
    await institute.knows(noa, name="")
    second = await chooses(noa, words)
    assert words["name"] in noa.sees
    await noa.says("Noa Pérez")
    assert words["second"] in noa.sees
    assert await institute.count(Standing.WAITING) == 1 and await institute.count(Standing.ENROLLED) == 3
    await noa.presses("Mis cursos" if language == "es" else "My courses")
    await noa.presses(second, of=noa.last)
    assert words["mine"] in noa.sees


async def test_taking_the_awaited_seat_says_first_that_it_frees_the_second_choice(
    institute: Institute, full: list[Talker], ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, FULL)
    second = await chooses(ana)
    await leaves(full[0])
    assert "Hay un lugar para ti: Edición y audio" in ana.sees
    assert "De noche no corre el tiempo." in ana.sees
    assert f"Si lo tomas, dejas tu lugar en {second}" in ana.sees
    await ana.presses("Tomar el lugar")
    assert "Listo, tienes lugar en Edición y audio." in ana.sees
    assert f"Tu lugar en {second}" in ana.sees and "queda libre para alguien más" in ana.sees
    assert await institute.count(Standing.ENROLLED) == 2
    await ana.says("/mis_cursos")
    assert second not in ana.sees


async def test_declining_keeps_the_second_choice_and_so_does_leaving_the_line(
    institute: Institute, full: list[Talker], ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    for person in (ana, beto):
        await sign_up(person, FULL)
        await chooses(person)
    await beto.says("/mis_cursos")
    await beto.presses("Edición y audio", of=beto.last)
    await beto.presses("Salir de la lista")
    await beto.presses("Cambié de idea")
    assert "sigue siendo tuyo" in beto.sees
    await leaves(full[0])
    await ana.presses("No, gracias")
    assert await institute.count(Standing.ENROLLED) == 3
    await ana.says("/mis_cursos")
    await ana.presses(ana.labels[0])
    assert "Tienes lugar" in ana.sees and "Segunda opción" not in ana.sees


async def test_the_list_is_only_for_who_waits_and_shows_the_choice_that_was_made(
    institute: Institute, full: list[Talker], ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, FULL)
    waiting = ana.newest("Elegir segunda opción")
    asked = waiting.data("Elegir segunda opción")
    second = await chooses(ana)
    await ana.taps(asked, waiting)
    assert f"tienes lugar en {second}" in ana.sees and waiting not in ana.new
    await ana.presses(ana.labels[0], of=ana.last)
    assert "Segunda opción, mientras esperas" in ana.sees
    await beto.says("/start")
    await beto.taps(asked.rstrip("!"))
    assert "Eso ya no está o cambió" in beto.sees, "somebody else's line"
    await full[0].taps(str(SecondChoices(1)))
    assert "Tienes lugar" in full[0].sees, "who has a seat sees it"


async def test_the_card_of_a_course_one_waits_for_says_the_place_in_line(
    full: list[Talker], ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    for number, person in enumerate((ana, beto), 1):
        await sign_up(person, FULL)
        await person.says(f"/start c_{FULL}")
        assert f"Lugar {number} en la lista de espera" in person.sees


async def test_who_is_back_after_blocking_hears_what_they_missed(
    institute: Institute, full: list[Talker], ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, FULL)
    await ana.blocks()
    await leaves(full[0])
    assert await institute.count(Standing.LAPSED) == 1
    await ana.blocks(again=True)
    assert "Esperabas un lugar en Edición y audio." in ana.sees and "este chat estaba bloqueado" in ana.sees
    await ana.presses(ana.labels[0])
    assert "Listo, tienes lugar" in ana.sees, "nobody else waited"


def with_pin(pack: Pack) -> Pack:
    """The same pack, with its venues' places known to the point."""
    venues = [venue.model_copy(update={"latitude": 21.1167, "longitude": -101.6833}) for venue in pack.venues]
    return pack.model_copy(update={"venues": venues})


async def test_how_to_get_there_is_a_place_on_the_map_in_a_new_message(institute: Institute, ana: Talker) -> None:
    institute.turns._pack = with_pin(institute.pack)
    await ana.says("/start c_glocal")
    card = ana.last
    await ana.presses("Cómo llegar")
    assert card not in ana.new and ana.last.place is not None
    assert (ana.last.place["latitude"], ana.last.place["title"]) == (21.1167, "Casa de la Juventud")
    pin = ana.last
    await ana.presses("Ver el curso")
    assert pin not in ana.new and "Glocal" in ana.sees


async def test_where_a_sensitive_course_meets_is_shown_to_who_takes_part_only(
    institute: Institute, ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    institute.turns._pack = with_pin(institute.pack)
    await sign_up(ana, SENSITIVE)
    await ana.says("/mis_cursos")
    await ana.presses("Noviazgo", of=ana.last)
    await ana.presses("Cómo llegar")
    assert ana.last.place is not None
    await beto.says(f"/start c_{SENSITIVE}")
    assert not {"Cómo llegar", "Ver mapa"} & set(beto.labels)
    for address in (MapOf(await institute.id_of(SENSITIVE)), MapOf(10**9)):
        await beto.taps(str(address))
        assert "Eso ya no está o cambió" in beto.sees and beto.last.place is None


async def test_a_place_nobody_published_to_the_point_has_no_pin(institute: Institute, ana: Talker) -> None:
    await ana.says("/start c_glocal")
    assert "Ver mapa" in ana.labels, "a link that searches for its name"
    await ana.taps(str(MapOf(await institute.id_of("glocal"))))
    assert "Eso ya no está o cambió" in ana.sees


async def test_the_private_calendar_from_its_explanation_to_its_end(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    institute.turns._facts = replace(institute.facts, public_url="https://rumbo.example")
    await sign_up(ana, "glocal")
    await ana.says("/mis_cursos")
    await ana.presses("Calendario en tu celular")
    assert "https://" not in ana.sees and (await institute.who(ana)).feed_token is None
    await ana.presses("Quiero mi dirección")
    first = (await institute.who(ana)).feed_token
    assert first and f"https://rumbo.example/calendar/{first}.ics" in ana.sees
    assert "Quien la tenga" in ana.sees or "quien la tenga" in ana.sees
    await ana.presses("Nueva dirección")
    second = (await institute.who(ana)).feed_token
    assert second != first and f"/calendar/{second}.ics" in ana.sees and len(ana.new) == 1
    await ana.presses("Quitar")
    assert (await institute.who(ana)).feed_token is None and "ya no muestra nada" in ana.sees
    await ana.taps(str(EndFeed()))
    assert "ya no muestra nada" in ana.sees, "ending it twice is harmless"


async def test_without_a_public_address_it_says_so_and_gives_the_file(
    institute: Institute, casey: Talker, sign_up: SignedUp
) -> None:
    await sign_up(casey, "glocal")
    await sign_up(casey, SENSITIVE)
    await casey.says("/my_courses")
    await casey.presses("Calendar on your phone")
    assert "has no public address" in casey.sees
    await casey.taps(str(NewFeed()))
    assert "has no public address" in casey.sees and (await institute.who(casey)).feed_token is None
    await casey.presses("Just a file")
    assert casey.last.file is not None and "All your dates" in casey.sees
    found = [str(event["summary"]) for event in Calendar.from_ical(casey.last.file).events]
    assert any(one.startswith("Glocal") for one in found) and "Appointment" in found
    assert b"noviazgo" not in casey.last.file.lower() and b"dating" not in casey.last.file.lower()


async def test_nothing_of_ones_agenda_is_shown_in_a_group(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    institute.turns._facts = replace(institute.facts, public_url="https://rumbo.example")
    await sign_up(ana, "glocal")
    group = institute.group()
    for address in (NewFeed(), MyDates(), SecondChoices(1), CourseAt(1)):
        await ana.taps(str(address), 5, to=group)
        assert not group.messages
    assert (await institute.who(ana)).feed_token is None


async def test_two_days_before_one_tap_frees_the_seat_for_the_line(
    institute: Institute, full: list[Talker], ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, FULL)
    first = full[0]
    # It begins on Thursday 10 December at 17:00; two days before, at 18:00, nobody sleeps yet.
    await institute.come_to(datetime(2026, 12, 8, 18, tzinfo=ZoneInfo("America/Mexico_City")))
    assert first.labels == ["Voy", "No puedo"]
    await first.presses("No puedo", of=first.last)
    await first.presses("Trabajo o escuela", of=first.last)
    assert "Hay un lugar para ti: Edición y audio" in ana.sees
    await ana.presses("Tomar el lugar")
    assert await institute.count(Standing.ENROLLED) == 2
