"""Going on with another Telegram account: what each side sees."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import AllCourses, BringHere, ChangeAccount, Home, LetGo, NewAccountLink, Profile
from bot.errors import LinkGone
from bot.i18n import _, hour, listed, words
from bot.models import Course
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines
from bot.services.facts import Facts


def explain(pack: Pack) -> Screen:
    """How it works, and what there is for whoever lost the old account."""
    contact = pack.institution.contact
    ways = [way for way in (contact.email, contact.phone, *contact.web[:1]) if way]
    lost = _(
        "If you can no longer get into the account that has your profile, I can't tell from here that it's you. "
        "Ask {institution}:",
        institution=words(pack.institution.short_name),
    )
    return Screen(
        blocks(
            bold(_("Use another account")),
            _(
                "Your profile, with your courses and your journey, can go on with another Telegram account. "
                "You do it from this one: I make a link, you open it with the other account, and then I ask you here."
            ),
            lines(lost, *ways) if ways else "",
        ),
        (*rows.alone(Button(_("Make the link"), NewAccountLink())), *rows.footer(Profile())),
    )


def link(token: str, until: datetime, *, bot_name: str, facts: Facts) -> Screen:
    """The link, and the same as a text to be typed, for a Telegram that opens the chat without the link's end."""
    typed = Markup("<code>/start m_{}</code>").format(token)
    end = hour(until, facts.zone)
    address = f"https://t.me/{bot_name}?start=m_{token}" if bot_name else ""
    how = (
        lines(
            _("Open this link with your other account before {hour}:", hour=end),
            address,
            _("If nothing happens there, write this to me from that account: {text}", text=typed),
        )
        if address
        else _(
            "Write this to me from your other account before {hour}: {text}", hour=hour(until, facts.zone), text=typed
        )
    )
    return Screen(
        blocks(how, _("It works once. Give it to nobody: no one of us will ever ask you for it.")),
        (*rows.alone(Button(_("Make another link"), NewAccountLink())), *rows.footer(ChangeAccount())),
    )


def opened(change_id: int) -> Screen:
    """On the new side; says nothing about the other account."""
    return Screen(
        blocks(
            _("An account wants to bring its profile to this one."),
            _(
                "Go on only if you asked for it yourself. What you already have here is joined with that profile, "
                "and then I ask in the other account."
            ),
        ),
        (
            *rows.alone(Button(_("Bring my profile here"), BringHere(change_id))),
            *rows.alone(Button(_("It wasn't me"), Home())),
            *rows.footer(),
        ),
    )


def asked(until: datetime, *, facts: Facts) -> Screen:
    """On the new side, once the old one is being asked."""
    return Screen(
        _(
            "Now answer in your other account, before {hour}. I'll tell you here. If you don't, nothing changes.",
            hour=hour(until, facts.zone),
        ),
        rows.footer(),
    )


def confirm(change_id: int, first_name: str, until: datetime, *, facts: Facts) -> Screen:
    """On the old side: who asks, as Telegram calls them."""
    who = bold(first_name) if first_name else _("an account without a name")
    return Screen(
        blocks(
            _("{who} wants to take your profile to their account. Is that account yours?", who=who),
            _(
                "With a yes, everything goes there and nothing stays here. Only say yes if you opened the link "
                "yourself. You can answer until {hour}.",
                hour=hour(until, facts.zone),
            ),
        ),
        (
            *rows.alone(Button(_("Yes, it's mine"), LetGo(change_id, 1))),
            *rows.alone(Button(_("No"), LetGo(change_id, 0))),
        ),
    )


def let_go() -> Screen:
    """On the old side, after the yes."""
    return Screen(
        blocks(
            _("Done, your profile is with your other account now."),
            _("Nothing of yours stays here. If you write to me from this account, we start anew."),
        ),
        rows.footer(),
    )


def refused() -> Screen:
    """On the old side, after the no."""
    return Screen(
        blocks(
            _("All right, nothing has moved, and that link is over."),
            _("If you didn't make that link, somebody may have used your phone."),
        ),
        rows.footer(Profile()),
    )


def arrived(given_up: Sequence[Course]) -> Screen:
    """On the new side, after the yes. `given_up`: places that the birth date in the profile doesn't allow."""
    lost = _(
        "I gave up your place in {courses}: its age limit doesn't fit the birth date in your profile.",
        courses=listed([words(course.short_title) for course in given_up]),
    )
    return Screen(
        blocks(_("Done, your profile is here. Everything goes on in this account."), lost if given_up else ""),
        (*rows.alone(Button(_("See my profile"), Profile())), *rows.footer()),
    )


def kept() -> Screen:
    """On the new side, after the no."""
    return Screen(
        _("The other account said no, so no profile came here. What you have here is as it was."),
        (*rows.alone(Button(_("All courses"), AllCourses(1))), *rows.footer()),
    )


def link_gone(refusal: LinkGone) -> Screen:
    """Why a link can't be used, and how to get one that can."""
    said = {
        "own": _("This is the account that made the link. Open it with the other one."),
        "expired": _("That link was for 15 minutes, and they are over."),
        "used": _("That link has been used already, or there is a newer one."),
        "taken": _("Another account opened that link before this one. If that wasn't you, say no when I ask you."),
    }
    text = said.get(refusal.why) or _("I don't know that link. Maybe a piece of it is missing.")
    again = _(
        "You make a new one in the account that has your profile: /profile, “{button}”.",
        button=_("Use another account"),
    )
    return Screen(
        blocks(text, "" if refusal.why == "own" else again),
        rows.footer(),
    )
