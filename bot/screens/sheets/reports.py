"""What a list that was sent says, what it would change, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import CancelSheet, ConfirmSheet, SendSheet, SheetAt, SheetReport, SheetRows, Sheets, SheetTemplate
from bot.i18n import _, listed, ngettext, number
from bot.models import SheetImport, SheetState
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, WARNING, beside, blocks, bold, lines, sentences
from bot.screens.sheets import undoing as undo_screens
from bot.screens.sheets import words
from bot.services.facts import Facts
from bot.services.sheets import imports, undoing
from bot.services.sheets.planning import Fate, Step
from bot.services.sheets.understanding import MOST_ROWS

PAGE: Final = 5
"""Rows of a list that fit on a screen with what they change."""
MISSING: Final = "missing"


def ask(trouble: Markup | str = "") -> Screen:
    """Waiting for the file."""
    return Screen(
        blocks(
            trouble,
            lines(bold(_("Send me your list")), _("An Excel file (.xlsx) or a CSV, with one course in each row.")),
            lines(
                _("It may be the one you already have: I find the columns by their names, below any heading block."),
                _("Nothing changes yet: first I show you what I understood."),
            ),
        ),
        (*rows.alone(Button(_("Get a template"), SheetTemplate())), *rows.footer(Sheets())),
    )


def reading(one: SheetImport) -> Screen:
    return Screen(
        blocks(
            _("Reading your file {name}…", name=bold(one.file_name) if one.file_name else ""),
            _("I'll write to you in a moment with what I understood."),
        ),
        (*rows.alone(Button(_("Is it ready?"), SheetAt(one.id or 0))), *rows.footer(Sheets())),
    )


def report(one: SheetImport, *, now: datetime, changed_meanwhile: bool = False) -> Screen:
    """Where it stands: being read, refused, waiting for a decision, done, taken back."""
    if one.state is SheetState.READING:
        return reading(one)
    if one.state is SheetState.REFUSED:
        return refused(one)
    if one.state is SheetState.APPLIED:
        return applied(one, now=now)
    if one.state is SheetState.UNDONE:
        return undo_screens.undone(one)
    if one.state is SheetState.CANCELLED:
        return Screen(_("That list was left out; nothing changed."), _after())
    return _plan(one, changed_meanwhile=changed_meanwhile)


def _plan(one: SheetImport, *, changed_meanwhile: bool) -> Screen:
    steps = imports.steps(one)
    count = {fate: sum(step.fate is fate for step in steps) for fate in Fate}
    missing = len(one.understood.get("missing", ()))
    told = sum(step.people for step in steps if step.told)
    does = count[Fate.NEW] + count[Fate.CHANGED]
    id = one.id or 0
    return Screen(
        blocks(
            beside(WARNING, _("The catalogue changed since you looked, so I did nothing. This is how it stands now:"))
            if changed_meanwhile
            else "",
            bold(_("This is what I understood of {name}", name=one.file_name)),
            _source(one),
            lines(
                _line(ngettext("{n} new course", "{n} new courses", count[Fate.NEW]), count[Fate.NEW]),
                _line(ngettext("{n} that changes", "{n} that change", count[Fate.CHANGED]), count[Fate.CHANGED]),
                _line(ngettext("{n} as it was", "{n} as they were", count[Fate.SAME]), count[Fate.SAME]),
                _line(
                    ngettext("{n} row with an error, left out", "{n} rows with errors, left out", count[Fate.BAD]),
                    count[Fate.BAD],
                ),
                _line(
                    ngettext(
                        "{n} in the catalogue and not in your list: it stays",
                        "{n} in the catalogue and not in your list: they stay",
                        missing,
                    ),
                    missing,
                ),
            ),
            ngettext(
                "{n} person with a place will be told of the change.",
                "{n} people with a place will be told of the changes.",
                told,
            )
            if told
            else "",
            _("Whoever uses the bot sees new courses as soon as you apply them.") if count[Fate.NEW] else "",
            "" if does else _("There is nothing to change."),
        ),
        (
            *rows.alone(
                Button(ngettext("Apply {n} change", "Apply {n} changes", does), ConfirmSheet(id)) if does else None
            ),
            *rows.in_twos(
                [
                    *(
                        Button(_fate(fate, count[fate]), SheetRows(id, fate.value))
                        for fate in (Fate.NEW, Fate.CHANGED, Fate.BAD, Fate.SAME)
                        if count[fate]
                    ),
                    Button(_("Not in your list"), SheetRows(id, MISSING)) if missing else None,
                    Button(_("Report in Excel"), SheetReport(id)),
                    Button(_("Leave it"), CancelSheet(id)) if does else None,
                ]
            ),
            *rows.footer(Sheets()),
        ),
    )


def _line(text: str, count: int) -> Markup:
    return Markup("{}{}").format(DASH, text) if count else Markup()


def _fate(fate: str, count: int) -> str:
    said = {
        Fate.NEW: _("New ({n})", n=number(count)),
        Fate.CHANGED: _("Changes ({n})", n=number(count)),
        Fate.SAME: _("Same ({n})", n=number(count)),
        Fate.BAD: _("Errors ({n})", n=number(count)),
    }
    return str(said[Fate(fate)])


def _source(one: SheetImport) -> Markup:
    found = imports.read(one)
    unknown = [heading for heading in found.unknown if heading][:8]
    return lines(
        _("The columns are named in row {n}: {columns}.", n=found.header_row, columns=_columns(found.columns)),
        _("I left these columns out: {columns}.", columns=listed(unknown)) if unknown else "",
        ngettext(
            "{n} row is no course (a total, a heading).", "{n} rows are no courses (totals, headings).", found.skipped
        )
        if found.skipped
        else "",
    )


def _columns(columns: Sequence[str]) -> str:
    return listed([words.heading(column) for column in columns])


def steps(one: SheetImport, fate: str, page: int, *, pack: Pack, facts: Facts) -> Screen:
    """The rows of one kind, page by page; for what changes, field by field."""
    id = one.id or 0
    if fate == MISSING:
        names = [str(name) for name in one.understood.get("missing", ())]
        shown, page, pages = rows.cut(names, page, 20)
        text = blocks(
            bold(_("In the catalogue and not in your list")),
            lines(*(Markup("{}{}").format(DASH, name) for name in shown)),
            _("A list never takes anything out. What is over is closed on its own screen."),
        )
        return Screen(text, (*rows.pager(page, pages, lambda n: SheetRows(id, fate, n)), *rows.footer(SheetAt(id))))
    of_kind = [step for step in imports.steps(one) if step.fate.value == fate]
    found, page, pages = rows.cut(of_kind, page, PAGE)
    headings: dict[str, Markup] = {
        Fate.NEW: _("New courses"),
        Fate.CHANGED: _("What changes"),
        Fate.SAME: _("As they were"),
        Fate.BAD: _("Rows with errors: mend them in your file and send it again"),
    }
    said = headings.get(fate)
    return Screen(
        blocks(
            bold(said or _("Rows")),
            *(told(step, pack=pack, facts=facts) for step in found),
            "" if found else _("There are none."),
        ),
        (*rows.pager(page, pages, lambda n: SheetRows(id, fate, n)), *rows.footer(SheetAt(id))),
    )


def told(step: Step, *, pack: Pack, facts: Facts) -> Markup:
    """A row: which, what is wrong with it or what it changes, what was assumed."""
    head = (
        _("Row {n}: {title}", n=step.number, title=bold(step.title[:90])) if step.title else _("Row {n}", n=step.number)
    )
    changes = [
        Markup("{}{}: {} → {}").format(
            DASH,
            words.heading(name),
            words.value(name, step.before.get(name), pack=pack, facts=facts)[:120],
            words.value(name, step.after.get(name), pack=pack, facts=facts)[:120],
        )
        for name in (step.changed if step.fate is Fate.CHANGED else ())
    ]
    if step.fate is Fate.NEW:
        changes = [_new(step, pack=pack, facts=facts)]
    who = ngettext("{n} person has a place", "{n} people have a place", step.people) if step.people else ""
    return lines(
        head,
        *(Markup("{}{}").format(DASH, words.trouble(one)) for one in step.problems),
        *changes,
        sentences(Markup("{};").format(who), _("they will be told.") if step.told else _("nobody is told of this."))
        if who and step.fate is Fate.CHANGED
        else "",
        *(Markup("{}{}").format(DASH, words.trouble(one)) for one in step.notes),
    )


SHOWN: Final = ("sessions", "venue", "seats", "cost", "age_min", "age_max")
"""Of a new course, what a cell that was read wrongly would spoil."""


def _new(step: Step, *, pack: Pack, facts: Facts) -> Markup:
    """What was understood of a new course, so that it can be held against the list."""
    said = [(name, words.value(name, step.after.get(name), pack=pack, facts=facts)[:120]) for name in SHOWN]
    return lines(
        *(
            value if name == "sessions" else Markup("{}{}: {}").format(DASH, words.heading(name), value)
            for name, value in said
            if value != "—"
        )
    )


def applied(one: SheetImport, *, now: datetime) -> Screen:
    done, until = one.outcome, undoing.until(one)
    can_undo = until is not None and now < until
    return Screen(
        blocks(
            bold(_("Done: the catalogue is up to date.")),
            lines(
                _line(ngettext("{n} new course", "{n} new courses", done.get("new", 0)), done.get("new", 0)),
                _line(ngettext("{n} changed", "{n} changed", done.get("changed", 0)), done.get("changed", 0)),
            ),
            _("It stands in the log as list number {n}.", n=one.id),
            _("For 24 hours you can take it back; what somebody signs up for stays.") if can_undo else "",
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Report in Excel"), SheetReport(one.id or 0)),
                    undo_screens.button(one) if can_undo else None,
                ]
            ),
            *_after(),
        ),
        kept=True,
    )


def _after() -> tuple[tuple[Button, ...], ...]:
    return (*rows.alone(Button(_("Send another list"), SendSheet())), *rows.footer(Sheets()))


def refused(one: SheetImport) -> Screen:
    """Why a file isn't read, and what to send instead."""
    name = bold(one.file_name) if one.file_name else _("the file")
    return Screen(
        blocks(
            beside(WARNING, _("I couldn't take {name} in. Nothing changed.", name=name)),
            why(one.problem or ""),
        ),
        (
            *rows.in_twos([Button(_("Send another list"), SendSheet()), Button(_("Get a template"), SheetTemplate())]),
            *rows.footer(Sheets()),
        ),
    )


def too_large() -> Screen:
    """Before it is even fetched."""
    return ask(why("too_large"))


def why(problem: str) -> Markup:
    """A refusal's reason and the way on."""
    said = {
        "empty": _("It's empty. Check that you saved it, and send it again."),
        "too_big": _("There is more in it than a list has. Copy the rows of the courses to a new file and send that."),
        "too_large": _("It weighs more than 4 MB. Take out pictures and other sheets, or save it as CSV."),
        "too_many_rows": _("It has too many rows. Delete the empty ones at the end, or send it in parts."),
        "too_many_courses": _("It has more than {n} courses. Send it in parts.", n=number(MOST_ROWS)),
        "too_wide": _("It has too many columns. Leave those of the courses."),
        "encrypted": _("It has a password. Save it without one and send it again."),
        "macros": _("It has macros, and I don't open those. Save it as .xlsx or CSV."),
        "links": _("It takes values from other files. Copy the cells, paste them as values and send it again."),
        "entities": _("There are instructions in it that a list doesn't have. Save it anew with Excel, or as CSV."),
        "archive": _("It isn't built as a spreadsheet. Save it anew with Excel, or as CSV."),
        "not_a_sheet": _("It's no spreadsheet, whatever its name says. Send an .xlsx or a .csv."),
        "not_text": _("I can't read its letters. Save it as .xlsx or as “CSV UTF-8”."),
        "broken": _("It's damaged or incomplete. Open it, save it again and send it."),
        "no_header": _("No row says what each column is. Put names above them: Title, Start date, Schedule, Seats…"),
        "gone": _("Telegram doesn't have it any more. Send it again."),
        "unreachable": _("I couldn't get it from Telegram. Send it again in a while."),
        "busy": _("I took too long with it. Send it again in a while."),
    }
    return said.get(problem) or said["broken"]
