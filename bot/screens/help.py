"""Help: the confirmed helplines, short enough for one look; more of each, and how the bot works, one tap away."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.addresses import Help, Helplines, HowItWorks, IsItOfficial, Notice
from bot.i18n import _, full_date, words
from bot.packs import Pack
from bot.packs.schema import Helpline
from bot.screen import Button, Screen
from bot.screens import rows, threads
from bot.screens.home import resume
from bot.screens.lines import PLACE, beside, blocks, bold, lines, small

A_PAGE: Final = 3
"""How many lines with all that is known of them are read without much scrolling."""


def help(pack: Pack, *, today: date, left_open: str = "", talk: bool = False) -> Screen:
    """One line each, 911 first. Numbers as text, so that a phone offers to call them. `talk`: whether a person of the
    team can be asked for."""
    return Screen(
        blocks(
            bold(_("If you are in danger, call 911")),
            lines(*(short(line) for line in pack.shown_helplines(today))),
        ),
        (
            *rows.in_twos([threads.button(threads.HELP, offered=talk), Button(_("More on each line"), Helplines(1))]),
            *rows.in_twos([Button(_("Is it official?"), IsItOfficial()), Button(_("How this works"), HowItWorks())]),
            *rows.alone(rows.quick_exit()),
            *resume(left_open),
            *rows.footer(),
        ),
    )


def helplines(pack: Pack, page: int, *, today: date) -> Screen:
    """All that is known of each; a page that isn't there is the nearest one."""
    shown: Sequence[Helpline] = pack.shown_helplines(today)
    pages = max(1, -(-len(shown) // A_PAGE))
    page = min(max(page, 1), pages)
    return Screen(
        blocks(
            bold(_("Each line in detail")),
            *(_whole(line) for line in shown[(page - 1) * A_PAGE : page * A_PAGE]),
        ),
        (*rows.pager(page, pages, Helplines), *rows.alone(rows.quick_exit()), *rows.footer(Help())),
    )


def how_it_works(pack: Pack) -> Screen:
    """That this is a bot, how to move around, and how to reach people."""
    return Screen(
        blocks(
            lines(
                bold(_("How this works")),
                _("I'm a bot: you tap buttons, I answer, and nobody reads along. /start always brings you back."),
            ),
            own(pack),
            _leaving(pack),
            _contact(pack),
        ),
        (*rows.alone(Button(_("Full notice"), Notice(1))), *rows.footer(Help())),
    )


def own(pack: Pack) -> Markup:
    """Where one's own things are."""
    if not pack.calls:
        return _("What you joined is in /my_courses.")
    return _("What you joined is in /my_courses, and what you applied to in /my_applications.")


def _leaving(pack: Pack) -> Markup:
    """How to leave at once, and what stays then: said beforehand, since afterwards nothing is."""
    return _(
        "In a hurry to hide this chat? Write /exit or just {word}: I delete what we both wrote in the last 48 hours. "
        "Older messages and notifications already shown stay.",
        word=words(pack.institution.safe_word),
    )


def short(line: Helpline) -> Markup:
    """`Name: number · hours`; what is a place shows its address as one."""
    return Markup(" · ").join(part for part in (_called(line), hours(line)) if part)


def hours(line: Helpline) -> str:
    """When somebody answers. Round the clock is round the clock: "every day" adds nothing."""
    said = words(line.hours)
    return said.partition(",")[0] if said.startswith("24 ") else said


def _called(line: Helpline) -> Markup:
    name = words(line.name)
    if line.kind == "place":
        return beside(PLACE, f"{name}: {line.number}")
    return Markup("{}: {}").format(name, dialled(line))


def dialled(line: Helpline) -> str:
    """The number as its source prints it, and the key to press after it, in words."""
    number, _arrow, key = line.number.partition(" → ")
    return str(_("{number}, then {key}", number=number, key=key)) if key else number


def _whole(line: Helpline) -> Markup:
    """Name and number; for what; when, where, at what cost and for whom; who says so and since when."""
    details = [words(line.hours), _scope(line), words(line.cost), words(line.audience)]
    host = (urlsplit(line.sources[0].url).hostname or "").removeprefix("www.")
    checked = _("Source: {source}; checked on {day}", source=host, day=full_date(line.verified_on))
    return lines(
        bold(_called(line)),
        words(line.what_for),
        " · ".join(part for part in details if part),
        small(checked),
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


def _contact(pack: Pack) -> Markup:
    contact = pack.institution.contact
    hours = _("Hours: {hours}", hours=words(contact.hours)) if contact.hours else ""
    ways = [contact.email, contact.phone, hours, *contact.web]
    return lines(bold(words(pack.institution.name)), *(way for way in ways if way)) if any(ways) else Markup()
