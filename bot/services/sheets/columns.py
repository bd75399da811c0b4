"""Which column is which: recognised by its name, in Spanish or English, however it is written."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from bot.services.sheets.folding import fold
from bot.services.sheets.values import text
from bot.sheets.tables import Cell

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "key": (
        "clave",
        "id",
        "folio",
        "codigo",
        "clave del curso",
        "clave curso",
        "id del curso",
        "key",
        "code",
        "course id",
    ),
    "title": (
        *("nombre", "curso", "titulo", "taller", "nombre del curso", "nombre del taller", "nombre del curso o taller"),
        *("curso o taller", "curso taller", "cursos", "talleres", "actividad", "programa", "nombre de la actividad"),
        *("nombre del programa", "denominacion", "denominacion del curso", "title", "name", "course", "workshop"),
        *("course name", "course title", "activity", "programme", "program"),
    ),
    "title_en": ("titulo en ingles", "nombre en ingles", "title in english", "english title", "titulo ingles"),
    "short_title": ("nombre corto", "titulo corto", "short title", "short name"),
    "summary": (
        *(
            "descripcion",
            "descripcion del curso",
            "objetivo",
            "resumen",
            "de que trata",
            "contenido",
            "objetivo general",
        ),
        *("description", "summary", "about", "objective"),
    ),
    "summary_en": ("descripcion en ingles", "description in english", "english description", "descripcion ingles"),
    "kind": ("tipo", "tipo de actividad", "tipo de curso", "modalidad de actividad", "type", "kind"),
    "topic": (
        *("pilar", "linea", "area", "eje", "tema", "linea de accion", "linea estrategica", "categoria", "rubro"),
        *("pilar o area", "area tematica", "pillar", "topic", "category", "line"),
    ),
    "organiser": (
        *(
            "organiza",
            "organizador",
            "organizadora",
            "dependencia",
            "responsable",
            "imparte",
            "institucion",
            "instancia",
        ),
        *("quien organiza", "dependencia responsable", "organiser", "organizer", "organised by", "organized by"),
    ),
    "venue": ("sede", "lugar", "espacio", "centro", "plantel", "sede del curso", "venue", "place", "location", "where"),
    "address": ("domicilio", "direccion", "ubicacion", "domicilio de la sede", "address"),
    "modality": ("modalidad", "formato", "modality", "mode", "format"),
    "starts": (
        *("inicio", "inicia", "fecha de inicio", "fecha inicio", "comienza", "empieza", "fecha", "desde", "arranque"),
        *("dia de inicio", "start", "starts", "start date", "begins", "date", "from"),
    ),
    "ends": (
        *(
            "fin",
            "termina",
            "fecha de termino",
            "fecha de fin",
            "fecha fin",
            "fecha final",
            "termino",
            "hasta",
            "concluye",
        ),
        *("fecha de conclusion", "final", "end", "ends", "end date", "until", "to"),
    ),
    "days": ("dias", "dia", "dias de la semana", "dias de clase", "frecuencia", "days", "weekdays", "day"),
    "hours_of_day": (
        *("horario", "horarios", "hora", "horas de clase", "horario de clase", "de que hora a que hora"),
        *("schedule", "time", "times", "hours of class", "timetable"),
    ),
    "from_hour": ("hora de inicio", "hora inicio", "hora inicial", "start time", "entrada"),
    "to_hour": ("hora de fin", "hora de termino", "hora fin", "hora final", "end time", "salida"),
    "count": ("sesiones", "numero de sesiones", "no de sesiones", "clases", "sessions", "number of sessions"),
    "meetings": ("fechas", "fechas y horas", "todas las fechas", "dates", "all dates", "dates and hours"),
    "seats": (
        *(
            "cupo",
            "lugares",
            "cupo max",
            "cupo maximo",
            "capacidad",
            "cupos",
            "vacantes",
            "numero de lugares",
            "lugares disponibles",
        ),
        *("seats", "places", "capacity", "quota", "spots"),
    ),
    "hours": (
        *("duracion", "horas", "duracion en horas", "total de horas", "horas totales", "no de horas", "duracion horas"),
        *("hours", "duration", "total hours"),
    ),
    "age_min": ("edad minima", "edad min", "desde edad", "edad desde", "minimum age", "min age", "youngest"),
    "age_max": ("edad maxima", "edad max", "hasta edad", "edad hasta", "maximum age", "max age", "oldest"),
    "ages": ("edad", "edades", "rango de edad", "dirigido a", "edad requerida", "age", "ages", "age range"),
    "cost": (
        *("costo", "precio", "cuota", "cuota de recuperacion", "costo mxn", "inscripcion", "costo total", "aportacion"),
        *("cost", "price", "fee"),
    ),
    "requirements": ("requisitos", "requisito", "documentos", "que se necesita", "requirements", "documents"),
    "certificate": ("constancia", "reconocimiento", "certificado", "diploma", "certificate"),
    "note": ("nota", "notas", "observaciones", "comentarios", "note", "notes", "remarks", "comments"),
}
"""What each column is called, folded. `hours_of_day` is from when to when, `hours` how many there are."""

_EXACT: Final = {name: column for column, names in NAMES.items() for name in names}
_LONG: Final = {name: column for name, column in _EXACT.items() if len(name) >= 5}
_FILLERS: Final = frozenset(
    [
        "a",
        "al",
        "de",
        "del",
        "el",
        "en",
        "la",
        "las",
        "los",
        "curso",
        "cursos",
        "taller",
        "talleres",
        "actividad",
        "programa",
        "sede",
        "mxn",
        "pesos",
        "horas",
        "hrs",
        "años",
        "max",
        "maximo",
        "maxima",
        "min",
        "minima",
        "semana",
        "the",
        "of",
        "course",
        "in",
    ]
)
LIKE: Final = 88
SEARCHED: Final = 40
"""Rows at the top among which the header is looked for: a title block stands above it."""


def recognised(cell: Cell) -> str | None:
    """The column that a heading names, with typos; None for one we don't know."""
    said = fold(text(cell))
    return _column(said) if 0 < len(said) <= 60 else None


@lru_cache(1_024)
def _column(said: str) -> str | None:
    if said in _EXACT:
        return _EXACT[said]
    best = process.extractOne(said, list(_LONG), scorer=fuzz.ratio, score_cutoff=LIKE)
    if best is not None:
        return _LONG[best[0]]
    # "Costo (MXN)", "Fecha de inicio del curso": what a known heading begins with, the longest first.
    for name in sorted(_EXACT, key=len, reverse=True):
        if said.startswith(name + " ") and _FILLERS.issuperset(said[len(name) :].split()):
            return _EXACT[name]
    return None


def header(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[int, str], list[str]] | None:
    """Which row names the columns (the first is 0), which columns those are by position, and the headings that nobody
    knows. None where no row names a course's title and something else. Of two columns of one kind the first counts."""
    best: tuple[int, int, dict[int, str], list[str]] | None = None
    for number, row in enumerate(rows[:SEARCHED]):
        found: dict[int, str] = {}
        unknown: list[str] = []
        for place, cell in enumerate(row):
            column = recognised(cell) if isinstance(cell, str) else None
            if column is not None and column not in found.values():
                found[place] = column
            elif isinstance(cell, str) and cell.strip():
                unknown.append(text(cell)[:40])
        fits = "title" in found.values() and len(found) >= 2 and len(found) > len(unknown) // 2
        if fits and (best is None or len(found) > best[0]):
            best = (len(found), number, found, unknown)
    return None if best is None else best[1:]
