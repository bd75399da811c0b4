"""When answers to applications are due, for colleagues: what is owed, what is late, and putting it off."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup

from bot import time
from bot.addresses import AnswerDates, AskOtherDay, OtherDay, Team
from bot.errors import BadField
from bot.i18n import _, day, full_date, ngettext, words
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.catalogue import troubles
from bot.screens.lines import DASH, WARNING, beside, blocks, bold, lines, name
from bot.services.applications.lateness import CHOICES, Owed
from bot.services.facts import Facts


def number(late: int) -> Markup:
    """One line for the team's desk."""
    return beside(WARNING, ngettext("{n} late answer to an application", "{n} late answers to applications", late))


def dates(found: Sequence[Owed], *, puts_off: bool) -> Screen:
    """Every round that owes answers. `puts_off`: the reader may."""
    told = [_one(one) for one in found]
    return Screen(
        blocks(
            bold(_("Days of answer")),
            lines(*told) if told else _("No answer is owed now."),
            _("A day that passes is told to everybody who waits; nothing ever becomes a no by itself.") if told else "",
        ),
        (
            *(
                (
                    Button(
                        rows.short(_("Put off: {call}", call=words(one.call.short_title)).unescape(), rows.WIDE),
                        AskOtherDay(one.round.id or 0),
                    ),
                )
                for one in found
                if puts_off
            ),
            *rows.footer(Team()),
        ),
    )


def _one(one: Owed) -> Markup:
    waiting = ngettext("{n} waits", "{n} wait", one.waiting)
    late = ngettext("{n} late", "{n} late", one.late) if one.late else ""
    said = Markup(" · ").join(part for part in (_("by {date}", date=full_date(one.due)), waiting, late) if part)
    return Markup("{}{}: {}").format(DASH, name(one.call), said)


def due(one: Owed, *, facts: Facts, now: datetime) -> Screen:
    """A letter, before the promised day."""
    left = (one.due - time.local(now, facts.zone).date()).days
    return Screen(
        blocks(
            ngettext(
                "{n} day is left for the answers of {call}.",
                "{n} days are left for the answers of {call}.",
                left,
                call=name(one.call),
            )
            if left
            else _("Today is the day of answer of {call}.", call=name(one.call)),
            ngettext(
                "{n} person waits; we promised the answer by {date}.",
                "{n} people wait; we promised the answer by {date}.",
                one.waiting,
                date=full_date(one.due),
            ),
        ),
        rows.alone(Button(_("Days of answer"), AnswerDates())),
    )


def late(found: Sequence[Owed]) -> Screen:
    """A letter, each day while something is late."""
    return Screen(
        blocks(
            lines(
                number(sum(one.late for one in found)),
                *(_one(one) for one in found),
            ),
            _("Whoever waits knows that it takes longer. Answer them, or promise another day."),
        ),
        rows.alone(Button(_("Days of answer"), AnswerDates())),
    )


def ask_day(one: Owed, trouble: Markup | str = "", *, facts: Facts, now: datetime) -> Screen:
    """To which day, tapped or typed."""
    today = time.local(now, facts.zone).date()
    after = max(today, one.due)
    days = [after + timedelta(days=ahead) for ahead in CHOICES]
    choices = [
        Button(day(chosen, year=chosen.year != today.year), OtherDay(one.round.id or 0, int(f"{chosen:%Y%m%d}")))
        for chosen in days
    ]
    return Screen(
        blocks(
            trouble,
            _("By which day will the answers of {call} be there?", call=name(one.call)),
            _(
                "Choose or write one that you will keep: people will count on it. For example: {date}",
                date=full_date(days[-1]),
            ),
            lines(_one(one)),
        ),
        (*rows.in_twos(choices), *rows.footer(AnswerDates())),
    )


def not_that_day(refusal: BadField, one: Owed) -> Markup:
    """Why what was typed can't be the day."""
    if refusal.why == "order":
        return _("It has to come after today, and after {date}, which is promised already.", date=full_date(one.due))
    if refusal.why == "far":
        return _("That is more than a year ahead. Choose a day that people can wait for.")
    return troubles.sentence(refusal)


def preview(one: Owed, to: date) -> Screen:
    """Before it is said."""
    return Screen(
        blocks(
            _("Put off the answers of {call} to {date}?", call=name(one.call), date=bold(full_date(to))),
            ngettext(
                "{n} person is told so now, with the new date.",
                "{n} people are told so now, with the new date.",
                one.hear,
            ),
        ),
        (
            *rows.alone(Button(_("Yes, tell them"), OtherDay(one.round.id or 0, int(f"{to:%Y%m%d}"), 1))),
            *rows.footer(AskOtherDay(one.round.id or 0)),
        ),
    )


def told(count: int) -> Markup:
    return ngettext("Done: {n} person is told.", "Done: {n} people are told.", count)
