"""What comes of signing up, to scroll back to: the seat, the place in line, the calendar file."""

from collections.abc import Collection, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import Calendar, MyCourse, MyCourses
from bot.i18n import _
from bot.models import Course, CourseSession, Enrollment
from bot.packs import Pack
from bot.screen import Button, File, Screen
from bot.screens import agenda, guardians, rows
from bot.screens.lines import CALENDAR, beside, blocks, dated, lines, name, sentences, venue_of, when, where
from bot.services import attention, reminders
from bot.services.facts import Facts


def seat(
    enrollment: Enrollment,
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    awaited: Course | None = None,
    given_up: Course | None = None,
    muted: Collection[str] = (),
) -> Screen:
    """You are in: what, when, where, and when one hears again. `awaited`: the course for which this is the second
    choice; `given_up`: the second choice that this seat has ended; `muted`: what the person turned off."""
    return Screen(
        blocks(
            _("Done, you have a place in {course}.", course=name(course)),
            lines(when(course, sessions, facts=facts, now=now, kept=True), where(course, venue_of(course, pack))),
            _second(awaited, given_up),
            _next_word(course, sessions, muted, facts=facts, now=now),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Calendar"), Calendar(enrollment.id or 0)),
                    Button(_("My courses"), MyCourses()),
                ]
            ),
            *rows.footer(),
        ),
        kept=True,
    )


def _second(awaited: Course | None, given_up: Course | None) -> Markup:
    if awaited is not None:
        return _("It's your second choice: you are still on the waiting list of {course}.", course=name(awaited))
    if given_up is not None:
        return _("Your place in {course} is free for somebody else now.", course=name(given_up))
    return Markup()


def _next_word(
    course: Course, sessions: Sequence[CourseSession], muted: Collection[str], *, facts: Facts, now: datetime
) -> Markup:
    """When the first reminder will come, and of which session; for a sensitive course, that it won't name it."""
    ahead = sorted(
        (due, one.number)
        for kind, one, due in reminders.moments(sessions, facts=facts)
        if due > now and attention.rule_of(kind).switch not in muted
    )
    if not ahead:
        return Markup()
    due, number = ahead[0]
    at = dated(due, facts=facts, now=now)
    # Who joins shortly before the first session is reminded of the second one only.
    said = (
        _("I'll remind you: {when}.", when=at)
        if number == 1
        else _("I'll remind you of session {number}: {when}.", number=number, when=at)
    )
    return sentences(said, _("My reminders won't name the course.") if course.sensitive else "")


def in_line(
    enrollment: Enrollment, course: Course, place: int, *, facts: Facts, lacks_guardian: bool = False
) -> Screen:
    """A place in line, and what will happen. `lacks_guardian`: for a seat a guardian's yes will be needed."""
    return Screen(
        blocks(
            _("Place {n} on the waiting list of {course}.", n=place, course=name(course)),
            _(
                "It's full for now. If a place opens up I'll offer it to you here, and hold it for {hours} hours. "
                "The clock stops at night.",
                hours=f"{facts.offer_hours:g}",
            ),
            sentences(guardians.missing(), _("You can ask already, so that it's there in time."))
            if lacks_guardian
            else "",
        ),
        (
            *rows.alone(guardians.ask_button(enrollment) if lacks_guardian else None),
            *rows.in_twos(
                [
                    Button(_("See my place"), MyCourse(enrollment.id or 0)),
                    Button(_("My courses"), MyCourses()),
                ]
            ),
            *rows.alone(agenda.second_choice_button(enrollment)),
            *rows.footer(),
        ),
        kept=True,
    )


def calendar_file(course: Course, content: bytes) -> Screen:
    """The sessions as a document to open."""
    what = _("your appointment") if course.sensitive else name(course)
    file_name = "cita.ics" if course.sensitive else f"{course.key}.ics"
    return Screen(
        beside(CALENDAR, _("The dates of {course}: open this file to put them in your calendar.", course=what)),
        file=File(file_name, content),
    )
