"""A round's applications as a spreadsheet, in the reader's language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot import time
from bot.i18n import _, words
from bot.models import Decision, Progress
from bot.packs.forms import Question
from bot.screen import plain
from bot.screens import answers as said
from bot.services.applications.exporting import Row, Whole, shown
from bot.services.facts import Facts
from bot.sheets import writing
from bot.sheets.writing import Page, Value


def made(of: Whole, *, facts: Facts) -> bytes:
    """One row an application; what each answered in columns, then papers, points and what was decided."""
    asked = shown(of)
    typed = [question for question in asked if question.kind != "file"]
    files = [question for question in asked if question.kind == "file"]
    header: list[str] = [_("Number"), *([] if of.blind else [_("Name")]), _("Sent"), _("How it stands")]
    header += [words(one.label) for one in (*typed, *files)]
    header += [words(one.label) for one in of.form.criteria]
    header += [_("Judged by"), _("Decision"), _("Reason"), _("Remark"), _("Decided on")]
    table = [_row(of, row, typed, files, facts) for row in of.rows]
    return writing.xlsx([Page(plain(words(of.call.short_title)), [plain(one) for one in header], table)])


def _row(of: Whole, row: Row, typed: Sequence[Question], files: Sequence[Question], facts: Facts) -> list[Value]:
    one = row.application
    reason = next((words(each.label) for each in of.form.reasons if each.key == one.reason), one.reason)
    cells: list[Any] = [one.number, *([] if of.blind else [row.name])]
    cells += [_day(one.submitted_at, facts), _progress(one.progress)]
    cells += [_answer(question, row) for question in typed]
    cells += [sum(paper.question == question.key for paper in row.papers) for question in files]
    cells += [row.points.get(criterion.key) for criterion in of.form.criteria]
    cells += [row.judged, _decision(one.decision), reason, one.remark, _day(one.decided_at, facts)]
    return [plain(cell) if isinstance(cell, str) else cell for cell in cells]


def _answer(question: Question, row: Row) -> Value:
    value = row.answers.get(question.key)
    if value is None:
        return None
    if question.kind == "number" and isinstance(value, int | float):
        return value
    if question.kind == "date":
        return date.fromisoformat(value)
    return plain(said.shown(question, value))


def _day(moment: Any, facts: Facts) -> date | None:
    return None if moment is None else time.local(moment, facts.zone).date()


def _progress(progress: Progress) -> str:
    return _("To be corrected") if progress is Progress.CORRECTING else _("Sent")


def _decision(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    return {
        Decision.ACCEPTED: _("Chosen"),
        Decision.WAITING: _("Waiting list"),
        Decision.DECLINED: _("Not chosen"),
    }[decision]
