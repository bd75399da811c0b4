"""When everybody hears: what would be told, what stays behind, and the hour."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import AskReleaseHour, CancelRelease, ReleaseOf, RoundAt, SetRelease
from bot.i18n import _, listed, ngettext, words
from bot.i18n import when as moment
from bot.models import Application, Call, CallRound, Decision
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, beside, blocks, bold, dated, lines
from bot.services.applications import releasing
from bot.services.applications.releasing import Check
from bot.services.facts import Facts
from bot.time import last_minute, local

NAMED = 6
"""Numbers of applications that a line names."""


def release(
    of: CallRound,
    call: Call,
    check: Check,
    choices: Sequence[datetime],
    *,
    facts: Facts,
    now: datetime,
    trouble: Markup | str = "",
    typing: bool = False,
) -> Screen:
    """`choices`: good hours. `typing`: an hour can be written now."""
    to = of.id or 0
    is_set = releasing.is_set(of) and of.release_at is not None
    each = [
        Button(moment(at, facts.zone, now=now), SetRelease(to, f"{local(at, facts.zone):%Y%m%d%H%M}")) for at in choices
    ]
    other = None if typing else Button(_("Another hour"), AskReleaseHour(to))
    when = Markup()
    if is_set and of.release_at is not None:
        when = beside("📣", _("It's told: {when}", when=dated(of.release_at, facts=facts, now=now)))
    elif check.total:
        when = _("Choose the hour at which everybody hears at once. Until then everything can be changed.")
    asks = _("Write the day and hour, for example: {example}", example=example(choices, facts)) if typing else ""
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            Markup("{} · {}").format(bold(words(call.short_title)), _("Tell the answers")),
            told(check),
            stays(check),
            _still_open(of, facts=facts, now=now),
            when,
            asks,
        ),
        (
            *(rows.in_twos(each) if check.total else ()),
            *rows.in_twos(
                [other if check.total else None, Button(_("Don't tell yet"), CancelRelease(to)) if is_set else None]
            ),
            *rows.footer(ReleaseOf(to) if typing else RoundAt(to)),
        ),
    )


def ask_early(of: CallRound, call: Call, at: datetime, *, facts: Facts, now: datetime) -> Screen:
    """Before answers go out while people can still apply."""
    to = of.id or 0
    return Screen(
        blocks(
            bold(_("Tell the answers of {call} before it closes?", call=words(call.short_title))),
            _still_open(of, facts=facts, now=now),
            _("Whoever hears “there were more people than places” while others can still apply won't understand it."),
        ),
        (
            *rows.alone(Button(_("Yes, tell them before"), SetRelease(to, f"{local(at, facts.zone):%Y%m%d%H%M}", 1))),
            *rows.footer(ReleaseOf(to)),
        ),
    )


def _still_open(of: CallRound, *, facts: Facts, now: datetime) -> Markup:
    if of.ends_at is None or of.ends_at <= now:
        return Markup()
    until = dated(last_minute(of.ends_at, facts.zone), facts=facts, now=now)
    return beside("⚠️", _("People can still apply: it's open until {when}.", when=until))


def told(check: Check) -> Markup:
    if not check.total:
        return _("Nothing is ready to be told.")
    counts = [
        ngettext("{n} chosen", "{n} chosen", check.told[Decision.ACCEPTED]),
        ngettext("{n} on the waiting list", "{n} on the waiting list", check.told[Decision.WAITING]),
        ngettext("{n} not this time", "{n} not this time", check.told[Decision.DECLINED]),
    ]
    return lines(
        ngettext("{n} person hears:", "{n} people hear:", check.total),
        *(Markup("{}{}").format(DASH, one) for one in counts),
    )


def stays(check: Check) -> Markup:
    """What wouldn't be told, and why."""
    kinds = (
        (check.undecided, _("not decided")),
        (check.unconfirmed, _("chosen, and nobody confirmed it")),
        (check.correcting, _("being corrected")),
    )
    left = [Markup("{}{}: {}").format(DASH, why, numbers(found)) for found, why in kinds if found]
    return beside("⚠️", lines(_("These stay without an answer for now:"), *left)) if left else Markup()


def numbers(found: Sequence[Application]) -> str:
    named = [one.number for one in found[:NAMED]]
    more = len(found) - len(named)
    return listed([*named, str(ngettext("{n} more", "{n} more", more))] if more else named)


def example(choices: Sequence[datetime], facts: Facts) -> str:
    return f"{local(choices[-1], facts.zone):%d/%m %H:%M}" if choices else "28/11 10:00"
