"""The panel: from nothing to show to a spreadsheet, by those who may."""

import re
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from bot import time
from bot.addresses import FigureAt, FiguresSheet, Panel
from bot.jobs.figures import Figures
from bot.models import Account, Attendance, AuditEntry, Course, Enrollment, JourneyStage, Person, Role, Standing
from bot.services import rights
from tests.conversations.test_team import joins
from tests.talk import Institute, Talker


async def people_came(institute: Institute) -> None:
    """Twelve in each of three pillars; of those nine leave and seven stand in line. Seven came to something on Friday,
    five didn't."""
    now = time.now()
    async with institute.db.begin() as session:
        courses = (await session.exec(select(Course).where(Course.seats.is_not(None)))).all()  # type: ignore[union-attr]
        for n, topic in enumerate(("education", "employment", "culture")):
            course = max((one for one in courses if one.topic == topic and one.is_open(now)), key=_begins)
            course.seats = course.taken = 0
            made = [Person(locale=("es", "en")[k % 2], created_at=now, seen_at=now) for k in range(12)]
            session.add_all(made)
            await session.flush()
            session.add_all(Account(id=90_000 + one.id, person_id=one.id) for one in made if one.id)
            for k, one in enumerate(made):
                standing = Standing.LEFT if k < 9 and topic == "employment" else Standing.WAITING if k < 7 else None
                gone = {"left_at": now, "left_reason": "time"} if standing is Standing.LEFT else {}
                session.add(
                    Enrollment(
                        person_id=one.id,
                        course_id=course.id,
                        joined_at=now,
                        standing=standing or Standing.LAPSED,
                        **gone,
                    )
                )
                of = {"person_id": one.id, "course_id": course.id, "held_at": now - timedelta(days=3), "marked_at": now}
                session.add(Attendance(**of, came=k < 7))
                session.add(
                    JourneyStage(person_id=one.id, topic=topic, begun_at=now, stamped_at=now if k > n else None)
                )


def _begins(course: Course) -> float:
    return course.starts_at.timestamp() if course.starts_at else 0


async def a_week_passes(institute: Institute) -> None:
    await institute.pass_time(days=7)
    assert await Figures(institute.db, institute.facts).look() >= 1


def figures_in(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and figure of each bar of a picture."""
    return [(bar["label"], bar["text"]) for panel in values["panels"] for bar in panel.get("bars", [])]


def cells(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def as_read(cell: Any) -> str:
    return f"{cell:.0f}" if isinstance(cell, float | int) else str(cell)


def shown_in(sheet: Sequence[Sequence[Any]]) -> set[tuple[str, str]]:
    return {(str(row[0]), as_read(row[1])) for row in sheet if len(row) > 1}


async def test_before_the_first_week_is_over_it_says_what_will_come(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    assert "panel" in ana.commands
    await ana.says("/panel")
    assert "Todavía no hay nada que mostrar" in ana.sees and "lun 30 nov" in ana.sees
    assert ana.labels == ["Atrás", "Inicio"], "nothing leads to a chart that isn't there"
    await a_week_passes(institute)
    await ana.says("/panel")
    await ana.presses("Inscripciones")
    assert "Aquí todavía no hay ningún grupo de cinco personas" in ana.sees and ana.last.picture is None


async def test_a_colleague_reads_the_charts_one_by_one_and_takes_them_as_a_file(
    institute: Institute, ana: Talker
) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    await people_came(institute)
    await a_week_passes(institute)
    await ana.says("/equipo")
    await ana.presses("Cifras")
    assert "hasta el dom 29 nov" in ana.sees and "de cinco en cinco" in ana.sees
    assert "Periodo: 12 semanas" in ana.sees
    await ana.presses("4 semanas")
    await ana.presses("El viaje")
    seen: dict[str, dict[str, Any]] = {}
    for _ in range(7):
        if ana.last.picture:
            values = ana.last.picture.values
            seen[values["title"]] = values
            for label, figure in figures_in(values):
                worded = re.sub(r"^<", "menos de ", figure)
                assert f"{label}: {worded}" in ana.last.text, "the caption says what the picture shows"
        await ana.presses(next(label for label in ana.last.labels if label.startswith("Sigue")), of=ana.last)
    assert set(seen) == {"El viaje", "Inscripciones", "Asistencia", "Listas de espera", "Por qué no van", "Alcance"}
    assert ("Empleo", "10") in figures_in(seen["Inscripciones"]) and ("Salud", "<5") in figures_in(
        seen["Inscripciones"]
    )
    assert ("Empleo", "5") in figures_in(seen["Asistencia"]) and ("Salud", "<5") in figures_in(seen["Asistencia"])
    notes = {bar["note"] for panel in seen["Asistencia"]["panels"] for bar in panel.get("bars", []) if bar["note"]}
    assert notes == {"se esperaban 10"} and "Las faltas" not in seen["Asistencia"]["foot"]
    assert seen["Asistencia"]["when"] == "Del lun 16 nov al dom 22 nov", "a week behind, when lists are closed"
    assert ("El horario", "5") in figures_in(seen["Por qué no van"])
    await ana.presses("Hoja de cálculo", of=ana.last)
    assert ana.last.file is not None
    book = cells(ana.last.file)
    assert list(book) == [
        "Léeme",
        "El viaje",
        "Inscripciones",
        "Asistencia",
        "Listas de espera",
        "Por qué no van",
        "Anuncios",
        "Alcance",
    ]
    for title, values in seen.items():
        drawn = {(label, figure) for label, figure in figures_in(values) if title != "Por qué no van"}
        assert drawn <= shown_in(book[title]), title
    told = "\n".join(" ".join(map(str, row)) for row in book["Léeme"])
    assert "menos de cinco personas" in told and "Del lun 23 nov al dom 29 nov" in told
    async with institute.db.reading() as session:
        log = [entry for entry in await session.exec(select(AuditEntry)) if entry.act == "read_figures"]
    assert {entry.subject for entry in log} >= {"chart:journey", "chart:reach", "chart:spreadsheet"}
    assert all(entry.details == {"weeks": "4"} for entry in log)


async def test_in_english_too(institute: Institute, casey: Talker) -> None:
    await joins(institute, casey, Role.AUTHOR)
    await people_came(institute)
    await a_week_passes(institute)
    await casey.says("/figures")
    await casey.presses("Sign-ups")
    assert "Jobs: 10 (5 left)" in casey.sees and "Well-being: fewer than 5" in casey.sees
    assert casey.last.picture is not None and "Figures go in fives" in casey.last.picture.values["foot"]
    await casey.presses("A year", of=casey.last)
    await casey.presses("As a spreadsheet", of=casey.last)
    assert casey.last.file is not None and list(cells(casey.last.file))[:3] == ["Read me", "Journey", "Sign-ups"]


async def test_absences_that_are_hidden_do_not_read_as_perfect_attendance(institute: Institute, casey: Talker) -> None:
    await joins(institute, casey, Role.AUTHOR)
    now = time.now()
    async with institute.db.begin() as session:
        course = (await session.exec(select(Course).where(Course.topic == "employment"))).first()
        assert course is not None
        made = [Person(locale="es", created_at=now) for _ in range(6)]
        session.add_all(made)
        await session.flush()
        for k, one in enumerate(made):
            of = {"person_id": one.id, "course_id": course.id, "held_at": now - timedelta(days=3), "marked_at": now}
            session.add(Attendance(**of, came=k < 5))
    await a_week_passes(institute)
    await casey.says("/figures")
    await casey.presses("Attendance")
    assert "Jobs: 5 (who came)" in casey.sees and "Absences under five aren't shown." in casey.sees
    assert "expected" not in casey.last.text and "5 of 5" not in casey.last.text
    assert casey.last.picture is not None
    assert "Absences under five" in casey.last.picture.values["foot"] and "/5" not in str(casey.last.picture.values)
    await casey.presses("As a spreadsheet", of=casey.last)
    table = cells(casey.last.file or b"")["Attendance"]
    assert next(row for row in table if row[0] == "Jobs")[1:3] == [5, "not shown"]


async def test_only_some_roles_see_figures_and_a_forged_button_shows_none(institute: Institute, ana: Talker) -> None:
    for address in (Panel(), FigureAt("reach"), FiguresSheet()):
        await ana.taps(str(address))
        assert "ya no está" in ana.sees
    await joins(institute, ana, Role.FACILITATOR)
    assert Role.FACILITATOR not in rights.MATRIX[rights.Act.READ_FIGURES] and "panel" not in ana.commands
    await ana.says("/equipo")
    assert "Cifras" not in ana.labels
    await ana.says("/panel")
    assert "Tu rol no permite eso" in ana.sees
    await joins(institute, ana, Role.ADMINISTRATOR)
    await people_came(institute)
    await a_week_passes(institute)
    for address in (Panel("5"), FigureAt("diets"), FigureAt("reach", "1"), FiguresSheet("x")):
        await ana.taps(str(address))
        assert "ya no está" in ana.sees


async def test_who_came_and_went_since_sunday_is_not_in_it(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    await people_came(institute)
    await a_week_passes(institute)
    await ana.taps(str(FigureAt("reach")))
    before = ana.last.picture
    await people_came_again(institute)
    await institute.pass_time(days=3)
    assert await Figures(institute.db, institute.facts).look() == 0
    await ana.taps(str(FigureAt("reach")))
    assert ana.last.picture == before


async def people_came_again(institute: Institute) -> None:
    async with institute.db.begin() as session:
        session.add_all(Person(locale="es", created_at=time.now(), seen_at=time.now()) for _ in range(30))


@pytest.mark.parametrize("pack", ["juarez"], indirect=True)
async def test_an_institute_without_a_journey_has_no_pillars_in_it(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    await a_week_passes(institute)
    await ana.says("/panel")
    assert "Inscripciones" in ana.labels and "El viaje" not in ana.labels
    await ana.taps(str(FigureAt("journey")))
    assert "ya no está" in ana.sees
    await ana.taps(str(FigureAt("sign_ups")))
    assert "Sigue: Asistencia" in ana.labels
