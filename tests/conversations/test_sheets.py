"""Lists of the catalogue: a colleague takes one, changes it, sends it, looks at what it would do, and decides."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from sqlmodel import col, select

from bot import time
from bot.addresses import AskUndoSheet, ConfirmSheet, SheetAt, SheetReport, Sheets, TakeSheet, UndoSheet
from bot.jobs import downloads, sheets
from bot.jobs.fetching import Fetcher, TooLarge
from bot.models import AuditEntry, Course, Letter, Role, SheetImport
from bot.services import editing, team
from bot.services.sheets import imports
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

HEADER = ["Nombre del taller", "Línea", "Inicio", "Fin", "Días", "Horario", "Cupo", "Costo", "Sede", "Descripción"]
WELDING = ["Soldadura básica", "Empleo", "12/01/2027", "26/01/2027", "Mar y Jue", "4:00 p.m. a 6:00 p.m.", 15,
           "Gratuito", "Casa de la Juventud", "Aprende a unir metales sin miedo."]  # fmt: skip
WRONG = ["Costura", "Astrología", "31/02/2027", None, None, "4 a 6", "muchos", "$10.50", "La Luna", None]


class Shelf(Fetcher):
    """Telegram's side, where files lie until they are fetched."""

    def __init__(self, **files: bytes) -> None:
        self.files = files

    async def fetch(self, file_id: str, limit: int) -> bytes:
        if len(self.files[file_id]) > limit:
            raise TooLarge
        return self.files[file_id]


def workbook(*rows: Sequence[Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Talleres")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def cells(file: bytes | None, sheet: int = 0) -> list[list[Any]]:
    assert file
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(sheet).to_python()


async def works_as(institute: Institute, talker: Talker, role: Role) -> None:
    async with institute.db.begin() as session:
        token, _made = await team.invite(session, role, by=None, now=time.now())
    await talker.says(f"/start i_{token}")
    await talker.presses("Aceptar" if talker.language_code == "es" else "Accept")


async def sends(institute: Institute, talker: Talker, content: bytes, name: str = "talleres 2027.xlsx") -> None:
    """Attach a file where the bot waits for one; the job fetches and reads it, and the bot writes."""
    file = {"file_id": "f", "file_unique_id": "u", "file_name": name, "file_size": len(content)}
    await talker.sends(document=file)
    purposes = {imports.PURPOSE: sheets.Taking(institute.pack, institute.facts)}
    await downloads.fetch_due(institute.db, Shelf(f=content), purposes)
    talker.new = []
    await institute.say()


async def course_called(institute: Institute, title: str) -> Course | None:
    async with institute.db.reading() as session:
        return next((one for one in await session.exec(select(Course)) if one.title.get("es") == title), None)


async def test_a_list_from_the_first_tap_to_the_last(institute: Institute, ana: Talker) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.says("/equipo")
    await ana.presses("Listas")
    await ana.presses("Mandar una lista")
    assert "Mándame tu lista" in ana.sees and "Todavía no cambia nada" in ana.sees
    await ana.says("¿así?")
    assert "adjúntala con el clip" in ana.sees
    await ana.sends_photo()
    assert "No puedo leer una lista en una foto" in ana.sees
    content = workbook(
        ["H. AYUNTAMIENTO DE LEÓN"], [], HEADER, WELDING, WRONG, ["TOTAL", None, None, None, None, None, 15]
    )
    await sends(institute, ana, content)
    assert "Esto entendí de talleres 2027.xlsx" in ana.sees and "están en la fila 3" in ana.sees
    assert "1 curso nuevo" in ana.sees and "1 fila con error, se queda fuera" in ana.sees
    assert await course_called(institute, "Soldadura básica") is None, "nothing changes before it is confirmed"
    await ana.presses("Errores (1)")
    assert "Fila 5: Costura" in ana.sees and "no conozco «Astrología». Hay: " in ana.sees
    assert "¿«4 a 6» es de la mañana o de la tarde?" in ana.sees and "no está en el calendario" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Nuevos (1)")
    assert "Fila 4: Soldadura básica" in ana.sees and "5 sesiones" in ana.sees
    await ana.presses("Atrás")
    confirm = ana.newest("Aplicar 1 cambio").data("Aplicar 1 cambio")
    await ana.presses("Aplicar 1 cambio")
    assert "Listo, el catálogo está al día" in ana.sees and "1 curso nuevo" in ana.sees
    made = await course_called(institute, "Soldadura básica")
    assert made and (made.seats, made.cost, made.venue, made.topic) == (15, 0, "casa-juventud", "employment")
    await ana.taps(confirm)
    assert "Listo, el catálogo está al día" in ana.sees, "a second tap is harmless"
    async with institute.db.reading() as session:
        titles = [one.title["es"] for one in await session.exec(select(Course))]
        acts = [one.act for one in await session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))]
    assert titles.count("Soldadura básica") == 1
    assert acts.count("import_sheet") == 1 and acts.count("create_course") == 1
    await ana.presses("Mandar otra lista")
    await sends(institute, ana, content)
    assert "No hay nada que cambiar" in ana.sees and "1 sigue igual" in ana.sees
    await ana.presses("Reporte en Excel")
    report = cells(ana.last.file)
    assert report[0] == ["Fila", "Título", "Resultado", "Detalles"]
    assert [row[2] for row in report[1:]] == ["Igual", "Se quedó fuera: tiene un error"] and "clave" not in report[1][3]


async def test_a_list_that_is_sent_without_a_tap_is_taken_from_colleagues_alone(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.says("/listas")
    await ana.presses("Plantilla")
    assert "mándamela" in ana.sees
    await sends(institute, ana, workbook(HEADER, WELDING))
    assert "1 curso nuevo" in ana.sees and "se ven de inmediato" in ana.sees
    await ana.presses("Nuevos (1)")
    assert "– Lugares: 15" in ana.sees and "– Costo: Gratis" in ana.sees and "– Sede: Casa de la Juventud" in ana.sees
    await ana.sends(document={"file_id": "p", "file_unique_id": "p", "file_name": "acta.pdf", "file_size": 9})
    assert "no necesito ningún archivo" in ana.sees
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "lista.xlsx", "file_size": 9}
    await beto.sends(document=file)
    assert "no necesito ningún archivo" in beto.sees
    async with institute.db.reading() as session:
        assert len((await session.exec(select(SheetImport))).all()) == 1


async def test_a_list_in_english(institute: Institute, casey: Talker) -> None:
    await works_as(institute, casey, Role.AUTHOR)
    await casey.says("/team")
    await casey.presses("Lists")
    await casey.presses("Template")
    template = cells(casey.last.file)
    assert template[0][:2] == ["Key", "Title"] and template[1][0] == "example"
    assert cells(casey.last.file, 1)[1][0] == "The example row"
    await casey.presses("Send a list")
    rows = [template[0], template[1], ["", "Welding", *[""] * (len(template[0]) - 2)]]
    rows[2][template[0].index("Pillar or area")] = "Employment"
    rows[2][template[0].index("Start date")] = "12/01/2027"
    rows[2][template[0].index("Schedule")] = "4 to 6 pm"
    await sends(institute, casey, "\n".join(";".join(map(str, row)) for row in rows).encode("cp1252"), "list.csv")
    assert "1 new course" in casey.sees and "1 row is no course" in casey.sees
    await casey.presses("New (1)")
    assert "there is no description; I put the title." in casey.sees
    await casey.presses("Back")
    await casey.presses("Leave it")
    assert "That list was left out; nothing changed." in casey.sees
    assert await course_called(institute, "Welding") is None


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_what_was_taken_away_comes_back_with_nothing_to_change(
    institute: Institute, ana: Talker, form: str
) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await ana.presses("Cursos (Excel)" if form == "xlsx" else "Cursos (CSV)")
    taken = ana.last.file
    assert taken and f"{len(institute.pack.courses)} filas" in ana.sees
    await ana.presses("Mandar una lista")
    await sends(institute, ana, taken, f"cursos.{form}")
    assert "No hay nada que cambiar" in ana.sees, ana.sees
    assert "error" not in ana.sees and "no en tu lista" not in ana.sees, ana.sees


async def test_a_change_says_whom_it_affects_and_they_are_told(
    institute: Institute, ana: Talker, beto: Talker, sign_up: SignedUp
) -> None:
    await sign_up(beto, "barberia")
    await works_as(institute, ana, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await ana.presses("Mandar una lista")
    rows = [["Clave", "Curso", "Sede", "Cupo"], ["barberia", "Barbería", "Casa del Adolescente", 30]]
    await sends(institute, ana, workbook(*rows))
    assert "1 que cambia" in ana.sees and "Le aviso del cambio a 1 persona con lugar" in ana.sees
    await ana.presses("Cambian (1)")
    assert "Lugares: " in ana.sees and "→ 30" in ana.sees and "1 persona tiene lugar; se les avisa." in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Aplicar 1 cambio")
    assert "1 cambió" in ana.sees
    who = await institute.who(beto)
    async with institute.db.reading() as session:
        kinds = list(await session.exec(select(Letter.kind).where(Letter.person_id == who.id)))
    assert any("chang" in kind or "moved" in kind for kind in kinds), kinds


async def test_what_a_colleague_changed_meanwhile_is_noticed(institute: Institute, ana: Talker) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await ana.presses("Mandar una lista")
    rows = [["Clave", "Curso", "Cupo", "Costo"], ["barberia", "Barbería", 30, 50], ["glocal", "Glocal", 31, None]]
    await sends(institute, ana, workbook(*rows))
    course_id = await institute.id_of("barberia")
    async with institute.db.begin() as session:
        now = {"pack": institute.pack, "facts": institute.facts, "now": time.now()}
        await editing.put_course(session, {"cost": 80}, by=None, course_id=course_id, **now)
    await ana.presses("Aplicar 2 cambios")
    assert "El catálogo cambió desde que lo viste" in ana.sees
    async with institute.db.reading() as session:
        glocal = await session.get_one(Course, await institute.id_of("glocal"))
        assert glocal.seats != 31, "all of it or nothing"
    await ana.presses("Cambian (2)")
    assert "$80 → $50" in ana.sees
    await ana.presses("Atrás")
    await ana.presses("Aplicar 2 cambios")
    assert "2 cambiaron" in ana.sees


UNDO_ES = ("/listas", "Deshacer la lista", "¿Deshacer lo que hizo la lista?", "1 curso nuevo sale",
           "se quedan como están", "alguien ya se inscribió", "1 recupera lo que tenía antes", "Sí, deshacer",
           "deshice la lista", "1 curso nuevo salió", "La última que aplicaste")  # fmt: skip
UNDO_EN = ("/lists", "Undo the list", "Take back what the list did?", "1 new course leaves", "These stay as they are",
           "somebody signed up", "1 gets back what it had before", "Yes, undo it", "I took the list back",
           "1 new course left", "The last one you applied")  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("es", UNDO_ES), ("en", UNDO_EN)], ids=["es", "en"])
async def test_a_list_is_taken_back_but_for_what_somebody_signed_up_for(
    institute: Institute, beto: Talker, sign_up: SignedUp, language: str, words: tuple[str, ...]
) -> None:
    noa = institute.person(9, "Noa", language)
    lists, undo, asked, goes, stay, signed_up, back, yes, done, gone, last = words
    await works_as(institute, noa, Role.AUTHOR)
    await noa.taps(str(Sheets()))
    was = (await course_called(institute, "Barbería")).cost  # type: ignore[union-attr]
    other = ["Plomería básica", *WELDING[1:2], "13/01/2027", "27/01/2027", "Mié", *WELDING[5:]]
    haircut = ["Barbería", None, None, None, None, None, None, 333, None, None]
    await sends(institute, noa, workbook(HEADER, WELDING, other, haircut))
    one = await newest_list(institute)
    await noa.taps(str(ConfirmSheet(one.id or 0)))
    made = await course_called(institute, "Plomería básica")
    assert made is not None
    await sign_up(beto, made.key)
    await noa.says(lists)
    await noa.presses(last)
    await noa.presses(undo)
    for said in (asked, goes, back, stay, f"Plomería básica: {signed_up}"):
        assert said in noa.sees, said
    await noa.presses(yes)
    assert done in noa.sees and gone in noa.sees and f"Plomería básica: {signed_up}" in noa.sees
    welding, plumbing = [await course_called(institute, f"{one} básica") for one in ("Soldadura", "Plomería")]
    assert welding and welding.closed_at and plumbing and plumbing.closed_at is None
    assert (await course_called(institute, "Barbería")).cost == was  # type: ignore[union-attr]
    await noa.says(lists)
    assert last not in noa.labels
    await noa.taps(str(SheetReport(one.id or 0)))
    results = [line[2] for line in cells(noa.last.file)[1:]]
    assert results[0] == results[2] != results[1], results


async def test_after_a_day_a_list_isnt_taken_back_and_nobody_elses_ever(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await works_as(institute, beto, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await sends(institute, ana, workbook(HEADER, WELDING))
    one = await newest_list(institute)
    await ana.presses("Aplicar 1 cambio")
    assert "Durante 24 horas puedes deshacerla" in ana.sees
    await beto.taps(str(UndoSheet(one.id or 0)))
    assert "ya no está" in beto.sees and await course_called(institute, "Soldadura básica") is not None
    await institute.pass_time(days=1)
    await ana.taps(str(AskUndoSheet(one.id or 0)))
    assert "y ya pasaron" in ana.sees
    await ana.taps(str(UndoSheet(one.id or 0)))
    assert "y ya pasaron" in ana.sees and await course_called(institute, "Soldadura básica") is not None


async def test_an_administrator_takes_a_colleagues_list_back_and_the_log_says_whose(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await works_as(institute, beto, Role.ADMINISTRATOR)
    await ana.taps(str(Sheets()))
    await sends(institute, ana, workbook(HEADER, WELDING))
    await ana.presses("Aplicar 1 cambio")
    await beto.says("/listas")
    await beto.presses("Deshacer la de alguien")
    assert "Es la lista de alguien del equipo" in beto.sees
    await beto.presses("Sí, deshacer")
    assert "deshice la lista" in beto.sees and (await course_called(institute, "Soldadura básica")).closed_at  # type: ignore[union-attr]
    me, whose = (await institute.who(beto)).id, (await institute.who(ana)).id
    async with institute.db.reading() as session:
        (entry,) = await session.exec(select(AuditEntry).where(AuditEntry.act == "undo_sheet"))
    assert entry.actor == me and entry.details["person"] == whose
    await beto.says("/listas")
    assert "Deshacer la de alguien" not in beto.labels


async def newest_list(institute: Institute) -> SheetImport:
    async with institute.db.reading() as session:
        return (await session.exec(select(SheetImport).order_by(col(SheetImport.id).desc()))).one()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 whatever", "No es una hoja de cálculo"),
        (workbook(["uno", "dos"], ["tres", "cuatro"]), "Ninguna fila dice qué es cada columna"),
        (b"", "Está vacío"),
        (b"x" * (4 * 1024 * 1024 + 1), "Pesa más de 4 MB"),
        (workbook(["Curso", "Cupo"], *([f"Curso {n}", 5] for n in range(101))), "más de 100 cursos"),
    ],
    ids=["pdf", "no header", "empty", "too large", "too many"],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_file_that_cannot_be_taken_says_why_and_a_way_on(
    institute: Institute, ana: Talker, content: bytes, said: str
) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await ana.presses("Mandar una lista")
    await sends(institute, ana, content)
    assert said in ana.sees or any(said in message.text for message in ana.messages[-2:])


async def test_people_are_taken_away_by_who_may_and_that_is_logged(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker, sign_up: SignedUp
) -> None:
    await sign_up(beto, "barberia")
    await works_as(institute, ana, Role.FACILITATOR)
    await ana.taps(str(Sheets()))
    assert "Mandar una lista" not in ana.labels
    await ana.presses("Participantes")
    await ana.presses("Barbería · 1")
    [header, row] = cells(ana.last.file)
    assert header == ["Núm.", "Nombre completo", "Edad", "Situación", "Desde"]
    assert row[1:4] == ["Ana María Pérez", 18.0, "Tiene lugar"]
    async with institute.db.reading() as session:
        noted = [one for one in await session.exec(select(AuditEntry)) if one.act == "export_sheet"]
    assert len(noted) == 1 and "Pérez" not in str(noted[0].details)
    await works_as(institute, casey, Role.AUTHOR)
    await casey.taps(str(TakeSheet("participants", "xlsx", await institute.id_of("barberia"))))
    assert casey.last.file is None and "Your role doesn't allow that" in casey.sees


async def test_a_stranger_and_another_colleague_see_nothing_of_it(
    institute: Institute, ana: Talker, beto: Talker
) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await ana.presses("Mandar una lista")
    await sends(institute, ana, workbook(HEADER, WELDING))
    async with institute.db.reading() as session:
        one = (await session.exec(select(SheetImport))).one()
    for address in (Sheets(), SheetAt(one.id or 0), ConfirmSheet(one.id or 0), TakeSheet("courses")):
        await beto.taps(str(address))
        assert "ya no está" in beto.sees
    await works_as(institute, beto, Role.AUTHOR)
    await beto.taps(str(ConfirmSheet(one.id or 0)))
    assert "ya no está" in beto.sees and await course_called(institute, "Soldadura básica") is None


async def test_a_role_that_was_taken_away_sends_nothing_more(institute: Institute, ana: Talker) -> None:
    await works_as(institute, ana, Role.AUTHOR)
    await ana.taps(str(Sheets()))
    await ana.presses("Mandar una lista")
    me = (await institute.who(ana)).id or 0
    async with institute.db.begin() as session:
        await team.remove(session, me, Role.AUTHOR, by=None, now=time.now())
    await sends(institute, ana, workbook(HEADER, WELDING))
    async with institute.db.reading() as session:
        assert (await session.exec(select(SheetImport))).first() is None
