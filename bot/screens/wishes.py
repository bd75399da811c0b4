"""What was wished for: the letters that tell it, and the toasts that keep it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import CallAt, CourseAt, ForYou
from bot.i18n import _, listed, words
from bot.i18n import when as moment
from bot.models import Call, Course
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import calls, courses
from bot.screens.lines import CALENDAR, ages, beside, blocks, lines, name, venue_of, where
from bot.screens.standing import promise
from bot.services.facts import Facts
from bot.services.fits import Thing
from bot.services.wishes import Kept

NAMED: Final = 3
"""Of what one can take now."""


def can_now(course: Course, *, pack: Pack, facts: Facts, now: datetime) -> Screen:
    """The person has reached the age of a course that takes sign-ups."""
    return _about(course, _can_now, pack=pack, facts=facts, now=now)


def new_group(course: Course, *, pack: Pack, facts: Facts, now: datetime) -> Screen:
    """A group has opened of a course the person asked about."""
    return _about(course, _new_group, pack=pack, facts=facts, now=now)


def _can_now(course: Course) -> Markup:
    return _("You can join now: {course}", course=name(course))


def _new_group(course: Course) -> Markup:
    return _("New group: {course}", course=name(course))


def _about(course: Course, head: Callable[[Course], Markup], *, pack: Pack, facts: Facts, now: datetime) -> Screen:
    see = ((Button(_("See the course"), CourseAt(course.id or 0)),),)
    if course.sensitive:
        return Screen(_("Something you asked me about is open. Tap to see it."), see)
    begins = beside(CALENDAR, moment(course.starts_at, facts.zone, now=now)) if course.starts_at else ""
    known = lines(
        head(course), begins, where(course, venue_of(course, pack)), courses.seats(course, facts=facts, now=now)
    )
    return Screen(blocks(known, _("You asked me to tell you. You can sign up now, if you like.")), see)


def call_open(call: Call, *, today: date) -> Screen:
    """A call that the person waited for can be entered."""
    see = ((Button(_("See the call"), CallAt(call.id or 0)),),)
    if call.sensitive:
        return Screen(_("Something you asked me about is open. Tap to see it."), see)
    head = _("It's open: {call}", call=name(call))
    return Screen(
        blocks(
            lines(head, beside(CALENDAR, calls.when(call, today)), ages(call)),
            _("You asked me to tell you."),
        ),
        see,
    )


def of_age(age: int, found: Sequence[Thing]) -> Screen:
    """The person has reached the age from which there is something for them."""
    named = listed([words(thing.short_title) for thing in found[:NAMED]])
    return Screen(
        blocks(
            _("You are {age} now: from today on you can join what is for ages {age} and up.", age=age),
            _("For example: {things}.", things=named) if named else "",
            _("You asked me to tell you."),
        ),
        ((Button(_("For you"), ForYou()),),),
    )


def kept(thing: Course | Call, wish: Kept) -> Markup:
    """The toast after *tell me*: what was noted and when it will be told, or that it was noted already."""
    title = words(thing.short_title)
    if wish.what == "nothing":
        return _("Nothing is in the way of {title} any more: it's open to you.", title=title)
    if wish.what == "never":
        return _("{title} has an age limit that you don't fit.", title=title)
    noted = _("Noted.") if wish.anew else _("I've noted that already.")
    return Markup(" ").join([noted, promise(thing, wish.what, wish.on)])


def another_group(course: Course) -> Markup:
    """The toast where there is a group to join already."""
    return _("There is another group of {title} that you can join.", title=words(course.short_title))
