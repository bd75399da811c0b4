"""Lists as municipalities write them: where the header is, what the columns mean, what a cell says."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot import packs
from bot.packs import Pack
from bot.services.sheets import columns, values
from bot.services.sheets.understanding import NoHeader, TooManyCourses, meet, understand
from bot.services.sheets.understood import Understood
from bot.services.sheets.values import Wrong
from bot.sheets.tables import Cell, Sheet

TODAY = date(2026, 11, 26)
LEON = "America/Mexico_City"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return packs.read("leon")


def read(pack: Pack, *rows: list[Cell]) -> Understood:
    return understand([Sheet("Hoja1", [list(row) for row in rows])], pack=pack, zone=LEON, today=TODAY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("12/01/2027", date(2027, 1, 12)),
        ("5-12-26", date(2026, 12, 5)),
        ("2026-12-05", date(2026, 12, 5)),
        ("12 de enero", date(2027, 1, 12)),
        ("20 de noviembre", date(2026, 11, 20)),
        ("Lunes 7 de diciembre del 2026", date(2026, 12, 7)),
        ("1º de diciembre", date(2026, 12, 1)),
        ("5 DIC", date(2026, 12, 5)),
        ("December 5, 2026", date(2026, 12, 5)),
        (46361.0, date(2026, 12, 5)),
        (datetime(2026, 12, 5, 10, tzinfo=UTC), date(2026, 12, 5)),
    ],
)
def test_a_date_is_understood_however_it_is_written(said: Cell, meant: date) -> None:
    assert values.day(said, today=TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("4:00 p.m. a 6:00 p.m.", (16, 18)),
        ("16:00-18:00", (16, 18)),
        ("16 a 18 hrs.", (16, 18)),
        ("de 4 a 6 pm", (16, 18)),
        ("10 a 1", (10, 13)),
        ("11 a 1 pm", (11, 13)),
        ("De 9:00 am a 1:00 pm", (9, 13)),
        ("12:00 a 14:00 horas", (12, 14)),
        ("04:00 a 06:00", (4, 6)),
    ],
)
def test_hours_are_understood(said: str, meant: tuple[int, int]) -> None:
    assert values.hours(said) == tuple(time(hour) for hour in meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Lun y Mié", [0, 2]),
        ("Lunes a Viernes", [0, 1, 2, 3, 4]),
        ("L-V", [0, 1, 2, 3, 4]),
        ("Martes, jueves y sábado", [1, 3, 5]),
        ("Sábados", [5]),
        ("todos los domingos", [6]),
        ("M y J", [1, 3]),
        ("Mon & Wed", [0, 2]),
        ("Vie a Dom", [4, 5, 6]),
    ],
)
def test_weekdays_are_understood(said: str, meant: list[int]) -> None:
    assert values.weekdays(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("$150.00", 150), ("$1,500.00", 1500), ("Gratuito", 0), ("SIN COSTO", 0), ("150 pesos", 150), (200.0, 200)],
)
def test_prices_are_understood(said: Cell, meant: int) -> None:
    assert values.pesos(said) == meant


@pytest.mark.parametrize(
    ("read_cell", "said", "why"),
    [
        (lambda cell: values.day(cell, today=TODAY), "31/02/2027", "no_such_day"),
        (lambda cell: values.day(cell, today=TODAY), "12/25/2026", "no_such_day"),
        (lambda cell: values.day(cell, today=TODAY), "próximamente", "not_a_date"),
        (values.hours, "4 a 6", "which_half"),
        (values.hours, "18:00 a 16:00", "hours_backwards"),
        (values.hours, "por la tarde", "not_hours"),
        (values.weekdays, "diario", "not_days"),
        (values.pesos, "$150.50", "whole_pesos"),
        (values.pesos, "barato", "not_money"),
        (values.ages, "29 a 12", "ages_backwards"),
    ],
)
def test_what_cannot_be_understood_says_why(read_cell: Any, said: str, why: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_cell(said)
    assert (wrong.value.why, wrong.value.said) == (why, said)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("NOMBRE DEL CURSO O TALLER", "title"),
        ("Fecha de término", "ends"),
        ("Horaro", "hours_of_day"),
        ("Costo (MXN)", "cost"),
        ("CUPO MÁX.", "seats"),
        ("Línea", "topic"),
        ("Duración (horas)", "hours"),
        ("Hora de inicio", "from_hour"),
        ("Start date", "starts"),
        ("Nombre del instructor", None),
        ("Correo", None),
    ],
)
def test_columns_are_known_by_name_with_typos(heading: str, column: str | None) -> None:
    assert columns.recognised(heading) == column


def test_every_name_of_a_column_means_that_column_alone() -> None:
    named = [name for names in columns.NAMES.values() for name in names]
    assert len(named) == len(set(named))
    assert all(columns.recognised(name) == column for column, names in columns.NAMES.items() for name in names)


def test_a_list_with_a_title_block_totals_and_blank_lines(pack: Pack) -> None:
    found = read(
        pack,
        ["H. AYUNTAMIENTO DE LEÓN 2024-2027"],
        ["INSTITUTO MUNICIPAL DE LAS JUVENTUDES", None, None, "Programación: enero - marzo"],
        [],
        ["No.", "Nombre del Taller", "Línea", "Días", "Horario", "Inicio", "Término", "Cupo", "Costo",
         "Sede", "Instructor"],
        [1.0, "Barbería", "Empleo", "Lun y Mié", "4:00 p.m. a 6:00 p.m.", "12 de enero", "26 de enero", 20.0, "$150.00",
         "Casa de la Juventud", "Lic. Pérez"],
        [],
        ["TALLERES DE CULTURA"],
        ["No.", "Nombre del Taller", "Línea", "Días", "Horario", "Inicio", "Término", "Cupo", "Costo",
         "Sede", "Instructor"],
        [2.0, "Dibujo", "Cultura", "Sábados", "10 a 1", "16/01/2027", None, "25 lugares", "Gratuito",
         "casa del adolecente", None],
        ["TOTAL", None, None, None, None, None, None, 45.0],
    )  # fmt: skip
    assert (found.header_row, [row.number for row in found.rows], found.skipped) == (4, [5, 9], 3)
    assert found.unknown == ("No.", "Instructor")
    barber, drawing = found.rows
    assert not barber.problems and not drawing.problems
    assert barber.fields["sessions"][0] == ["2027-01-13T22:00:00+00:00", "2027-01-14T00:00:00+00:00"]
    assert len(barber.fields["sessions"]) == 4
    assert (barber.fields["seats"], barber.fields["cost"], barber.fields["topic"]) == (20, 150, "employment")
    assert [note.why for note in barber.notes] == ["year"] and barber.key == "barberia"
    assert drawing.fields["venue"] == "casa-adolescente" and drawing.fields["cost"] == 0
    assert drawing.fields["sessions"] == [["2027-01-16T16:00:00+00:00", "2027-01-16T19:00:00+00:00"]]


def test_a_row_with_mistakes_names_all_of_them_and_the_others_go_on(pack: Pack) -> None:
    found = read(
        pack,
        ["Curso", "Clave", "Pilar", "Inicio", "Horario", "Cupo", "Costo", "Sede"],
        ["Soldadura", "S-1", "Astrología", "31/02/2027", "4 a 6", "muchos", "$10.50", "La Luna"],
        [None, "S-2", "Empleo", None, None, None, None, None],
        ["Costura", "S-1", "Empleo", "12/01/2027", "16:00 a 18:00", 10.0, 0.0, None],
        ["Canto", None, "Cultura", "12/01/2027", "16:00 a 18:00", 10.0, 0.0, None],
    )
    whys = [[one.why for one in row.problems] for row in found.rows]
    assert whys == [
        ["unknown", "unknown", "not_a_number", "whole_pesos", "no_such_day", "which_half"],
        ["missing"],
        ["twice"],
        [],
    ]
    assert "Casa de la Juventud" in found.rows[0].problems[1].hints
    assert Understood.of(found.stored()) == found


def test_an_empty_cell_says_nothing(pack: Pack) -> None:
    [row] = read(pack, ["Curso", "Cupo", "Costo", "Sede"], ["Canto", None, "-", "por definir"]).rows
    assert row.fields == {"title": {"es": "Canto"}} and not row.problems


def test_in_english_too(pack: Pack) -> None:
    [row] = read(
        pack,
        ["Course", "Start date", "End date", "Days", "Time", "Seats", "Cost", "Type", "Modality"],
        ["Welding", "5 Dec 2026", "19/12/2026", "Sat", "10:00 to 12:00", 12.0, "Free", "Workshop", "Online"],
    ).rows
    assert not row.problems and len(row.fields["sessions"]) == 3
    assert (row.fields["kind"], row.fields["modality"], row.fields["cost"]) == ("workshop", "online", 0)


def test_days_without_the_first_date_on_them_are_asked_about() -> None:
    with pytest.raises(Wrong, match="other_weekday"):
        meet(date(2026, 12, 5), None, [0], None)
    assert meet(date(2026, 12, 5), None, None, 3) == [date(2026, 12, day) for day in (5, 12, 19)]


def test_a_list_without_a_header_and_one_that_is_too_long(pack: Pack) -> None:
    with pytest.raises(NoHeader):
        read(pack, ["Barbería", "lunes"], ["Dibujo", "martes"])
    with pytest.raises(TooManyCourses):
        read(pack, ["Curso", "Cupo"], *([f"Curso {n}", 10.0] for n in range(101)))


def test_the_moments_are_those_of_the_zone_of_the_institution(pack: Pack) -> None:
    sheet = Sheet("x", [["Curso", "Inicio", "Horario"], ["Canto", "10/07/2027", "10:00 a 12:00"]])
    [row] = understand([sheet], pack=pack, zone="America/Ciudad_Juarez", today=TODAY).rows
    assert datetime.fromisoformat(row.fields["sessions"][0][0]) == datetime(2027, 7, 10, 16, tzinfo=UTC)


def test_a_name_where_the_organiser_belongs_leaves_no_course_out(pack: Pack) -> None:
    rows = read(pack, ["Taller", "Responsable"], ["Carpintería", "Juan Pérez"], ["Guitarra", "IMJU León"]).rows
    assert [row.problems for row in rows] == [(), ()]
    assert [one.why for one in rows[0].notes] == ["no_organiser"] and "organiser" not in rows[0].fields
    assert rows[1].fields["organiser"] == "imju"
