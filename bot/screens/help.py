"""Help: confirmed helplines first, then how the bot works and where a person is."""

from datetime import date
from typing import Final

from markupsafe import Markup

from bot.addresses import AllCourses, Home, MyCourses, Notice
from bot.i18n import _, words
from bot.packs import Pack
from bot.packs.schema import Helpline
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines


def help(pack: Pack, *, today: date) -> Screen:
    """Numbers as text, so that a phone offers to call them."""
    return Screen(
        blocks(
            bold(_("Help")),
            *(_line(line) for line in pack.shown_helplines(today)),
            _how_it_works(),
            _contact(pack),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("All courses"), AllCourses(1)),
                    Button(_("My courses"), MyCourses()),
                    Button(_("Full notice"), Notice(1)),
                ]
            ),
            *rows.footer(Home()),
        ),
    )


def _line(line: Helpline) -> Markup:
    """Name and number; for what; when, where, at what cost and for whom."""
    details = [words(line.hours), _scope(line), words(line.cost), words(line.audience)]
    return lines(
        Markup("{}: {}").format(bold(words(line.name)), line.number),
        words(line.what_for),
        " · ".join(part for part in details if part),
    )


def _scope(line: Helpline) -> str:
    """Where it serves; nothing for a place whose name we don't know."""
    return str(_("all Mexico")) if line.scope == "national" else _PLACES.get(line.scope, "")


_PLACES: Final = {
    "leon": "León",
    "guanajuato": "Guanajuato",
    "huixquilucan": "Huixquilucan",
    "edomex": "Estado de México",
    "cdmx": "Ciudad de México",
    "juarez": "Ciudad Juárez",
    "chihuahua": "Chihuahua",
}


def _how_it_works() -> Markup:
    return lines(
        bold(_("How this works")),
        _("I'm a bot: you tap buttons, I answer, and nobody reads along. /start always brings you back."),
    )


def _contact(pack: Pack) -> Markup:
    contact = pack.institution.contact
    hours = _("Hours: {hours}", hours=words(contact.hours)) if contact.hours else ""
    ways = [contact.email, contact.phone, hours, *contact.web]
    return lines(bold(words(pack.institution.name)), *(way for way in ways if way)) if any(ways) else Markup()
