"""What a young person is told later of a guardian's yes, by itself."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from bot.addresses import (
    CourseAt,
    GoOn,
    Guardians,
    MyApplications,
    MyCourses,
)
from bot.i18n import _, full_date
from bot.i18n import when as moment
from bot.models import Course, Enrollment, Guardianship, Permission, Standing
from bot.screen import Button, Screen
from bot.screens import permitted, rows
from bot.screens.guardians import answers, ask_about, ask_button, confirm, yours
from bot.screens.lines import blocks, bold, lines, name, sentences
from bot.services.approvals import Applied, Matter
from bot.services.facts import Facts


def declined(permission: Permission, matter: Matter, *, facts: Facts, now: datetime) -> Screen:
    """A no. It may still wait for somebody else's answer."""
    who = bold(permission.name) if permission.name else _("Whoever opened your link")
    said = _("{who} didn't give permission for {course}.", who=who, course=name(matter.thing))
    if isinstance(matter, Applied):
        return permitted.declined(matter, said=said, ask=ask_about(matter), facts=facts, now=now)
    enrollment, course = matter.enrollment, matter.course
    if enrollment.standing is Standing.PROVISIONAL and enrollment.offer_until is not None:
        until = moment(enrollment.offer_until, facts.zone, now=now)
        then = _("The place is held until {until}. You can talk about it, and ask again.", until=until)
        act = ask_button(enrollment)
    elif enrollment.standing is Standing.LEFT:
        then = _("The place went to the next person. If things change, you can sign up again.")
        act = Button(_("See the course"), CourseAt(course.id or 0))
    else:
        then, act = _("You can talk about it, and ask again."), ask_button(enrollment)
    return Screen(blocks(said, then), (*rows.alone(act), *rows.footer()))


def withdrawn(permission: Permission, matter: Matter) -> Screen:
    """A yes was taken back."""
    if isinstance(matter, Applied):
        return permitted.withdrawn(matter, permission)
    course = matter.course
    return Screen(
        blocks(
            _(
                "{name} took back the permission for {course}, so you no longer have that place.",
                name=bold(permission.name or ""),
                course=name(course),
            ),
            _("You can talk about it. If things change, you can sign up again."),
        ),
        (*rows.alone(Button(_("See the course"), CourseAt(course.id or 0))), *rows.footer()),
    )


def soon(
    enrollment: Enrollment, course: Course, waiting: Sequence[Permission], *, facts: Facts, now: datetime
) -> Screen:
    """A quarter of the time is left."""
    until = moment(enrollment.offer_until or now, facts.zone, now=now)
    unsure = next((one for one in waiting if one.approved), None)
    head = _("Your place in {course} is held only until {until}.", course=name(course), until=until)
    if unsure is not None:
        asked = _(
            "All that is missing is your yes: is {name} {relation}?",
            name=bold(unsure.name or ""),
            relation=yours(unsure.relation),
        )
        return Screen(blocks(head, asked), answers(unsure))
    return Screen(blocks(head, _("The permission is still missing.")), rows.alone(ask_button(enrollment)))


def soon_about(matter: Applied, waiting: Sequence[Permission], *, facts: Facts, now: datetime) -> Screen:
    """The same for an application."""
    unsure = next((one for one in waiting if one.approved), None)
    if unsure is not None:
        return confirm(unsure, matter, facts=facts, now=now)
    return permitted.soon(matter, ask=ask_about(matter), facts=facts, now=now)


def delayed(
    matter: Applied,
    waiting: Sequence[Permission],
    *,
    broken: date,
    instead: date | None,
    facts: Facts,
    now: datetime,
) -> Screen:
    """The promised day of an answer, or another day for it, while the application waits for a yes."""
    unsure = next((one for one in waiting if one.approved), None)
    missing = (
        _(
            "All that is missing is your yes: is {name} {relation}?",
            name=bold(unsure.name or ""),
            relation=yours(unsure.relation),
        )
        if unsure is not None
        else _("It waits for your guardian's yes. Without it, nobody at the institution can read it.")
    )
    head = (
        _("The answers of {call} come later: by {date}.", call=name(matter.call), date=bold(full_date(instead)))
        if instead
        else _(
            "For {call} you were promised an answer by {date}, and yours can't be there yet.",
            call=name(matter.call),
            date=full_date(broken),
        )
    )
    until = moment(matter.until, facts.zone, now=now)
    acts = answers(unsure) if unsure is not None else rows.alone(ask_about(matter))
    return Screen(
        blocks(
            head,
            sentences(missing, _("There is time until {until}.", until=until)),
            _("This isn't a no: once the yes is here, the team reads it and I write to you."),
        ),
        (*acts, *rows.alone(permitted.see(matter))),
    )


def lapsed(course: Course, *, open_still: bool) -> Screen:
    said = _(
        "Time ran out without the permission, and the place in {course} went to the next person.", course=name(course)
    )
    again = _("You can sign up again: I'll make a new link for you.") if open_still else ""
    return Screen(blocks(said, again), rows.alone(Button(_("See the course"), CourseAt(course.id or 0))))


def of_age(running: Sequence[Matter]) -> Screen:
    """Nobody answers for one any more; what still runs, and one tap to go on in one's own name."""
    named = [Markup("– {}").format(name(one.thing)) for one in running]
    return Screen(
        blocks(
            _("You are 18: from now on you decide for yourself here, and nobody else sees what you do."),
            lines(_("This was approved for you and goes on. Do you go on in your own name?"), *named) if named else "",
        ),
        (
            *rows.alone(Button(_("Yes, I go on"), GoOn()) if named else None),
            *rows.in_twos(_mine(running)),
            *rows.footer(),
        ),
    )


def going_on(found: Sequence[Matter]) -> Screen:
    said = _("Done, all of it goes on in your own name.") if found else _("There is nothing left to confirm.")
    return Screen(said, (*rows.in_twos(_mine(found)), *rows.footer()))


def _mine(running: Sequence[Matter]) -> list[Button]:
    applied = any(isinstance(one, Applied) for one in running)
    applications = [Button(_("My applications"), MyApplications())] if applied else []
    return [Button(_("My courses"), MyCourses()), *applications]


def parted(pair: Guardianship) -> Screen:
    """Said to the young person."""
    return Screen(
        blocks(
            _("{name} no longer answers for you here.", name=bold(pair.name)),
            _("What they approved goes on. For something new, you make a link."),
        ),
        (*rows.alone(Button(_("Guardians"), Guardians())), *rows.footer()),
    )
