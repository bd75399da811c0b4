"""Reading an application: whether one knows who sent it, its answers page by page, its papers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from bot.addresses import (
    Address,
    AnswersOf,
    AskConflict,
    Corrections,
    DecideOn,
    Declare,
    GiveBack,
    Judgement,
    ReadAnswers,
    ReadNext,
    RoundAt,
)
from bot.i18n import _, ngettext, words
from bot.models import Paper, PaperState
from bot.packs.forms import Question
from bot.screen import Button, Screen
from bot.screens import answers, rows
from bot.screens.lines import WARNING, beside, blocks, bold, dated, lines
from bot.services.applications.deciding import Case
from bot.services.applications.reviewing import Mine
from bot.services.facts import Facts

PIECE: Final = 1_500
PAGE: Final = 2_600
"""UTF-16 units of one piece of an answer, and of the answers on one page: what Telegram counts a message in."""


def ask_knows(found: Mine, name: str, *, facts: Facts, now: datetime) -> Screen:
    """Before anything is shown. `name`: the applicant's, where it isn't judged blindly."""
    application = found.application
    to, until = application.id or 0, found.review.claimed_until
    asked = _("Do you know {name}?", name=bold(name)) if name else _("Do you already know who sent it?")
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(application.number), words(found.call.short_title)),
            bold(asked) if not name else asked,
            _("If it's family, a friend or somebody you work with, somebody else reads it: that's fair to everybody."),
            _("It's yours until {when}.", when=dated(until, facts=facts, now=now)) if until else "",
        ),
        (
            *rows.in_twos([Button(_("No, read it"), Declare(to, 0)), Button(_("Yes, I know them"), Declare(to, 1))]),
            *rows.footer(RoundAt(application.round_id)),
        ),
    )


def ask_conflict(found: Mine) -> Screen:
    to = found.application.id or 0
    return Screen(
        blocks(
            bold(_("You recognised who sent {number}?", number=found.application.number)),
            _("Then somebody else reads it. What you noted about it is thrown away, and you don't see it again."),
        ),
        (*rows.alone(Button(_("Yes, I know them"), Declare(to, 1))), *rows.footer(ReadAnswers(to))),
    )


def passed_on(round_id: int) -> Screen:
    return Screen(
        blocks(_("Thank you for saying so. Somebody else reads that one."), _("Shall we go on with the next?")),
        (*rows.alone(Button(_("Read the next one"), ReadNext(round_id))), *rows.footer(RoundAt(round_id))),
    )


def read(
    found: Mine,
    given: Mapping[str, Any],
    papers: Sequence[Paper],
    page: int,
    *,
    more: Sequence[Button] = (),
    twin: bool = False,
) -> Screen:
    """As whoever judges it sees it. `more`: where its papers are; `twin`: another has the same CURP."""
    application = found.application
    to = application.id or 0
    shown, page, pages = _cut(found.questions, given, papers, page)
    acts = [
        *more,
        Button(_("Ask for corrections"), Corrections(to)),
        None if found.is_over else Button(_("Give it back"), GiveBack(to)),
        Button(_("I recognise them"), AskConflict(to)) if found.form.blind else None,
    ]
    hidden = _("You don't see whose it is: it's judged without names.") if found.form.blind and page == 1 else ""
    twins = beside(WARNING, _("Another application has the same CURP.")) if twin and page == 1 else ""
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(application.number), words(found.call.short_title)), hidden, twins, *shown
        ),
        (
            *rows.pager(page, pages, partial(ReadAnswers, to)),
            *rows.alone(Button(_("My judgement") if found.is_over else _("Judge it"), Judgement(to))),
            *rows.in_twos(acts),
            *rows.footer(RoundAt(application.round_id)),
        ),
    )


def read_named(
    case: Case, given: Mapping[str, Any], papers: Sequence[Paper], page: int, *, more: Sequence[Button] = ()
) -> Screen:
    """All of it, as whoever decides sees it."""
    to = case.application.id or 0
    shown, page, pages = _cut(case.form.questions, given, papers, page)
    return Screen(
        blocks(Markup("{} · {}").format(bold(case.name or _("Without a name")), case.application.number), *shown),
        (
            *rows.pager(page, pages, partial(AnswersOf, to)),
            *rows.in_twos(more),
            *rows.footer(DecideOn(to)),
        ),
    )


def _cut(
    questions: Sequence[Question], given: Mapping[str, Any], papers: Sequence[Paper], page: int
) -> tuple[list[Markup], int, int]:
    """A page of the answers; a long one is cut into pieces."""
    pages: list[list[Markup]] = [[]]
    room = PAGE
    sent = {paper.question for paper in papers}
    for question in questions:
        if question.for_minors and question.key not in given and question.key not in sent:
            continue
        for at, piece in enumerate(pieces(_said(question, given, papers))):
            title = words(question.label) if not at else _("{question} (it goes on)", question=words(question.label))
            block = lines(bold(title), piece)
            if units(block) > room and pages[-1]:
                pages.append([])
                room = PAGE
            pages[-1].append(block)
            room -= units(block)
    page = min(max(page, 1), len(pages))
    return pages[page - 1], page, len(pages)


def _said(question: Question, given: Mapping[str, Any], papers: Sequence[Paper]) -> str:
    if question.kind == "file":
        kept = [one for one in papers if one.question == question.key and one.state is PaperState.KEPT]
        return str(ngettext("{n} file", "{n} files", len(kept)).unescape() if kept else _("Nothing was sent"))
    return answers.shown(question, given.get(question.key)).unescape()


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, most: int = PIECE) -> list[str]:
    """The text, cut where there is a space or a new line, so that none of it is lost."""
    found: list[str] = []
    while units(text) > most:
        end = _fitting(text, most)
        space = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
        end = space if space > end // 2 else end
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*found, text]


def _fitting(text: str, most: int) -> int:
    """How many characters of it fit."""
    room, at = most, 0
    for at, letter in enumerate(text):
        room -= 2 if ord(letter) > 0xFFFF else 1
        if room < 0:
            return at
    return at + 1


def ask_words(
    title: Markup, said: str, example: Markup, *, back: Address, trouble: Markup | str = "", drop: Button | None = None
) -> Screen:
    """Something to be typed. `said`: what was typed before; another text takes its place."""
    before = blocks(_("So far:"), said) if said else ""
    return Screen(
        blocks(beside("⚠️", trouble) if trouble else "", bold(title), before, example),
        (*rows.alone(drop), *rows.footer(back)),
    )


def given_back(found: Mine) -> Screen:
    to = found.round.id or 0
    return Screen(
        _("Somebody else can read {number} now.", number=bold(found.application.number)),
        (*rows.alone(Button(_("Read the next one"), ReadNext(to))), *rows.footer(RoundAt(to))),
    )
