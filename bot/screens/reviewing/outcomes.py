"""What an applicant reads: what was decided, and what is to be corrected. The staff sees exactly this before it leaves.

Of a sensitive call neither its name nor what was decided stands in the message: it may be read over a shoulder.
"""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import time
from bot.addresses import (
    AllCalls,
    AllCourses,
    ApplicationAt,
    AskGiveUp,
    ContinueApplication,
    GiveUp,
    MyApplications,
    MyDual,
)
from bot.i18n import _, words
from bot.models import Application, Call, Decision, Progress
from bot.packs.forms import Form
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, blocks, bold, dated, lines, name
from bot.services.applications.deciding import reason_of
from bot.services.facts import Facts


def said(call: Call, form: Form, application: Application, what: Decision, reason: str) -> Markup:
    """The words of a decision."""
    remark = application.remark or ""
    if what is Decision.ACCEPTED:
        return blocks(
            lines(bold(words(call.short_title)), bold(_("You were chosen!"))),
            _("What comes next: {what}", what=words(form.next_steps)),
            remark,
            _number(application),
        )
    if what is Decision.WAITING:
        return blocks(
            lines(bold(words(call.short_title)), bold(_("You are on the waiting list."))),
            _("There weren't places for everybody. If somebody gives theirs up, I write to you here."),
            remark,
            _number(application),
        )
    why = reason_of(form, reason)
    return blocks(
        lines(bold(words(call.short_title)), bold(_("This time you weren't chosen."))),
        _("The reason: {why}", why=words(why.says)) if why else "",
        remark,
        _number(application),
    )


def _number(application: Application) -> Markup:
    return _("Number: {number}", number=application.number)


def decided(call: Call, form: Form, application: Application, fitting: Sequence[Button] = ()) -> Screen:
    """The letter. `fitting`: what is open for somebody who wasn't chosen."""
    to = application.id or 0
    if call.sensitive:
        return Screen(
            _(
                "There is an answer to your application {number}. Open it when you can read it undisturbed.",
                number=application.number,
            ),
            (*rows.alone(Button(_("Read the answer"), ApplicationAt(to))), *rows.footer()),
            kept=True,
        )
    what = application.decision or Decision.DECLINED
    text = said(call, form, application, what, application.reason or "")
    mine = Button(_("My application"), ApplicationAt(to))
    if what is Decision.ACCEPTED:
        log = Button(_("My log in the firm"), MyDual()) if call.kind == "dual_place" else None
        acts: tuple[tuple[Button, ...], ...] = (
            *rows.alone(log),
            (mine,),
            (Button(_("I don't want it"), AskGiveUp(to)),),
        )
    elif what is Decision.WAITING:
        acts = ((mine,),)
    else:
        others = [Button(_("Calls"), AllCalls(1)), Button(_("Courses"), AllCourses(1))]
        text = blocks(text, _("This fits you now:") if fitting else _("There is more here for you:"))
        acts = (*((button,) for button in fitting), *rows.in_twos(others), (mine,))
    return Screen(text, (*acts, *rows.footer()), kept=True)


def correct(
    call: Call, form: Form, application: Application, until: datetime, *, facts: Facts, now: datetime
) -> Screen:
    """The letter that asks for corrections, and opens just those answers."""
    to = application.id or 0
    when = dated(time.last_minute(until, facts.zone), facts=facts, now=now)
    if call.sensitive:
        return Screen(
            _(
                "Something in your application {number} has to be corrected, until {when}.",
                number=application.number,
                when=when,
            ),
            (*rows.alone(Button(_("See what"), ApplicationAt(to))), *rows.footer()),
            kept=True,
        )
    return Screen(
        blocks(
            _("Something has to be corrected in your application to {call}, until {when}.", call=name(call), when=when),
            asked(form, application),
            _("Only those answers are open; the rest stays as it is. If you can't, it is looked at as it is."),
        ),
        (
            *rows.alone(Button(_("Correct my answers"), ContinueApplication(to))),
            *rows.alone(Button(_("My application"), ApplicationAt(to))),
            *rows.footer(),
        ),
        kept=True,
    )


def asked(form: Form, application: Application) -> Markup:
    """Each answer, and what is to be corrected in it."""
    return lines(
        *(
            Markup("{}{}: {}").format(DASH, words(question.label), application.corrections[question.key])
            for question in form.questions
            if question.key in application.corrections
        )
    )


def correcting_over(call: Call, application: Application) -> Screen:
    """The time for corrections is over: nothing bad comes of it."""
    if call.sensitive:
        text = _("Your application {number} is being looked at as it is.", number=application.number)
    else:
        text = _("The time to correct your application to {call} is over. It is looked at as it is.", call=name(call))
    return Screen(
        text, (*rows.alone(Button(_("My application"), ApplicationAt(application.id or 0))), *rows.footer()), kept=True
    )


def give_up(application: Application) -> list[Button]:
    """On the card of one's application, where one was chosen and has heard so."""
    chosen = application.progress is Progress.DECIDED and application.decision is Decision.ACCEPTED
    if not chosen or application.released_at is None:
        return []
    return [Button(_("I don't want it"), AskGiveUp(application.id or 0))]


def ask_give_up(call: Call, application: Application) -> Screen:
    to = application.id or 0
    return Screen(
        blocks(
            bold(_("Give up your place in {call}?", call=words(call.short_title))),
            _("It goes to somebody who waits. You can't take it back afterwards."),
        ),
        (*rows.alone(Button(_("Yes, I give it up"), GiveUp(to))), *rows.footer(ApplicationAt(to))),
    )


def given_up() -> Screen:
    return Screen(
        _("Done. Thank you for saying so: somebody who waits can have it now."),
        (*rows.alone(Button(_("My applications"), MyApplications())), *rows.footer()),
    )
