"""Papers for whoever judges, and a whole round for whoever takes it away."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.addresses import Address, PapersOf, ReadPaper, RoundPapers, RoundSheet
from bot.i18n import _, ngettext, spoken, words
from bot.models import Application, Call, Paper
from bot.packs.forms import Question
from bot.screen import Button, Document, Screen
from bot.screens import papers as screens
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines, name, small
from bot.services.applications import exporting
from bot.services.applications.exporting import Whole

SHOWN = 12
PARTS = 20
"""Buttons for parts of papers; a round with more is taken away in another way."""


def of_application(
    application: Application, call: Call, questions: Sequence[Question], papers: Sequence[Paper], *, back: Address
) -> Screen:
    """What an application shows, at a glance; a button for each file."""
    title = lines(bold(_("Papers of {number}", number=application.number)), words(call.short_title))
    if not papers:
        return Screen(blocks(title, _("There are no papers that you could see.")), rows.footer(back))
    label = {question.key: words(question.label) for question in questions}
    shown = papers[:SHOWN]
    told = [
        Markup("{}. {} ({})").format(place, label[one.question], screens.about(one))
        for place, one in enumerate(shown, start=1)
    ]
    return Screen(
        blocks(title, lines(*told), small(_("That you look at one is noted."))),
        (
            *rows.in_twos(
                Button(rows.short(f"{place}. {label[one.question]}"), ReadPaper(one.id or 0))
                for place, one in enumerate(shown, start=1)
            ),
            *rows.footer(back),
        ),
        document=Document(
            "papers_at_a_glance", {"papers": [one.id for one in shown]}, str(blocks(title, lines(*told))), True, True
        ),
    )


def of_reviewer(application: Application, paper: Paper, label: str) -> Screen:
    """One of them, to be read here and nowhere else."""
    return Screen(
        lines(bold(label), Markup("{} · {}").format(application.number, screens.about(paper))),
        rows.footer(PapersOf(application.id or 0)),
        document=Document("paper", {"paper": paper.id}, screens.gone(), protected=True),
    )


def round_(of: Whole, back: Address) -> Screen:
    """What of a round can be taken away."""
    number = of.round.id or 0
    everything, chosen = exporting.parts(of, chosen=False), exporting.parts(of, chosen=True)
    files = sum(len(part) for part in everything)
    blind = _("Names, and answers that tell whose they are, are left out until all answers are told.")
    return Screen(
        blocks(
            lines(bold(_("Take away")), name(of.call)),
            lines(
                ngettext("{n} application", "{n} applications", len(of.rows)),
                ngettext("{n} file", "{n} files", files),
            ),
            blind if of.blind else "",
            _("What you take away is personal data: keep it where only your team can open it, and delete it when "
              "you don't need it any more. That you took it is noted."),
        ),
        (
            *rows.alone(Button(_("As a spreadsheet"), RoundSheet(number)) if of.rows else None),
            *rows.in_twos(
                Button(_("Papers {part}/{all}", part=part, all=len(everything)), RoundPapers(number, part))
                for part in range(1, min(PARTS, len(everything)) + 1)
            ),
            *rows.in_twos(
                Button(_("Chosen {part}/{all}", part=part, all=len(chosen)), RoundPapers(number, part, 1))
                for part in range(1, min(PARTS, len(chosen)) + 1)
                if len(chosen) < len(everything) or files > sum(len(one) for one in chosen)
            ),
            *rows.footer(back),
        ),
    )  # fmt: skip


def sheet(of: Whole, back: Address) -> Screen:
    return Screen(
        lines(
            bold(_("Applications")),
            name(of.call),
            ngettext("{n} application", "{n} applications", len(of.rows)),
        ),
        rows.footer(back),
        document=Document("round_sheet", {"round": of.round.id, "locale": spoken()}, screens.gone()),
    )


def papers(of: Whole, part: int, parts: int, files: int, back: Address, *, chosen: bool) -> Screen:
    return Screen(
        lines(
            bold(_("Papers, part {part} of {all}", part=part, all=parts)),
            name(of.call),
            ngettext(
                "{n} file, in a folder for each application", "{n} files, in a folder for each application", files
            ),
        ),
        rows.footer(back),
        document=Document("round_papers", {"round": of.round.id, "part": part, "chosen": int(chosen)}, screens.gone()),
    )
