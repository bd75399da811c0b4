"""What a call's card says besides, where one applies in the chat: until when to the minute, what one gets, which papers
are asked for and what for."""

from datetime import date, datetime, timedelta
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import Apply, CallAt, CallPapers
from bot.i18n import _, day, full_date, hour, ngettext, words
from bot.models import Application, Call, Progress
from bot.packs import Pack
from bot.packs.forms import Form, Question
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, SEAT, WARNING, beside, blocks, found, lines, name, sentences, small
from bot.services.applications import rounds
from bot.services.facts import Facts


def act(call: Call, own: Application | None, *, facts: Facts, now: datetime) -> Button | None:
    """The main act: to apply, to go on, or to see what was sent."""
    window = rounds.window(call, facts=facts, now=now)
    if own is not None and own.progress is not Progress.DRAFT:
        label = _("Correct my answers") if own.progress is Progress.CORRECTING else _("My application")
        return Button(label, Apply(call.id or 0))
    if window is None or not window.is_open(now):
        return None
    return Button(_("Apply") if own is None else _("Go on"), Apply(call.id or 0))


def when(call: Call, *, facts: Facts, now: datetime) -> Markup:
    """To the minute; nothing where one can't apply in the chat, or it has no end."""
    window = rounds.window(call, facts=facts, now=now)
    if window is None:
        return Markup()
    if window.opens_at is not None and now < window.opens_at:
        return _("Opens today at {hour}", hour=hour(window.opens_at, facts.zone))
    return closing(window.closes_at, facts=facts, now=now) if window.closes_at else Markup()


def closing(closes_at: datetime, *, facts: Facts, now: datetime) -> Markup:
    """`Cierra el sáb 12 dic a las 23:59`; the end of a day is the minute before midnight."""
    last = time.last_minute(closes_at, facts.zone)
    on, today, at = time.local(last, facts.zone).date(), time.local(now, facts.zone).date(), hour(last, facts.zone)
    if closes_at <= now:
        return _("Closed at {hour} today", hour=at) if on == today else _("Closed on {date}", date=full_date(on))
    if on == today:
        return _("Closes today at {hour}", hour=at)
    if on == today + timedelta(days=1):
        return _("Closes tomorrow at {hour}", hour=at)
    return _("Closes on {date} at {hour}", date=day(on, year=on.year != today.year), hour=at)


def gets(form: Form) -> Markup:
    """What kind of help it is, and for how many. A loan says so where the money is named."""
    natures = {
        "grant": _("You don't have to pay it back"),
        "prize": _("It is a prize"),
        "place": _("What you get is a place"),
        "recognition": _("It is an award for what you already do"),
    }
    places = ngettext("{n} can be chosen", "{n} can be chosen", form.places) if form.places else Markup()
    return lines(natures.get(form.nature, ""), beside(SEAT, places))


def answer(call: Call, *, facts: Facts, now: datetime) -> Markup:
    """The day by which everybody has an answer."""
    form = rounds.form_of(call)
    promised = rounds.promised_by(call, facts=facts, now=now)
    if promised is not None:
        return _("You get an answer by {date}", date=full_date(promised))
    if form is None:
        return _("You get an answer by {date}", date=full_date(call.results_by)) if call.results_by else Markup()
    return ngettext(
        "You get an answer within {n} day of sending it",
        "You get an answer within {n} days of sending it",
        form.answer_days,
    )


def rehearsed(call: Call, today: date) -> Markup:
    """In a rehearsal: what is there to be tried out, and isn't what was published."""
    if call.practice_until is None or today > call.practice_until:
        return Markup()
    until = full_date(call.practice_until)
    return beside(
        WARNING,
        sentences(
            _("To try it out, it is open here until {date}: that date is an example.", date=until),
            _("So are the questions: nobody has confirmed them yet.")
            if rounds.FORM in call.illustrative_fields
            else "",
        ),
    )


_MINORS: Final = "minor_"
"""What the labels of papers that only minors need begin with."""


def papers_button(call: Call) -> Button | None:
    return Button(_("Papers, and why"), CallPapers(call.id or 0)) if call.documents else None


def papers(call: Call, pack: Pack, *, of_age: bool, facts: Facts) -> Screen:
    """A list to get ready with, also for who applies elsewhere. Who is known to be `of_age` needs no guardian's."""
    form = rounds.form_of(call) if rounds.takes_applications(call, facts) else None
    everybodys = [one for one in form.questions if one.paper or one.kind == "file"] if form else []
    named = {one.paper for one in everybodys}
    asked = [one for one in everybodys if not (of_age and one.for_minors)]
    rest = [key for key in call.documents if key not in named and not (of_age and key.startswith(_MINORS))]
    spared = {one.paper: words(one.why) for one in form.spared} if form else {}
    here = _("Have them at hand: you send them here, as photos or PDFs, while you apply.")
    return Screen(
        blocks(
            _("Papers for {call}", call=name(call)),
            *(_asked(one, pack) for one in asked),
            *(_paper(key, pack, spared.get(key, "")) for key in rest),
            here if asked else _elsewhere(call),
        ),
        rows.footer(CallAt(call.id or 0)),
    )


def _elsewhere(call: Call) -> Markup:
    how = words(call.how_to_apply)
    return _("How to apply: {how}", how=how) if how else Markup()


def _asked(question: Question, pack: Pack) -> Markup:
    label = found(pack.label, question.paper)
    called = words(label) if label else words(question.label)
    remark = _("you write it here") if question.kind != "file" else _("if you have it") if question.optional else ""
    head = Markup("{}{} ({})") if remark else Markup("{}{}")
    reason = words(question.why) or words(found(pack.label, f"{question.paper}_why"))
    return lines(head.format(DASH, called, remark), small(reason))


def _paper(key: str, pack: Pack, instead: str) -> Markup:
    label = found(pack.label, key)
    reason = instead or words(found(pack.label, f"{key}_why"))
    return lines(Markup("{}{}").format(DASH, words(label)), small(reason)) if label else Markup()
