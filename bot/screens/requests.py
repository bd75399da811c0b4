"""Asking for a person at the institution: the question, the receipt, the answer, and what staff is told."""

from datetime import date

from markupsafe import Markup

from bot.addresses import AskHuman, Known, Notice, SendRequest
from bot.i18n import _, full_date, ngettext, words
from bot.models import Request
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines, small
from bot.services import requests
from bot.services.requests import AT_MOST, DAYS


def ask(pack: Pack, trouble: Markup | str = "") -> Screen:
    return Screen(
        blocks(
            trouble,
            bold(_("A request for a person")),
            lines(
                _("Write in a few lines what somebody should look at: a correction, an objection, a complaint."),
                small(_("For example: {example}", example=_("My name is wrong on the list of a course."))),
            ),
            ngettext(
                "The staff of {institution} reads it, and answers here within {n} working day.",
                "The staff of {institution} reads it, and answers here within {n} working days.",
                DAYS,
                institution=words(pack.institution.short_name),
            ),
        ),
        rows.footer(Known(1)),
    )


def check(text: str, *, cut: bool, trouble: Markup | str = "") -> Screen:
    """What would be sent, before it is: a number and days begin with it."""
    return Screen(
        blocks(
            trouble,
            bold(_("Shall I send this?")),
            _("“{text}”", text=text),
            _("It was long, so I kept the beginning.") if cut else "",
            small(_("To say it differently, just write it again.")),
        ),
        (*rows.alone(Button(_("Send it"), SendRequest(requests.mark_of(text)))), *rows.footer(Known(1))),
    )


def received(request: Request) -> Screen:
    """The receipt, to scroll back to."""
    return Screen(
        blocks(
            bold(_("I have your request: number {number}", number=request.id)),
            _("The answer comes here, on {date} at the latest.", date=full_date(request.due_on)),
        ),
        rows.footer(Known(1)),
        kept=True,
    )


def nothing_to_send() -> Markup:
    """The toast where the same was sent already, or was left."""
    return _("There is nothing left to send. To write a request: /request")


def left() -> Screen:
    return Screen(_("We'll leave it here: nothing was sent."), rows.footer(Known(1)))


def enough() -> Screen:
    return Screen(
        blocks(
            ngettext("You have {n} request without an answer.", "You have {n} requests without an answer.", AT_MOST),
            _("When one is answered you can make another. What is urgent is better asked in person or by phone: /help"),
        ),
        rows.footer(Known(1)),
    )


def answered(request: Request) -> Screen:
    """The letter with the answer."""
    return Screen(
        blocks(
            bold(_("The answer to your request {number}", number=request.id)),
            request.answer or "",
            small(_("If it doesn't convince you, the notice says where you can turn.")),
        ),
        (
            *rows.in_twos([Button(_("Full notice"), Notice(1)), Button(_("Another request"), AskHuman())]),
            *rows.footer(),
        ),
    )


def for_staff(number: int, due_on: date, left: int) -> Screen:
    """Into the staff's chat: nothing that says who asked, or what."""
    if left < 0:
        head = _("Request {number} is late: it was due on {date}.", number=number, date=full_date(due_on))
    else:
        head = _("Request {number}: answer by {date}.", number=number, date=full_date(due_on))
    days = ngettext("{n} working day is left.", "{n} working days are left.", left) if left >= 0 else ""
    return Screen(blocks(lines(bold(head), days), _("rumbo requests shows what it says and closes it.")))
