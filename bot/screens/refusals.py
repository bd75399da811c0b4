"""What a person hears when something can't be done: why, when that changes, what fits now."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    AllCourses,
    AskLeave,
    CourseAt,
    FixBirthDate,
    Home,
    Join,
    MyCourse,
    MyCourses,
    TellMe,
    TopicAt,
)
from bot.errors import (
    AlreadyIn,
    Clash,
    NotADate,
    NotAName,
    NotOldEnough,
    NotThere,
    OfferLapsed,
    OnlyTellMe,
    Refusal,
    SignUpClosed,
    TooOld,
)
from bot.i18n import _, day, full_date, listed
from bot.i18n import when as moment
from bot.models import Course
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, group, name
from bot.services.facts import Facts

Courses = Mapping[int, Course]


def sentence(refusal: Refusal, *, courses: Courses, facts: Facts, now: datetime) -> Screen:
    """The screen of any refusal. `courses` holds those that it names, as far as they still exist."""
    say = _SCREENS.get(type(refusal), _not_there)
    return say(refusal, courses, facts, now)


def _named(courses: Courses, course_id: int) -> Markup:
    course = courses.get(course_id)
    return name(course) if course else _("this course")


def _screen(text: Markup, course: Course | None, *acts: Button, back: Address | None = None) -> Screen:
    """The sentence, what fits now, and the ways on: other courses of the same topic, the course itself."""
    others = Button(_("Other courses"), TopicAt(course.topic, 1) if course else AllCourses(1))
    to_course = CourseAt(course.id) if course and course.id else None
    return Screen(
        text,
        (
            *(row for act in acts for row in rows.alone(act)),
            *rows.alone(others),
            *rows.footer(back or to_course or Home()),
        ),
    )


def _not_there(_refusal: Refusal, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    text = _("That isn't there any more, or it has changed. Here is what there is now.")
    buttons = [Button(_("All courses"), AllCourses(1)), Button(_("My courses"), MyCourses())]
    return Screen(text, (*rows.in_twos(buttons), *rows.footer()))


def _not_old_enough(refusal: NotOldEnough, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    course = courses.get(refusal.course_id)
    text = blocks(
        _(
            "{course} is for ages {age} and up, counted on the day it begins.",
            course=_named(courses, refusal.course_id),
            age=refusal.age_min,
        ),
        _(
            "You reach that age on {date}; from then on you can join the next group. Until then there is more for you.",
            date=full_date(refusal.on),
        ),
    )
    return _screen(text, course, *_fix(refusal.course_id))


def _too_old(refusal: TooOld, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    course = courses.get(refusal.course_id)
    text = blocks(
        _(
            "{course} is for ages up to {age}, counted on the day it begins. Its organiser set that limit.",
            course=_named(courses, refusal.course_id),
            age=refusal.age_max,
        ),
        _("Other courses are open to your age: see them here."),
    )
    return _screen(text, course, *_fix(refusal.course_id))


def _fix(course_id: int) -> tuple[Button, ...]:
    """For whoever mistyped their birth date."""
    return (Button(_("Fix my birth date"), FixBirthDate(course_id)),)


def _clash(refusal: Clash, courses: Courses, facts: Facts, now: datetime) -> Screen:
    course, other = courses.get(refusal.course_id), courses.get(refusal.with_course_id)
    text = blocks(
        _(
            "{course} meets at the same time as {other}, where you have a place: {when}.",
            course=_named(courses, refusal.course_id),
            other=_("another of your courses") if other is None or other.sensitive else name(other),
            when=moment(refusal.at, facts.zone, now=now),
        ),
        _("If you prefer this one, give up the other place first and come back."),
    )
    return _screen(text, course, Button(_("My courses"), MyCourses()))


def _already_in(refusal: AlreadyIn, courses: Courses, facts: Facts, now: datetime) -> Screen:
    if refusal.other_edition:
        return _in_other_edition(refusal, courses, facts, now)
    said = {
        "enrolled": _("You already have a place in {course}.", course=_named(courses, refusal.course_id)),
        "offered": _("A place in {course} is on hold for you.", course=_named(courses, refusal.course_id)),
        "waiting": _("You are already on the waiting list of {course}.", course=_named(courses, refusal.course_id)),
    }
    text = said.get(refusal.status, said["enrolled"])
    return _screen(text, courses.get(refusal.course_id), Button(_("My courses"), MyCourses()))


def _in_other_edition(refusal: AlreadyIn, courses: Courses, facts: Facts, now: datetime) -> Screen:
    own, named = courses.get(refusal.course_id), _named(courses, refusal.course_id)
    there = group(own, facts=facts, now=now) if own else _("another group")
    said = {
        "enrolled": _("You already have a place in {course}, in {group}.", course=named, group=there),
        "offered": _("A place in {course} is on hold for you, in {group}.", course=named, group=there),
        "waiting": _("You are already on the waiting list of {course}, for {group}.", course=named, group=there),
    }
    acts = [
        Button(_("See my place"), MyCourse(refusal.enrollment_id)),
        Button(_("Leave that group"), AskLeave(refusal.enrollment_id)),
    ]
    return _screen(
        blocks(
            said.get(refusal.status, said["enrolled"]),
            _("If you prefer other dates, leave that group first and come back."),
        ),
        own,
        *(acts if refusal.enrollment_id else [Button(_("My courses"), MyCourses())]),
    )


def _closed(refusal: SignUpClosed, courses: Courses, facts: Facts, now: datetime) -> Screen:
    course = courses.get(refusal.course_id)
    named = _named(courses, refusal.course_id)
    if course is not None and course.starts_at is not None and course.starts_at <= now and course.closed_at is None:
        began = day(time.local(course.starts_at, facts.zone).date())
        reason = _("{course} began on {date}, so nobody else can join this group.", course=named, date=began)
    else:
        reason = _("Nobody can join {course} at the moment.", course=named)
    return _screen(blocks(reason, _("When there are new dates, you'll find them in its topic.")), course)


def _only_tell_me(refusal: OnlyTellMe, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    text = blocks(
        _(
            "The details of {course} aren't confirmed yet, so there are no places to take.",
            course=_named(courses, refusal.course_id),
        ),
        _("I can write to you as soon as they are."),
    )
    return _screen(text, courses.get(refusal.course_id), Button(_("Tell me"), TellMe(refusal.course_id)))


def _offer_lapsed(refusal: OfferLapsed, courses: Courses, _facts: Facts, now: datetime) -> Screen:
    course = courses.get(refusal.course_id)
    gone = _("The place in {course} is no longer on hold for you.", course=_named(courses, refusal.course_id))
    if course is None or not course.is_open(now):
        return _screen(gone, course, back=MyCourses())
    if course.left:
        again, label = _("There is room again, so you can still join."), _("Join")
    else:
        again, label = _("You can get in line again."), _("Waiting list")
    return _screen(blocks(gone, again), course, Button(label, Join(refusal.course_id)), back=MyCourses())


def bad_name(refusal: NotAName) -> Markup:
    """What was wrong with a name, quoting it; the question follows."""
    if refusal.why == "too_long" and refusal.typed:
        return _("“{typed}” is too long for the attendance list: 80 letters at most.", typed=refusal.typed)
    if refusal.why == "not_letters" and refusal.typed:
        return _(
            "“{typed}” has something that isn't a letter. The attendance list needs just your name.",
            typed=refusal.typed,
        )
    if refusal.typed:
        return _("“{typed}” doesn't look like a name to me.", typed=refusal.typed)
    return _("I couldn't see any letters in that.")


def bad_date(refusal: NotADate) -> Markup:
    """What was wrong with a date, quoting it, with dates that may have been meant; the question follows."""
    said = {
        "no_such_day": _("“{typed}”: that day isn't in the calendar.", typed=refusal.typed),
        "in_future": _("“{typed}” hasn't come yet.", typed=refusal.typed),
        "too_old": _("“{typed}”: that is more than 110 years ago.", typed=refusal.typed),
        "ambiguous_year": _("“{typed}”: I need the whole year, with its four digits.", typed=refusal.typed),
    }
    text = said.get(refusal.why)
    if text is None:
        text = (
            _("I didn't understand “{typed}” as a date.", typed=refusal.typed)
            if refusal.typed
            else _("I couldn't see a date in that.")
        )
    meant = _("Did you mean {dates}?", dates=listed(list(refusal.hints))) if refusal.hints else ""
    return Markup(" ").join(part for part in (text, meant) if part)


def example(today: date) -> str:
    """A birth date as one may type it: somebody who is about 18."""
    return f"31/01/{today.year - 18}"


def _bad_name(refusal: NotAName, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    return Screen(blocks(bad_name(refusal), _("For example: {name}", name="Ana María Pérez")), rows.footer())


def _bad_date(refusal: NotADate, _courses: Courses, facts: Facts, now: datetime) -> Screen:
    today = time.local(now, facts.zone).date()
    return Screen(
        blocks(bad_date(refusal), _("Day, month and year; for example {date}", date=example(today))), rows.footer()
    )


_SCREENS: dict[type[Refusal], Callable[[Any, Courses, Facts, datetime], Screen]] = {
    NotThere: _not_there,
    NotOldEnough: _not_old_enough,
    TooOld: _too_old,
    Clash: _clash,
    AlreadyIn: _already_in,
    SignUpClosed: _closed,
    OnlyTellMe: _only_tell_me,
    OfferLapsed: _offer_lapsed,
    NotAName: _bad_name,
    NotADate: _bad_date,
}
