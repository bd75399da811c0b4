"""Papers of applications as their owner meets them: one that can't be taken, all that were sent, a copy as a PDF."""

from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup

from bot.addresses import AnswerTo, ApplicationAt, Known, MyApplications, MyPapers, TakePaper
from bot.errors import NotAPaper
from bot.i18n import _, ngettext, number, words
from bot.models import Application, Call, Paper, Progress
from bot.packs.forms import Question
from bot.papers.cleaning import LARGEST, PAGES
from bot.screen import Button, Document, Screen
from bot.screens import rows
from bot.screens.lines import DASH, blocks, bold, lines, name, small

MB: Final = 1024 * 1024


def mend(why: str) -> Markup:
    """Why a file couldn't be taken, and what to send instead."""
    said: dict[str, Callable[[], Markup]] = {
        "too_large": lambda: _("It weighs more than {n} MB. Send photos of its pages instead.", n=LARGEST // MB),
        "too_many_pages": lambda: _("It has more than {n} pages. Send only those that are asked for.", n=PAGES),
        "too_many_pixels": lambda: _("The picture is too large to open. Send it as a photo, not as a file."),
        "too_big": lambda: _("It is too heavy to open. Send photos of its pages instead."),
        "heic": lambda: _("It's a HEIC photo, which not every computer opens. Send it as a photo, not as a file."),
        "office": lambda: _("It's a document of Word or the like. Save it as a PDF, or send photos of its pages."),
        "not_a_paper": lambda: _("It's neither a photo nor a PDF, whatever its name says."),
        "empty": lambda: _("There is nothing in it. Choose the file once more."),
        "broken": lambda: _("It's damaged or cut off. Open it on your phone to see, and send it again, or as photos."),
        "encrypted": lambda: _("It asks for a password. Save it without one, or send photos of its pages."),
        "unsafe": lambda: _("It's built in a way that isn't safe to open. Send photos of its pages instead."),
        "gone": lambda: _("Telegram doesn't have it any more. Send it once more."),
    }
    return said.get(why, lambda: _("I couldn't fetch it from Telegram. Send it once more."))()


def refused(application: Application, call: Call, question: Question, whys: Sequence[str], *, left: int) -> Screen:
    """The letter about files that can't be taken. `left`: how many others of the same paper are here."""
    return Screen(
        blocks(
            ngettext(
                "I couldn't take {n} file of “{paper}” for {call}.",
                "I couldn't take {n} files of “{paper}” for {call}.",
                len(whys),
                paper=words(question.label),
                call=name(call),
            ),
            lines(*dict.fromkeys(mend(why) for why in whys)),
            ngettext("The other one is safe.", "The other {n} are safe.", left) if left else "",
            _after(application, left),
        ),
        (*rows.alone(_mending(application, question)), *rows.footer(MyApplications())),
    )


def _after(application: Application, left: int) -> Markup:
    if application.progress is Progress.GUARDIAN:
        return _("Keep it at hand: once your guardian has said yes, the team asks you for it.")
    if left:
        return Markup()
    return _("The rest of your application stays as it is. Until you send another, this paper is missing.")


def _mending(application: Application, question: Question) -> Button:
    """While a guardian's yes is missing nothing of it can be changed."""
    if application.progress is Progress.GUARDIAN:
        return Button(_("My application"), ApplicationAt(application.id or 0))
    return Button(_("Send another"), AnswerTo(application.id or 0, question.key))


def not_taken(refusal: NotAPaper) -> Screen:
    """One that is too large or too many, seen before it is fetched."""
    many = ngettext("{n} file is enough for this paper.", "{n} files are enough for this paper.", refusal.most)
    return Screen(
        many if refusal.why == "too_many" else mend(refusal.why),
        (
            *rows.alone(Button(_("Back to the question"), AnswerTo(refusal.application_id, refusal.question))),
            *rows.footer(MyApplications()),
        ),
    )


def size(count: int) -> str:
    """Bytes as people say them."""
    return f"{number(round(count / MB, 1))} MB" if count >= MB else f"{max(1, round(count / 1024))} KB"


def about(paper: Paper) -> Markup:
    """What a kept paper is: `PDF, 3 pages, 1.2 MB`."""
    kind = ngettext("PDF, {n} page", "PDF, {n} pages", paper.pages or 1) if paper.kind == "pdf" else _("photo")
    return Markup("{}, {}").format(kind, size(paper.size or 0))


Held = tuple[Paper, Application, Call, str]
"""A paper, whose it is, for what, and what it is called."""


def mine(held: Sequence[Held], page: int) -> Screen:
    """All kept papers, a button for each."""
    back = Known(1)
    if not held:
        return Screen(
            blocks(bold(_("My papers")), _("I have no papers of yours.")),
            (*rows.alone(Button(_("My applications"), MyApplications())), *rows.footer(back)),
        )
    shown, page, pages = rows.cut(held, page, 8)
    told = [
        Markup("{}{}: {} ({})").format(DASH, words(call.short_title), label, about(paper))
        for paper, _application, call, label in shown
    ]
    return Screen(
        blocks(
            bold(_("My papers")),
            _("These are kept encrypted. Tap one to have it back as a file."),
            lines(*told),
            small(_("To take one back, open its application; when that is deleted, they go with it.")),
        ),
        (
            *rows.in_twos(
                Button(rows.short(f"{position}. {label}"), TakePaper(paper.id or 0))
                for position, (paper, _application, _call, label) in enumerate(shown, start=1 + (page - 1) * 8)
            ),
            *rows.pager(page, pages, MyPapers),
            *rows.alone(Button(_("My applications"), MyApplications())),
            *rows.footer(back),
        ),
    )


def given(paper: Paper, call: Call, label: str) -> Screen:
    """One's own paper as a file."""
    return Screen(
        lines(bold(label), Markup("{} · {}").format(words(call.short_title), about(paper))),
        rows.footer(MyPapers()),
        document=Document("paper", {"paper": paper.id}, gone()),
    )


def receipt(application: Application, call: Call) -> Screen:
    """The application as it was sent, as a PDF."""
    return Screen(
        blocks(
            _("Your application to {call}, number {number}.", call=name(call), number=bold(application.number)),
            _("Keep it somewhere of yours: it says what you answered."),
        ),
        rows.footer(ApplicationAt(application.id or 0)),
        document=Document("receipt", {"application": application.id}, gone()),
    )


def gone() -> Markup:
    return _("That file isn't here any more.")
