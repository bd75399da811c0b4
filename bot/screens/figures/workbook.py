"""The spreadsheet: a sheet that says how to read it, and one for each chart with the very figures of its picture."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from bot import time
from bot.i18n import _, full_date, words
from bot.packs import Pack
from bot.screen import plain
from bot.screens.figures import names
from bot.services.facts import Facts
from bot.services.figures import Count, Figure

_WIDE, _NARROW = 34, 16


def made(figures: Sequence[Figure], *, pack: Pack, facts: Facts) -> bytes:
    """The file. A figure is a number, or a text such as `<5`; nothing in it is a formula."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": plain(_("Figures")), "author": words(pack.institution.name)})
        heading = book.add_format({"bold": True})
        _explain(book, figures, heading, pack, facts)
        for figure in figures:
            _fill(book.add_worksheet(plain(names.chart(figure.chart))[:31]), figure, heading, pack, facts)
    return file.getvalue()


def _explain(book: Any, figures: Sequence[Figure], heading: Any, pack: Pack, facts: Facts) -> None:
    page, wrapped = book.add_worksheet(plain(_("Read me"))), book.add_format({"text_wrap": True, "valign": "top"})
    newest = figures[-1]
    counted = full_date(time.local(newest.as_of, facts.zone).date())
    told = [
        (_("Figures"), words(pack.institution.name)),
        (_("Period"), _("{period}: {span}", period=names.period(newest.period), span=names.span(newest, facts))),
        (_("Counted on"), counted),
        (_("Source"), _("What people and colleagues did in the chat with this bot; nothing else is counted.")),
        (_("In fives"), names.in_fives()),
        (
            _("Totals"),
            _(
                "Totals add what is shown, so they are at least that. “{few}” is two cells of fewer than five each.",
                few="<10",
            ),
        ),
        (
            _("Held back"),
            _(
                "What came in a week waits until five different people are together, and is shown with the week that "
                "completes them. So nobody can be found in a figure, not even by subtracting two."
            ),
        ),
        (_("Weeks"), _("From Monday to Sunday. A week is counted once, when it is over, and stays as it was counted.")),
        *((names.chart(figure.chart), names.about(figure.chart)) for figure in figures),
    ]
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 90)
    for row, (what, text) in enumerate(told):
        page.write_string(row, 0, plain(what), heading)
        page.write_string(row, 1, plain(text), wrapped)


def _fill(page: Any, figure: Figure, heading: Any, pack: Pack, facts: Facts) -> None:
    called, at = names.Rows(figure, pack, facts), 0
    page.set_column(0, 0, _WIDE)
    page.set_column(1, 8, _NARROW)
    for table in figure.tables:
        page.write_string(at, 0, plain(names.table(table.key, pack, facts, figure)), heading)
        for n, column in enumerate(table.columns, 1):
            page.write_string(at, n, plain(names.column(column)), heading)
        for row in table.rows:
            at += 1
            page.write_string(at, 0, called.name(table, row))
            for n, count in enumerate(row.counts, 1):
                _write(page, at, n, count)
        at += 2


def _write(page: Any, row: int, column: int, count: Count) -> None:
    if count.partial:
        page.write_string(row, column, plain(_("not shown")))
    elif count.value or not count.cells:
        page.write_number(row, column, count.value)
    else:
        page.write_string(row, column, plain(names.shown(count)))
