"""Deciding: the list by points, one application with its name, a decision as the person will read it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from markupsafe import Markup

from bot.addresses import (
    AnswersOf,
    AskRemark,
    AskSecond,
    Corrections,
    DecideOn,
    DropRemark,
    Ranking,
    RoundAt,
    SecondVerdict,
    SettleVerdict,
    UndoVerdict,
    Verdict,
)
from bot.i18n import _, number, words
from bot.models import Call, CallRound, Decision, Progress
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, WARNING, beside, blocks, bold, dated, lines
from bot.screens.reviewing import judging, outcomes
from bot.screens.reviewing.queue import decision, standing
from bot.services.applications import deciding, queue
from bot.services.applications.deciding import Case
from bot.services.applications.queue import Entry
from bot.services.facts import Facts


def ranking(
    of: CallRound,
    call: Call,
    entries: Sequence[tuple[Entry, str]],
    left: int | None,
    page: int,
    *,
    facts: Facts,
    now: datetime,
    proposed: Entry | None = None,
) -> Screen:
    """By points, with names. `left`: places that nobody has yet; `proposed`: who is next in line, where one is free."""
    shown, page, pages = rows.cut(entries, page)
    first = (page - 1) * rows.PAGE + 1
    called = [(one, name or one.application.number) for one, name in shown]
    told = [
        Markup("{}. {} · {} · {}").format(number(at), bold(name), _mean(one), standing(one, facts=facts, now=now))
        for at, (one, name) in enumerate(called, first)
    ]
    each = [Button(rows.short(name), DecideOn(one.application.id or 0)) for one, name in called]
    offer = None
    if proposed is not None:
        offer = Button(_("Offer it to the next one"), Verdict(proposed.application.id or 0, Decision.ACCEPTED))
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(words(call.short_title)), _("By points")),
            places(left, entries[0][0].form.places if entries else None),
            lines(*told) if told else _("There are none."),
        ),
        (
            *rows.alone(offer),
            *rows.in_twos(each),
            *rows.pager(page, pages, partial(Ranking, of.id or 0)),
            *rows.footer(RoundAt(of.id or 0)),
        ),
    )


def _mean(one: Entry) -> Markup | str:
    return number(one.mean) if one.is_open and one.mean is not None else _("no points")


def places(left: int | None, places_: int | None) -> Markup:
    if left is None or places_ is None:
        return Markup()
    return _("Places left: {n} of {all}.", n=number(left), all=number(places_))


def case(found: Case, me: int, *, facts: Facts, now: datetime, twin: bool = False) -> Screen:
    """One application with its name, what its readers said, and what can be decided. `twin`: another has its CURP."""
    application, form = found.application, found.form
    to = application.id or 0
    why_not = deciding.open_to_decision(application)
    waits_in_line = application.released_at is not None and not why_not
    acts: list[Button | None] = []
    if not why_not:
        acts = [
            Button(_("Choose"), Verdict(to, Decision.ACCEPTED)),
            None if waits_in_line else Button(_("Waiting list"), Verdict(to, Decision.WAITING)),
            None if waits_in_line else Button(_("Not this time"), Verdict(to, Decision.DECLINED)),
        ]
    submitted = application.progress is Progress.SUBMITTED
    undo = application.progress is Progress.DECIDED and application.released_at is None
    acts += [
        Button(_("Ask for corrections"), Corrections(to)) if submitted or why_not == "correcting" else None,
        Button(_("Undo the decision"), UndoVerdict(to)) if undo else None,
    ]
    seconds = queue.unconfirmed(application, form) and application.decided_by != me
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(found.name or _("Without a name")), application.number),
            lines(
                _("Sent: {when}", when=dated(application.submitted_at or now, facts=facts, now=now)),
                _stands(found, me, facts=facts, now=now),
                places(found.left, form.places),
            ),
            beside(WARNING, _("Another application has the same CURP.")) if twin else "",
            *judging.readings(found.entry.judged, form),
            judging.differing(found.entry.needed - len(found.entry.judged)) if found.entry.differs else "",
        ),
        (
            *rows.alone(Button(_("Confirm it"), AskSecond(to)) if seconds else None),
            *rows.alone(Button(_("Read its answers"), AnswersOf(to))),
            *rows.in_twos(acts),
            *rows.footer(RoundAt(application.round_id)),
        ),
    )


def _stands(found: Case, me: int, *, facts: Facts, now: datetime) -> Markup:
    said = standing(found.entry, facts=facts, now=now)
    if queue.unconfirmed(found.application, found.form) and found.application.decided_by == me:
        return Markup("{}. {}").format(said, _("Somebody else who decides has to confirm it."))
    return said


def choose_reason(found: Case) -> Screen:
    """Why not, from the form's list."""
    to = found.application.id or 0
    told = [Markup("{}{}: {}").format(DASH, bold(words(one.label)), words(one.says)) for one in found.form.reasons]
    each = [
        (Button(rows.short(words(one.label), rows.WIDE), Verdict(to, Decision.DECLINED, one.key)),)
        for one in found.form.reasons
    ]
    return Screen(
        blocks(bold(_("Why not this time? They will read the reason.")), lines(*told)),
        (*each, *rows.footer(DecideOn(to))),
    )


def preview(found: Case, what: Decision, reason: str, *, confirmable: bool) -> Screen:
    """The decision in the words that the person will read, before it is one. `confirmable`: somebody else may confirm
    it."""
    to, remark = found.application.id or 0, found.application.remark
    yes = {
        Decision.ACCEPTED: _("Yes, choose them"),
        Decision.WAITING: _("Yes, waiting list"),
        Decision.DECLINED: _("Yes, not this time"),
    }[what]
    words_ = Button(_("Change my words") if remark else _("Add some words"), AskRemark(to, what, reason))
    drop = Button(_("Without my words"), DropRemark(to, what, reason)) if remark else None
    counted = what is Decision.ACCEPTED and queue.is_award(found.form)
    return Screen(
        blocks(
            bold(_("{name} will read this:", name=found.name or _("The person"))),
            outcomes.said(found.call, found.form, found.application, what, reason),
            _("Nothing is sent yet: it's told to everybody at the hour that is set."),
            (_("It counts once somebody else who decides confirms it.") if confirmable else _nobody_confirms())
            if counted
            else "",
        ),
        (
            *rows.alone(Button(yes, SettleVerdict(to, what, found.mark, reason))),
            *rows.in_twos([words_, drop]),
            *rows.footer(DecideOn(to)),
        ),
    )


def _nobody_confirms() -> Markup:
    return beside(
        WARNING,
        _(
            "It counts once somebody else who decides confirms it, and now nobody else may: they know somebody who "
            "applied, or there is nobody. Ask an administrator for one more; until then it isn't told."
        ),
    )


def ask_second(found: Case, by: str) -> Screen:
    """An award, for somebody else to look at."""
    to = found.application.id or 0
    text = outcomes.said(found.call, found.form, found.application, Decision.ACCEPTED, "")
    return Screen(
        blocks(
            bold(_chose(found, by)),
            text,
            places(found.left, found.form.places),
            _("If you don't agree, go back: you can decide it anew."),
        ),
        (
            *rows.alone(Button(_("Yes, I confirm it"), SecondVerdict(to, found.mark))),
            *rows.alone(Button(_("Read its answers"), AnswersOf(to))),
            *rows.footer(DecideOn(to)),
        ),
    )


def _chose(found: Case, by: str) -> Markup:
    if found.name:
        return _("{who} chose {name}. They will read this:", who=by, name=found.name)
    return _("{who} chose {number}. Whoever sent it will read this:", who=by, number=found.application.number)


def settled(found: Case) -> Markup:
    """What a tap did, on top of the chat."""
    said = decision(found.application.decision or Decision.WAITING)
    if queue.unconfirmed(found.application, found.form):
        return _("Noted: {decision}. Now somebody else confirms it.", decision=said)
    return _("Noted: {decision}.", decision=said)


def place_free(of: CallRound, call: Call, proposed: Entry | None) -> Screen:
    """A letter to who decides: somebody chosen gave it up. Nobody is moved up by itself."""
    offer = None
    if proposed is not None:
        offer = Button(_("Offer it to the next one"), Verdict(proposed.application.id or 0, Decision.ACCEPTED))
    line = (
        _("Next in line: {number}, {points}.", number=proposed.application.number, points=_points(proposed))
        if proposed
        else _("Nobody is on the waiting list.")
    )
    return Screen(
        blocks(
            beside("💺", _("In {call} somebody who was chosen gave it up.", call=bold(words(call.short_title)))),
            line,
        ),
        (*rows.alone(offer), *rows.alone(Button(_("By points"), Ranking(of.id or 0))), *rows.footer()),
    )


def _points(one: Entry) -> Markup | str:
    return _("{n} of 100", n=number(one.mean)) if one.mean is not None else _("no points")
