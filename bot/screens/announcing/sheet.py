"""How an announcement went, as a spreadsheet. What a cell holds is never a formula."""

from collections.abc import Sequence

from bot import time
from bot.i18n import _
from bot.models import Broadcast
from bot.screen import plain
from bot.screens.announcing import going, telling
from bot.services.broadcasts.outcomes import Tally
from bot.sheets.writing import Page, xlsx


def of(title: str, tally: Tally, *, row: Broadcast, zone: str) -> bytes:
    """Three sheets in the language being spoken: outcomes, languages, reasons."""
    names = _names()
    each: list[tuple[str | int, ...]] = [
        (telling.language_name(locale), *(counts.get(key, 0) for key in names))
        for locale, counts in sorted(tally.by_locale.items())
    ]
    why = sorted(tally.reasons.items(), key=lambda one: (-one[1], one[0]))
    told = [(going.reason(code), many) for code, many in why]
    return xlsx(
        [
            _page(_("Outcome"), (_("Announcement"), title), [*_moments(row, zone), *_outcomes(tally)]),
            _page(_("By language"), (_("Language"), *names.values()), each),
            _page(_("Why not"), (_("Reason"), _("People")), told),
        ]
    )


def _page(name: str, header: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Page:
    said = [[value if isinstance(value, int) else plain(value) for value in row] for row in rows]
    return Page(plain(name), [plain(heading) for heading in header], said)


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
