"""Deleting everything: what it means, the last question, and the day in which it can be taken back."""

from datetime import datetime

from markupsafe import Markup

from bot import time
from bot.addresses import EraseAll, EraseNow, Help, Home, Known, Recover, TakeMyData
from bot.i18n import _, full_date, ngettext
from bot.i18n import when as moment
from bot.screen import Button, File, Screen
from bot.screens import rows
from bot.screens.lines import DASH, blocks, bold, lines, sentences
from bot.services.facts import Facts


def consequences(seats: int, waits: int, *, journey: bool, feed: bool, hour: int) -> Screen:
    """Everything that goes, and what stays and why. `seats` and `waits`: what they have now."""
    goes = [
        ngettext("{n} place of yours goes now to whoever waits for it.", "{n} places of yours go now to others.", seats)
        if seats
        else "",
        ngettext("You lose your turn on {n} waiting list.", "You lose your turn on {n} waiting lists.", waits)
        if waits
        else "",
        _("Your journey, your stamps and what you told are gone.") if journey else "",
        _("The address of your calendar stops working.") if feed else "",
        _("Your profile, permissions, notices and requests are deleted."),
    ]
    return Screen(
        blocks(
            bold(_("Delete everything")),
            lines(_("This is what happens:"), *(Markup("{}{}").format(DASH, one) for one in goes if one)),
            sentences(
                _("Counts without names stay (how many took part in a course), and of a request its number and dates."),
                _("The messages in this chat are yours to delete in Telegram."),
            ),
            _("For 24 hours you can take it back, and I won't write to you in that time."),
        ),
        (
            *rows.alone(Button(_("Download my data"), TakeMyData())),
            *rows.alone(Button(_("Delete everything"), EraseAll(1, hour))),
            *rows.footer(Known(1)),
        ),
    )


def last_question(hour: int) -> Screen:
    return Screen(
        blocks(
            bold(_("Shall I delete everything?")),
            _("Your places go right now, and they don't come back even if you recover the rest."),
        ),
        (
            *rows.alone(Button(_("Yes, delete everything"), EraseAll(2, hour))),
            *rows.alone(Button(_("No, leave it as it is"), Known(1))),
            *rows.footer(EraseAll(0)),
        ),
    )


def closed(until: datetime, *, facts: Facts, now: datetime) -> Screen:
    """All that a closed profile says, whatever is typed or tapped."""
    return Screen(
        blocks(
            bold(_("Your profile is closed")),
            _(
                "Everything will be deleted: {when}. Until then I don't write to you.",
                when=moment(until, facts.zone, now=now),
            ),
            _("If you change your mind, tap here. If you'd rather not wait, delete it now."),
        ),
        (
            *rows.alone(Button(_("Recover my data"), Recover())),
            *rows.in_twos([Button(_("Delete it now"), EraseNow()), Button(_("Help"), Help())]),
        ),
    )


def no_way_back() -> Screen:
    """Before the day of grace is given up."""
    return Screen(
        blocks(bold(_("Delete it right now?")), _("After this there is no way back.")),
        (
            *rows.alone(Button(_("Yes, delete it now"), EraseNow(1))),
            *rows.in_twos([Button(_("Recover my data"), Recover()), Button(_("Help"), Help())]),
        ),
    )


def gone() -> Screen:
    return Screen(
        blocks(
            _("Done. In a minute nothing of you is left here."),
            _("If you come back some day, /start begins anew. Take care!"),
        )
    )


def recovered() -> Screen:
    return Screen(
        blocks(
            _("Good to have you back. Your data are yours again."),
            _("Places you had were given to others; you can join again wherever there is room."),
        ),
        (*rows.alone(Button(_("All I know about you"), Known(1))), *rows.footer()),
    )


def nothing_to_recover() -> Markup:
    return _("There is nothing to recover: nothing was being deleted.")


def document(content: bytes, now: datetime, facts: Facts) -> Screen:
    """All of it as a file."""
    return Screen(
        blocks(
            bold(_("All that is stored about you")),
            _(
                "The file is JSON, which other programs can read. Keep it somewhere of yours; if others use your "
                "phone, delete it from this chat."
            ),
        ),
        rows.footer(Known(1)),
        file=File(f"rumbo-{now:%Y-%m-%d}.json", content),
        kept=True,
    )


def silent_for_long(on: datetime, *, facts: Facts) -> Screen:
    """The letter a month before somebody is forgotten."""
    return Screen(
        blocks(
            bold(_("Do you want to stay?")),
            _(
                "You haven't been here for almost two years. If you do nothing, what I know about you is deleted on "
                "{date}. To stay, one tap is enough.",
                date=full_date(time.local(on, facts.zone).date()),
            ),
        ),
        (*rows.alone(Button(_("I'm still here"), Home())), *rows.alone(Button(_("Delete everything"), EraseAll(0)))),
    )
