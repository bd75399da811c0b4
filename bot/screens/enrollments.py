"""A person's own courses: the list, the card."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    MINE,
    AllCourses,
    AskLeave,
    Calendar,
    Coming,
    DatesOf,
    DeclineOffer,
    Help,
    Home,
    Join,
    MyCourse,
    MyCourses,
    TakeOffer,
)
from bot.i18n import _, words
from bot.i18n import when as moment
from bot.models import ACTIVE, Course, CourseSession, Enrollment, Standing
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import agenda, guardians, rows
from bot.screens.lines import (
    CALENDAR,
    SEAT,
    beside,
    blocks,
    bold,
    cost,
    lines,
    name,
    organiser,
    span,
    title,
    venue_of,
    when,
    where,
)
from bot.screens.places import map_button
from bot.services import holds, offers
from bot.services.facts import Facts

CONFIRM_WITHIN: Final = timedelta(hours=48)
"""How long before the beginning one is asked whether one is coming."""


def see_you() -> Markup:
    """The toast after `I'm coming`."""
    return _("Thank you! See you there.")


def mine(
    found: Sequence[tuple[Enrollment, Course, CourseSession | None]],
    *,
    facts: Facts,
    now: datetime,
    places: Mapping[int, int] | None = None,
    left_open: tuple[rows.Row, ...] = (),
) -> Screen:
    """All of a person's courses, soonest first. `places`: by enrolment, where one stands in line."""
    if not found:
        return Screen(
            blocks(bold(_("My courses")), _("You haven't joined anything yet. Have a look at what there is.")),
            (
                *left_open,
                *rows.alone(Button(_("All courses"), AllCourses(1))),
                *rows.footer(Home()),
            ),
        )
    entries = [
        lines(
            title(course),
            _in_line(enrollment, places or {}) or standing(enrollment, facts=facts, now=now),
            _next(session, facts=facts, now=now),
        )
        for enrollment, course, session in found
    ]
    buttons = [
        ((Button(rows.short(words(course.short_title), rows.WIDE), MyCourse(enrollment.id or 0))),)
        for enrollment, course, _session in found
    ]
    return Screen(
        blocks(bold(_("My courses")), *entries),
        (*left_open, *buttons, *rows.alone(agenda.feed_button()), *rows.footer(Home())),
    )


def _in_line(enrollment: Enrollment, places: Mapping[int, int]) -> Markup:
    place = places.get(enrollment.id or 0) if enrollment.standing is Standing.WAITING else None
    return beside(SEAT, _("Waiting list: place {n}", n=place)) if place else Markup()


def _next(session: CourseSession | None, *, facts: Facts, now: datetime) -> Markup:
    return beside(CALENDAR, span(session, facts=facts, now=now)) if session else Markup()


def standing(enrollment: Enrollment, *, facts: Facts, now: datetime, place: int = 0) -> Markup:
    """Where one stands, in a line. `place` in the waiting list, where it is known."""
    if enrollment.standing is Standing.ENROLLED:
        coming = enrollment.confirmed_at is not None
        return beside(SEAT, _("You have a place, and you said you're coming") if coming else _("You have a place"))
    if enrollment.standing is Standing.OFFERED and enrollment.offer_until is not None:
        until = moment(enrollment.offer_until, facts.zone, now=now)
        return beside(SEAT, _("A place is on hold for you until {when}", when=until))
    if enrollment.standing is Standing.PROVISIONAL and enrollment.offer_until is not None:
        until = moment(enrollment.offer_until, facts.zone, now=now)
        return beside(SEAT, _("Held until {when}; your guardian's permission is missing", when=until))
    if enrollment.standing is Standing.WAITING:
        return beside(SEAT, _("Place {n} on the waiting list", n=place) if place else _("You are on the waiting list"))
    if enrollment.standing is Standing.LAPSED and enrollment.left_reason == offers.BEGAN:
        return beside(SEAT, _("The group began, and its waiting list is over"))
    if enrollment.left_reason == holds.REASON:
        return beside(SEAT, _("Without the permission, the place went to the next person"))
    if enrollment.standing is Standing.LAPSED:
        return beside(SEAT, _("The place on hold for you went to the next person"))
    return beside(SEAT, _("You left this course"))


def card(
    enrollment: Enrollment,
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    place: int = 0,
    awaited: Course | None = None,
    lacks_guardian: bool = False,
) -> Screen:
    """One of a person's courses, in the order of every card. `awaited`: the course for which it is the second
    choice; `lacks_guardian`: a guardian's yes is missing."""
    venue = venue_of(course, pack)
    map_of = map_button(course, pack, taking_part=enrollment.standing is Standing.ENROLLED)
    return Screen(
        lines(
            title(course),
            when(course, sessions, facts=facts, now=now),
            where(course, venue),
            standing(enrollment, facts=facts, now=now, place=place),
            _("Second choice, while you wait for {course}", course=name(awaited)) if awaited else "",
            cost(course),
            organiser(course, pack),
        ),
        (
            *rows.alone(guardians.ask_button(enrollment) if lacks_guardian and enrollment.standing in ACTIVE else None),
            *_acts(enrollment, course, map_of, len(sessions), now=now),
            *rows.footer(MyCourses()),
        ),
    )


def _acts(
    enrollment: Enrollment, course: Course, place: Button | None, sessions: int, *, now: datetime
) -> tuple[rows.Row, ...]:
    number = enrollment.id or 0
    dates = Button(_("See dates"), DatesOf(course.id or 0, MINE)) if sessions > 1 else None
    aid = Button(_("Help"), Help()) if course.sensitive else None
    if enrollment.standing is Standing.OFFERED:
        return (
            *rows.alone(Button(_("Take my place"), TakeOffer(number))),
            *rows.in_twos(
                [
                    dates,
                    place,
                    Button(_("No, thank you"), DeclineOffer(number)),
                    aid,
                ]
            ),
        )
    if enrollment.standing is Standing.ENROLLED:
        return (
            *rows.alone(_coming(enrollment, course, now)),
            *rows.in_twos([Button(_("Calendar"), Calendar(number)), dates, place, aid]),
            *rows.alone(_leave(number, course, now)),
        )
    if enrollment.standing is Standing.PROVISIONAL:
        return (*rows.in_twos([dates, place, aid]), *rows.alone(_leave(number, course, now)))
    if enrollment.standing is Standing.WAITING:
        return (
            *rows.alone(agenda.second_choice_button(enrollment)),
            *rows.in_twos([dates, place, aid]),
            *rows.alone(Button(_("Leave the line"), AskLeave(number))),
        )
    again = Button(_("Join again"), Join(course.id or 0)) if course.is_open(now) else None
    return (*rows.alone(again), *rows.in_twos([dates, place, aid]))


def _coming(enrollment: Enrollment, course: Course, now: datetime) -> Button | None:
    """In the last two days before the beginning, until it is answered: a reminder of several courses leads here."""
    if enrollment.confirmed_at is not None or course.starts_at is None or enrollment.id is None:
        return None
    soon = now < course.starts_at <= now + CONFIRM_WITHIN
    return Button(_("I'm coming"), Coming(enrollment.id)) if soon else None


def _leave(enrollment: int, course: Course, now: datetime) -> Button | None:
    """Said as what it is: once a course has begun, leaving means all of the sessions that are left."""
    if course.ends_at is not None and course.ends_at <= now:
        return None
    begun = course.starts_at is not None and course.starts_at <= now
    return Button(_("Leave the course") if begun else _("I can't go any more"), AskLeave(enrollment))
