"""What the bot knows about a person: all of it is shown, with why and since when, and most of it can be changed."""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from bot import time
from bot.addresses import ClearField, EditField, Known, SetField
from bot.models import Dismissal, Enrollment, Follow, Interest, JourneyStage, Person
from bot.screens import known
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

CATALOGUE = {"call", "call_round", "course", "course_session", "loaded", "news", "venue"}
NOBODYS = {"given_number", "heartbeat", "published_week", "safety_event"}
"""Tables in which nobody's data are."""


def test_whatever_is_stored_about_a_person_is_named_to_them() -> None:
    columns = {f"person.{column.name}" for column in SQLModel.metadata.tables["person"].columns}
    tables = set(SQLModel.metadata.tables) - CATALOGUE - NOBODYS - {"person"}
    named = [one for entry in known.REGISTRY for one in entry.holds]
    assert set(named) == columns | tables, "put what is new into the registry, with what it is for"
    assert len(named) == len(set(named))


async def all_pages(talker: Talker) -> str:
    """Everything on the list, page after page."""
    await talker.says("/mis_datos")
    seen = [talker.last.text]
    while "›" in talker.labels:
        await talker.presses("›", of=talker.last)
        seen.append(talker.last.text)
    return "\n".join(seen)


async def test_a_stranger_reads_that_next_to_nothing_is_known(ana: Talker) -> None:
    assert "Idioma: Español, como dice tu Telegram" in (text := await all_pages(ana))
    assert "No sé nada de: Nombre, Nacimiento, Ocupación" in text
    assert "Hay una cuenta de Telegram ligada a este perfil. No tengo tu teléfono." in text
    assert str(ana.id) not in text


async def test_each_thing_is_shown_with_why_and_since_when(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await ana.says("/perfil")
    await ana.presses("Nombre")
    await ana.says("Ana María Pérez")
    await institute.pass_time(days=3)
    await sign_up(ana, "glocal")
    await ana.says("/perfil")
    await ana.presses("Ocupación")
    await ana.presses("Estudio")
    who = await institute.who(ana)
    async with institute.db.begin() as session:
        now = time.now()
        topic = institute.pack.topics[0].key
        session.add(Follow(person_id=who.id, topic=topic, since=now))
        session.add(Dismissal(person_id=who.id, kind="c", key="feria-empleo", at=now))
        session.add(Interest(person_id=who.id, course_key="feria-empleo", asked_at=now))
        stage = JourneyStage(person_id=who.id, topic=topic, begun_at=now, stamped_at=now)
        stage.evidence_kind, stage.evidence = "text", "Fui <b>yo</b> & mi tía"
        session.add(stage)
    text = await all_pages(ana)
    assert "Nombre: Ana María Pérez\nVa en la lista de asistencia" in text
    assert "Lo sé desde el 23 de noviembre de 2026." in text
    assert "Nacimiento: 15 de marzo de 2008" in text
    assert "Ocupación: Estudio" in text and "Lo sé desde el 26 de noviembre de 2026." in text
    assert "– Glocal: tienes lugar · jue 26 nov" in text
    assert "Sello: jue 26 nov" in text and "Escribiste: «Fui <b>yo</b> & mi tía»" in text
    assert text.count("Feria de Empleo · jue 26 nov") == 2
    assert "mensajes planeados para ti" in text and "Primera vez: lun 23 nov" in text


async def test_the_same_in_english(casey: Talker) -> None:
    await casey.says("/my_data")
    assert "This is all I keep, why, and since when." in casey.sees
    await casey.says("/profile")
    await casey.presses("Birth date")
    assert "When were you born?" in casey.sees
    await casey.says("March 15, 2008")
    assert "Birth date: March 15, 2008" in casey.sees
    await casey.presses("Place")
    await casey.says("742 Evergreen street")
    assert "That looks like an address." in casey.sees
    await casey.says("San Juan de Dios")
    assert "Place: San Juan de Dios" in casey.sees


async def test_a_name_is_changed_and_deleted(ana: Talker, institute: Institute) -> None:
    await ana.says("/perfil")
    profile = ana.last
    await ana.presses("Nombre")
    await ana.presses("Usar Ana")
    assert ana.new == [profile] and "Nombre: Ana" in profile.text and "Anotado." in ana.toasts
    await ana.presses("Nombre")
    await ana.says("12345")
    assert "«12345» no me parece un nombre" in ana.sees and "¿Cuál es tu nombre completo?" in ana.sees
    await ana.says("Ana <b>López</b>")
    assert "lleva algo que no es letra" in ana.sees
    await ana.says("  Ana\u202e  López ")
    assert "Nombre: Ana López" in ana.sees
    assert (await institute.who(ana)).since == {"name": "2026-11-23"}
    await ana.presses("Nombre")
    await ana.presses("Borrar")
    stored = await institute.who(ana)
    assert (stored.name, stored.since) == (None, {}) and "Nombre:" not in ana.last.text


async def test_what_a_place_depends_on_is_not_deleted(ana: Talker, institute: Institute, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await ana.says("/perfil")
    await ana.presses("Nacimiento")
    await ana.presses("Borrar")
    assert "Glocal tiene límite de edad" in ana.sees and "Si está mal, puedes cambiarla." in ana.sees
    await ana.taps(str(ClearField("name")))
    assert "Tu nombre está en la lista de Glocal" in ana.sees
    stored = await institute.who(ana)
    assert (stored.name, str(stored.birth_date)) == ("Ana María Pérez", "2008-03-15")
    await ana.taps(str(EditField("name")))
    await ana.says("Ana María Pérez Ruiz")
    assert "Nombre: Ana María Pérez Ruiz" in ana.sees


async def test_choices_are_tapped_on_and_off(ana: Talker, institute: Institute) -> None:
    await ana.says("/mis_datos")
    await ana.presses("Inicio")
    await ana.says("/perfil")
    await ana.presses("Tiempo libre")
    await ana.taps(str(SetField("free", "weekends")))
    await ana.taps(str(SetField("free", "mornings")))
    assert (await institute.who(ana)).free == ["mornings", "weekends"]
    assert sum(label.startswith("✅") for label in ana.labels) == 2
    await ana.taps(str(SetField("free", "weekends")))
    assert (await institute.who(ana)).free == ["mornings"]
    await ana.presses("Borrar")
    assert (await institute.who(ana)).free == [] and "Tu perfil" in ana.sees
    await ana.presses("Intereses")
    await ana.taps(str(SetField("moves", institute.pack.interests[0].key)))
    assert (await institute.who(ana)).moves == [institute.pack.interests[0].key]
    await ana.presses("Atrás")
    assert "Intereses:" in ana.sees


@pytest.fixture
def mapped(institute: Institute, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is known of the first venue where on the map it is."""
    first, *others = institute.pack.venues
    placed = first.model_copy(update={"latitude": 21.12, "longitude": -101.68})
    pack = institute.pack.model_copy(update={"venues": [placed, *others]})
    monkeypatch.setattr(institute.turns, "_pack", pack)


async def test_no_location_is_asked_for_where_it_would_serve_nothing(ana: Talker) -> None:
    await ana.says("/perfil")
    await ana.presses("Lugar")
    assert "¿Cómo se llama tu colonia?" in ana.sees and "comparte" not in ana.sees
    assert "Compartir dónde estoy" not in ana.labels
    await ana.says("San Juan de Dios")
    assert "San Juan de Dios" in ana.sees


@pytest.mark.usefixtures("mapped")
async def test_a_location_is_rounded_before_it_is_kept(ana: Talker, institute: Institute) -> None:
    await ana.says("/perfil")
    await ana.presses("Lugar")
    assert "sin calle ni número" in ana.sees
    await ana.presses("Compartir dónde estoy")
    assert ana.keyboard == ["Compartir dónde estoy", "Atrás"]
    await ana.sends(location={"latitude": 21.12, "longitude": -101.68, "live_period": 900})
    assert "No necesito seguir por dónde andas" in ana.sees
    place = {"location": {"latitude": 21.1, "longitude": -101.7}, "title": "Plaza", "address": "Centro"}
    await ana.sends(location=place["location"], venue=place)
    assert "Ese es un lugar del mapa" in ana.sees
    await ana.sends_photo()
    assert ana.keyboard is not None
    await ana.shares_location(21.123456, -101.678901)
    assert "Anotado: cerca de 21.12, -101.68, a un kilómetro más o menos." in ana.sees and ana.keyboard is None
    stored = await institute.who(ana)
    assert (stored.latitude, stored.longitude) == (21.12, -101.68)
    assert "Lugar: cerca de 21.12" in ana.last.text
    await ana.shares_location(1, 1)
    assert "no necesito saber dónde estás" in ana.sees and (await institute.who(ana)).latitude == 21.12
    await ana.taps(str(ClearField("place")))
    stored = await institute.who(ana)
    assert (stored.latitude, stored.longitude, stored.since) == (None, None, {})


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize("leave", ["Atrás", "Back", "/cursos"])
async def test_the_location_button_goes_away_when_it_is_not_wanted(ana: Talker, leave: str) -> None:
    await ana.says("/perfil")
    await ana.presses("Lugar")
    await ana.presses("Compartir dónde estoy")
    await ana.says(leave)
    assert ana.keyboard is None and "Guardé el botón de ubicación." in ana.sees
    assert (await ana.institute.who(ana)).colonia is None


COLONIAS = [
    ("Calle Hidalgo 123", "Eso parece una dirección"),
    ("Av. Universidad 3000", "Eso parece una dirección"),
    ("Centro #12", "Eso parece una dirección"),
    ("\u200b\u202e", "no alcancé a ver ninguna letra"),
    ("<b>Centro</b>", "tiene algo que no es parte de un nombre"),
    ("https://t.me/x", "tiene algo que no es parte de un nombre"),
    ("😀 Centro", "tiene algo que no es parte de un nombre"),
    ("Centro " * 12, "caben 80 letras"),
    ("á" * 5000, "caben 80 letras"),
]


async def test_what_is_no_colonia_is_told_so_and_one_is_kept_clean(ana: Talker, institute: Institute) -> None:
    await ana.says("/perfil")
    await ana.presses("Lugar")
    for typed, answer in COLONIAS:
        await ana.says(typed)
        assert answer in ana.sees and "¿Cómo se llama tu colonia?" in ana.sees, typed
        assert len(ana.last.text) < 500
    await ana.says(" Lomas\u202e de los\u200b  Olivos 2a. Sección ")
    assert (await institute.who(ana)).colonia == "Lomas de los Olivos 2a. Sección"
    await ana.presses("Lugar")
    await ana.says("10 de Mayo")
    assert "Lugar: 10 de Mayo" in ana.sees


async def test_what_was_collected_is_deleted_whole(ana: Talker, institute: Institute) -> None:
    who = await institute.who(ana)
    now = time.now()
    async with institute.db.begin() as session:
        session.add(Interest(person_id=who.id, course_key="glocal", asked_at=now))
        session.add(JourneyStage(person_id=who.id, topic=institute.pack.topics[0].key, begun_at=now, stamped_at=now))
    await all_pages(ana)
    for field, left in (("wishes", Interest), ("journey", JourneyStage)):
        await ana.taps(str(EditField(field, 1)))
        assert "ya no se" in ana.sees
        await ana.presses("Borrar")
        assert "Lo que sé de ti" in ana.sees
        async with institute.db.reading() as session:
            assert (await session.exec(select(left))).first() is None
        await ana.taps(str(ClearField(field)))
        assert ana.toasts == ["Borrado."], "twice is harmless"


async def test_forged_and_old_addresses_change_nothing(ana: Talker, institute: Institute) -> None:
    before = (await institute.who(ana)).model_dump(exclude={"seen_at"})
    forged = [EditField("feed_token"), EditField("courses"), EditField("x"), SetField("name", "Beto")]
    forged += [SetField("occupation", "boss"), SetField("moves", "nada"), SetField("weekly", "0")]
    for address in [*forged, ClearField("id"), ClearField("created_at"), ClearField("courses"), Known(999), Known(-1)]:
        await ana.taps(str(address))
        assert ana.new, address
    assert (await institute.who(ana)).model_dump(exclude={"seen_at"}) == before


async def test_a_long_history_is_paged_and_fits(ana: Talker, institute: Institute) -> None:
    who = await institute.who(ana)
    async with institute.db.begin() as session:
        for course in institute.pack.courses:
            if course.seats:
                id, at = await institute.id_of(course.key), time.now() - timedelta(days=9)
                session.add(Enrollment(person_id=who.id, course_id=id, standing="left", joined_at=at, left_at=at))
        stored = await session.get_one(Person, who.id)
        stored.name, stored.colonia = "ñ" * 80, "ñ" * 80
    text = await all_pages(ana)
    assert ("– " in text and "lo dejaste" in text and "y 1" in text) or "más" in text


async def test_in_a_group_nothing_is_shown(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    group = institute.group()
    for text in ("/perfil", "/mis_datos"):
        await ana.says(text, to=group)
        assert "Ana María" not in group.sees and "Hablemos en privado" in group.sees
