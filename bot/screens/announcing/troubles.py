"""Why an announcement can't be so, and what to do instead."""

from markupsafe import Markup

from bot.addresses import Announcements
from bot.errors import CantAnnounce, NotApprovable
from bot.i18n import _, ngettext, number
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks


def told(refusal: CantAnnounce) -> Markup:
    """One or two sentences: the reason, and the way on."""
    size, most = number(refusal.size), number(refusal.most)
    if refusal.why == "kind" and refusal.what == "poll":
        return _("I can't copy that poll. Make one with 2 to 12 options of up to 100 characters each.")
    if refusal.why == "no_approver" and refusal.size:
        return _(
            "With the {size} people to whom you send alone within 24 hours it is for more than {most}, so somebody "
            "else has to approve it, and nobody else here has that role. Send it tomorrow, or ask whoever administers "
            "the team to invite one.",
            size=size,
            most=most,
        )
    return {
        "kind": _(
            "I can't send that to many. Send me a text, a photo, a video, a GIF, a document, an audio, a voice note or "
            "a poll."
        ),
        "empty": _("There is nothing to read in it yet. Send me the message as it should arrive."),
        "too_long": _(
            "It is too long: with the longest name it has {size} characters; Telegram takes {most}. Send it shorter.",
            size=size,
            most=most,
        ),
        "album_many": _(
            "An album holds {most} at most, and this one has {size}. Send it with fewer.", size=size, most=most
        ),
        "album_mixed": _("Telegram doesn't mix those in one album: photos go with videos, documents with documents."),
        "link": _("That isn't an address I can use. It has to begin with https://, for example https://leon.gob.mx"),
        "label": _(
            "What the button says needs 1 to {most} characters. For example: Sign up https://leon.gob.mx", most=most
        ),
        "buttons_many": _("There is room for {most} buttons. Take one away first.", most=most),
        "nobody": _("Nobody would get it as it is. Choose another audience."),
        "past": _("That hour is over. Choose a later one."),
        "too_far": ngettext(
            "That is more than {n} day ahead. Choose a nearer day.",
            "That is more than {n} days ahead. Choose a nearer day.",
            refusal.most,
        ),
        "no_approver": _(
            "It is for so many that somebody else has to approve it, and nobody else here has that role. Whoever "
            "administers the team can invite one."
        ),
        "moving": _("It is still on its way. Pause or stop it first: otherwise the old version arrives after the new."),
        "late": _("It is too late for that: Telegram lets a bot change its messages for 48 hours. Send a new one."),
        "unchangeable": _("Telegram changes no polls, stickers or round videos. Take it back and send a new one."),
        "misfit": _(
            "What people have can't become that: a text stays a text or gets a picture, a picture stays a picture. "
            "Send it so, or take the old one back."
        ),
        "under_way": _("It is on its way already and can't be changed any more."),
    }.get(refusal.why) or _("That doesn't work for an announcement.")


def refused(refusal: CantAnnounce) -> Screen:
    return Screen(told(refusal), rows.footer(Announcements()))


def not_approvable(refusal: NotApprovable) -> Screen:
    """For whoever wanted to approve it, or to submit it."""
    text = {
        "own": _("You wrote this one, so somebody else has to approve it."),
        "over": _("That was changed, answered or ended meanwhile. Look at how it is now."),
    }.get(refusal.why) or _("That can't be approved like this.")
    return Screen(
        blocks(text),
        (*rows.alone(Button(_("See announcements"), Announcements())), *rows.footer()),
    )
