"""Asking for corrections: which answers, what about each, by when, and how it reads."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    CorrectAnswer,
    Corrections,
    CorrectionsFor,
    EndCorrections,
    SendCorrections,
    SentApplication,
)
from bot.i18n import _, ngettext, words
from bot.models import Application, Call, CallRound, Progress
from bot.packs.forms import Question
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, dated
from bot.screens.reviewing import outcomes
from bot.services.applications import correcting, rounds
from bot.services.facts import Facts


def choose(
    application: Application, of: CallRound, questions: Sequence[Question], *, facts: Facts, now: datetime
) -> Screen:
    """The draft; or, once it was sent, what is being corrected."""
    form, to = rounds.asked(of), application.id or 0
    back: Address = SentApplication(to)
    if application.progress is Progress.CORRECTING and application.correct_until is not None:
        until = dated(time.last_minute(application.correct_until, facts.zone), facts=facts, now=now)
        return Screen(
            blocks(
                Markup("{} · {}").format(bold(application.number), _("being corrected until {when}", when=until)),
                outcomes.asked(form, application),
            ),
            (*rows.alone(Button(_("They needn't after all"), EndCorrections(to))), *rows.footer(back)),
        )
    chosen = application.corrections
    each = [
        Button(rows.short(f"{'✓ ' if one.key in chosen else ''}{words(one.label)}"), CorrectAnswer(to, one.key))
        for one in questions
    ]
    days = [
        Button(ngettext("Send: {n} day", "Send: {n} days", many), CorrectionsFor(to, many)) for many in correcting.DAYS
    ]
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(_("Ask for corrections")), application.number),
            outcomes.asked(form, application),
            _("Tap an answer and write what is missing in it. Only the ones you choose are opened.")
            if not chosen
            else _("Tap another answer, or choose how many days they have. You see it once more before it leaves."),
        ),
        (*rows.in_twos(each), *(rows.in_twos(days) if chosen else ()), *rows.footer(back)),
    )


def preview(
    application: Application, of: CallRound, call: Call, days: int, until: datetime, *, facts: Facts, now: datetime
) -> Screen:
    """As the applicant will read it."""
    letter = outcomes.correct(call, rounds.asked(of), application, until, facts=facts, now=now)
    to = application.id or 0
    return Screen(
        blocks(bold(_("They will read this:")), letter.text),
        (*rows.alone(Button(_("Send it"), SendCorrections(to, days))), *rows.footer(Corrections(to))),
    )
