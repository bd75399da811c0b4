"""The copy of an application that its applicant keeps, as the words of a document."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot import time
from bot.i18n import _, full_date, hour, spoken, words
from bot.models import Application, Call, Paper, PaperState, Progress
from bot.packs import Pack
from bot.packs.forms import Form, Question
from bot.screen import plain, unmarked
from bot.screens import answers as said
from bot.screens import papers as screens
from bot.services.facts import Facts


def words_of(
    application: Application,
    call: Call,
    form: Form,
    answers: Mapping[str, Any],
    papers: Sequence[Paper],
    *,
    name: str | None,
    promised: date | None,
    pack: Pack,
    facts: Facts,
) -> dict[str, Any]:
    """What `bot.pictures.receipt` draws. A question that wasn't asked is left out; one that was skipped says so."""
    about = [[_("Number"), application.number], [_("Name"), name or ""]]
    if application.submitted_at is not None:
        there = time.local(application.submitted_at, facts.zone)
        sent = f"{full_date(there.date())}, {hour(application.submitted_at, facts.zone)}"
        about.append([_("Sent"), sent])
    about.append([_("How it stands"), _standing(application)])
    if promised is not None and not _answered(application) and application.submitted_at is not None:
        about.append([_("Answer promised by"), full_date(promised)])
    own = [
        [words(question.label), plain(said.shown(question, answers[question.key]))]
        for question in form.questions
        if question.kind != "file" and question.key in answers
    ]
    files = [
        [words(question.label), _files(question, papers)] for question in form.questions if question.kind == "file"
    ]
    parts = [{"heading": _("What you answered"), "items": own}]
    if files:
        parts.append({"heading": _("Your papers"), "items": files})
    made = {
        "language": spoken(),
        "institution": words(pack.institution.name),
        "title": words(call.title),
        "about": [pair for pair in about if pair[1]],
        "parts": parts,
        "foot": _("Copy of application {number}", number=application.number),
    }
    return dict(unmarked(made))


def _standing(application: Application) -> str:
    """What was decided is told only once it is released."""
    if application.progress is Progress.DRAFT:
        return _("Draft, not sent yet")
    if application.progress is Progress.WITHDRAWN:
        return _("Withdrawn")
    if application.progress is Progress.LAPSED:
        return _("Not sent")
    return _("Answered") if _answered(application) else _("Sent")


def _answered(application: Application) -> bool:
    return application.released_at is not None or application.told_to_wait


def _files(question: Question, papers: Sequence[Paper]) -> str:
    there = [one for one in papers if one.question == question.key and one.state is not PaperState.REFUSED]
    if not there:
        return _("None")
    told = [str(screens.about(one)) if one.state is PaperState.KEPT else str(_("Still coming")) for one in there]
    return "\n".join(f"{number}. {one}" for number, one in enumerate(told, start=1))
