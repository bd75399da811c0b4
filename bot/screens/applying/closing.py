"""Letters about an application's dates: before it closes, when it lapsed, while a guardian's yes or the answer is
missing, and after an outage. What and when comes first."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from bot.addresses import ApplicationAt, ContinueApplication, MyApplications
from bot.i18n import _, full_date, listed, ngettext, words
from bot.i18n import when as moment
from bot.models import Application, Call
from bot.screen import Button, Screen
from bot.screens import not_yet, rows
from bot.screens.call_forms import closing
from bot.screens.lines import blocks, bold, lines, name, sentences
from bot.services.applications.paths import Path
from bot.services.facts import Facts
from bot.services.suggestions import Suggestion


def unfinished(path: Path, *, refused: bool, facts: Facts, now: datetime) -> Screen:
    """A draft, before its closing. `refused`: a file of theirs couldn't be taken."""
    assert path.round.closes_at is not None
    return Screen(
        blocks(
            lines(
                closing(path.round.closes_at, facts=facts, now=now),
                _("Your application to {call} isn't sent yet.", call=name(path.call)),
            ),
            sentences(_missing(path), _("One file couldn't be used: send it again.") if refused else ""),
        ),
        (
            *rows.alone(Button(_("Continue"), ContinueApplication(path.id))),
            *rows.alone(Button(_("See my application"), ApplicationAt(path.id))),
        ),
    )


def _missing(path: Path) -> Markup:
    """`Te faltan 2 preguntas y estos papeles: Identificación.`"""
    papers = listed([words(one.label) for one in path.missing if one.kind == "file"])
    count = sum(one.kind != "file" for one in path.missing)
    if count and papers:
        return ngettext(
            "{n} question is missing, and these papers: {papers}.",
            "{n} questions are missing, and these papers: {papers}.",
            count,
            papers=papers,
        )
    if papers:
        return _("Only papers are missing: {papers}.", papers=papers)
    if count:
        return ngettext("{n} question is missing.", "{n} questions are missing.", count)
    return _("Everything is answered. What is missing is to send it.")


def outage(path: Path, *, until: datetime, facts: Facts, now: datetime) -> Screen:
    """Service was away when it closed."""
    end = moment(until, facts.zone, now=now)
    return Screen(
        blocks(
            _("You can still send your application to {call}: until {when}.", call=name(path.call), when=end),
            _("I was out of service when it closed. That was our fault, not yours, and everything you wrote is here."),
            "" if path.correcting else _missing(path),
        ),
        rows.alone(Button(_("Continue"), ContinueApplication(path.id))),
    )


def lapsed(path: Path, meanwhile: Sequence[Suggestion], *, facts: Facts) -> Screen:
    """The call closed before the draft was sent."""
    return Screen(
        blocks(
            _("{call} has closed, and your application wasn't sent.", call=name(path.call)),
            _("Nothing is lost: I keep your answers, and offer them to you when it opens again."),
            _("This is open now:") if meanwhile else "",
        ),
        _ways(path, meanwhile, facts),
    )


def no_guardian(path: Path, meanwhile: Sequence[Suggestion], *, facts: Facts) -> Screen:
    """It was sent in time, and no guardian said yes."""
    return Screen(
        blocks(
            _(
                "Your application to {call} can't take part: the permission of your mother, father or guardian didn't "
                "come in time.",
                call=name(path.call),
            ),
            _("It isn't a no to what you wrote; nobody has read it. I keep it for the next time."),
            _("This is open now:") if meanwhile else "",
        ),
        _ways(path, meanwhile, facts),
    )


def _ways(path: Path, meanwhile: Sequence[Suggestion], facts: Facts) -> tuple[rows.Row, ...]:
    return (
        *((not_yet.suggested(one, facts=facts),) for one in meanwhile),
        *rows.in_twos(
            [Button(_("See my application"), ApplicationAt(path.id)), Button(_("My applications"), MyApplications())]
        ),
    )


def of_age(path: Path, promised: Markup) -> Screen:
    """At 18 it needs nobody's yes any more."""
    return Screen(
        blocks(
            _("You are 18, so your application to {call} needs no permission: it is in.", call=name(path.call)),
            lines(_("Its number: {number}.", number=bold(path.application.number)), promised),
        ),
        (*rows.alone(Button(_("See my application"), ApplicationAt(path.id))), *rows.footer()),
        kept=True,
    )


def delayed(application: Application, call: Call, *, broken: date, instead: date | None) -> Screen:
    """The promised day, and no answer: what is known, and that it is no no."""
    then = (
        _("We will answer by {date}.", date=bold(full_date(instead)))
        if instead
        else _("I don't know the new date yet; I'll tell you as soon as there is one.")
    )
    return Screen(
        blocks(
            _(
                "The answer to your application to {call} takes longer than the {date} we promised.",
                call=name(call),
                date=full_date(broken),
            ),
            sentences(_("The team hasn't finished reading all the applications."), then),
            _(
                "Yours still counts: this isn't a no. You don't have to do anything. Its number: {number}.",
                number=bold(application.number),
            ),
        ),
        (*rows.alone(Button(_("See my application"), ApplicationAt(application.id or 0))), *rows.footer()),
    )
