"""The catalogue in a colleague's hands, from the first tap to the last, and what people hear of it."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot import time
from bot.addresses import (
    AskEnd,
    AskField,
    CheckDraft,
    CourseAt,
    DraftAt,
    DropDate,
    EditItem,
    EndItem,
    ItemAt,
    Join,
    NewItem,
    PublishDraft,
)
from bot.models import AuditEntry, CatalogueDraft, Course, CourseSession, Role
from bot.services import catalogue
from tests.conversations.conftest import SignedUp
from tests.conversations.test_team import joins
from tests.talk import Institute, Talker


async def course_of(institute: Institute, title: str) -> Course:
    async with institute.db.reading() as session:
        found = (await session.exec(select(Course).order_by(col(Course.id).desc()))).all()
    return next(one for one in found if one.title["es"] == title)


async def dates_of(institute: Institute, course_id: int) -> list[str]:
    query = select(CourseSession).where(CourseSession.course_id == course_id).order_by(col(CourseSession.number))
    async with institute.db.reading() as session:
        found = (await session.exec(query)).all()
    return [f"{time.local(one.starts_at, institute.facts.zone):%d %b %H:%M}" for one in found]


async def drafts(institute: Institute) -> list[CatalogueDraft]:
    async with institute.db.reading() as session:
        return list(await session.exec(select(CatalogueDraft).order_by(col(CatalogueDraft.id))))


async def test_a_course_from_the_first_tap_to_the_first_sign_up(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    assert ana.commands[:3] == ["equipo", "anuncio", "catalogo"]
    await ana.says("/equipo")
    await ana.presses("Catálogo")
    await ana.presses("Cursos")
    await ana.presses("Nuevo curso")
    assert "¿Cómo se llama?" in ana.sees and "Por ejemplo: Barbería para empezar" in ana.sees
    await ana.says("Reparación de celulares")
    assert "¿Y en inglés?" in ana.sees
    await ana.says("Phone repair")
    assert "¿Qué se hace ahí" in ana.sees
    await ana.says("Abre, limpia y cambia piezas.")
    await ana.presses("Saltar")
    await ana.presses("Empleo", of=ana.last)
    assert "Borrador: solo tú lo ves." in ana.sees and "Falta" not in ana.sees
    await ana.presses("Cupo")
    await ana.says("muchos")
    assert "Cupo: escríbelo como número entero, por ejemplo 20." in ana.sees
    await ana.says("12")
    await ana.presses("Fechas")
    await ana.presses("Con una regla")
    await ana.presses("Martes")
    await ana.presses("Viernes")
    assert "✓ Martes" in ana.labels and "✓ Viernes" in ana.labels
    await ana.says("16:00 a 18:00 del 22 dic al 7 ene")
    assert "3 sesiones" in ana.sees and "Sin estos días: vie 25 dic (festivo) y vie 1 ene (festivo)" in ana.sees
    await beto.says("reparacion de celulares")
    assert "Reparación de celulares" not in beto.sees, "a draft is nobody else's"
    await ana.presses("Revisar y publicar")
    assert "Así se va a ver:" in ana.sees and "12 lugares" in ana.sees
    await ana.presses("Publicar")
    assert "Publicado: ya se encuentra." in ana.sees
    made = await course_of(institute, "Reparación de celulares")
    assert made.title["en"] == "Phone repair" and made.origin == "staff" and await drafts(institute) == []
    await institute.knows(beto)
    await beto.taps(str(Join(made.id or 0)))
    assert "Tienes lugar" in beto.sees


async def test_a_moved_session_is_previewed_and_told_with_its_reminders(
    institute: Institute, ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await sign_up(beto, "barberia")
    barber = await institute.id_of("barberia")
    before = await dates_of(institute, barber)
    await ana.taps(str(ItemAt("course", barber)))
    assert "1 persona inscrita" in ana.sees
    await ana.presses("Fechas")
    await ana.presses("1. ")
    await ana.presses("Moverla")
    await ana.says("el lunes de ayer")
    assert "Necesito las dos horas" in ana.sees or "No entendí ese día" in ana.sees
    await ana.says("mañana")
    assert "No entendí" not in ana.sees
    await ana.presses("Revisar y publicar")
    assert "Era:" in ana.sees and "Ahora: mar 24 nov" in ana.sees
    assert "1 persona inscrita; se les avisa ahora mismo." in ana.sees
    await ana.presses("Publicar el cambio")
    assert "Publicado. Se les avisa ahora mismo." in ana.sees
    after = await dates_of(institute, barber)
    assert after[0].startswith("24 Nov") and after[1:] == before[1:]
    assert "tiene nueva fecha" in beto.last.text and "Ahora: mar 24 nov" in beto.last.text
    assert beto.labels == ["Sí voy", "No puedo", "A mi calendario"]
    await beto.presses("Sí voy")
    assert "Te esperamos" in beto.sees or "anot" in beto.sees.lower()
    await institute.come_to(datetime(2026, 11, 25, 1, tzinfo=time.UTC))
    assert "Barbería" in beto.sees and beto.sees.count("📍") == 1, "reminded once, of the new date"


async def test_two_colleagues_at_once_overwrite_nothing(institute: Institute, ana: Talker, beto: Talker) -> None:
    for one in (ana, beto):
        await joins(institute, one, Role.AUTHOR)
    barber = await institute.id_of("barberia")
    for one, cost in ((ana, "100"), (beto, "250")):
        await one.taps(str(EditItem("course", barber)))
        await one.presses("Costo")
        await one.says(cost)
        assert "Anotado: Costo" in one.sees
    await ana.presses("Revisar y publicar")
    await ana.presses("Publicar el cambio")
    await beto.presses("Revisar y publicar")
    assert "Alguien más cambió esto mientras tanto." in beto.sees and "está guardado" in beto.sees
    await beto.presses("Usar mis cambios")
    assert "Costo: $100 → $250" in beto.sees
    await beto.presses("Publicar el cambio")
    async with institute.db.reading() as session:
        assert (await session.get_one(Course, barber)).cost == 250


async def test_a_course_called_off_is_told_and_gone(
    institute: Institute, ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    await sign_up(beto, "barberia")
    barber = await institute.id_of("barberia")
    await ana.taps(str(ItemAt("course", barber)))
    await ana.presses("Cancelar")
    assert "¿Cancelar Barbería" in ana.sees.replace("<b>", "").replace("</b>", "")
    assert "1 persona inscrita" in ana.sees and "Se les avisa ahora mismo" in ana.sees
    await ana.presses("Sí, cancelar")
    assert "Cancelado; se avisa a 1 persona." in ana.sees
    assert "Se canceló" in beto.last.text and "Perdón por el cambio" in beto.last.text
    await beto.says("/mis_cursos")
    assert "Barbería" not in beto.sees
    async with institute.db.begin() as session:
        await catalogue.load(session, institute.pack, facts=institute.facts, now=time.now())
        assert (await session.get_one(Course, barber)).closed_at is not None


async def test_a_venue_shared_on_the_map_is_where_the_course_meets(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    barber = await institute.id_of("barberia")
    await ana.taps(str(EditItem("course", barber)))
    await ana.presses("Lugar")
    await ana.presses("Otro lugar")
    await ana.says("Centro Impulso")
    await ana.presses("Dirección")
    await ana.says("Calle Juárez 20, Centro")
    await ana.presses("En el mapa")
    await ana.says("ahí por el parque")
    assert "Eso no es un lugar en el mapa" in ana.sees
    await ana.shares_location(21.12, -101.68)
    await ana.presses("Revisar y publicar")
    await ana.presses("Publicar")
    assert "Centro Impulso" in ana.sees and "Tus cambios" in ana.sees
    await ana.presses("Revisar y publicar")
    await ana.presses("Publicar el cambio")
    await beto.taps(str(CourseAt(barber)))
    assert "Centro Impulso · Calle Juárez 20, Centro" in beto.sees and "Cómo llegar" in beto.labels


async def test_news_and_a_call_are_written_and_published(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.says("/catalogo")
    await ana.presses("Noticias")
    await ana.presses("Nueva noticia")
    await ana.says("Abre la sala de ensayo")
    await ana.presses("Saltar")
    await ana.says("Desde el lunes, gratis, con credencial.")
    await ana.presses("Saltar")
    assert "¿Cuál es el último día en que debe verse?" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Revisar y publicar")
    assert "Todavía no:" in ana.sees and "Último día" in ana.labels
    await ana.presses("Último día")
    await ana.says("31 dic")
    await ana.presses("Revisar y publicar")
    await ana.presses("Publicar")
    await beto.says("/noticias")
    assert "Abre la sala de ensayo" in beto.sees
    await ana.taps(str(NewItem("call")))
    for said in ("Beca de transporte", "Apoyo para tus pasajes."):
        await ana.says(said)
        await ana.presses("Saltar")
    await ana.presses("Educación", of=ana.last)
    await ana.says("500 pesos al mes")
    await ana.presses("Saltar")
    await ana.says("En la ventanilla 3")
    assert "Borrador: solo tú lo ves." in ana.sees
    for button, said in (("Cierra", "15 dic"), ("Respuesta el", "10 dic")):
        await ana.presses(button)
        await ana.says(said)
    await ana.presses("Revisar y publicar")
    assert "Respuesta el: queda antes de lo que debe seguir" in ana.sees
    await ana.presses("Respuesta el")
    await ana.says("20/12/2026")
    await ana.presses("Contacto")
    await ana.says("477 123 4567")
    await ana.presses("Revisar y publicar")
    await ana.presses("Publicar")
    assert "Publicado: ya se encuentra." in ana.sees and "477 123 4567" in ana.sees
    async with institute.db.reading() as session:
        acts = [one.act for one in await session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))]
    assert acts[-2:] == ["create_news", "create_call"]


async def test_it_is_there_in_english_too(institute: Institute, casey: Talker) -> None:
    await joins(institute, casey, Role.AUTHOR)
    await casey.says("/catalogue")
    await casey.presses("Search the catalogue")
    await casey.says("barber")
    barber = await institute.id_of("barberia")
    await casey.taps(str(ItemAt("course", barber)))
    await casey.presses("Another group")
    assert "A new group of the same course, without dates yet" in casey.sees
    await casey.presses("Dates")
    await casey.presses("By a rule")
    await casey.says("mondays 4 to 6 pm from Jan 4 to Feb 8")
    assert "Left out: Mon, Feb 1 (holiday)" in casey.sees and "5 sessions" in casey.sees
    await casey.presses("Check and publish")
    assert "This is what people will see:" in casey.sees
    await casey.presses("Publish")
    async with institute.db.reading() as session:
        newest = (
            await session.exec(select(Course).where(Course.key == "barberia").order_by(col(Course.id).desc()))
        ).first()
    assert newest is not None and newest.edition >= 2 and newest.origin == "staff"


async def test_what_was_typed_is_found_again_after_something_else(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.taps(str(NewItem("course")))
    await ana.says("Cerámica")
    await ana.says("/cursos")
    await ana.says("/catalogo")
    await ana.presses("Mis borradores: 1")
    await ana.presses("Cerámica")
    assert "Falta: Descripción y Tema" in ana.sees
    await ana.presses("Descartar")
    await ana.presses("Sí, desecharlo")
    assert await drafts(institute) == []


async def test_nobody_else_gets_in_and_what_cant_be_is_refused(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.FACILITATOR)
    await ana.taps(str(NewItem("course")))
    (mine,) = await drafts(institute)
    number = mine.id or 0
    barber = await institute.id_of("barberia")
    forged: tuple[Any, ...] = (
        *(
            DraftAt(number),
            AskField(number, "title"),
            CheckDraft(number),
            PublishDraft(number, "0"),
            DropDate(number, 1),
        ),
        *(NewItem("course"), EditItem("course", barber), ItemAt("course", barber), AskEnd("course", barber, "cancel")),
        *(EndItem("course", barber, "cancel", 0), EndItem("course", barber, "close", 0)),
    )
    carla = institute.person(909, "Carla")
    for address in forged:
        await beto.taps(str(address))
        assert "Tu rol no permite" in beto.sees
        await carla.taps(str(address))
        assert "ya no está" in carla.sees
    await joins(institute, beto, Role.AUTHOR)
    for address in forged[:5]:
        await beto.taps(str(address))
        assert "ya no está" in beto.sees, "a draft is its author's"
    for address in (AskField(number, "taken"), DropDate(number, 5), EndItem("venue", 1, "close", 0), EditItem("x", 1)):
        await ana.taps(str(address))
        assert "ya no está" in ana.sees
    await ana.taps(str(AskField(number, "title")))
    await ana.says("x" * 4_000)
    assert "es muy largo. Caben 90 letras" in ana.sees
    await ana.taps(str(PublishDraft(number, "0")))
    assert "El borrador cambió" in ana.sees
    async with institute.db.reading() as session:
        assert (await session.get_one(Course, barber)).closed_at is None
        assert (await session.exec(select(AuditEntry).where(col(AuditEntry.act).like("%course%")))).first() is None


@pytest.mark.parametrize("pack", ["juarez"], indirect=True)
async def test_in_juarez_the_hour_is_that_of_its_wall_on_both_sides_of_the_change(
    institute: Institute, ana: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.taps(str(NewItem("course")))
    await ana.says("Soldadura de noche")
    await ana.presses("Saltar")
    await ana.presses("Atrás")
    await ana.presses("Fechas")
    await ana.presses("Una más")
    await ana.says("12 mar 2027 16:00-18:00")
    await ana.presses("Una más")
    await ana.says("19 mar 2027, 4 a 6 pm")
    assert "vie 12 mar 2027, 16:00 a 18:00" in ana.sees and "vie 19 mar 2027, 16:00 a 18:00" in ana.sees
    (mine,) = await drafts(institute)
    held = [datetime.fromisoformat(start) for start, _end in mine.fields["sessions"]]
    assert [one.astimezone(time.UTC).hour for one in held] == [23, 22]
    assert date(2027, 3, 14) > held[0].date()
