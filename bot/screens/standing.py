"""What a person asked to be told of: what was promised, all of it in one list, and taking it back."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from bot.addresses import CallAt, CourseAt, Home, Notices, StandingWishes, TakeWishBack
from bot.i18n import _, full_date, ngettext, words
from bot.models import Call
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import CALL, blocks, bold, lines
from bot.services.fits import Thing, kind_of
from bot.services.standing import Wish

SHOWN: Final = 3
"""Of them in the list of notices; the others are a tap away."""


def promise(thing: Thing, what: str, on: date | None = None) -> Markup:
    """When it will be told: `age`, `group`, `confirmed`, `opening` or `allowed`, as in `Kept`."""
    title = words(thing.short_title)
    if what == "age" and on is not None:
        return _(
            "I'll write to you on {date}, or before if a group of {title} opens that fits your age.",
            date=full_date(on),
            title=title,
        )
    if what == "confirmed":
        return _("I'll write to you when {title} is confirmed.", title=title)
    if what == "group":
        return _("I'll write to you when a group of {title} opens.", title=title)
    if what == "allowed" and on is not None:
        return _(
            "I'll write to you on {date} if {title} is open then, or when it opens next.",
            date=full_date(on),
            title=title,
        )
    if on is not None:
        return _("I'll write to you on {date}, when {title} opens.", date=full_date(on), title=title)
    return _("I'll write to you when {title} opens; its dates aren't published yet.", title=title)


def take_back(thing: Thing | None, at: str = "") -> Button:
    """The button that takes a wish back; about an age where there is no thing."""
    kind, number = (kind_of(thing), thing.id or 0) if thing is not None else ("a", 0)
    return Button(_("Don't tell me"), TakeWishBack(kind, number, at))


def noted_age(on: date) -> Markup:
    return _("Noted: I'll write to you on {date}.", date=full_date(on))


def taken_back() -> Markup:
    """The toast."""
    return _("Done, I won't write to you about that.")


def section(wishes: Sequence[Wish]) -> Markup:
    """The part of the notices that names the wishes; nothing where there is none."""
    if not wishes:
        return Markup()
    more = len(wishes) - SHOWN
    return lines(
        bold(_("You asked me to tell you")),
        *(_line(wish) for wish in wishes[:SHOWN]),
        ngettext("and {n} more", "and {n} more", more) if more > 0 else "",
    )


def listed(wishes: Sequence[Wish], page: int) -> Screen:
    """All of them, each with its way to the card and its way out."""
    shown, page, pages = rows.cut(wishes, page)
    if not shown:
        text = _(
            "You haven't asked me to tell you of anything. On the card of what you can't join yet there is a button."
        )
        return Screen(blocks(bold(_("You asked me to tell you")), text), rows.footer(Notices()))
    first = (page - 1) * rows.PAGE + 1
    entries = [Markup("{}. {}").format(at, _line(wish)) for at, wish in enumerate(shown, start=first)]
    buttons: list[Button | None] = []
    for at, wish in enumerate(shown, start=first):
        kind, number = (kind_of(wish.thing), wish.thing.id or 0) if wish.thing is not None else ("a", 0)
        buttons.append(Button(rows.short(f"{at}. {_label(wish)}"), _card(wish)))
        buttons.append(Button(_("{number}. Don't tell me", number=at), TakeWishBack(kind, number, "l")))
    return Screen(
        blocks(bold(_("You asked me to tell you")), lines(*entries)),
        (*rows.in_twos(buttons), *rows.pager(page, pages, StandingWishes), *rows.footer(Notices())),
    )


def _card(wish: Wish) -> CourseAt | CallAt | Home:
    if wish.thing is None:
        return Home()
    return CallAt(wish.thing.id or 0) if isinstance(wish.thing, Call) else CourseAt(wish.thing.id or 0)


def _label(wish: Wish) -> str:
    """What is sensitive isn't named in a list."""
    if wish.thing is None:
        return str(_("From age {age}", age=wish.age))
    return str(_("Something you asked")) if wish.thing.sensitive else words(wish.thing.short_title)


def _line(wish: Wish) -> Markup:
    mark = f"{CALL} " if isinstance(wish.thing, Call) and not wish.thing.sensitive else ""
    when = {
        "confirmed": _("when it is confirmed"),
        "group": _("when a group opens"),
        "opening": _("when it opens"),
    }.get(wish.what) or Markup()
    if wish.on is not None:
        when = _("on {date}", date=full_date(wish.on))
    return Markup("{}{}: {}").format(mark, _label(wish), when)
