"""How an announcement went, as a spreadsheet. What a cell holds is never a formula."""

import io
from typing import Any

import xlsxwriter

from bot import time
from bot.i18n import _
from bot.models import Broadcast
from bot.screen import plain
from bot.screens.announcing import going, telling
from bot.services.broadcasts.outcomes import Tally


def of(title: str, tally: Tally, *, row: Broadcast, zone: str) -> bytes:
    """Three sheets in the language being spoken: outcomes, languages, reasons."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True})
        _sheet(book, _("Outcome"), head, [(_("Announcement"), title), *_moments(row, zone), *_outcomes(tally)])
        names = _names()
        first = [plain(_("Language")), *(plain(name) for name in names.values())]
        each = [
            (plain(telling.language_name(locale)), *(counts.get(key, 0) for key in names))
            for locale, counts in sorted(tally.by_locale.items())
        ]
        _sheet(book, _("By language"), head, [tuple(first), *each])
        why = sorted(tally.reasons.items(), key=lambda one: (-one[1], one[0]))
        told = [(plain(going.reason(code)), many) for code, many in why]
        _sheet(book, _("Why not"), head, [(plain(_("Reason")), plain(_("People"))), *told])
    return made.getvalue()


def _names() -> dict[str, str]:
    return {
        "sent": _("Arrived"),
        "unreachable": _("Blocked the bot or left Telegram"),
        "failed": _("Telegram refused it"),
        "uncertain": _("May have arrived"),
        "skipped": _("Left out"),
        "waiting": _("Still to come"),
    }


def _outcomes(tally: Tally) -> list[tuple[str, int]]:
    return [*((name, getattr(tally, key)) for key, name in _names().items()), (_("All together"), tally.audience)]


def _moments(row: Broadcast, zone: str) -> list[tuple[str, str]]:
    named = ((_("Began"), row.started_at), (_("Ended"), row.ended_at))
    return [(name, f"{time.local(at, zone):%Y-%m-%d %H:%M}") for name, at in named if at is not None]


def _sheet(book: Any, name: str, head: Any, table: list[tuple[Any, ...]]) -> None:
    sheet = book.add_worksheet(plain(name)[:31])
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 6, 16)
    for at, line in enumerate(table):
        for column, value in enumerate(line):
            shown = value if isinstance(value, int) else plain(value)
            sheet.write(at, column, shown, head if at == 0 else None)
