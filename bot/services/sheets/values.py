"""What stands in a cell, as people write it: days, hours, prices, ages, counts."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.services.sheets.folding import fold
from bot.sheets.tables import Cell


class Wrong(Exception):
    """A cell that can't be understood. `why` is a code; `said` what was written, shortened; `hints` what there is."""

    def __init__(self, why: str, said: object = "", hints: list[str] | None = None) -> None:
        super().__init__(why)
        self.why, self.said, self.hints = why, str(said)[:60], hints or []


MONTHS: Final = {
    name[:3]: number
    for names in (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
} | {"set": 9}
_EPOCH: Final = date(1899, 12, 30)
_NONE: Final = frozenset({"", "-", "n a", "na", "s d", "sd", "no aplica", "pendiente", "por definir", "por confirmar"})
_FREE: Final = frozenset(
    {
        "gratis",
        "gratuito",
        "gratuita",
        "sin costo",
        "sin costo alguno",
        "free",
        "no tiene costo",
        "entrada libre",
        "libre",
    }
)
_NUMERIC: Final = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2,4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_NAMED: Final = re.compile(r"(?:[a-zñ]+ )?(\d{1,2})(?: ?o)? (?:de )?([a-zñ]{3,10})(?: (?:de |del )?(\d{4}|\d{2}))?")
_NAMED_EN: Final = re.compile(r"(?:[a-z]+ )?([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?")
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(a\.?\s*m\b\.?|p\.?\s*m\b\.?)?", re.IGNORECASE)


def is_blank(cell: Cell) -> bool:
    """Whether it says nothing: empty, a dash, *por definir*."""
    return cell is None or (isinstance(cell, str) and fold(cell) in _NONE)


def text(cell: Cell) -> str:
    """A cell as it reads: whole numbers without a point."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else str(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return " ".join((cell or "").split())


def day(cell: Cell, *, today: date) -> date:
    """A date: a date cell, a serial number, `12/01/2026` (day first), `12 de enero`. A missing year is the one in which
    that day is next, or was less than a month ago."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float):
        if 36_500 <= cell <= 73_000:
            return _EPOCH + timedelta(days=int(cell))
        raise Wrong("not_a_date", text(cell))
    said = text(cell)
    if found := _NUMERIC.fullmatch(said.strip()):
        one, two, three = (int(part) for part in found.groups())
        if len(found[1]) == 4:
            return _date(one, two, three, said)
        return _date(three if three > 99 else 2000 + three, two, one, said)
    folded = fold(said)
    if found := _NAMED.fullmatch(folded):
        number, name, year = int(found[1]), found[2], found[3]
    elif found := _NAMED_EN.fullmatch(folded):
        number, name, year = int(found[2]), found[1], found[3]
    else:
        raise Wrong("not_a_date", said)
    month = MONTHS.get(name[:3])
    if month is None:
        raise Wrong("not_a_date", said)
    if year:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, number, said)
    near = _date(today.year, month, number, said)
    return near if near >= today - timedelta(days=30) else _date(today.year + 1, month, number, said)


def _date(year: int, month: int, number: int, said: str) -> date:
    try:
        found = date(year, month, number)
    except ValueError:
        raise Wrong("no_such_day", said) from None
    if not 2000 <= year <= 2100:
        raise Wrong("no_such_day", said)
    return found


def hours(cell: Cell) -> tuple[time, time | None]:
    """From when to when: `4:00 p.m. a 6:00 p.m.`, `16:00-18:00`, `de 4 a 6 pm`, `10 a 1`; the end may be missing."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0), None
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0), None
    if isinstance(cell, float):
        if 0 <= cell < 1:
            minutes = round(cell * 1440)
            return time(minutes // 60 % 24, minutes % 60), None
        raise Wrong("not_hours", text(cell))
    said = text(cell)
    found = list(_CLOCK.finditer(said.replace("hrs", "").replace("m.d.", "")))
    if not 1 <= len(found) <= 2:
        raise Wrong("not_hours", said)
    clocks = [(int(one[1]), int(one[2] or 0), (one[3] or "")[:1].lower(), len(one[1]) > 1) for one in found]
    if any(hour > 24 or minute > 59 for hour, minute, _half, _full in clocks):
        raise Wrong("not_hours", said)
    if len(clocks) == 1:
        return _at(clocks[0], said), None
    start, end = clocks
    if not start[2] and end[2] and start[0] <= 12:
        # "de 4 a 6 pm": the half of the day stands once, unless that would turn it round ("11 a 1 pm").
        both = _at((*start[:2], end[2], start[3]), said)
        first = both if both < _at(end, said) else _at((*start[:2], "a", start[3]), said)
        return first, _at(end, said)
    first, last = _at(start, said, alone=not end[2]), _at(end, said, alone=False, after=start)
    if last <= first:
        raise Wrong("hours_backwards", said)
    return first, last


def _at(
    clock: tuple[int, int, str, bool], said: str, *, alone: bool = True, after: tuple[int, int, str, bool] | None = None
) -> time:
    hour, minute, half, whole = clock
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif not half and after is not None and not after[2] and hour < after[0] <= 12:
        hour += 12  # "10 a 1"
    elif not half and alone and 0 < hour < 7 and not whole:
        raise Wrong("which_half", said)  # "4 a 6": nobody says whether in the morning; "04:00" does
    if hour >= 24:
        raise Wrong("not_hours", said)
    return time(hour, minute)


_DAYS: Final = {
    **dict.fromkeys(("l", "lu", "lun", "lunes", "mon", "monday", "mondays"), 0),
    **dict.fromkeys(("m", "ma", "mar", "mart", "martes", "tue", "tues", "tuesday", "tuesdays"), 1),
    **dict.fromkeys(("mi", "mie", "mier", "miercoles", "x", "wed", "wednesday", "wednesdays"), 2),
    **dict.fromkeys(("j", "ju", "jue", "juev", "jueves", "thu", "thur", "thurs", "thursday", "thursdays"), 3),
    **dict.fromkeys(("v", "vi", "vie", "vier", "viernes", "fri", "friday", "fridays"), 4),
    **dict.fromkeys(("s", "sa", "sab", "sabado", "sabados", "sat", "saturday", "saturdays"), 5),
    **dict.fromkeys(("d", "do", "dom", "domingo", "domingos", "sun", "sunday", "sundays"), 6),
}


def weekdays(cell: Cell) -> list[int]:
    """Monday is 0: `Lun y Mié`, `Lunes a viernes`, `L-V`, `martes y jueves`, `Mon & Wed`."""
    said = text(cell)
    kept = re.sub(r"[–—]", "-", said)
    days: set[int] = set()
    pieces = re.split(r"\s*[,;/&+]\s*|\s+(?:y|e|and)\s+", kept)
    for piece in (one for one in pieces if one.strip()):
        ends = [fold(end) for end in re.split(r"\s*-\s*|\s+(?:a|al|to|through)\s+", piece.strip())]
        ends = [re.sub(r"^(de|los|todos los|todos|cada|every|from) ", "", end) for end in ends]
        numbers = [_DAYS.get(end) for end in ends]
        if None in numbers or len(ends) > 2:
            words = fold(piece).split()
            found = [_DAYS.get(word) for word in words]
            if len(words) < 2 or None in found:
                raise Wrong("not_days", said)
            days.update(number for number in found if number is not None)
            continue
        first, last = numbers[0] or 0, numbers[-1] or 0
        days.update(day % 7 for day in range(first, (last if last >= first else last + 7) + 1))
    if not days:
        raise Wrong("not_days", said)
    return sorted(days)


def pesos(cell: Cell) -> int:
    """`$150.00`, `1,500`, `150 pesos`, `gratuito`."""
    if isinstance(cell, float):
        return _whole(cell, cell)
    said = text(cell)
    if fold(said) in _FREE:
        return 0
    found = re.fullmatch(
        r"(?:mxn|mx)?\s*\$?\s*(\d{1,3}(?:[,\s]\d{3})+|\d+)(?:\.(\d{1,2}))?\s*(?:pesos?|mxn|m\.?\s*n\.?|mx)?\.?",
        said.lower().strip(),
    )
    if not found:
        raise Wrong("not_money", said)
    return _whole(float(re.sub(r"[,\s]", "", found[1]) + "." + (found[2] or "0")), said)


def _whole(value: float, said: object) -> int:
    if value != int(value):
        raise Wrong("whole_pesos", text(said) if isinstance(said, float) else said)
    if not 0 <= value <= 100_000:
        raise Wrong("not_money", text(said) if isinstance(said, float) else said)
    return int(value)


def count(cell: Cell, *, most: int) -> int:
    """A number of things, perhaps with the word for them: `25`, `25 lugares`, `20 hrs`. From 1 to `most`."""
    if isinstance(cell, float):
        number = cell
    else:
        found = re.fullmatch(
            r"(?:m[aá]x(?:imo|\.)?\s*)?(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*[a-záéíóúñ. ]*", text(cell).lower()
        )
        if not found:
            raise Wrong("not_a_number", text(cell))
        number = float(found[1].replace(",", ""))
    if number != int(number) or not 1 <= number <= most:
        raise Wrong("number_out_of_range" if number == int(number) else "not_a_number", text(cell), [str(most)])
    return int(number)


def ages(cell: Cell) -> tuple[int | None, int | None]:
    """`15 a 29 años`, `12-29`, `mayores de 15`, `18+`, `hasta 17`."""
    if isinstance(cell, float):
        return _age(cell, cell), None
    said = fold(text(cell))
    numbers = [int(one) for one in re.findall(r"\d+", said)]
    if not numbers or len(numbers) > 2 or max(numbers) > 120:
        raise Wrong("not_an_age", text(cell))
    if len(numbers) == 2:
        if numbers[0] > numbers[1]:
            raise Wrong("ages_backwards", text(cell))
        return numbers[0], numbers[1]
    if re.search(r"\b(hasta|menores|maximo|max|under|up to)\b", said):
        return None, numbers[0]
    return numbers[0], None


def _age(number: float, said: float) -> int:
    if number != int(number) or not 0 <= number <= 120:
        raise Wrong("not_an_age", text(said))
    return int(number)


_EXACT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})\s+(\d{1,2}:\d{2})\s*(?:-|–|a|to)\s*(\d{1,2}:\d{2})"
)


def exact(cell: Cell, *, today: date) -> list[tuple[date, time, time]]:
    """Every meeting with its hours: `05/12/2026 10:00-12:00; 12/12/2026 10:00-13:00`."""
    said = text(cell)
    found = []
    for piece in (one.strip() for one in re.split(r"[;\n]+", said) if one.strip()):
        one = _EXACT.fullmatch(piece)
        if not one:
            raise Wrong("not_meetings", piece)
        (start, _n), (end, _m) = hours(one[2]), hours(one[3])
        if end <= start:
            raise Wrong("hours_backwards", piece)
        found.append((day(one[1], today=today), start, end))
    return sorted(found)
