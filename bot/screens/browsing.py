"""Looking through the courses by place, day and hour."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import AllCourses, Browse, BrowseBy
from bot.i18n import _, number, words
from bot.models import Course
from bot.packs import Pack
from bot.screen import Button, Screen, plain
from bot.screens import rows, topics
from bot.screens.lines import blocks, bold, found
from bot.services import browsing
from bot.services.facts import Facts

_MANY: Final = 12
"""Choices on one screen; a pack with more places shows those with most courses."""


def ways() -> Screen:
    """By what one may look."""
    return Screen(
        blocks(bold(_("By place, day or time")), _("What matters most to you?")),
        (
            *rows.in_twos([Button(title, BrowseBy(how)) for how, title in _titles().items()]),
            *rows.footer(AllCourses(1)),
        ),
    )


def choices(how: str, counted: Mapping[str, int], *, pack: Pack) -> Screen:
    """What one can choose from, each with how many courses there are. `how` is one of `browsing.HOW`."""
    said = _("The number says how many courses there are.") if counted else _("There is nothing here at the moment.")
    buttons = [
        Button(rows.marked(plain(name_of(how, which, pack)), number(count), limit=_room(how)), BrowseBy(how, which))
        for which, count in list(counted.items())[:_MANY]
    ]
    arranged = rows.in_twos(buttons) if how == "day" else tuple((button,) for button in buttons)
    return Screen(blocks(bold(_titles()[how]), said), (*arranged, *rows.footer(Browse())))


def courses(at: BrowseBy, chosen: Sequence[Course], *, pack: Pack, facts: Facts, now: datetime) -> Screen:
    """The courses of one choice, paged."""
    said = _("The soonest first. Tap one to see it.") if chosen else _("There is nothing here at the moment.")

    def page(number: int) -> BrowseBy:
        return BrowseBy(at.how, at.which, number)

    return Screen(
        blocks(bold(name_of(at.how, at.which, pack)), said),
        (
            *topics.listed(topics.Offer(chosen, ()), at.page, page, came=at.came, facts=facts, now=now),
            *rows.footer(BrowseBy(at.how)),
        ),
    )


def name_of(how: str, which: str, pack: Pack) -> str:
    """What a choice is called; a venue that left the pack keeps its key."""
    if how == "place" and which != browsing.ONLINE:
        venue = found(pack.venue, which)
        return words(venue.name) if venue else which
    return _NAMES.get(which, lambda: Markup.escape(which))()


def _room(how: str) -> int:
    return rows.LABEL if how == "day" else rows.WIDE


def _titles() -> dict[str, Markup]:
    return {"place": _("By place"), "day": _("By day"), "time": _("By time")}


_NAMES: Final[Mapping[str, Callable[[], Markup]]] = {
    browsing.ONLINE: lambda: _("Online"),
    "mon": lambda: _("Mondays"),
    "tue": lambda: _("Tuesdays"),
    "wed": lambda: _("Wednesdays"),
    "thu": lambda: _("Thursdays"),
    "fri": lambda: _("Fridays"),
    "sat": lambda: _("Saturdays"),
    "sun": lambda: _("Sundays"),
    "morning": lambda: _("Before 13:00"),
    "afternoon": lambda: _("From 13:00 to 17:00"),
    "evening": lambda: _("From 17:00 on"),
}
