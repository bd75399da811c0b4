"""Whatever is typed outside a question is looked for: in either language, day and night, and never in a group."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import col, select, update

from bot import clock, time
from bot.jobs import look
from bot.models import Course
from bot.packs import Pack
from bot.services import search
from bot.services.facts import Facts
from bot.services.search.shelf import Stock
from tests.conversations.conftest import MONDAY, SignedUp
from tests.conversations.test_astray import PHOTO
from tests.talk import Institute, Talker

FOUND = "Esto encontré:"
BOTH_PACKS = pytest.mark.parametrize("pack", ["huixquilucan", "juarez"], indirect=True)


async def test_what_is_typed_finds_a_course_with_its_reason_and_opens_its_card(ana: Talker) -> None:
    await ana.says("kiero aprender a poner uñas")
    assert len(ana.new) == 1 and FOUND in ana.sees
    assert "Aplicación de uñas acrílicas\n📅 lun 30 nov, 16:00" in ana.sees and "Trata de «uñas»." in ana.sees
    assert ana.labels[0] == "Uñas acrílicas" and ana.labels[-1] == "Inicio"
    found = ana.last
    await ana.presses("Uñas acrílicas")
    assert "Aplicación de uñas acrílicas" in ana.sees and "Unirme" in ana.labels
    assert ana.last is not found, "what was found stays to look at the others"
    await ana.presses("Atrás", of=ana.last)
    assert "Empleo Juvenil y Emprendimiento" in ana.sees


async def test_a_closed_call_is_labelled_and_stands_below_what_is_open(ana: Talker) -> None:
    await ana.says("uñas")
    assert ana.labels[:2] == ["Uñas acrílicas", "📝 477 Nails Cup"]
    assert "477 Nails Cup\n📝 Abierta hasta el 14 de diciembre de 2026" in ana.sees, "it may be tried out"
    await ana.presses("📝 477 Nails Cup")
    assert "477 Nails Cup" in ana.sees and "Atrás" in ana.labels
    await ana.says("rap")
    assert "Trinchera (rap e improvisación)\n📝 Cerrada; la última de la que sabemos" in ana.sees


async def test_slang_typos_and_signs_are_understood_and_it_says_how(ana: Talker) -> None:
    await ana.says("busco chamba")
    assert ana.labels[0] == "Feria de Empleo" and "Por «chamba» entendí «empleo»." in ana.sees
    await ana.says("varveria")
    assert ana.labels[0] == "Barbería" and "Por «varveria» entendí «barbería»." in ana.sees
    await ana.says("💅🏽")
    assert ana.labels[0] == "Uñas acrílicas"


async def test_it_searches_in_english_too(casey: Talker) -> None:
    await casey.says("how can i learn screen printing")
    assert "This is what I found:" in casey.sees and casey.labels[0] == "Screen printing"
    assert "It's about “screen”." in casey.sees or "It's about “printing”." in casey.sees
    await casey.says("chamba")
    assert casey.labels[0] == "Job Fair" and "By “chamba” I understood “job”." in casey.sees
    await casey.says("zzzzqq")
    assert "I found nothing for “zzzzqq”." in casey.sees and "Help" in casey.labels


async def test_conditions_are_kept_to_and_shown(ana: Talker) -> None:
    await ana.says("cursos gratis el sábado")
    assert ana.sees.count("Tiene sesión: sáb 28 nov") == 3 and ana.sees.count("Es gratis.") == 3
    assert "Buscar por lugar, día u hora" in ana.labels
    await ana.says("francés el domingo")
    assert "No hay nada que cumpla todo eso." in ana.sees and "Francés A1" in ana.labels


async def test_near_something_is_answered_honestly(ana: Talker) -> None:
    await ana.says("algo cerca del centro")
    assert "No sé qué tan lejos te queda" in ana.sees and "Es en Casa de la Juventud." in ana.sees


async def test_a_topic_is_a_door(ana: Talker) -> None:
    await ana.says("algo de salud")
    assert "💚 Salud" in ana.labels
    await ana.presses("💚 Salud")
    assert "Salud y Bienestar" in ana.sees


async def test_where_nothing_fits_it_says_so_with_the_doors_and_a_person(ana: Talker) -> None:
    await ana.says("paracaidismo")
    assert "No encontré nada para «paracaidismo»." in ana.sees
    assert "leonjoven@leon.gob.mx" in ana.sees and "8:00 a 21:30 (dato de 2024)" in ana.sees
    assert "💼 Empleo" in ana.labels and ana.labels[-2:] == ["Ayuda", "Inicio"]
    await ana.says("itallianos")
    assert "Italiano" in ana.labels


@BOTH_PACKS
async def test_without_a_published_contact_the_way_to_a_person_is_help(ana: Talker) -> None:
    await ana.says("paracaidismo")
    assert "Para hablar con una persona, ve a Ayuda." in ana.sees
    await ana.presses("Ayuda")
    assert "911" in ana.sees


async def test_distress_brings_people_who_listen_and_no_course_above_them(ana: Talker) -> None:
    await ana.says("línea para la depresión")
    assert ana.sees.startswith("Si estás en peligro, marca 911") and "800 911 2000" in ana.sees
    assert FOUND not in ana.sees and ana.labels[0] == "Más de cada línea"
    await ana.says("noviazgo sin violencia")
    assert ana.sees.index("079") < ana.sees.index("Noviazgo sin violencia")
    await ana.says("me kiero morir")
    assert ana.sees.startswith("Gracias por decirlo.") and "911" in ana.sees and FOUND not in ana.sees


async def test_greetings_and_thanks_get_a_kind_word_and_a_way_on(ana: Talker, casey: Talker) -> None:
    for text, answer in (("hola", "¡Hola! Soy el bot de"), ("gracias!!", "¡Con gusto!"), ("jajaja", "Aquí estoy.")):
        await ana.says(text)
        assert answer in ana.sees and FOUND not in ana.sees and len(ana.labels) > 1, text
    await casey.says("thanks")
    assert "My pleasure!" in casey.sees


async def test_everyday_questions_are_answered(ana: Talker) -> None:
    for text, answer in (
        ("¿cómo me inscribo?", "toca Unirme"),
        ("¿dónde están?", "📍 Casa de la Juventud, Junto al Parque Hidalgo, León"),
        ("a qué hora abren", "8:00 a 21:30 (dato de 2024)"),
        ("es gratis?", "Cada ficha dice cuánto cuesta."),
        ("quiero hablar con una persona", "leonjoven@leon.gob.mx"),
        ("eres un bot?", "Soy un bot y nadie lee lo que escribes."),
        ("mis cursos", "Todavía no te has unido a nada"),
        ("mis solicitudes", "Todavía no has"),
        ("cómo va mi solicitud", "Todavía no has"),
        ("retirar mi solicitud", "Todavía no has"),
        ("withdraw my application", "Todavía no has"),
        ("what is the status of my application", "Todavía no has"),
        ("/solicitudes", "Todavía no has"),
        ("ayuda", "Si estás en peligro, marca 911"),
        ("in english please", "Which language do you prefer?"),
        ("qué cursos hay", "Todos los cursos"),
        ("qué me recomiendas", "¿Qué te mueve?"),
    ):
        await ana.says(text)
        assert answer in ana.sees and FOUND not in ana.sees and len(ana.new) == 1, text


@BOTH_PACKS
async def test_what_isnt_published_is_not_made_up(ana: Talker) -> None:
    await ana.says("a qué hora abren")
    assert "No sé en qué horario atienden." in ana.sees
    await ana.says("quiero hablar con una persona")
    assert "no sé de una dirección a la que escribir" in ana.sees and "Ayuda" in ana.labels


async def test_the_command_asks_what_to_look_for_or_looks_at_once(ana: Talker, casey: Talker) -> None:
    await ana.says("/buscar")
    assert "Escribe lo que buscas" in ana.sees and "💼 Empleo" in ana.labels
    await ana.says("láser")
    assert ana.labels[0] == "Corte láser"
    await ana.says("/buscar láser")
    assert ana.labels[0] == "Corte láser"
    await casey.says("/search laser")
    assert casey.labels[0] == "Laser cutting"
    await casey.says("/home")
    await casey.presses("Search")
    assert "Write what you're looking for" in casey.sees


async def test_a_text_that_may_be_an_open_questions_answer_is_offered_as_one_above_what_was_found(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("/cursos")
    await ana.says("Barbería")
    assert ana.sees.startswith("Si era tu respuesta para Glocal, toca aquí y la uso.")
    assert ana.labels[:3] == ["Usar «Barbería»", "Seguir: Glocal", "Barbería"]
    await ana.says("/buscar uñas")
    assert ana.labels[:3] == ["Usar «uñas»", "Seguir: Glocal", "Uñas acrílicas"]


async def test_an_answer_to_an_open_question_is_not_looked_for(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Barbería Uñas")
    assert "¿Cuándo naciste?" in ana.sees and FOUND not in ana.sees


async def test_in_a_group_nothing_is_looked_for(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    group = institute.group()
    for text in ("uñas", "me quiero morir", "chamba"):
        await ana.says(text, to=group)
        assert group.new == [], text
    for text in ("@rumbo_bot uñas", "/buscar uñas", "/search@rumbo_bot nails"):
        await ana.says(text, to=group)
        assert "Hablemos en privado" in group.sees and "Uñas" not in group.sees, text


async def test_hostile_text_is_one_harmless_answer(ana: Talker) -> None:
    for text in (
        "<b>uñas</b> &amp; <a href='x'>",
        "\u202euñas\u2066" * 200,
        "u" + "\u0301" * 3_000 + "ñas",
        "\x00" * 50 + "uñas",
        "(a+)+$" * 600,
        "{word} %s {0}",
        "👩‍👩‍👧‍👦" * 300,
        "uñas " * 800,
        '"; DROP TABLE course; --',
    ):
        await ana.says(text)
        assert len(ana.new) == 1 and ana.labels[-1] == "Inicio", text[:20]
    await ana.sends(**PHOTO, caption="uñas")
    assert FOUND not in ana.sees


async def test_a_course_that_is_full_or_has_begun_says_so(institute: Institute, ana: Talker) -> None:
    async with institute.db.begin() as session:
        await session.exec(update(Course).where(col(Course.key) == "zumba").values(taken=Course.seats))
    await ana.says("zumba")
    assert "💺 Lleno; puedes entrar a la lista de espera" in ana.sees
    time.follow(MONDAY + timedelta(days=1) - time.wall())  # it began on Monday evening
    await ana.says("computación o italiano")
    assert "Computación\n📅 Ya empezó; sigue: mañana, 16:00" in ana.sees
    assert ana.labels[:2] == ["Italiano", "Computación"]


class Noticing(search.Shelf):
    """Says when it has a new index."""

    def __init__(self, pack: Pack, facts: Facts) -> None:
        super().__init__(pack, facts)
        self.filled = asyncio.Event()

    async def fill(self, stock: Stock) -> None:
        await super().fill(stock)
        self.filled.set()


async def test_every_process_finds_what_another_one_brought_in_within_five_seconds(institute: Institute) -> None:
    """The job of each process, with the clock that calls it; they share nothing but the database."""
    shelves = [Noticing(institute.pack, institute.facts) for _process in range(2)]
    for shelf in shelves:
        await look.look(institute.db, shelf)
        shelf.filled.clear()
    clocks = [clock.timetable({"look": (look.EVERY, partial(look.look, institute.db, shelf))}) for shelf in shelves]
    for one in clocks:
        one.start()
    try:
        async with institute.db.begin() as session:
            course = (await session.exec(select(Course).where(Course.key == "zumba"))).one()
            course.title = {"es": "Apicultura urbana", "en": "City beekeeping"}
            await search.changed(session, institute.pack.key)
        assert look.EVERY < 5, "every process reads it anew within five seconds"
        async with asyncio.timeout(30):
            for shelf in shelves:
                await shelf.filled.wait()
    finally:
        for one in clocks:
            one.shutdown(wait=False)
    async with institute.db.reading() as session:
        for shelf in shelves:
            found = await search.answer(
                session, shelf, "apicultura", language="es", facts=institute.facts, now=time.now()
            )
            assert [result.thing.key for result in found.results] == ["zumba"]


async def test_what_is_found_follows_the_groups_as_time_goes_by(institute: Institute, ana: Talker) -> None:
    await ana.says("computación")
    assert "📅 hoy, 16:00" in ana.sees
    await institute.pass_time(days=3)
    await ana.says("computación")
    assert "Ya empezó" not in ana.sees and "Computación\n📅" in ana.sees


async def test_words_of_a_menu_do_what_they_say(ana: Talker) -> None:
    for typed in ("inicio", "menú", "start"):
        await ana.says(typed)
        assert "Para ti" in ana.labels and "No encontré" not in ana.sees, typed
    await ana.says("cancelar")
    assert "No encontré" not in ana.sees
    for typed in ("gracias", "adiós", "bye", "hola"):
        await ana.says(typed)
        assert "No encontré" not in ana.sees and FOUND not in ana.sees, typed


async def test_nothing_fits_is_said_with_what_begins_soon_and_a_way_to_a_person(ana: Talker) -> None:
    await ana.says("clases de manejo")
    assert "No encontré nada para «clases de manejo»." in ana.sees and "Mientras, esto empieza pronto:" in ana.sees
    assert "Ayuda" in ana.labels and ("Para preguntarle a una persona" in ana.sees or "Ayuda" in ana.sees)


async def test_what_only_shares_the_topic_is_labelled_so(ana: Talker) -> None:
    await ana.says("empleo")
    assert ana.sees.index("Feria de Empleo") < ana.sees.index("De eso no tengo más. Otras cosas de Empleo")
