"""From a sheet's rows to what each says about a course: its fields, what is wrong with it, what was assumed.

Names of fields are those of `bot.services.editing.fields`. A column that isn't there and a cell that is empty say
nothing: what the catalogue holds stays. Nothing here looks at the catalogue itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import regex

from bot.packs import Pack
from bot.services.sheets import columns, values
from bot.services.sheets.folding import closest, fold, nearest
from bot.services.sheets.understood import Row, Trouble, Understood
from bot.services.sheets.values import Wrong
from bot.sheets.tables import Cell, Sheet

MOST_ROWS: Final = 100
"""Courses of one file: one decision, one transaction."""
MOST_MEETINGS: Final = 60
KEY: Final = 40
Names = Mapping[str, Sequence[str]]


class NoHeader(Exception):
    """No row says which column is which."""


class TooManyCourses(Exception):
    """More than one decision should be about."""


@dataclass
class _Reading:
    """One row on its way."""

    cells: dict[str, Cell]
    fields: dict[str, Any] = field(default_factory=dict)
    problems: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)

    def take(self, column: str, into: str, read: Callable[[Cell], Any]) -> Any:
        """What a column's cell means; None where it says nothing, or what it says is wrong."""
        cell = self.cells.get(column)
        if values.is_blank(cell):
            return None
        try:
            found = read(cell)
        except Wrong as wrong:
            self.problems.append(Trouble(column, wrong.why, wrong.said, tuple(wrong.hints)))
            return None
        if into and found is not None:
            self.fields[into] = found
        return found


def understand(sheets: Sequence[Sheet], *, pack: Pack, zone: str, today: date) -> Understood:
    """The first sheet with the most columns that we know. `pack` with every venue there is. Raises NoHeader,
    TooManyCourses."""
    found = [(sheet, head) for sheet in sheets if (head := columns.header(sheet.rows)) is not None]
    if not found:
        raise NoHeader
    sheet, (at, places, unknown) = max(found, key=lambda one: len(one[1][1]))
    rows, skipped, seen = [], 0, dict[str, int]()
    context = _Context(pack, ZoneInfo(zone), today)
    for number, cells in enumerate(sheet.rows[at + 1 :], start=at + 2):
        named = {column: cells[place] for place, column in places.items() if place < len(cells)}
        if all(cell is None for cell in cells):
            continue
        if _is_no_course(named, cells):
            skipped += 1
            continue
        rows.append(_row(number, named, context, seen))
        if len(rows) > MOST_ROWS:
            raise TooManyCourses
    kept = tuple(column for _place, column in sorted(places.items()))
    return Understood(tuple(rows), sheet.name, at + 1, kept, tuple(unknown), skipped)


@dataclass(frozen=True)
class _Context:
    pack: Pack
    zone: ZoneInfo
    today: date


def _is_no_course(cells: Mapping[str, Cell], row: Sequence[Cell]) -> bool:
    """A sum, the heading once more, a heading of a group of rows, or our own example."""
    first = fold(next((values.text(cell) for cell in row if cell is not None), ""))
    if all(values.is_blank(cell) for cell in cells.values()):
        return True
    if fold(values.text(cells.get("key"))) in ("ejemplo", "example"):
        return True
    if first.startswith(("total", "subtotal", "gran total", "sum ")) or first == "sum":
        return True
    told = [column for column, cell in cells.items() if not values.is_blank(cell)]
    if columns.recognised(cells.get("title")) == "title":
        return sum(columns.recognised(cells[column]) == column for column in told) >= 2
    return told == ["title"] and sum(cell is not None for cell in row) == 1


def _row(number: int, cells: dict[str, Cell], context: _Context, seen: dict[str, int]) -> Row:
    reading = _Reading(cells)
    title = _text(reading, "title", 90)
    if not title and not any(one.column == "title" for one in reading.problems):
        reading.problems.append(Trouble("title", "missing"))
    given = reading.take("key", "", _key)
    key = given or slug(title or "")
    if key and key in seen:
        reading.problems.append(Trouble("key", "twice" if given else "same_title", key, (str(seen[key]),)))
    elif key:
        seen[key] = number
    if title:
        reading.fields["title"] = {"es": title}
        if english := _text(reading, "title_en", 90):
            reading.fields["title"]["en"] = english
    if short := _text(reading, "short_title", 20):
        reading.fields["short_title"] = {"es": short}
    if summary := _text(reading, "summary", 320):
        reading.fields["summary"] = {"es": summary}
        if english := _text(reading, "summary_en", 320):
            reading.fields["summary"]["en"] = english
    for column, limit in (("certificate", 160), ("note", 320)):
        if said := _text(reading, column, limit):
            reading.fields[column] = {"es": said}
    _named(reading, context)
    _numbers(reading)
    _when(reading, context)
    return Row(
        number,
        key,
        title or "",
        given is not None,
        reading.fields,
        tuple(reading.problems),
        tuple(reading.notes),
    )


def slug(title: str) -> str:
    """A key made of a title: small letters, digits, hyphens."""
    return fold(title).replace("ñ", "n").replace(" ", "-")[:KEY].strip("-")


def _key(cell: Cell) -> str:
    key = slug(values.text(cell))
    if not key:
        raise Wrong("bad_key", values.text(cell))
    return key


def _text(reading: _Reading, column: str, limit: int) -> str | None:
    def read(cell: Cell) -> str:
        said = values.text(cell)
        if len(regex.findall(r"\X", said)) > limit:
            raise Wrong("too_long", said, [str(limit)])
        if not any(letter.isalnum() for letter in said):
            raise Wrong("says_nothing", said)
        return said

    found = reading.take(column, "", read)
    return found if isinstance(found, str) else None


_KINDS: Final = {
    "course": ("curso", "course", "clase", "diplomado"),
    "workshop": ("taller", "workshop"),
    "programme": ("programa", "programme", "program"),
    "service": ("servicio", "service", "asesoria"),
    "event": ("evento", "event", "platica", "charla", "conferencia", "feria"),
    "activity": ("actividad", "activity"),
}
_MODALITIES: Final = {
    "in_person": ("presencial", "in person", "en persona", "in-person", "face to face"),
    "online": ("en linea", "online", "virtual", "a distancia", "linea", "remoto"),
    "hybrid": ("hibrido", "hibrida", "mixta", "mixto", "semipresencial", "hybrid"),
    "whatsapp": ("whatsapp", "por whatsapp"),
    "phone": ("telefono", "por telefono", "telefonica", "phone", "by phone"),
}


def _named(reading: _Reading, context: _Context) -> None:
    """What is one of several things that have names."""
    pack = context.pack
    topics = {one.key: (one.name.es, one.name.en, one.short_name.es, one.short_name.en, one.key) for one in pack.topics}
    venues = {one.key: (one.name.es, one.name.en, one.key) for one in pack.venues}
    organisers = {one.key: (one.name.es, one.name.en, one.key) for one in pack.organisers}
    reading.take("topic", "topic", lambda cell: _one_of(cell, topics))
    reading.take("kind", "kind", lambda cell: _one_of(cell, _KINDS))
    reading.take("modality", "modality", lambda cell: _one_of(cell, _MODALITIES))
    _organised(reading, organisers)
    online = fold(values.text(reading.cells.get("venue"))) in _MODALITIES["online"]
    if online and "modality" not in reading.fields:
        reading.fields["modality"] = "online"
    elif not online:
        reading.take("venue", "venue", lambda cell: _one_of(cell, venues))
    if not values.is_blank(reading.cells.get("requirements")):
        labels = {key: (label.es, label.en, key) for key, label in pack.labels.items()}
        cell = reading.cells["requirements"]
        said = cell if isinstance(cell, str) else values.text(cell)
        known = [(piece, nearest(piece, labels)) for piece in _pieces(said, labels)]
        reading.fields["requirements"] = list(dict.fromkeys(key for _piece, key in known if key))
        strange = [piece for piece, key in known if key is None]
        if strange:
            reading.notes.append(Trouble("requirements", "not_kept", ", ".join(strange)[:80]))


def _organised(reading: _Reading, organisers: Names) -> None:
    """A list's *Responsable* is often somebody who teaches: nobody is kept by name, and no row fails for it."""
    said = values.text(reading.cells.get("organiser"))
    key = nearest(said, organisers) if said else None
    if key is not None:
        reading.fields["organiser"] = key
    elif said:
        reading.notes.append(Trouble("organiser", "no_organiser", said[:80]))


def _pieces(said: str, labels: Names) -> list[str]:
    """Several requirements in one cell: with a comma between, unless commas are part of one."""
    for separators in (r"[;\n•]+", r"[;,\n•]+"):
        pieces = [piece.strip(" .-*") for piece in regex.split(separators, said)]
        found = [piece for piece in pieces if piece and fold(piece) not in ("ninguno", "ninguna", "none")]
        if any(nearest(piece, labels) for piece in found):
            break
    return found


def _one_of(cell: Cell, names: Names) -> str:
    said = values.text(cell)
    key = nearest(said, names)
    if key is None:
        raise Wrong("unknown", said, closest(said, {key: each[0] for key, each in names.items()}))
    return key


def _numbers(reading: _Reading) -> None:
    if fold(values.text(reading.cells.get("seats"))) in ("ilimitado", "sin limite", "abierto", "unlimited", "libre"):
        reading.notes.append(Trouble("seats", "no_limit"))
    else:
        reading.take("seats", "seats", lambda cell: values.count(cell, most=5000))
    reading.take("hours", "hours", lambda cell: values.count(cell, most=2000))
    reading.take("cost", "cost", values.pesos)
    both = reading.take("ages", "", _ages)
    for name, found in zip(("age_min", "age_max"), both or (None, None), strict=True):
        if found is not None:
            reading.fields[name] = found
    for name in ("age_min", "age_max"):
        reading.take(name, name, lambda cell: values.ages(cell)[0])
    low, high = reading.fields.get("age_min"), reading.fields.get("age_max")
    if low is not None and high is not None and low > high:
        reading.problems.append(Trouble("age_max", "ages_backwards", f"{low} > {high}"))


def _ages(cell: Cell) -> tuple[int | None, int | None]:
    """*Público en general* is no age, and says so."""
    if isinstance(cell, str) and not any(letter.isdigit() for letter in cell):
        return None, None
    return values.ages(cell)


def _when(reading: _Reading, context: _Context) -> None:
    """When it meets: every date, or a first and a last day with weekdays and hours."""
    zone, today = context.zone, context.today
    all_of_them = reading.take("meetings", "", lambda cell: values.exact(cell, today=today))
    if all_of_them is not None:
        if any(not values.is_blank(reading.cells.get(column)) for column in ("days", "hours_of_day", "from_hour")):
            reading.problems.append(Trouble("meetings", "said_twice"))
        reading.fields["sessions"] = [_moments(one, start, end, zone) for one, start, end in all_of_them]
        return
    troubled = len(reading.problems)
    first = reading.take("starts", "", lambda cell: values.day(cell, today=today))
    last = reading.take("ends", "", lambda cell: values.day(cell, today=today))
    span = reading.take("hours_of_day", "", values.hours) or (None, None)
    start = reading.take("from_hour", "", lambda cell: values.hours(cell)[0]) or span[0]
    end = reading.take("to_hour", "", lambda cell: values.hours(cell)[0]) or span[1]
    days = reading.take("days", "", values.weekdays)
    count = reading.take("count", "", lambda cell: values.count(cell, most=MOST_MEETINGS))
    if len(reading.problems) > troubled or (first is None and start is None):
        return
    missing = [
        column for column, said in (("starts", first), ("hours_of_day", start), ("hours_of_day", end)) if not said
    ]
    if missing:
        reading.notes.append(Trouble(missing[0], "no_dates"))
        return
    assert first and start and end
    try:
        meetings = meet(first, last, days, count)
        if end <= start:
            raise Wrong("hours_backwards", f"{start:%H:%M} - {end:%H:%M}")
    except Wrong as wrong:
        reading.problems.append(Trouble("starts", wrong.why, wrong.said))
        return
    if isinstance(reading.cells.get("starts"), str) and _no_year(reading.cells["starts"], first):
        reading.notes.append(Trouble("starts", "year", str(first.year)))
    reading.fields["sessions"] = [_moments(one, start, end, zone) for one in meetings]


def _no_year(cell: Cell, found: date) -> bool:
    """Whether the year was ours to choose."""
    said = values.text(cell)
    return f"{found:%Y}" not in said and not said.endswith(f"{found:%y}")


def meet(first: date, last: date | None, days: Sequence[int] | None, count: int | None) -> list[date]:
    """The days on which it meets. Without weekdays: the first day's weekday, each week until the last day; one day
    where no last day and no number is given. Raises Wrong."""
    if last is not None and last < first:
        raise Wrong("dates_backwards", f"{first:%d/%m/%Y} > {last:%d/%m/%Y}")
    if last is None and count is None:
        if days and first.weekday() not in days:
            raise Wrong("other_weekday", f"{first:%d/%m/%Y}")
        return [first]
    on = set(days or [first.weekday()])
    found: list[date] = []
    at = first
    while len(found) < (count or MOST_MEETINGS + 1) and (last is None or at <= last):
        if at.weekday() in on:
            found.append(at)
        at += timedelta(days=1)
    if len(found) > MOST_MEETINGS:
        raise Wrong("too_many_meetings", str(MOST_MEETINGS))
    if not found:
        raise Wrong("other_weekday", f"{first:%d/%m/%Y}")
    return found


def _moments(on: date, start: time, end: time, zone: ZoneInfo) -> list[str]:
    """As the fields of the catalogue keep them: two ISO texts, in UTC."""
    return [
        datetime.combine(on, clock, zone).astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds")
        for clock in (start, end)
    ]
