"""Taking back what a list did: what that would do, and what became of it."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from bot.addresses import AskUndoSheet, SendSheet, SheetAt, Sheets, UndoSheet
from bot.i18n import _, ngettext
from bot.models import SheetImport
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, blocks, bold, lines
from bot.services.sheets import undoing
from bot.services.sheets.undoing import Undone

SHOWN: Final = 15
"""Courses that are named, of those that stay."""


def button(one: SheetImport) -> Button:
    return Button(_("Undo the list"), AskUndoSheet(one.id or 0))


def ask(one: SheetImport, found: Undone, *, mine: bool) -> Screen:
    id = one.id or 0
    return Screen(
        blocks(
            bold(_("Take back what the list did?") if found.any else _("There is nothing left to take back.")),
            "" if mine else _("It is a colleague's list: {name}", name=one.file_name),
            lines(
                _line(
                    ngettext(
                        "{n} new course leaves the catalogue",
                        "{n} new courses leave the catalogue",
                        found.new,
                    ),
                    found.new,
                ),
                _line(
                    ngettext("{n} gets back what it had before", "{n} get back what they had before", found.changed),
                    found.changed,
                ),
            ),
            ngettext(
                "{n} person with a place will be told of the change.",
                "{n} people with a place will be told of the changes.",
                found.told,
            )
            if found.told
            else "",
            _stays(found.stays),
        ),
        (
            *rows.alone(Button(_("Yes, undo it"), UndoSheet(id)) if found.any else None),
            *rows.footer(SheetAt(id) if mine else Sheets()),
        ),
    )


def undone(one: SheetImport) -> Screen:
    new, changed = one.outcome.get("back_new", 0), one.outcome.get("back_changed", 0)
    return Screen(
        blocks(
            bold(_("Done: I took the list back.") if new or changed else _("There was nothing left to take back.")),
            lines(
                _line(ngettext("{n} new course left the catalogue", "{n} new courses left the catalogue", new), new),
                _line(
                    ngettext("{n} has what it had before", "{n} have what they had before", changed),
                    changed,
                ),
            ),
            _stays(undoing.stayed(one)),
            _("It stands in the log as list number {n}.", n=one.id),
        ),
        (*rows.alone(Button(_("Send another list"), SendSheet())), *rows.footer(Sheets())),
        kept=True,
    )


def too_late() -> Screen:
    return Screen(
        _("A list can be taken back for 24 hours, and those are over. Change or close each course in the catalogue."),
        rows.footer(Sheets()),
    )


def _line(text: str, count: int) -> Markup:
    return Markup("{}{}").format(DASH, text) if count else Markup()


def _stays(stays: Sequence[tuple[str, str]]) -> Markup:
    if not stays:
        return Markup()
    more = len(stays) - SHOWN
    return lines(
        _("These stay as they are; you find them in the catalogue:"),
        *(Markup("{}{}: {}").format(DASH, title[:90], _why(why)) for title, why in stays[:SHOWN]),
        ngettext("And {n} more.", "And {n} more.", more) if more > 0 else "",
    )


def _why(why: str) -> Markup:
    return {
        undoing.GONE: _("it isn't there any more"),
        undoing.CHANGED: _("it was changed since"),
        undoing.SIGNED_UP: _("somebody signed up"),
        undoing.ASKED: _("somebody asked about it"),
        undoing.WRITTEN: _("a colleague is writing changes to it"),
        undoing.ANNOUNCED: _("an announcement names it"),
    }.get(why) or _("what it had can't be any more (dates that are over, or fewer seats than are taken)")
