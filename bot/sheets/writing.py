"""Our own sheets. Whatever a cell says, no program takes it for a formula."""

import csv as csv_module
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import xlsxwriter

from bot.sheets.quoting import quoted

Value = None | bool | int | float | str | date
WIDEST: Final = 48


@dataclass(frozen=True)
class Page:
    """One sheet: `header` in bold, which stays in sight. `choices`: what may be chosen in a column, by its place."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def xlsx(pages: Sequence[Page]) -> bytes:
    """A workbook in memory. Texts are written as texts, dates as dates."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        lists: list[Sequence[str]] = []
        for page in pages:
            sheet = book.add_worksheet(_sheet_name(page.name))
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(page.header):
                sheet.write_string(0, column, heading, bold)
                sheet.set_column(column, column, _width(page, column))
            for number, row in enumerate(page.rows, start=1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, plain, day)
            for column, choices in page.choices.items():
                lists.append(choices)
                _offer(sheet, column, len(lists) - 1, len(choices))
        if lists:
            _keep_lists(book, lists)
    return out.getvalue()


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, value: Value, plain: object, day: object
) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, column, value, plain)
        case int() | float():
            sheet.write_number(row, column, value, plain)
        case date():
            moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
            sheet.write_datetime(row, column, moment, day)
        case _:
            sheet.write_string(row, column, str(value)[:32_000], plain)


_LISTS: Final = "-"


def _offer(sheet: "xlsxwriter.worksheet.Worksheet", column: int, place: int, count: int) -> None:
    letter = xlsxwriter.utility.xl_col_to_name(place)
    source = f"='{_LISTS}'!${letter}$1:${letter}${max(1, count)}"
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    sheet.data_validation(1, column, 1_000, column, rule)


def _keep_lists(book: "xlsxwriter.Workbook", lists: Sequence[Sequence[str]]) -> None:
    """What the drop-downs offer, on a sheet that nobody sees: there it may be as long as it is."""
    sheet = book.add_worksheet(_LISTS)
    sheet.hide()
    for column, choices in enumerate(lists):
        for row, choice in enumerate(choices):
            sheet.write_string(row, column, choice)


def _width(page: Page, column: int) -> int:
    longest = max((len(str(row[column])) for row in page.rows[:50] if column < len(row) and row[column]), default=0)
    return min(WIDEST, max(10, len(page.header[column]) + 2, longest + 2))


def _sheet_name(name: str) -> str:
    """Excel takes 31 characters, and some not at all."""
    return "".join(" " if c in "[]:*?/\\'" else c for c in name)[:31].strip() or "1"


def csv(page: Page) -> bytes:
    """UTF-8 that Excel recognises, commas, all in quotes: a text full of semicolons says nothing of what separates."""
    out = io.StringIO(newline="")
    writer = csv_module.writer(out, quoting=csv_module.QUOTE_ALL)
    writer.writerow([quoted(heading) for heading in page.header])
    for row in page.rows:
        writer.writerow([_said(value) for value in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _said(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return int(value)
        case int() | float():
            return value
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
    return quoted(str(value))
