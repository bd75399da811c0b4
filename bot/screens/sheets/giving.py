"""What can be done with lists, and lists on their way out."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from markupsafe import Markup

from bot.addresses import AskUndoSheet, SendSheet, SheetAt, SheetCourses, Sheets, SheetTemplate, TakeSheet, Team
from bot.i18n import _, ngettext, words
from bot.models import Course, Role, SheetImport
from bot.screen import Button, File, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines, name
from bot.screens.sheets.files import name_of
from bot.services import rights
from bot.services.rights import Act

PAGE: Final = 8


def menu(
    roles: AbstractSet[Role], waiting: SheetImport | None, done: SheetImport | None, others: SheetImport | None
) -> Screen:
    """`waiting`: a list that was sent and isn't decided yet; `done`: the last one that can be taken back; `others`: the
    last one of a colleague, for administrators."""
    may = rights.may(roles, Act.IMPORT)
    people = rights.may(roles, Act.EXPORT_PEOPLE)
    return Screen(
        blocks(
            bold(_("Lists")),
            _("The catalogue as a spreadsheet: take it with you, change it, and send it back.") if may else "",
            _("What you take with people's data stays in the log. Don't pass it on.") if people else "",
        ),
        (
            *rows.alone(Button(_("Send a list"), SendSheet()) if may else None),
            *rows.alone(Button(_("See the one you sent"), SheetAt(waiting.id or 0)) if waiting else None),
            *rows.alone(Button(_("The last one you applied"), SheetAt(done.id or 0)) if done else None),
            *rows.alone(Button(_("Undo a colleague's"), AskUndoSheet(others.id or 0)) if others else None),
            *rows.in_twos(
                [
                    Button(_("Template"), SheetTemplate()) if may else None,
                    Button(_("Courses (Excel)"), TakeSheet("courses")),
                    Button(_("Courses (CSV)"), TakeSheet("courses", "csv")),
                    Button(_("Calls"), TakeSheet("calls")),
                    Button(_("News"), TakeSheet("news")),
                    Button(_("Participants"), SheetCourses("participants")) if people else None,
                    Button(_("Waiting lists"), SheetCourses("waiting")) if people else None,
                    Button(_("Interested"), SheetCourses("interested")) if people else None,
                ]
            ),
            *rows.footer(Team()),
        ),
    )


def template(file: File) -> Screen:
    return Screen(
        lines(
            _("Fill in one row for each course and send it back to me."),
            _("The second sheet explains each column."),
        ),
        rows.alone(Button(_("Send a list"), SendSheet())),
        file=file,
    )


def courses(found: Sequence[tuple[Course, int]], what: str, page: int) -> Screen:
    """Whose list it is to be."""
    shown, page, pages = rows.cut(found, page, PAGE)
    each = [
        (Button(rows.marked(words(course.short_title), f"{count}"), TakeSheet(what, "xlsx", course.id or 0)),)
        for course, count in shown
    ]
    return Screen(
        blocks(bold(name_of(what)), _("Of which course?") if found else _("No course has anybody on that list.")),
        (*each, *rows.pager(page, pages, lambda n: SheetCourses(what, n)), *rows.footer(Sheets())),
    )


def of_course(course: Course, what: str, count: int) -> Markup:
    """The file's words: they must not name a sensitive course, whose list has no names either."""
    hidden = _("It's about something sensitive: nobody is named.") if course.sensitive else ""
    who = ngettext("{n} row", "{n} rows", count)
    keep = _("Only for this course; delete it when it's over.") if what != "interested" else ""
    return lines(Markup("{}: {} · {}").format(name_of(what), name(course), who), hidden, keep)


def of_catalogue(what: str, count: int) -> Markup:
    back = _("Change what you need and send it back to me.") if what == "courses" else ""
    return lines(Markup("{} · {}").format(bold(name_of(what)), ngettext("{n} row", "{n} rows", count)), back)
