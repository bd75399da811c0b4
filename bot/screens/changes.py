"""What people read when a course they have a place in changes or is called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import AskLeave, Calendar, Coming, MyCourse, TellWhenICan, TopicAt
from bot.i18n import _, hour, ngettext
from bot.models import Course, Enrollment, Standing
from bot.packs.schema import Venue
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, dated, lines, name, where
from bot.services.facts import Facts

Meeting = tuple[datetime, datetime]
SHOWN: Final = 4
"""Changed sessions that are told one by one."""


@dataclass(frozen=True)
class Dates:
    moved: Sequence[tuple[Meeting, Meeting]]
    added: Sequence[Meeting]
    dropped: Sequence[Meeting]

    @property
    def nothing(self) -> bool:
        return not (self.moved or self.added or self.dropped)


def changed(
    enrollment: Enrollment,
    course: Course,
    dates: Dates,
    venue: Venue | None,
    elsewhere: bool,
    clash: Course | None,
    *,
    facts: Facts,
    now: datetime,
) -> Screen:
    """What was and what is now, the dates first: it is all that a preview shows. `elsewhere`: the place is another one,
    `venue` where it is known; `clash`: what the person has at that hour too."""
    taking_part = enrollment.standing is Standing.ENROLLED
    if course.sensitive:
        text: str = _("An appointment of yours has changed. Tap to see it.")
    else:
        text = blocks(
            _head(course, dates),
            lines(*told(dates, facts=facts, now=now)),
            lines(_("Now it meets here:"), where(course, venue)) if elsewhere else "",
            _("At that hour you also have {course}.", course=name(clash)) if clash and not clash.sensitive else "",
            _("You keep your place on the waiting list.") if enrollment.standing is Standing.WAITING else "",
        )
    number = enrollment.id or 0
    see = Button(_("See"), MyCourse(number))
    begun = course.starts_at is not None and course.starts_at <= now
    if not taking_part:
        return Screen(text, ((see,), (Button(_("I can't"), AskLeave(number)),)))
    if course.sensitive:
        return Screen(text, ((see,),))
    return Screen(
        text,
        (
            (Button(_("I'm still coming"), Coming(number)),),
            *rows.in_twos(
                [
                    None if begun else Button(_("I can't"), AskLeave(number)),
                    None if dates.nothing else Button(_("To my calendar"), Calendar(number)),
                ]
            ),
        ),
    )


def _head(course: Course, dates: Dates) -> Markup:
    if dates.nothing:
        return _("{course} moves to another place.", course=name(course))
    if dates.moved and len(dates.moved) == 1 and not dates.added and not dates.dropped:
        return _("{course} has a new date.", course=name(course))
    return _("{course}: the dates changed.", course=name(course))


def told(dates: Dates, *, facts: Facts, now: datetime) -> list[Markup]:
    """Each change on a line of its own, the first few."""
    said = [
        *(_moved(old, new, facts, now) for old, new in dates.moved),
        *(_("Not any more: {when}", when=span(one, facts=facts, now=now)) for one in dates.dropped),
        *(_("New: {when}", when=span(one, facts=facts, now=now)) for one in dates.added),
    ]
    more = len(said) - SHOWN
    return [*said[:SHOWN], *([ngettext("and {n} more", "and {n} more", more)] if more > 0 else [])]


def _moved(old: Meeting, new: Meeting, facts: Facts, now: datetime) -> Markup:
    return lines(
        _("It was: {when}", when=span(old, facts=facts, now=now)),
        _("Now: {when}", when=span(new, facts=facts, now=now)),
    )


def span(meeting: Meeting, *, facts: Facts, now: datetime) -> Markup:
    """`sáb 28 nov, 10:00 a 12:00`."""
    start, end = meeting
    return _("{start} to {end}", start=dated(start, facts=facts, now=now), end=hour(end, facts.zone))


def cancelled(course: Course, begins: datetime | None, *, waited: bool, facts: Facts, now: datetime) -> Screen:
    """`begins`: the next session there would have been; `waited`: the person was in line."""
    see = [
        Button(_("Tell me of a new group"), TellWhenICan(course.id or 0, "c")),
        Button(_("Other courses"), TopicAt(course.topic, 1)),
    ]
    if course.sensitive:
        return Screen(
            _("An appointment of yours was called off. You don't have to go. We're sorry."),
            tuple((button,) for button in see),
        )
    at = dated(begins, facts=facts, now=now) if begins else ""
    return Screen(
        blocks(
            _("{course} was called off.", course=name(course)),
            lines(
                _("There is no session on {when}.", when=at) if at and not waited else "",
                _("You were on its waiting list.") if waited else _("Your place there is gone, and you're free then."),
                _("We're sorry. If there are new dates, I can tell you."),
            ),
        ),
        tuple((button,) for button in see),
    )
