"""What there is, by kind, and one thing as the staff sees it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from bot.addresses import (
    AskEnd,
    Catalogue,
    CopyCourse,
    DatesOfItem,
    DescribeVenue,
    DraftAt,
    EditItem,
    FindItem,
    ItemAt,
    NewItem,
    Team,
)
from bot.i18n import _, day, ngettext, words
from bot.models import CatalogueDraft, Course
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.catalogue import labels
from bot.screens.lines import blocks, bold, dated, lines
from bot.services.editing.fields import COURSE, KINDS, VENUE
from bot.services.facts import Facts

MINE: Final = "mine"


def menu(drafts: int) -> Screen:
    """The kinds, and what one hasn't published yet."""
    waiting = ngettext("My drafts: {n}", "My drafts: {n}", drafts) if drafts else ""
    return Screen(
        blocks(
            bold(_("Catalogue")),
            _("Here you make and change what people find. Nothing is seen before you publish it."),
        ),
        (
            *rows.in_twos([Button(labels.kind(kind), Catalogue(kind)) for kind in KINDS]),
            *rows.in_twos(
                [Button(waiting, Catalogue(MINE)) if waiting else None, Button(_("Search the catalogue"), FindItem())]
            ),
            *rows.footer(Team()),
        ),
    )


def listed(kind: str, things: Sequence[Any], page: int, *, facts: Facts, now: datetime) -> Screen:
    """The things of one kind; what isn't in the catalogue says so."""
    shown, page, pages = rows.cut(things, page)
    first = (page - 1) * rows.PAGE + 1
    told = [Markup("{}. {}").format(number, line(one, facts=facts, now=now)) for number, one in enumerate(shown, first)]
    return Screen(
        blocks(bold(labels.kind(kind)), lines(*told) if told else _("There is nothing yet.")),
        (
            *rows.alone(Button(labels.new(kind), NewItem(kind))),
            *((_opens(number, kind, one),) for number, one in enumerate(shown, first)),
            *rows.pager(page, pages, lambda at: Catalogue(kind, at)),
            *rows.footer(Catalogue()),
        ),
    )


def line(thing: Any, *, facts: Facts, now: datetime) -> Markup:
    """Its name, when, and where it stands."""
    marks = []
    if isinstance(thing, Course) and thing.starts_at is not None:
        marks.append(dated(thing.starts_at, facts=facts, now=now))
    elif getattr(thing, "closes", None) is not None:
        marks.append(_("until {when}", when=day(thing.closes, year=thing.closes.year != now.year)))
    elif getattr(thing, "expires", None) is not None:
        marks.append(_("until {when}", when=day(thing.expires, year=thing.expires.year != now.year)))
    if getattr(thing, "cancelled_at", None) is not None:
        marks.append(_("called off"))
    elif thing.closed_at is not None:
        marks.append(_("not in the catalogue"))
    elif thing.illustrative:
        marks.append(_("example"))
    return Markup(" · ").join([Markup.escape(words(thing.title)), *marks])


def _opens(number: int, kind: str, thing: Any) -> Button:
    name = words(getattr(thing, "short_title", None) or thing.title)
    return Button(rows.short(f"{number}. {name}", rows.WIDE), ItemAt(kind, thing.id))


def found(asked: str, things: Sequence[tuple[str, Any]], *, facts: Facts, now: datetime) -> Screen:
    """What fits the words, of all kinds; the first ones."""
    shown = things[:8]
    told = [Markup("{}. {}").format(n, line(one, facts=facts, now=now)) for n, (_kind, one) in enumerate(shown, 1)]
    more = len(things) - len(shown)
    return Screen(
        blocks(
            _("In the catalogue, for “{asked}”:", asked=asked),
            lines(*told, ngettext("and {n} more", "and {n} more", more) if more > 0 else "")
            if told
            else _("Nothing has a name like that."),
        ),
        (
            *((_opens(n, kind, one),) for n, (kind, one) in enumerate(shown, 1)),
            *rows.alone(Button(_("Search again"), FindItem())),
            *rows.footer(Catalogue()),
        ),
    )


def ask_words(trouble: Markup | str = "") -> Screen:
    return Screen(
        blocks(trouble, _("What are you looking for? Write a word of its name; for example: barbering")),
        rows.footer(Catalogue()),
    )


def places(found: Sequence[tuple[str, Mapping[str, str], int]], page: int) -> Screen:
    """Every venue; each can be described anew."""
    shown, page, pages = rows.cut(found, page)
    return Screen(
        blocks(bold(labels.kind(VENUE)), _("Tap one to change it, or add another.")),
        (
            *rows.alone(Button(labels.new(VENUE), DescribeVenue())),
            *((Button(rows.short(words(name), rows.WIDE), DescribeVenue(key)),) for key, name, _id in shown),
            *rows.pager(page, pages, lambda at: Catalogue(VENUE, at)),
            *rows.footer(Catalogue()),
        ),
    )


def drafts(mine: Sequence[tuple[CatalogueDraft, str]], page: int) -> Screen:
    """What one is writing, the newest first, each with its name."""
    shown, page, pages = rows.cut(mine, page)
    each = [Button(rows.short(name, rows.WIDE), DraftAt(draft.id or 0)) for draft, name in shown]
    return Screen(
        blocks(
            bold(_("My drafts")),
            _("Only you see these. Tap one to go on.") if shown else _("You have none at the moment."),
        ),
        (
            *((one,) for one in each),
            *rows.pager(page, pages, lambda at: Catalogue(MINE, at)),
            *rows.footer(Catalogue()),
        ),
    )


def item(
    kind: str, thing: Any, text: str, counts: tuple[int, int, int], *, now: datetime, done: Markup | str = ""
) -> Screen:
    """As people read it (`text`), with what staff may do. `counts`: how many have a seat, one on offer, and wait."""
    enrolled, offered, waiting = counts
    number, over = thing.id, kind == COURSE and thing.ends_at is not None and thing.ends_at <= now
    closed = thing.closed_at is not None
    state = (
        _("Called off: nobody can join it.")
        if getattr(thing, "cancelled_at", None) is not None
        else _("Not in the catalogue: nobody new finds it.")
        if closed
        else ""
    )
    people = on_people(enrolled, offered, waiting) if kind == COURSE else ""
    return Screen(
        blocks(done, text, lines(people, state)),
        (
            *rows.in_twos(
                [
                    Button(_("Change"), EditItem(kind, number)),
                    Button(_("Dates"), DatesOfItem(number)) if kind == COURSE and not over else None,
                    Button(_("Another group"), CopyCourse(number, 1)) if kind == COURSE else None,
                    Button(_("Copy"), CopyCourse(number)) if kind == COURSE else None,
                    Button(_("It's all confirmed"), AskEnd(kind, number, "confirm"))
                    if thing.illustrative_fields
                    else None,
                    Button(_("Bring it back"), AskEnd(kind, number, "reopen"))
                    if closed
                    else Button(_("Take it out"), AskEnd(kind, number, "close")),
                    Button(_("Call it off"), AskEnd(kind, number, "cancel"))
                    if kind == COURSE and not over and thing.cancelled_at is None
                    else None,
                ]
            ),
            *rows.footer(Catalogue(kind)),
        ),
    )


def on_people(enrolled: int, offered: int, waiting: int) -> Markup:
    """`12 con lugar, 3 en lista de espera`; that nobody is there where nobody is."""
    said = [
        ngettext("{n} has a place", "{n} have a place", enrolled) if enrolled else "",
        ngettext("{n} place on hold", "{n} places on hold", offered) if offered else "",
        ngettext("{n} on the waiting list", "{n} on the waiting list", waiting) if waiting else "",
    ]
    return Markup(", ").join(part for part in said if part) or _("Nobody has signed up.")
