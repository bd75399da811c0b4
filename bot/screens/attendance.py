"""Lists of who came: which there are, one to tick, and the file of one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import (
    AttendanceAt,
    AttendanceLists,
    AttendanceSheet,
    MarkAttendance,
    MarkTheRest,
    TakeBackMarks,
    Team,
)
from bot.i18n import _, day, hour, ngettext, spoken, words
from bot.i18n import when as moment
from bot.screen import Button, Document, Screen, plain
from bot.screens import rows
from bot.screens.lines import blocks, bold, dated, lines, name, sentences, small
from bot.screens.sheets.words import heading
from bot.services.attendance import Entry, Meeting, Roll, Taken
from bot.services.facts import Facts
from bot.sheets import writing
from bot.sheets.writing import Page, Value

PAGE: Final = 8
"""People on one page: each has a row of two buttons."""


def lists(found: Sequence[Taken], page: int, *, facts: Facts, now: datetime) -> Screen:
    """Those that can be ticked."""
    shown, page, pages = rows.cut(list(enumerate(found, start=1)), page)
    told = [_line(number, one, facts=facts, now=now) for number, one in shown]
    each = [
        (Button(_label(number, one.meeting, facts), AttendanceAt(one.meeting.course.id or 0, one.meeting.stamp)),)
        for number, one in shown
    ]
    nothing = _("No list is open. Each opens an hour before its session and closes a week after it.")
    return Screen(
        blocks(bold(_("Attendance")), lines(*told) if told else nothing, _("Of which session?") if told else ""),
        (*each, *rows.pager(page, pages, AttendanceLists), *rows.footer(Team())),
    )


def _line(number: int, one: Taken, *, facts: Facts, now: datetime) -> Markup:
    at = moment(one.meeting.starts_at, facts.zone, now=now)
    return Markup("{}. {}, {}: {}").format(number, name(one.meeting.course), at, _how(one))


def _how(one: Taken) -> Markup:
    if not one.marked:
        return ngettext("{n} person, not taken yet", "{n} people, not taken yet", one.enrolled)
    return ngettext("{came} of {n} person came", "{came} of {n} people came", one.enrolled, came=one.came)


def _label(number: int, meeting: Meeting, facts: Facts) -> str:
    at = time.local(meeting.starts_at, facts.zone).date()
    title = f"{number}. {words(meeting.course.short_title)}"
    return rows.marked(title, f"{day(at)} {hour(meeting.starts_at, facts.zone)}", day(at))


def roll(of: Roll, page: int, *, facts: Facts, now: datetime) -> Screen:
    """One list. Each person has a row: came, didn't come; tapping what is marked takes it back."""
    course, begins = of.meeting.course.id or 0, of.meeting.stamp
    numbered = list(enumerate(of.entries, start=1))
    shown, page, pages = rows.cut(numbered, page, PAGE)
    told = [_told(number, entry) for number, entry in shown]
    is_open = of.meeting.is_open(now)
    back = AttendanceLists()
    return Screen(
        blocks(
            _heading(of, facts=facts, now=now),
            _counts(of) if of.entries else _("Nobody has a place in this course now."),
            lines(*told),
            small(_hint(of, facts=facts, now=now)),
        ),
        (
            *(_marks(of, number, entry, page) for number, entry in shown if is_open),
            *rows.in_twos(_at_once(of, page) if is_open else []),
            *rows.alone(Button(_("As a spreadsheet"), AttendanceSheet(course, begins)) if of.entries else None),
            *rows.pager(page, pages, lambda n: AttendanceAt(course, begins, n)),
            *rows.footer(back),
        ),
    )


def _heading(of: Roll, *, facts: Facts, now: datetime) -> Markup:
    meeting = of.meeting
    at = dated(meeting.starts_at, facts=facts, now=now)
    number = _("Session {n} of {all}", n=meeting.number, all=meeting.of) if meeting.of > 1 else ""
    return lines(
        bold(_("Attendance: {course}", course=words(meeting.course.short_title))),
        Markup(" · ").join(part for part in (number, at) if part),
    )


def _counts(of: Roll) -> Markup:
    came = ngettext("{came} of {n} person came", "{came} of {n} people came", len(of.entries), came=of.count(True))
    missed, unmarked = of.count(False), of.count(None)
    besides = [
        ngettext("{n} didn't come", "{n} didn't come", missed) if missed else "",
        ngettext("{n} not marked", "{n} not marked", unmarked) if unmarked else "",
    ]
    return Markup(" · ").join([bold(came), *(part for part in besides if part)])


def _hint(of: Roll, *, facts: Facts, now: datetime) -> Markup:
    if not of.meeting.is_open(now):
        return _("This list is closed: it is open for a week after the session began.")
    until = dated(of.meeting.closes_at, facts=facts, now=now)
    half = _("Whoever has no mark counts as absent in the figures.") if 0 < of.count(None) < len(of.entries) else ""
    return sentences(
        _("Tap a name if the person came; tapping it again takes the mark away."),
        half,
        _("You can change it until {when}.", when=until),
    )


def _called(number: int, entry: Entry) -> str:
    nameless = plain(_("without a name"))  # not within the f-string: messages in one aren't collected
    return f"{number}. {entry.name or nameless}"


def _told(number: int, entry: Entry) -> Markup:
    said = {True: _("came"), False: _("didn't come"), None: _("not marked")}[entry.came]
    return Markup("{}: {}").format(_called(number, entry), said if entry.came is None else bold(said))


def _marks(of: Roll, number: int, entry: Entry, page: int) -> rows.Row:
    def to(mark: str) -> MarkAttendance:
        return MarkAttendance(of.meeting.course.id or 0, of.meeting.stamp, entry.person_id, mark, page)

    came, missed = entry.came is True, entry.came is False
    called = _called(number, entry)
    return (
        Button(rows.short(f"✓ {called}" if came else called), to("u" if came else "y")),
        Button(_absent(number, marked=missed), to("u" if missed else "n")),
    )


def _absent(number: int, *, marked: bool) -> str:
    said = plain(_("{n}. Didn't come", n=number))
    return f"✓ {said}" if marked else said


def _at_once(of: Roll, page: int) -> list[Button | None]:
    course, begins = of.meeting.course.id or 0, of.meeting.stamp
    unmarked = of.count(None)
    first = unmarked == len(of.entries)
    return [
        Button(_("Everybody came") if first else _("The rest came"), MarkTheRest(course, begins, "y", page))
        if unmarked
        else None,
        Button(_("The rest didn't"), MarkTheRest(course, begins, "n", page)) if unmarked and not first else None,
        Button(
            _("Undo the last marks"),
            TakeBackMarks(course, begins, int(of.together.timestamp()), page),
        )
        if of.together
        else None,
    ]


def sheet(of: Roll, *, facts: Facts, now: datetime) -> Screen:
    """The list as a file, made right before it is sent."""
    values = {"course": of.meeting.course.id, "begins": of.meeting.stamp, "locale": spoken()}
    return Screen(
        blocks(
            _heading(of, facts=facts, now=now),
            _counts(of),
            _("Only for this course; delete it when it's over."),
        ),
        rows.footer(AttendanceAt(of.meeting.course.id or 0, of.meeting.stamp)),
        document=Document("attendance_sheet", values, _("That list isn't there any more.")),
    )


def made(of: Roll, *, facts: Facts) -> tuple[str, bytes]:
    """The workbook and its name."""
    said = {True: _("Came"), False: _("Didn't come"), None: None}
    header = [heading("place"), heading("name"), _("Attendance"), _("Marked")]
    table: list[list[Value]] = [
        [number, entry.name, _text(said[entry.came]), _at(entry.marked_at, facts)]
        for number, entry in enumerate(of.entries, start=1)
    ]
    at = time.local(of.meeting.starts_at, facts.zone)
    page = Page(plain(words(of.meeting.course.short_title)), [plain(one) for one in header], table)
    stem = plain(_("attendance"))
    return f"{stem}-{of.meeting.course.key}-{at:%Y-%m-%d}.xlsx", writing.xlsx([page])


def _text(said: Markup | None) -> str | None:
    return None if said is None else plain(said)


def _at(moment: datetime | None, facts: Facts) -> str | None:
    return f"{time.local(moment, facts.zone):%d/%m/%Y %H:%M}" if moment else None


def closed() -> Markup:
    """The toast after a tap that came too late, or of somebody who left meanwhile."""
    return _("That wasn't noted: the list is closed, or the person left the course.")
