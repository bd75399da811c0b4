"""The *not yet* card: which rule, what unlocks it and when, what fits meanwhile, and *tell me when I can*."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    AllCourses,
    AskLeave,
    CallAt,
    CourseAt,
    FixBirthDate,
    Home,
    MyCourses,
    TakeWishBack,
    TellMe,
    TellWhenICan,
    TopicAt,
)
from bot.errors import Clash, Full, NotOldEnough, OnlyTellMe, SignUpClosed, TooOld
from bot.i18n import _, day, full_date, words
from bot.i18n import when as moment
from bot.models import Call, Course
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, group, name
from bot.services.facts import Facts
from bot.services.suggestions import Suggestion

Courses = Mapping[int, Course]
KINDS: Final = (NotOldEnough, TooOld, Clash, SignUpClosed, Full, OnlyTellMe)
"""Refusals that have something else to offer."""
WISHED: Final = (NotOldEnough, SignUpClosed, Full)
"""Those that a moment or an event unlocks, and of which the person can ask to be told."""


@dataclass(frozen=True)
class Way:
    """What a refusal offers one person beyond its reason."""

    wish: int = 0
    """The course they can ask to be told of."""
    noted: bool = False
    """They asked already."""
    meanwhile: Sequence[Suggestion] = ()
    following: Course | None = None
    """Another group of the same course, which takes sign-ups."""
    in_the_way: int = 0
    """Their own place (its id) at the same time."""


def named(courses: Courses, course_id: int) -> Markup:
    course = courses.get(course_id)
    return name(course) if course else _("this course")


def screen(text: Markup, course: Course | None, *acts: Button, back: Address | None = None) -> Screen:
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


def with_way(card: Screen, way: Way, *, facts: Facts, now: datetime) -> Screen:
    """The same card with what this person can do now, and with the button that keeps the wish on top."""
    wish: Button | None = Button(_("Don't tell me"), TakeWishBack("c", way.wish))
    if way.noted:
        said = _("I've noted that you want to hear when you can.")
    else:
        wish, said = Button(_("Tell me when I can"), TellWhenICan(way.wish)) if way.wish else None, Markup()
    leave = Button(_("Leave that place"), AskLeave(way.in_the_way)) if way.in_the_way else None
    fitting = [(suggested(one, facts=facts),) for one in way.meanwhile]
    other, there = None, Markup()
    if way.following is not None:
        other = Button(_("See the other group"), CourseAt(way.following.id or 0))
        there = _("There is also {group}.", group=group(way.following, facts=facts, now=now))
    return Screen(
        blocks(card.text, there, said, _("This fits you now:") if fitting else ""),
        (
            *rows.alone(other),
            *rows.alone(wish if other is None or way.noted else None),
            *rows.alone(leave),
            *card.rows[:-2],
            *fitting,
            *card.rows[-2:],
        ),
    )


def suggested(one: Suggestion, *, facts: Facts) -> Button:
    """Something to do instead."""
    thing = one.thing
    if isinstance(thing, Call):
        return Button(rows.marked(words(thing.short_title), str(_("open"))), CallAt(thing.id or 0))
    starts = day(time.local(thing.starts_at, facts.zone).date()) if thing.starts_at else ""
    return Button(rows.marked(words(thing.short_title), starts, starts.partition(" ")[2]), CourseAt(thing.id or 0))


def not_old_enough(refusal: NotOldEnough, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    course, age = named(courses, refusal.course_id), refusal.age_min
    by_law = _(
        "{course} is work, and by law nobody works before {age}, counted on the day it begins.", course=course, age=age
    )
    limit = _("{course} is for ages {age} and up, counted on the day it begins.", course=course, age=age)
    text = blocks(
        by_law if refusal.by_law else limit,
        _(
            "You reach that age on {date}; from then on you can join the next group. Until then there is more for you.",
            date=full_date(refusal.on),
        ),
    )
    return screen(text, courses.get(refusal.course_id), _fix(refusal.course_id))


def too_old(refusal: TooOld, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    text = blocks(
        _(
            "{course} is for ages up to {age}, counted on the day it begins. Its organiser set that limit.",
            course=named(courses, refusal.course_id),
            age=refusal.age_max,
        ),
        _("Other courses are open to your age: see them here."),
    )
    return screen(text, courses.get(refusal.course_id), _fix(refusal.course_id))


def _fix(course_id: int) -> Button:
    """For whoever mistyped their birth date."""
    return Button(_("Fix my birth date"), FixBirthDate(course_id))


def clash(refusal: Clash, courses: Courses, facts: Facts, now: datetime) -> Screen:
    other = courses.get(refusal.with_course_id)
    text = blocks(
        _(
            "{course} meets at the same time as {other}, where you have a place: {when}.",
            course=named(courses, refusal.course_id),
            other=_("another of your courses") if other is None or other.sensitive else name(other),
            when=moment(refusal.at, facts.zone, now=now),
        ),
        _("If you prefer this one, give up the other place first and come back."),
    )
    return screen(text, courses.get(refusal.course_id), Button(_("My courses"), MyCourses()))


def closed(refusal: SignUpClosed, courses: Courses, facts: Facts, now: datetime) -> Screen:
    course, this = courses.get(refusal.course_id), named(courses, refusal.course_id)
    if course is not None and course.starts_at is not None and course.starts_at <= now and course.closed_at is None:
        began = day(time.local(course.starts_at, facts.zone).date())
        reason = _("{course} began on {date}, so nobody else can join this group.", course=this, date=began)
    else:
        reason = _("Nobody can join {course} at the moment.", course=this)
    return screen(blocks(reason, _("When there are new dates, you'll find them in its topic.")), course)


def full(refusal: Full, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    text = blocks(
        _(
            "{course} is full and begins so soon that no place would reach you in time.",
            course=named(courses, refusal.course_id),
        ),
        _("When there is another group, you'll find it in its topic."),
    )
    return screen(text, courses.get(refusal.course_id))


def only_tell_me(refusal: OnlyTellMe, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    text = blocks(
        _(
            "The details of {course} aren't confirmed yet, so there are no places to take.",
            course=named(courses, refusal.course_id),
        ),
        _("I can write to you as soon as they are."),
    )
    return screen(text, courses.get(refusal.course_id), Button(_("Tell me"), TellMe(refusal.course_id)))
