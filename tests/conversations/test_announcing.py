"""Announcements: an author composes one by sending it, a colleague approves exactly that, and nobody else can."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, select

from bot import time
from bot.addresses import (
    Aim,
    AnnouncementAt,
    AskRemoval,
    DiscardAnnouncement,
    DuplicateAnnouncement,
    NewAnnouncement,
    PreviewOf,
    RefuseAnnouncement,
    ReviewAnnouncement,
    SubmitSurely,
)
from bot.models import (
    Account,
    AuditEntry,
    Broadcast,
    BroadcastMessage,
    Call,
    FirmCheck,
    Person,
    Placement,
    Role,
    StaffRole,
    Stage,
)
from bot.services.broadcasts import alone, approving
from tests.conversations.test_team import joins
from tests.talk import Institute, Talker

BOLD = {"type": "bold", "offset": 0, "length": 4}
TOO_BIG = alone.MOST + 10


async def crowd(
    institute: Institute, size: int, *, name: str | None = None, locale: str = "es", first: int = 1
) -> None:
    """People who are reached, beside those who talk."""
    async with institute.db.begin() as session:
        for number in range(first, first + size):
            person = Person(locale=locale, chose_locale=True, created_at=time.now(), name=name)
            session.add(person)
            await session.flush()
            session.add(Account(id=8_000_000_000 + number, person_id=person.id or 0))


async def broadcasts(institute: Institute) -> list[Broadcast]:
    async with institute.db.reading() as session:
        return list(await session.exec(select(Broadcast).order_by(col(Broadcast.id))))


async def the(institute: Institute) -> Broadcast:
    return (await broadcasts(institute))[-1]


async def noted(institute: Institute) -> list[str]:
    """What the log says about announcements."""
    async with institute.db.reading() as session:
        acts = await session.exec(select(AuditEntry.act).order_by(col(AuditEntry.number)))
        return [act.removeprefix("broadcast_") for act in acts if act.startswith("broadcast_")]


async def composes(author: Talker, text: str = "Hola {nombre}, este sábado hay taller", *marks: dict[str, Any]) -> None:
    """A text for everybody, everybody its audience."""
    await author.says("/anuncio")
    await author.presses("Nuevo anuncio")
    await author.sends(text=text, **({"entities": list(marks)} if marks else {}))
    await author.presses("Para todo el mundo")
    await author.presses("Todas las personas")
    await author.presses("Listo")


async def asks(author: Talker) -> None:
    await author.presses("Pedir visto bueno")
    await author.presses("Sí, pedirlo")


async def test_an_author_writes_to_a_few_alone_after_one_question(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    assert ana.commands[:2] == ["equipo", "anuncio"]
    await ana.says("/equipo")
    await ana.presses("Anuncios")
    assert "Todavía no hay" in ana.sees
    await ana.presses("Nuevo anuncio")
    assert "Mándame el anuncio" in ana.sees and "{nombre}" in ana.sees
    await ana.sends(text="Hola {nombre}, hay taller", entities=[BOLD])
    assert "texto: «Hola {nombre}, hay taller»" in ana.sees
    await ana.presses("Para todo el mundo")
    assert "todavía nadie" in ana.sees
    await ana.presses("Todas las personas")
    assert "Llega a 1 persona." in ana.sees
    await ana.presses("Listo")
    assert "Para: todas las personas" in ana.sees and "Sale: en cuanto se pueda" in ana.sees
    await ana.presses("Enviar")
    assert "¿Enviar a 1 persona, ahora mismo?" in ana.sees
    await ana.presses("Sí, a 1 persona")
    assert "Listo: sale para 1 persona, ahora mismo." in ana.sees
    row = await the(institute)
    assert row.stage is Stage.APPROVED and row.approver_id is None and row.approved_hash
    assert await noted(institute) == ["sent_alone"]


async def test_it_speaks_english_to_an_author_too(institute: Institute, casey: Talker) -> None:
    await joins(institute, casey, Role.AUTHOR)
    await casey.says("/announce")
    await casey.presses("New announcement")
    await casey.sends(text="Hi {nombre}, we meet on Saturday")
    await casey.presses("Only in English")
    assert "Is there a version for those who read Spanish?" in casey.sees
    await casey.presses("No, go on without")
    await casey.presses("Everybody")
    assert "It reaches 1 person." in casey.sees
    await casey.presses("Ready")
    await casey.presses("See how it looks")
    assert "Hi, we meet on Saturday" in casey.sees and "exactly how it arrives" in casey.sees


async def test_above_fifty_somebody_else_types_the_count_and_the_author_hears(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await composes(ana)
    many = TOO_BIG + 2
    assert f"Llega a {many} personas" in ana.sees and "alguien más lo aprueba" in ana.sees
    await asks(ana)
    assert "ya lo tiene quien aprueba" in ana.sees
    assert (await the(institute)).stage is Stage.ASKED
    assert "Un anuncio espera tu visto bueno" in beto.sees and "taller" not in beto.sees, "nothing of it in a preview"
    await beto.presses("Revisarlo")
    assert "Hola, este sábado hay taller" in beto.sees, "exactly as it arrives"
    assert f"escribe a cuántas personas llega: {many}" in beto.sees and "Ana te pide" in beto.sees
    await beto.says("sí")
    assert "Ese no es el número" in beto.sees and (await the(institute)).stage is Stage.ASKED
    await beto.says(str(many - 1))
    assert (await the(institute)).stage is Stage.ASKED
    await beto.says(f" {many} ")
    assert "Listo, lo aprobaste. Sale: ahora mismo." in beto.sees
    assert "Aprobaron tu anuncio" in ana.sees
    row = await the(institute)
    assert row.stage is Stage.APPROVED and row.approved_hash == row.asked_hash
    assert row.approver_id == (await institute.who(beto)).id
    assert await noted(institute) == ["asked", "approved"]


async def sends_alone(author: Talker, name: str) -> None:
    """Everything but the last tap, to one of the crowds that `crowd` made in a language of their own."""
    await author.says("/anuncio")
    await author.presses("Nuevo anuncio")
    await author.sends(text=f"Aviso {name}")
    await author.presses("Para todo el mundo")
    await author.presses("Por colonia")
    await author.says(name)
    await author.presses("Atrás")
    await author.presses("Listo")


async def lives_in(institute: Institute, colonia: str, size: int, first: int) -> None:
    await crowd(institute, size, first=first)
    async with institute.db.begin() as session:
        ids = [8_000_000_000 + number for number in range(first, first + size)]
        theirs = select(Account.person_id).where(col(Account.id).in_(ids))
        for person in await session.exec(select(Person).where(col(Person.id).in_(theirs))):
            person.colonia = colonia


async def test_one_announcement_in_pieces_of_fifty_needs_a_second_person_and_says_why(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await lives_in(institute, "Oriente", 30, 1)
    await lives_in(institute, "Poniente", 20, 101)
    await lives_in(institute, "Norte", 1, 201)
    await sends_alone(ana, "Oriente")
    await ana.presses("Enviar")
    await ana.presses("Sí, a 30 personas")
    await sends_alone(ana, "Poniente")
    await ana.presses("Enviar")
    await ana.presses("Sí, a 20 personas")
    assert "Listo: sale para 20 personas" in ana.sees
    await sends_alone(ana, "Norte")
    assert "En 24 horas ya mandas a 50 personas sin que nadie más lo revise" in ana.sees
    assert "más de 50, así que alguien más lo aprueba" in ana.sees and "Enviar" not in ana.labels
    await ana.presses("Pedir visto bueno")
    assert "Mándalo mañana" in ana.sees, "nobody else could say yes, and there is a way on"
    await joins(institute, beto, Role.APPROVER)
    await ana.presses("Pedir visto bueno")
    assert "no debe salir en partes" in ana.sees
    await ana.presses("Sí, pedirlo")
    await beto.presses("Revisarlo")
    assert "Es para pocas personas, pero quien lo escribió manda a 50 más" in beto.sees
    await beto.says("1")
    assert "Listo, lo aprobaste" in beto.sees
    assert await noted(institute) == ["sent_alone", "sent_alone", "asked", "approved"]
    await institute.pass_time(days=1, hours=1)
    await sends_alone(ana, "Norte")
    assert "Enviar" in ana.labels, "the next day begins anew"


async def test_one_person_with_both_roles_cant_approve_their_own(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, ana, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await composes(ana)
    await ana.presses("Pedir visto bueno")
    assert "nadie más tiene ese rol" in ana.sees
    async with institute.db.begin() as session:
        row = (await session.exec(select(Broadcast))).one()
        row.stage, row.asked_at = Stage.ASKED, time.now()
    await ana.taps(str(ReviewAnnouncement((await the(institute)).id or 0)))
    assert "Este lo escribiste tú" in ana.sees
    await ana.says(str(TOO_BIG + 1))
    assert (await the(institute)).stage is Stage.ASKED


async def test_a_change_takes_the_yes_back_and_an_old_button_sends_nothing(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await composes(ana)
    await asks(ana)
    old = (await the(institute)).asked_hash or ""
    await beto.presses("Revisarlo")
    await beto.says(str(TOO_BIG + 2))
    await ana.presses("Ver el anuncio")
    await ana.presses("Cambiarlo")
    assert "Vuelve a ser borrador" in ana.sees
    assert (await the(institute)).approved_hash is None
    await ana.presses("Mensaje")
    await ana.presses("Mandar otro")
    await ana.sends(text="Otra cosa muy distinta")
    id = (await the(institute)).id or 0
    await ana.taps(str(SubmitSurely(id, old[:12])))
    assert "cambió" in ana.sees and (await the(institute)).stage is Stage.DRAFT
    await beto.taps(str(ReviewAnnouncement(id)))
    assert "cambió" in beto.sees
    assert await noted(institute) == ["asked", "approved", "reopened"]


async def test_a_no_comes_with_its_reason_and_leaves_the_draft(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await composes(ana)
    await asks(ana)
    await beto.presses("Revisarlo")
    await beto.presses("No aprobar")
    await beto.says("Falta <b>la hora</b>")
    assert "no se envía" in beto.sees
    assert "No se aprobó: «Falta <b>la hora</b>»" in ana.sees
    await ana.presses("Ver el anuncio")
    assert "borrador" in ana.sees and "Falta <b>la hora</b>" in ana.sees and "taller" in ana.sees
    await beto.says(str(TOO_BIG + 2))
    assert (await the(institute)).stage is Stage.DRAFT, "nothing listens any more"


async def test_nobody_answers_for_a_day(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await composes(ana)
    await asks(ana)
    await beto.presses("Revisarlo")
    await institute.pass_time(hours=24, minutes=1)
    assert "Nadie contestó en 24 horas" in ana.sees and (await the(institute)).stage is Stage.DRAFT
    await beto.says(str(TOO_BIG + 2))
    assert "cambió, se contestó o terminó" in beto.sees


async def test_two_approve_at_once_and_one_who_lost_the_role_a_moment_ago_doesnt(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    for one in (beto, casey):
        await joins(institute, one, Role.APPROVER)
    dora = institute.person(7_000_000_004, "Dora")
    await joins(institute, dora, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await composes(ana)
    await asks(ana)
    await beto.presses("Revisarlo")
    await casey.presses("Look at it")
    await dora.presses("Revisarlo")
    gone = (await institute.who(dora)).id
    async with institute.db.begin() as session:
        await session.exec(delete(StaffRole).where(col(StaffRole.person_id) == gone))
    count = str(TOO_BIG + 4)
    await dora.says(count)
    assert "ya no está" in dora.sees and (await the(institute)).stage is Stage.ASKED
    await institute.hears({"message": beto.message(text=count)}, {"message": casey.message(text=count)})
    answers = [beto.sees, casey.sees]
    assert sum("lo aprobaste" in one or "you approved" in one for one in answers) == 1
    assert await noted(institute) == ["asked", "approved"]


async def test_the_audience_moves_between_the_yes_and_the_start_and_it_is_asked_again(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.APPROVER)
    await crowd(institute, 98)
    await composes(ana)
    await asks(ana)
    await beto.presses("Revisarlo")
    await beto.says("100")
    id = (await the(institute)).id or 0
    await crowd(institute, 2, first=200)
    assert await starts(institute, id), "a fiftieth more is the same audience"
    await crowd(institute, 1, first=300)
    assert not await starts(institute, id)
    row = await the(institute)
    assert (row.stage, row.asked_count, row.approved_hash) == (Stage.ASKED, 103, None)
    await institute.say()
    assert "ahora llega a más o a menos personas" in ana.sees and "espera tu visto bueno" in beto.sees
    await beto.presses("Revisarlo")
    await beto.says("100")
    assert "Ese no es el número" in beto.sees
    await beto.says("103")
    assert await starts(institute, id)
    assert await noted(institute) == ["asked", "approved", "asked_again", "approved"]


async def starts(institute: Institute, id: int) -> bool:
    async with institute.db.begin() as session:
        return await approving.may_start(session, id, facts=institute.facts, now=time.now())


async def test_who_writes_no_announcements_finds_none_and_drafts_are_their_authors_alone(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, casey, Role.AUTHOR)
    await composes(ana)
    id, before = (await the(institute)).id or 0, await broadcasts(institute)
    await beto.says("/anuncio")
    assert "Anuncios" not in beto.sees
    forged = (AnnouncementAt(id), PreviewOf(id), DiscardAnnouncement(id), DuplicateAnnouncement(id), NewAnnouncement())
    more = (Aim(id, "everybody"), SubmitSurely(id, "0" * 12), ReviewAnnouncement(id), RefuseAnnouncement(id))
    for address in (*forged, *more):
        await beto.taps(str(address))
        assert "ya no está" in beto.sees, address
    for address in (*forged[:-1], *more[:2]):
        await casey.taps(str(address))
        assert "isn't there any more" in casey.sees, address
    await casey.says("/announce")
    assert "1." not in casey.sees
    assert [one.model_dump() for one in await broadcasts(institute)] == [one.model_dump() for one in before]
    await joins(institute, beto, Role.ADMINISTRATOR)
    await beto.says("/anuncio")
    assert "Tu rol no permite eso" in beto.sees


STICKER = {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1} | {
    "is_animated": False,
    "is_video": False,
}


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (
            {"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1}},
            "no lo puedo",
        ),
        ({"dice": {"emoji": "🎲", "value": 4}}, "Eso no lo puedo mandar"),
        ({"text": "😀" * 2049}, "Es demasiado largo"),
        ({"text": "{nombre}"}, "no hay nada que leer"),
    ],
)
async def test_what_cant_be_sent_is_refused_with_a_way_on(
    institute: Institute, ana: Talker, sent: dict[str, Any], answer: str
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await ana.sends(**sent)
    assert answer in ana.sees and "Mándame el anuncio" in ana.sees
    await ana.sends(text="Ahora sí")
    assert "Lo tengo: texto: «Ahora sí»" in ana.sees, "it still listens"


def photo(number: int) -> list[dict[str, Any]]:
    return [{"file_id": f"F{number}", "file_unique_id": f"u{number}", "width": 90, "height": 90}]


async def sends_album(institute: Institute, talker: Talker, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.intake.inbox.ALBUM_PAUSE", timedelta())
    monkeypatch.setattr("bot.turn.lanes.ALBUM_PAUSE", timedelta())
    parts = [
        {"photo": photo(n), "media_group_id": "a", **({"caption": "Hola {nombre}"} if not n else {})}
        for n in range(size)
    ]
    await institute.hears(*({"message": talker.message(**part)} for part in parts))


async def test_an_album_is_one_announcement_with_its_buttons_after_it(
    institute: Institute, ana: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await sends_album(institute, ana, 3, monkeypatch)
    assert "álbum de 3: «Hola {nombre}»" in ana.sees
    await ana.presses("Para todo el mundo")
    await ana.presses("Todas las personas")
    await ana.presses("Listo")
    await ana.presses("Botones")
    await ana.presses("A una página")
    await ana.says("Inscríbete http://leon.gob.mx")
    assert "Tiene que empezar con https://" in ana.sees
    await ana.says("Inscríbete https://leon.gob.mx/taller")
    assert "1. Inscríbete" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Ver cómo queda")
    assert "Aquí puedes seguir" in ana.sees and "Inscríbete" in [label for one in ana.new for label in one.labels]


async def test_an_album_of_eleven_is_too_many(
    institute: Institute, ana: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await sends_album(institute, ana, 11, monkeypatch)
    assert "Un álbum lleva 10 como máximo y este tiene 11" in ana.sees
    async with institute.db.reading() as session:
        assert not (await session.exec(select(BroadcastMessage))).all()


async def test_nothing_is_lost_by_leaving_and_it_goes_on_later(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await composes(ana, "Este sábado hay taller de barbería")
    await ana.presses("Cuándo")
    await ana.says("/cursos")
    await ana.says("barbería")
    await ana.says("/anuncio")
    assert "1. Este sábado hay taller de b… · borrador" in ana.sees
    await ana.presses("Ver 1")
    assert "Llega a 1 persona" in ana.sees
    await ana.presses("Desechar")
    await ana.presses("Sí, desecharlo")
    assert "Todavía no hay" in ana.sees and await noted(institute) == ["discarded"]


async def test_each_language_has_its_version_and_without_one_is_left_out(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await crowd(institute, 2, locale="en")
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await ana.sends(text="Hola {nombre}")
    await ana.presses("Solo en español")
    await ana.presses("No, así está bien")
    await ana.presses("Todas las personas")
    assert "Llega a 1 persona." in ana.sees and "2 sin versión en su idioma" in ana.sees
    await ana.presses("Listo")
    await ana.presses("Mensaje")
    await ana.presses("Agregar inglés")
    await ana.sends(text="Hello {nombre}")
    assert "Llega a 3 personas. 1 en español y 2 en inglés." in ana.sees
    await ana.presses("Ver cómo queda")
    assert [message.text for message in ana.new[:2]] == ["Hola", "Hello"]


async def test_the_preview_is_tried_on_real_names_that_only_some_may_read(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.APPROVER)
    await crowd(institute, TOO_BIG)
    await crowd(institute, 1, name="Maximiliano Pérez", first=500)
    await crowd(institute, 1, name="مريم", first=600)
    await composes(ana, "Hola {nombre}, ven", {"type": "bold", "offset": 5, "length": 8})
    await ana.presses("Ver cómo queda")
    assert [message.text for message in ana.new[:3]] == ["Hola Xxxxxxxxxxx, ven", "Hola مممم, ven", "Hola, ven"]
    await ana.presses("Atrás")
    await asks(ana)
    await beto.presses("Revisarlo")
    assert [message.text for message in beto.new[:3]] == ["Hola Maximiliano, ven", "Hola مريم, ven", "Hola, ven"]


async def test_the_audience_is_chosen_by_taps_and_by_writing(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await ana.says("/perfil")
    me = (await institute.who(ana)).id
    async with institute.db.begin() as session:
        person = await session.get_one(Person, me)
        person.colonia, person.birth_date = "San Juan Bosco", time.now().date().replace(year=2009, month=1)
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await ana.sends(text="Hola")
    await ana.presses("Para todo el mundo")
    await ana.presses("Por edad")
    await ana.says("quince")
    assert "No entendí esas edades" in ana.sees
    await ana.says("17 a 16")
    assert "Llega a 1 persona." in ana.sees
    await ana.presses("Atrás")
    assert "quienes tienen de 16 a 17 años" in ana.sees
    await ana.presses("Por colonia")
    await ana.says("Narnia")
    assert "Nadie ha dicho que vive en «Narnia»" in ana.sees
    await ana.says("bosco")
    assert "Llega a 1 persona." in ana.sees
    await ana.presses("Atrás")
    assert "tienen de 16 a 17 años; viven en San Juan Bosco" in ana.sees
    await ana.presses("Siguen un tema")
    first = ana.labels[0]
    await ana.presses(first)
    assert "Llega a 0 personas." in ana.sees and f"{first} · ✓" in ana.labels
    await ana.presses(f"{first} · ✓")
    assert "Llega a 1 persona." in ana.sees


async def in_firms(institute: Institute, *written: tuple[Talker, str]) -> None:
    """Each has a place in a firm, by the name that they wrote."""
    people = [((await institute.who(talker)).id or 0, firm) for talker, firm in written]
    async with institute.db.begin() as session:
        call = (await session.exec(select(Call).order_by(col(Call.id)))).first()
        assert call is not None
        for person, firm in people:
            session.add(Placement(person_id=person, call_id=call.id or 0, firm=firm, begun_at=time.now()))


async def test_the_audience_is_the_people_of_a_firm_however_they_write_its_name(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    for talker in (beto, casey):
        await talker.says("/start")
    await in_firms(institute, (beto, "Herramental del Bajío"), (casey, "HERRAMENTAL DEL BAJIO"))
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await ana.sends(text="Mañana no hay paso por la puerta 2")
    await ana.presses("Para todo el mundo")
    await ana.presses("Lugar en empresa")
    assert "sin importar cómo escriba el nombre" in ana.sees
    await ana.says("acme")
    assert "Nadie tiene lugar en «acme»" in ana.sees
    await ana.says("he")
    assert "Escribe al menos 3 letras del nombre." in ana.sees and "Nadie" not in ana.sees
    [firm] = [label for label in ana.labels if label.casefold().startswith("herramental")]
    await ana.presses(firm)
    assert "Llega a 2 personas." in ana.sees and any("✓" in label for label in ana.labels)
    await ana.presses("Atrás")
    assert "quienes tienen lugar en H" in ana.sees
    await ana.presses("Por idioma")
    await ana.presses("español")
    assert "Llega a 1 persona." in ana.sees, "it adds up with the others"
    await ana.presses("Atrás")
    await ana.presses("Revisó su negocio")
    await ana.presses("Cualquier convocatoria")
    assert "Llega a 0 personas." in ana.sees
    who = await institute.who(beto)
    async with institute.db.begin() as session:
        call = (await session.exec(select(Call))).first()
        session.add(FirmCheck(person_id=who.id or 0, call_id=call.id if call else 0, edited_at=time.now()))
    await ana.presses("Atrás")
    assert "Llega a 1 persona." in ana.sees
    assert "revisaron su negocio para cualquier convocatoria de financiamiento" in ana.sees
    before = (await the(institute)).audience
    await ana.presses("Listo")
    await ana.presses("Enviar")
    await ana.presses("Sí, a 1 persona")
    row = await the(institute)
    assert row.stage is Stage.APPROVED and row.audience == before and set(before) >= {"firms", "checked"}


async def test_after_a_tap_on_a_value_one_can_still_write_another(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    for talker in (beto, casey):
        await talker.says("/start")
    await in_firms(institute, (beto, "Herramental"), (casey, "Áncora"))
    await lives_in(institute, "Oriente", 1, 1)
    await ana.says("/anuncio")
    await ana.presses("Nuevo anuncio")
    await ana.sends(text="Mañana no hay paso por la puerta 2")
    await ana.presses("Para todo el mundo")
    await ana.presses("Lugar en empresa")
    await ana.presses("Áncora")
    await ana.says("herra")
    assert {"Áncora · ✓", "Herramental · ✓"} <= set(ana.labels) and "Llega a 2 personas." in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Por edad")
    await ana.presses("15 a 17 años")
    await ana.says("20-25")
    await ana.presses("Atrás")
    await ana.presses("Por colonia")
    await ana.says("oriente")
    await ana.presses("Oriente · ✓")
    await ana.says("oriente")
    assert "Oriente · ✓" in ana.labels
    audience = (await the(institute)).audience
    assert audience["ages"] == [20, 25] and audience["colonias"] == ["Oriente"]


async def test_what_is_passed_on_is_the_announcement_where_that_is_asked_for(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    friend = {"type": "user", "sender_user": {"id": 9_000_000_009, "is_bot": False, "first_name": "Memo"}, "date": 1}
    file = {"file_id": "passed-on", "file_unique_id": "p1", "width": 9, "height": 9, "file_size": 9}
    options = [{"persistent_id": one, "text": one, "voter_count": 0} for one in ("Sí", "No")]
    poll = {"id": "1", "question": "¿Vienes?", "options": options, "total_voter_count": 0, "type": "regular"}
    poll |= dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting"), False)
    poll["members_only"] = False
    for sent, kind in (
        ({"text": "Mañana hay taller https://example.com"}, "text"),
        ({"photo": [file], "caption": "El cartel"}, "photo"),
        ({"poll": poll}, "poll"),
    ):
        await ana.says("/anuncio")
        await ana.presses("Nuevo anuncio")
        await ana.sends(**sent, forward_origin=friend)
        async with institute.db.reading() as session:
            row = (await session.exec(select(BroadcastMessage).order_by(col(BroadcastMessage.id).desc()))).first()
        assert row is not None and row.content["kind"] == kind, ana.sees
    await ana.presses("Para todo el mundo")
    await ana.presses("Todas las personas")
    await ana.presses("Listo")
    await ana.presses("Cuándo")
    await ana.sends(text="Manda 300 pesos a la CLABE 012345678901234567", forward_origin=friend)
    assert "No entendí esa hora" not in ana.sees and (await the(institute)).due_at is None, "asked for nothing of it"


async def test_who_takes_the_role_away_reads_what_will_not_be_sent(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.ADMINISTRATOR)
    person = (await institute.who(ana)).id or 0
    await beto.taps(str(AskRemoval(person, "author")))
    assert "anuncio" not in beto.sees
    await composes(ana)
    await ana.presses("Cuándo")
    await ana.says("mañana 10:00")
    await ana.presses("Enviar")
    await ana.presses("Sí, a 2 personas")
    await beto.taps(str(AskRemoval(person, "author")))
    assert "1 anuncio que programó" in beto.sees
    await beto.presses("Sí, quitarlo")
    await institute.pass_time(days=1)
    assert not await starts(institute, (await the(institute)).id or 0)
    assert (await the(institute)).reason == approving.LEFT


async def test_an_hour_in_the_quiet_hours_says_when_it_really_goes(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await composes(ana)
    await ana.presses("Cuándo")
    await ana.says("cuando sea")
    assert "No entendí esa hora" in ana.sees
    await ana.says("20/11/2026 10:00")
    assert "Esa hora ya pasó" in ana.sees
    await ana.says("mañana 3:00")
    assert "Esa es hora de silencio: sale mañana" in ana.sees
    due = (await the(institute)).due_at
    assert due is not None and institute.facts.awake(due) == due
    await ana.presses("Cuándo")
    await ana.presses("En cuanto se pueda")
    assert (await the(institute)).due_at is None


async def test_duplicate_as_new_begins_with_everything_but_the_yes(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await joins(institute, ana, Role.AUTHOR)
    await joins(institute, beto, Role.AUTHOR)
    await composes(ana)
    await ana.presses("Enviar")
    await ana.presses("Sí, a 2 personas")
    await beto.says("/anuncio")
    await beto.presses("Ver 1")
    assert "aprobado" in beto.sees and "Cambiarlo" not in beto.labels
    await beto.presses("Duplicar")
    assert "Es un borrador nuevo" in beto.sees and "taller" in beto.sees
    old, new = await broadcasts(institute)
    assert (new.stage, new.audience, new.approved_hash) == (Stage.DRAFT, old.audience, None)
    assert new.author_id == (await institute.who(beto)).id
