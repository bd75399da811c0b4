"""Papers for whoever judges, and a whole round for whoever takes it away."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    Address,
    AnswersOf,
    ExportRound,
    PapersOf,
    ReadAnswers,
    ReadPaper,
    RoundPapers,
    RoundSheet,
    Team,
)
from bot.i18n import _, ngettext, spoken, words
from bot.models import Call, CallRound, Paper, PaperState, Role
from bot.packs.forms import Question
from bot.screen import Button, Document, Screen
from bot.screens import papers as screens
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines, name, sentences, small
from bot.services import rights
from bot.services.applications import exporting
from bot.services.applications.exporting import Whole
from bot.services.applications.viewing import View
from bot.services.rights import Act

SHOWN: Final = 12
PARTS: Final = 20
"""Buttons for parts of papers; a round with more is taken away in another way."""


def ways(roles: AbstractSet[Role], round_id: int) -> list[Button]:
    """On the screen of a round, for who may take it away."""
    may = rights.may(roles, Act.EXPORT_APPLICATIONS)
    return [Button(_("Take away"), ExportRound(round_id))] if may else []


def papers_button(application_id: int, papers: Sequence[Paper], questions: Sequence[Question]) -> list[Button]:
    """On the screen of an application, where there are papers that its reader may see."""
    seen = {question.key for question in questions}
    there = any(one.state is PaperState.KEPT and one.question in seen for one in papers)
    return [Button(_("Papers"), PapersOf(application_id))] if there else []


def rounds(found: Sequence[tuple[CallRound, Call, int]]) -> Screen:
    """Those in which something was sent."""
    each = [
        (Button(rows.short(words(call.short_title), rows.WIDE), ExportRound(of.id or 0)),) for of, call, _n in found
    ]
    return Screen(
        blocks(
            bold(_("Take away applications")),
            _("Of which call?") if found else _("Nobody has sent one yet."),
        ),
        (*each[-PARTS:], *rows.footer(Team())),
    )


def of_application(view: View) -> Screen:
    """What an application shows, at a glance; a button for each file."""
    number = view.application.number
    back = ReadAnswers(view.application.id or 0) if view.mine else AnswersOf(view.application.id or 0)
    title = lines(bold(_("Papers of {number}", number=number)), words(view.call.short_title))
    if not view.papers:
        return Screen(blocks(title, _("There are no papers that you could see.")), rows.footer(back))
    label = {question.key: words(question.label) for question in view.questions}
    shown = view.papers[:SHOWN]
    told = lines(
        *(
            Markup("{}. {} ({})").format(place, label[one.question], screens.about(one))
            for place, one in enumerate(shown, start=1)
        )
    )
    glance = {"papers": [one.id for one in shown]}
    return Screen(
        blocks(title, told, small(_("That you look at one is noted."))),
        (
            *rows.in_twos(
                Button(rows.short(f"{place}. {label[one.question]}"), ReadPaper(one.id or 0))
                for place, one in enumerate(shown, start=1)
            ),
            *rows.footer(back),
        ),
        document=Document("papers_at_a_glance", glance, blocks(title, told), protected=True, picture=True),
    )


def of_reviewer(view: View, paper: Paper, label: str) -> Screen:
    """One of them, to be read here and nowhere else."""
    return Screen(
        lines(bold(label), Markup("{} · {}").format(view.application.number, screens.about(paper))),
        rows.footer(PapersOf(view.application.id or 0)),
        document=Document("paper", {"paper": paper.id}, screens.gone(), protected=True),
    )


def round_(of: Whole, back: Address) -> Screen:
    """What of a round can be taken away."""
    number = of.round.id or 0
    everything, chosen = exporting.parts(of, chosen=False), exporting.parts(of, chosen=True)
    files = sum(len(part) for part in everything)
    blind = _("Names, and answers that tell whose they are, are left out until all answers are told.")
    many = exporting.withheld(of)
    held = (
        ngettext(
            "{n} paper that tells whose it is isn't here yet.",
            "{n} papers that tell whose they are aren't here yet.",
            many,
        )
        if many
        else ""
    )
    return Screen(
        blocks(
            lines(bold(_("Take away")), name(of.call)),
            lines(
                ngettext("{n} application", "{n} applications", len(of.rows)),
                ngettext("{n} file", "{n} files", files),
            ),
            sentences(blind, held) if of.blind else "",
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
