"""The rounds in which something was sent, one round with its counts, and each kind of application in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from markupsafe import Markup

from bot import time
from bot.addresses import (
    ClaimApplication,
    DecideOn,
    Judgement,
    Ranking,
    ReadAnswers,
    ReadNext,
    ReleaseOf,
    Reviews,
    RoundAt,
    SentApplication,
    Team,
)
from bot.i18n import _, day, full_date, ngettext, number, words
from bot.models import Application, Call, CallRound, Decision, Progress
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import beside, blocks, bold, dated, lines
from bot.services.applications import queue, releasing
from bot.services.applications.queue import Entry
from bot.services.applications.reminding import Work
from bot.services.facts import Facts


def kind_name(kind: str) -> Markup:
    return {
        queue.UNREAD: _("To read"),
        queue.MINE: _("Mine"),
        queue.AGAIN: _("One more reading"),
        queue.DIFFER: _("They differ"),
        queue.READY: _("To decide"),
        queue.CONFIRM: _("To confirm"),
        queue.CORRECTING: _("Being corrected"),
        queue.DECIDED: _("Decided"),
        queue.LATE: _("Late"),
    }[kind]


def rounds(found: Sequence[tuple[CallRound, Call, int]], page: int) -> Screen:
    """Those in which some wait for an answer come first."""
    shown, page, pages = rows.cut(found, page)
    told = [Markup("{}: {}").format(bold(words(call.short_title)), _waiting(waits)) for _of, call, waits in shown]
    each = [(Button(rows.short(words(call.short_title), rows.WIDE), RoundAt(of.id or 0)),) for of, call, _n in shown]
    return Screen(
        blocks(bold(_("Applications")), lines(*told) if told else _("Nobody has sent one yet.")),
        (*each, *rows.pager(page, pages, Reviews), *rows.footer(Team())),
    )


def _waiting(waits: int) -> Markup:
    return ngettext("{n} without an answer", "{n} without an answer", waits) if waits else _("all answered")


def one_round(
    of: CallRound,
    call: Call,
    sent: int,
    readable: int,
    counts: Mapping[str, int],
    *,
    decides: bool,
    reads: bool,
    facts: Facts,
    now: datetime,
    more: Sequence[Button] = (),
) -> Screen:
    """`sent`: all of them; `readable`: without those of somebody whom the reader knows. `reads`: something is left for
    the reader to take; `more`: what others can do with the whole round."""
    begun = counts[queue.MINE]
    kinds = [kind for kind in queue.KINDS if counts[kind] and (decides or kind not in (queue.CONFIRM, queue.READY))]
    each = [
        Button(Markup("{} {}").format(kind_name(kind), number(counts[kind])), RoundAt(of.id or 0, kind))
        for kind in kinds
    ]
    deciding = [Button(_("By points"), Ranking(of.id or 0)), Button(_("Tell the answers"), ReleaseOf(of.id or 0))]
    return Screen(
        blocks(
            bold(words(call.title)),
            lines(
                ngettext("{n} application was sent.", "{n} applications were sent.", sent),
                ngettext("You can read {n}.", "You can read {n}.", readable) if readable < sent else "",
                _closing(of, facts=facts, now=now),
                _promised(of),
                _release(of, facts=facts, now=now) if decides else "",
            ),
            _left(begun, reads),
        ),
        (
            *rows.alone(Button(_("Go on reading"), RoundAt(of.id or 0, queue.MINE)) if begun else None),
            *rows.alone(Button(_("Read the next one"), ReadNext(of.id or 0)) if reads else None),
            *rows.in_twos(each),
            *(rows.in_twos(deciding) if decides else ()),
            *rows.in_twos(more),
            *rows.footer(Reviews()),
        ),
    )


def _left(begun: int, reads: bool) -> Markup:
    """What the reader has to do here."""
    if begun:
        return ngettext("You have begun {n}: finish it.", "You have begun {n}: finish them.", begun)
    return Markup() if reads else _("There's nothing left for you to read here.")


def _closing(of: CallRound, *, facts: Facts, now: datetime) -> Markup:
    if of.closes_at is None:
        return _("It's open all year.")
    when = dated(time.last_minute(of.closes_at, facts.zone), facts=facts, now=now)
    return _("It closed: {when}.", when=when) if of.closes_at <= now else _("It closes: {when}", when=when)


def _promised(of: CallRound) -> Markup:
    promised = of.postponed_to or of.promised_on
    return _("Answer promised by {date}.", date=full_date(promised)) if promised else Markup()


def _release(of: CallRound, *, facts: Facts, now: datetime) -> Markup:
    if releasing.is_set(of) and of.release_at is not None:
        return beside("📣", _("Told: {when}", when=dated(of.release_at, facts=facts, now=now)))
    if of.released_at is not None:
        return _("Last told: {when}", when=dated(of.released_at, facts=facts, now=now))
    return Markup()


def listed(
    of: CallRound, call: Call, kind: str, entries: Sequence[Entry], page: int, *, facts: Facts, now: datetime
) -> Screen:
    """By their numbers: nobody's name stands here."""
    shown, page, pages = rows.cut(entries, page)
    told = [
        Markup("{} · {} · {}").format(
            bold(one.application.number), _sent(one.application, facts), standing(one, facts=facts, now=now)
        )
        for one in shown
    ]
    each = [Button(one.application.number, SentApplication(one.application.id or 0)) for one in shown]
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(words(call.short_title)), kind_name(kind)),
            lines(*told) if told else _("There are none."),
        ),
        (
            *rows.in_twos(each),
            *rows.pager(page, pages, partial(RoundAt, of.id or 0, kind)),
            *rows.footer(RoundAt(of.id or 0)),
        ),
    )


def _sent(one: Application, facts: Facts) -> str:
    return day(time.local(one.submitted_at, facts.zone).date()) if one.submitted_at else ""


def standing(one: Entry, *, facts: Facts, now: datetime) -> Markup:
    """How far it is, in a few words."""
    application = one.application
    if application.progress is Progress.CORRECTING and application.correct_until is not None:
        until = dated(time.last_minute(application.correct_until, facts.zone), facts=facts, now=now)
        return _("being corrected until {when}", when=until)
    if application.progress is Progress.DECIDED and application.decision is not None:
        said = decision(application.decision)
        if queue.unconfirmed(application, one.form):
            return _("{decision}, to be confirmed", decision=said)
        return _("{decision}, told", decision=said) if application.released_at else said
    count = ngettext("{have} of {n} reading", "{have} of {n} readings", one.needed, have=number(len(one.judged)))
    return _("{readings}, they differ", readings=count) if one.differs else count


def decision(what: Decision) -> Markup:
    return {
        Decision.ACCEPTED: _("accepted"),
        Decision.WAITING: _("waiting list"),
        Decision.DECLINED: _("not chosen"),
    }[what]


def sent(one: Entry, call: Call, me: int, *, decides: bool, facts: Facts, now: datetime) -> Screen:
    """One application from outside: how it stands, and what the reader can do with it."""
    application, mine = one.application, one.by(me)
    to = application.id or 0
    act: Button | None = None
    if mine is not None and mine.judged_at is not None:
        act = Button(_("My judgement"), Judgement(to))
    elif one.read_by(me, now):
        act = Button(_("Go on reading"), ReadAnswers(to))
    elif one.is_free_for(me, now):
        act = Button(_("Read it"), ClaimApplication(to))
    deciding = Button(_("Name and decision"), DecideOn(to)) if decides and not one.read_by(me, now) else None
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(application.number), words(call.short_title)),
            lines(
                _("Sent: {when}", when=dated(application.submitted_at or now, facts=facts, now=now)),
                _("Answer promised by {date}.", date=full_date(one.due)),
                standing(one, facts=facts, now=now),
            ),
        ),
        (*rows.alone(act), *rows.alone(deciding), *rows.footer(RoundAt(application.round_id))),
    )


def work(found: Sequence[Work]) -> Screen:
    """A letter to a colleague: what waits for them."""
    read, decide, confirm = (
        sum(getattr(one, name) for one in found) for name in ("to_read", "to_decide", "to_confirm")
    )
    first = [
        ngettext("There is {n} application to read.", "There are {n} applications to read.", read) if read else "",
        ngettext("{n} waits for a decision.", "{n} wait for a decision.", decide) if decide else "",
        ngettext("{n} waits to be confirmed.", "{n} wait to be confirmed.", confirm) if confirm else "",
    ]
    named = [
        Markup("{}: {}").format(words(one.call.short_title), number(one.total))
        for one in found[: rows.PAGE]
        if len(found) > 1
    ]
    each = [
        (Button(rows.short(words(one.call.short_title), rows.WIDE), RoundAt(one.round.id or 0)),)
        for one in found[: rows.PAGE]
    ]
    return Screen(blocks(lines(*first), lines(*named)), (*each, *rows.alone(Button(_("All applications"), Reviews()))))
