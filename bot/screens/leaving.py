"""Giving up a place: one tap, said kindly, undone by joining again."""

from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import Join, Leave, MyCourse, MyCourses, TopicAt
from bot.i18n import _
from bot.models import Course, Enrollment, Standing
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, name, sentences

CAN_LEAVE: Final = (Standing.ENROLLED, Standing.OFFERED, Standing.PROVISIONAL, Standing.WAITING)


def _begun(course: Course, now: datetime) -> bool:
    return course.starts_at is not None and course.starts_at <= now


def ask_leave(enrollment: Enrollment, course: Course, *, now: datetime, awaited: bool = False) -> Screen:
    """One tap on the reason is all; until then nothing changes. `awaited`: somebody waits for the seat."""
    asked = _("So you can't go to {course}?", course=name(course))
    if enrollment.standing is Standing.WAITING:
        said = _("Tap why, and you are off the waiting list.")
    elif _begun(course, now):
        asked = _("Do you want to leave {course}?", course=name(course))
        said = _("Tap why, and you are out for all the sessions left. To miss just one, you don't have to do anything.")
    elif awaited:
        said = _("Tap why, and your place goes to somebody who is waiting.")
    else:
        said = _("Tap why, and your place is free for somebody else.")
    buttons = [Button(label, Leave(enrollment.id or 0, reason)) for reason, label in reasons().items()]
    return Screen(
        blocks(asked, said),
        (*rows.in_twos(buttons), *rows.footer(MyCourse(enrollment.id or 0))),
    )


def reasons() -> dict[str, Markup]:
    """What each of `LEAVE_REASONS` is called."""
    return {
        "time": _("The time"),
        "place": _("It's too far"),
        "work_school": _("Work or school"),
        "changed_mind": _("I changed my mind"),
        "other": _("Another reason"),
    }


def left(course: Course, *, waited: bool, now: datetime, second: Course | None = None) -> Screen:
    """Said kindly, and undone by joining again. `second`: what was the second choice and is now an ordinary place."""
    if waited:
        kept = _("Your place in {course} stays yours.", course=name(second)) if second else ""
        said = sentences(_("Done, you are no longer on the waiting list of {course}.", course=name(course)), kept)
    elif _begun(course, now):
        said = _(
            "Done, you are out of {course}, and I won't remind you of it. Thank you for saying so.", course=name(course)
        )
    else:
        said = _(
            "Done, your place in {course} is free for somebody else. Thank you for saying so.", course=name(course)
        )
    again = Button(_("Join again"), Join(course.id or 0)) if course.is_open(now) else None
    return Screen(
        blocks(said, _("If you change your mind, you can join again while there are places.") if again else ""),
        (
            *rows.alone(again),
            *rows.in_twos([Button(_("Other courses"), TopicAt(course.topic, 1)), Button(_("My courses"), MyCourses())]),
            *rows.footer(),
        ),
    )


def declined(course: Course, *, awaited: bool) -> Screen:
    """`awaited`: somebody was in line behind."""
    if awaited:
        said = _(
            "All right, the place in {course} goes to the next person. Thank you for saying so.", course=name(course)
        )
    else:
        said = _(
            "All right, the place in {course} is free for somebody else. Thank you for saying so.", course=name(course)
        )
    return Screen(
        said,
        (
            *rows.in_twos([Button(_("Other courses"), TopicAt(course.topic, 1)), Button(_("My courses"), MyCourses())]),
            *rows.footer(),
        ),
    )
