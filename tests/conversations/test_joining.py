"""Signing up: only what is missing is asked, every answer can be mended, and nothing happens twice."""

import asyncio

from bot.addresses import Join
from bot.models import Course, Standing
from bot.turn.work import Turns
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

NAME, BORN = "¿Cuál es tu nombre completo?", "¿Cuándo naciste?"


async def test_from_the_card_to_the_seat_and_its_calendar(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    card = ana.last
    await ana.presses("Unirme")
    assert NAME in ana.sees and "1 de 2" in ana.sees and "Por ejemplo: Ana María Pérez" in ana.sees
    assert ana.new == [card]
    await ana.says("  Ana   María Pérez ")
    assert BORN in ana.sees and "2 de 2" in ana.sees and "si entras en la edad: de 12 a 29 años." in ana.sees
    await ana.says("15 de marzo de 2008")
    receipt, calendar = ana.new
    assert "Listo, tienes lugar en Glocal." in receipt.text
    assert "mar 15 dic, 17:00 a 19:00" in receipt.text and "Te aviso antes: mar 8 dic, 17:00." in receipt.text
    assert calendar.file is not None and calendar.file.count(b"BEGIN:VEVENT") == 10
    assert b"DTSTART:20261215T230000Z" in calendar.file
    stored = await ana.institute.who(ana)
    assert (stored.name, str(stored.birth_date)) == ("Ana María Pérez", "2008-03-15")


async def test_the_same_in_english(casey: Talker) -> None:
    await casey.says("/start c_glocal")
    await casey.presses("Join")
    assert "What is your full name?" in casey.sees
    await casey.says("Casey O'Neill")
    assert "When were you born?" in casey.sees
    await casey.says("February 30, 2008")
    assert "that day isn't in the calendar" in casey.sees
    await casey.says("March 15, 2008")
    assert "Done, you have a place in Glocal." in casey.sees
    await casey.says("/my_courses")
    assert "You have a place" in casey.sees


async def test_what_was_answered_once_is_never_asked_again(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.presses("Usar Ana")
    assert BORN in ana.sees
    await ana.says("15/03/2008")
    assert "Listo, tienes lugar" in ana.sees
    await ana.says("/start c_feria-empleo")
    card = ana.last
    await ana.presses("Unirme", of=card)
    assert "Listo, tienes lugar en Feria de Empleo" in ana.sees
    assert "💺 Tienes lugar" in card.text and "Ver mi lugar" in card.labels and "Unirme" not in card.labels


async def test_only_the_birth_date_is_asked_of_who_gave_a_name(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born=None)
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    assert BORN in ana.sees and "1 de" not in ana.sees


async def test_a_birth_date_is_never_asked_where_no_rule_needs_it(institute: Institute, ana: Talker) -> None:
    course = next(c for c in institute.pack.courses if c.seats)
    async with institute.db.begin() as session:
        stored = await session.get_one(Course, await institute.id_of(course.key))
        stored.age_min = stored.age_max = None
    await ana.says(f"/start c_{course.key}")
    await ana.presses("Unirme")
    assert NAME in ana.sees and "de 2" not in ana.sees
    await ana.says("Ana María Pérez")
    assert "Listo, tienes lugar" in ana.sees


NO_NAMES = [
    ("😀😀", "«😀😀» no me parece un nombre"),
    ("12345", "«12345» no me parece un nombre"),
    ("X", "«X» no me parece un nombre"),
    ("\u200b\u2060\u202e", "Ahí no alcancé a ver ninguna letra"),
    ("a" * 81, "caben 80 letras"),
    ("Ana " * 1000, "caben 80 letras"),
]
NO_DATES = [
    ("31/02/2005", "«31/02/2005»: ese día no existe en el calendario"),
    ("03/15/2008", "¿Querías decir 15/03/2008?"),
    ("15/03/08", "necesito el año completo, con sus cuatro cifras. ¿Querías decir 15/03/2008?"),
    ("15/03/2030", "«15/03/2030» todavía no llega"),
    ("15/03/1899", "hace más de 110 años"),
    ("ayer", "No entendí «ayer» como fecha"),
    ("\u200b", "Ahí no alcancé a ver una fecha"),
    ("9" * 5000, "como fecha"),
]


async def test_what_is_no_name_or_no_date_is_answered_with_what_to_write_and_nothing_is_lost(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    for typed, answer in NO_NAMES:
        await ana.says(typed)
        assert answer in ana.sees and NAME in ana.sees and "Por ejemplo: Ana María Pérez" in ana.sees, typed
        assert len(ana.last.text) < 500, "a long text isn't thrown back"
    await ana.says("Ana María Pérez")
    for typed, answer in NO_DATES:
        await ana.says(typed)
        assert answer in ana.sees and BORN in ana.sees and "por ejemplo 31/01/2008" in ana.sees, typed
        assert len(ana.last.text) < 500, "a long text isn't thrown back"
    await ana.says("15/03/2008")
    assert "Listo, tienes lugar" in ana.sees
    assert (await ana.institute.who(ana)).name == "Ana María Pérez"


async def test_markup_in_a_name_is_only_text(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("<b>Ana</b> & Cía")
    assert "«<b>Ana</b> & Cía» lleva algo que no es letra." in ana.sees and NAME in ana.sees
    assert (await ana.institute.who(ana)).name is None


async def test_one_can_go_back_to_the_name_and_keep_or_change_it(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Ana Perez")
    await ana.presses("Atrás", of=ana.last)
    assert "Hasta ahora: Ana Perez" in ana.sees
    await ana.presses("Atrás", of=ana.last)
    assert "💺 24 lugares" in ana.sees, "back from the first question is the card"
    await ana.presses("Unirme", of=ana.last)
    assert BORN in ana.sees


async def test_too_young_hears_from_when_and_may_mend_the_date(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Ana María Pérez")
    await ana.says("20/12/2014")
    assert "Glocal es desde los 12 años, contados el día en que empieza" in ana.sees
    assert "Los cumples el 20 de diciembre de 2026" in ana.sees
    assert ana.labels[-4:] == ["Corregir mi fecha", "Otros cursos", "Atrás", "Inicio"]
    assert await ana.institute.count() == 0
    await ana.presses("Corregir mi fecha")
    assert BORN in ana.sees and "Hasta ahora: 20 de diciembre de 2014" in ana.sees
    await ana.says("15/12/2014")
    assert "Listo, tienes lugar" in ana.sees, "twelve on the very day it begins"


async def test_too_old_hears_so_kindly(casey: Talker, institute: Institute) -> None:
    await institute.knows(casey, born="1990-01-01")
    await casey.says("/start c_glocal")
    await casey.presses("Join")
    assert "Glocal is for ages up to 29" in casey.sees
    assert casey.labels == ["Fix my birth date", "Other courses", "Back", "Home"]
    assert await institute.count() == 0


async def test_two_courses_at_the_same_time_clash(ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await sign_up(ana, "canto-teatro")
    assert "se cruza con Glocal" in ana.sees and "mar 15 dic" in ana.sees
    assert "Mis cursos" in ana.labels
    assert await ana.institute.count() == 1


async def test_five_taps_at_once_are_one_enrolment(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    await ana.says("/start c_glocal")
    data = ana.last.data("Unirme")
    await institute.hears(*({"callback_query": ana.tap(data)} for _ in range(5)))
    assert await institute.count() == 1
    assert ana.sees.count("Listo, tienes lugar") == 1
    assert ana.toasts == ["Ya tienes lugar en Glocal."] * 4


async def test_five_taps_are_one_enrolment_also_for_five_workers(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    await ana.says("/start")
    join = str(Join(await institute.id_of("glocal")))
    await institute.keeps(*({"callback_query": ana.tap(join)} for _ in range(5)))
    await everybody_works(institute, 5)
    assert await institute.count() == 1
    assert "Listo, tienes lugar" in ana.sees


async def test_a_double_tap_on_join_asks_once_and_takes_the_next_words_as_the_answer(
    ana: Talker, institute: Institute
) -> None:
    await ana.says("/start c_glocal")
    card = ana.last
    tap = card.data("Unirme")
    await institute.hears({"callback_query": ana.tap(tap, card)}, {"callback_query": ana.tap(tap, card)})
    assert ana.new == [card] and NAME in card.text
    await ana.says("Ana María Pérez")
    assert BORN in ana.sees


async def test_many_at_once_fill_a_course_exactly(institute: Institute) -> None:
    crowd = [institute.person(100 + n, f"P{n}") for n in range(6)]
    for person in crowd:
        await institute.knows(person)
    join = str(Join(await institute.id_of("edicion-y-audio")))
    await institute.keeps(*({"callback_query": person.tap(join)} for person in crowd))
    await everybody_works(institute, 4)
    assert await institute.count(Standing.ENROLLED) == 2
    assert await institute.count(Standing.WAITING) == 4
    places = []
    for person in crowd:
        if "lista de espera" in person.sees:
            await person.presses("Ver mi lugar")
            places += [line for line in person.sees.splitlines() if "lista de espera" in line]
    assert sorted(places) == [f"💺 Lugar {n} en la lista de espera" for n in (1, 2, 3, 4)]


async def everybody_works(institute: Institute, workers: int) -> None:
    """Several workers on one inbox, as in several processes, until it is empty."""
    parts: list[Turns] = [
        (await Institute.beside(institute.db, institute.pack, institute.turns._dispatcher)).turns
        for _ in range(workers)
    ]

    async def work(turns: Turns) -> None:
        while await institute.waiting():
            if not await turns.step():
                await asyncio.sleep(0.01)

    async with asyncio.timeout(20):
        await asyncio.gather(*(work(turns) for turns in parts))
    await institute.say()
