"""In words, how an application stands."""

from datetime import datetime

from markupsafe import Markup

from bot import time
from bot.i18n import _, full_date, ngettext, number, when, words
from bot.models import Application, CallRound, Decision, Progress
from bot.screens.lines import CALENDAR, DASH, beside, blocks, bold, dated, lines
from bot.services.applications import rounds
from bot.services.applications.paths import Path
from bot.services.facts import Facts


def how(path: Path, *, to_confirm: bool, facts: Facts, now: datetime) -> Markup:
    """`to_confirm`: somebody said yes whom the applicant hasn't recognised yet."""
    one = path.application
    if to_confirm:
        return _unconfirmed(path, facts, now)
    if one.progress is Progress.DECIDED and one.released_at is not None:
        return _decided(path, facts, now)
    if one.progress is Progress.DECIDED and one.told_to_wait:
        return _in_line()
    ways = {
        Progress.DRAFT: _draft if path.is_open(now) else _not_sent,
        Progress.GUARDIAN: _guardian,
        Progress.CORRECTING: _correcting,
        Progress.WITHDRAWN: _withdrawn,
        Progress.LAPSED: _not_sent,
    }
    return ways.get(one.progress, _in_review)(path, facts, now)


def _draft(path: Path, facts: Facts, now: datetime) -> Markup:
    return lines(_("Draft: only you can see it."), left(path), closing(path, facts, now))


def left(path: Path) -> Markup:
    """How much is to be answered still."""
    missing, every = len(path.missing), len(path.form.questions)
    if not missing:
        return _("Everything is answered. What is missing is to send it.")
    return ngettext("{n} of {all} is missing.", "{n} of {all} are missing.", missing, all=number(every))


def closing(path: Path, facts: Facts, now: datetime) -> Markup:
    closes, ends = path.round.closes_at, path.round.ends_at
    if closes is None or ends is None:
        return Markup()
    if closes <= now < ends:
        said = _(
            "I was out of service when it closed; you can send it until {when}.", when=when(ends, facts.zone, now=now)
        )
        return beside(CALENDAR, said)
    return beside(
        CALENDAR, _("It closes: {when}", when=when(time.last_minute(closes, facts.zone), facts.zone, now=now))
    )


def _not_sent(path: Path, facts: Facts, now: datetime) -> Markup:
    closes = path.round.closes_at
    closed = (
        _("It closed: {when}.", when=dated(time.last_minute(closes, facts.zone), facts=facts, now=now))
        if closes
        else ""
    )
    return lines(
        closed, _("This wasn't sent. Your answers stay here, and they are offered to you when you apply again.")
    )


def _guardian(path: Path, facts: Facts, now: datetime) -> Markup:
    return lines(
        _sent(path, facts, now),
        _("It waits for the yes of your mother, father or guardian. Once it's there, it is looked at."),
    )


def _unconfirmed(path: Path, facts: Facts, now: datetime) -> Markup:
    return lines(
        _sent(path, facts, now),
        _("Now you have to confirm it: somebody said yes to your permission. Tell me whether it was your guardian."),
    )


def _sent(path: Path, facts: Facts, now: datetime) -> Markup:
    one = path.application
    at = dated(one.submitted_at, facts=facts, now=now) if one.submitted_at else ""
    return _("Number {number}, sent {when}.", number=one.number, when=at)


def _in_review(path: Path, facts: Facts, now: datetime) -> Markup:
    return lines(_sent(path, facts, now), _("It's in review."), promise(path.application, path.round, facts=facts))


def promise(one: Application, of: CallRound, *, facts: Facts) -> Markup:
    """When the answer is promised; honest where it is later than was promised first."""
    if one.submitted_at is None:
        return Markup()
    day = rounds.promised(of, one.submitted_at, facts=facts)
    if of.postponed_to is not None and of.promised_on is not None:
        return _(
            "We promised the answer by {before} and are late. Now it will be by {date}.",
            before=full_date(of.promised_on),
            date=full_date(day),
        )
    return _("You get an answer here by {date}.", date=full_date(day))


def _correcting(path: Path, facts: Facts, now: datetime) -> Markup:
    until = path.application.correct_until
    asked = [
        Markup("{}{}: {}").format(DASH, words(question.label), path.application.corrections[question.key])
        for question in path.questions
    ]
    if until is not None and now >= until:
        return lines(
            _sent(path, facts, now),
            _("The time to correct it is over. It is looked at as it is."),
            promise(path.application, path.round, facts=facts),
        )
    return blocks(
        _sent(path, facts, now),
        lines(_("Something has to be corrected; the rest stays as it is:"), *asked),
        beside(CALENDAR, _("Until: {when}", when=when(time.last_minute(until, facts.zone), facts.zone, now=now)))
        if until
        else "",
    )


def _withdrawn(path: Path, facts: Facts, now: datetime) -> Markup:
    return lines(_("You withdrew it, so nobody looks at it."), _("Your answers stay here, in case you apply again."))


def _in_line() -> Markup:
    return blocks(
        bold(_("You are on the waiting list.")),
        _("There weren't places for everybody. If somebody gives theirs up, I write to you here."),
    )


def _decided(path: Path, facts: Facts, now: datetime) -> Markup:
    one, form = path.application, path.form
    remark = one.remark or ""
    if one.decision is Decision.ACCEPTED:
        return blocks(bold(_("You were chosen!")), _("What comes next: {what}", what=words(form.next_steps)), remark)
    if one.decision is Decision.WAITING:
        return blocks(_in_line(), remark)
    reason = next((reason for reason in form.reasons if reason.key == one.reason), None)
    return blocks(
        bold(_("This time you weren't chosen.")),
        _("The reason: {why}", why=words(reason.says)) if reason else "",
        remark,
    )
