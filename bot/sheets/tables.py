"""What a read file is: sheets of cells, as JSON can carry them."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

ROWS: Final = 1_000
"""Rows of a sheet that are read; more is no list of courses."""
COLUMNS: Final = 80
LONGEST: Final = 2_000
"""Characters of a cell that are kept."""
SHEETS: Final = 6
CELLS: Final = 30_000
"""Filled cells of all sheets."""

Cell = None | bool | float | str | date | time
"""A `datetime` is a `date` too. What is empty is None."""


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is the first row as the spreadsheet counts, whatever is in it."""

    name: str
    rows: list[list[Cell]]


class Unreadable(Exception):
    """Why a file isn't read. `why`: empty, too_big, too_many_rows, too_wide, encrypted, macros, links, entities,
    archive (not what a spreadsheet's archive looks like), not_a_sheet, not_text, broken, or busy."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def dump(sheets: list[Sheet]) -> bytes:
    """Raises Unreadable for more than is read."""
    if sum(len(row) for sheet in sheets for row in sheet.rows) > CELLS:
        raise Unreadable("too_many_rows")
    return json.dumps([[sheet.name, [[_out(cell) for cell in row] for row in sheet.rows]] for sheet in sheets]).encode()


def load(content: bytes) -> list[Sheet]:
    """Raises ValueError for anything that `dump` didn't make."""
    found = json.loads(content)
    if not isinstance(found, list):
        raise ValueError("no sheets")
    return [Sheet(str(name), [[_in(cell) for cell in row] for row in rows]) for name, rows in found]


def _out(cell: Any) -> Any:
    match cell:
        case None | bool() | float() | str():
            return cell
        case int():
            return float(cell)
        case datetime():
            return {"at": cell.replace(tzinfo=None).isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case time():
            return {"hour": cell.replace(tzinfo=None).isoformat()}
        case timedelta():
            return {"hour": (datetime(2000, 1, 1) + cell % timedelta(days=1)).time().isoformat()}  # noqa: DTZ001 - an hour of no day
    return str(cell)


def _in(cell: Any) -> Cell:
    match cell:
        case {"at": str(at)}:
            return datetime.fromisoformat(at)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"hour": str(hour)}:
            return time.fromisoformat(hour)
        case None | bool() | float() | str():
            return cell
    raise ValueError("no cell")


def tidy(name: str, rows: list[list[Any]]) -> Sheet:
    """Cells as they are kept: texts cut, blank ones None, nothing behind the last filled one. Raises Unreadable."""
    kept: list[list[Cell]] = []
    last = 0
    for number, row in enumerate(rows, start=1):
        cells = [_kept(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > COLUMNS:
            raise Unreadable("too_wide")
        if cells:
            last = number
        if last > ROWS:
            raise Unreadable("too_many_rows")
        if number <= ROWS:
            kept.append(cells)
    return Sheet(name[:100], kept[:last])


def _kept(cell: Any) -> Any:
    if isinstance(cell, str):
        text = "".join(c if c >= " " or c in "\n\t" else " " for c in cell[:LONGEST]).strip()
        return text or None
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124 - not a number
        return None
    return cell
