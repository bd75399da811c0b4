"""What nobody asked for: it begins with what and when, since the first line is all that many will read.

A letter about a sensitive course names nothing: not the course, not the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.addresses import AllCourses, AskLeave, Coming, CourseAt, DeclineOffer, Join, MyCourse, TakeOffer, TopicAt
from bot.errors import NotOldEnough, Refusal, TooOld
from bot.i18n import _, words
from bot.i18n import when as moment
from bot.models import Course, CourseSession, Enrollment
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens.lines import CALENDAR, blocks, bold, lines, name, sentences, venue_of, where
from bot.screens.rows import Row, short
from bot.services.facts import Facts


@dataclass(frozen=True)
class Due:
    """One session to be reminded of."""

    enrollment: Enrollment
    course: Course
    session: CourseSession
    asks: bool
    """Whether to ask if the person is coming."""
    awaited: bool = False
    """Whether somebody waits for their seat."""


def reminder(due: Sequence[Due], *, pack: Pack, facts: Facts, now: datetime) -> Screen:
    """One message for everything to be remembered that day, at least one thing; the soonest first."""
    due = sorted(due, key=lambda one: one.session.starts_at)
    asked = next((one for one in due if one.asks), None)
    one_course = len({one.enrollment.id for one in due}) == 1
    heads = [_head(one, facts=facts, now=now) for one in due]
    if one_course:
        course = due[0].course
        place = Markup() if course.sensitive else where(course, venue_of(course, pack))
        begun = course.starts_at is not None and course.starts_at <= now
        return Screen(
            blocks(lines(*heads, place), _are_you_coming(asked) if asked else _farewell(course, begun=begun)),
            _answers(due[0].enrollment, asked=asked is not None, begun=begun),
        )
    closing = _("Tap one to see it or to tell me whether you're coming.") if asked else _("Tap one to see it.")
    courses = {one.enrollment.id or 0: one.course for one in due}
    return Screen(
        blocks(lines(*heads), closing),
        tuple((Button(_label(course), MyCourse(enrollment)),) for enrollment, course in courses.items()),
    )


def _are_you_coming(due: Due) -> Markup:
    if due.awaited:
        return _("Are you coming? If you can't, your place can go to somebody who is waiting.")
    return _("Are you coming? If you can't, tell me and your place is free for somebody else.")


def seat_offer(
    enrollment: Enrollment,
    course: Course,
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    second: Course | None = None,
    awaited: bool = False,
) -> Screen:
    """A seat is free and held for a while. `second`: the second choice, which taking the seat would end; `awaited`:
    somebody else is in line for it."""
    assert enrollment.offer_until is not None
    until = moment(enrollment.offer_until, facts.zone, now=now)
    if awaited:
        kept = _("I'm holding it for you until {until}; after that it goes to the next person.", until=until)
    else:
        kept = _("I'm holding it for you until {until}; after that I can't promise it.", until=until)
    held = sentences(kept, _("The clock stops at night."))
    if second is not None:
        held = blocks(held, _ends(second))
    if course.sensitive:
        text = blocks(bold(str(_("There is a place for you."))), held)
    else:
        text = blocks(
            lines(_("There is a place for you: {course}", course=name(course)), *_facts(course, pack, facts, now)), held
        )
    return Screen(
        text,
        (
            (Button(_("Take the place"), TakeOffer(enrollment.id or 0)),),
            (Button(_("No, thank you"), DeclineOffer(enrollment.id or 0)),),
        ),
    )


def _ends(second: Course) -> Markup:
    if second.sensitive:
        return _("If you take it, you give up your second choice.")
    return _("If you take it, you give up your place in {course}.", course=name(second))


def skipped(course: Course, why: Refusal | None, *, now: datetime) -> Screen:
    """Why a place in line was passed over: the ages (`why`), or nobody could be told of the offer."""
    head = _went_on(course)
    if why is not None:
        return Screen(sentences(head, _too(why)), _instead(course))
    reason = _("I couldn't write to you when your turn came, because this chat was blocked.")
    if not course.is_open(now):
        return Screen(sentences(head, reason), ((Button(_("All courses"), AllCourses(1)),),))
    if course.left:
        # Nobody was next.
        head = Markup() if course.sensitive else _("You were waiting for a place in {course}.", course=name(course))
    return Screen(blocks(sentences(head, reason), _again(course)), _ways_back(course))


def _again(course: Course) -> Markup:
    if course.left:
        return _("There is a free place: if you still want to come, you can join now.")
    return _("If you still want to come, you can get back in line.")


def _ways_back(course: Course) -> tuple[Row, ...]:
    label = _("Join") if course.left else _("Get back in line")
    return ((Button(label, Join(course.id or 0)),), (Button(_("See the course"), CourseAt(course.id or 0)),))


def skipped_at_night(course: Course) -> Screen:
    """Passed over, because the seat came free when they aren't written to, and in the morning it was too late."""
    reason = _("It came free late in the evening, when I don't write to you, and it couldn't wait until morning.")
    return Screen(sentences(_went_on(course), reason), _instead(course))


def _went_on(course: Course) -> Markup:
    if course.sensitive:
        return _("The place you were waiting for went to the next person.")
    return _("The place in {course} that you were waiting for went to the next person.", course=name(course))


def _instead(course: Course) -> tuple[Row, ...]:
    others = Button(_("Other courses"), TopicAt(course.topic, 1))
    return ((Button(_("See the course"), CourseAt(course.id or 0)),), (others,))


def _too(why: Refusal) -> Markup:
    if isinstance(why, NotOldEnough):
        return _("It is for ages {age} and up, counted on the day it begins.", age=why.age_min)
    if isinstance(why, TooOld):
        return _("It is for ages up to {age}, counted on the day it begins.", age=why.age_max)
    return Markup()


def offer_lapsed(course: Course, *, open_still: bool) -> Screen:
    """The time to take the seat is over."""
    if course.sensitive:
        said = _("Time ran out, and I'm no longer holding the place I offered you.")
    else:
        said = _("Time ran out, and I'm no longer holding your place in {course}.", course=name(course))
    if not open_still:
        return Screen(said, ((Button(_("See the course"), CourseAt(course.id or 0)),),))
    return Screen(blocks(said, _again(course)), _ways_back(course))


def line_over(course: Course, following: Course | None, *, facts: Facts, now: datetime) -> Screen:
    """The course has begun and the person is still in line. `following`: an edition they could join now."""
    if course.sensitive:
        said = _("The group you were waiting for has begun. Thank you for waiting.")
    elif course.closed_at is not None:
        said = _("The waiting list of {course} is over. Thank you for waiting.", course=name(course))
    else:
        said = _("{course} has begun, so its waiting list is over. Thank you for waiting.", course=name(course))
    if following is None or following.starts_at is None:
        later = _("When there are new dates, you'll find them among the courses.")
        return Screen(blocks(said, later), ((Button(_("All courses"), AllCourses(1)),),))
    begins = moment(following.starts_at, facts.zone, now=now)
    return Screen(
        blocks(said, _("There is another group: it begins {when}.", when=begins)),
        ((Button(_("See the other group"), CourseAt(following.id or 0)),),),
    )


def course_confirmed(course: Course, *, pack: Pack, facts: Facts, now: datetime) -> Screen:
    """What the person wanted to hear about is certain now."""
    if course.sensitive:
        said: str = _("Something you asked me about is confirmed. Tap to see it.")
    else:
        head = _("Confirmed: {course}", course=name(course))
        asked = _("You asked me to tell you. You can sign up now, if you like.")
        said = blocks(lines(head, *_facts(course, pack, facts, now)), asked)
    return Screen(said, ((Button(_("See the course"), CourseAt(course.id or 0)),),))


def _head(due: Due, *, facts: Facts, now: datetime) -> Markup:
    at = moment(due.session.starts_at, facts.zone, now=now)
    if due.course.sensitive:
        return _("You have an appointment: {when}", when=at)
    if due.session.number > 1:
        return _("{course}, session {number}: {when}", course=name(due.course), number=due.session.number, when=at)
    return _("{course}: {when}", course=name(due.course), when=at)


def _farewell(course: Course, *, begun: bool) -> Markup:
    """Once a course has begun, giving up the place is no answer to a reminder: it would be all the sessions left."""
    if course.sensitive:
        return _("Tap to see the details.")
    if begun:
        return _("See you there.")
    return _("See you there. If you can't come after all, tap “{button}”.", button=_("I can't"))


def _answers(enrollment: Enrollment, *, asked: bool, begun: bool) -> tuple[Row, ...]:
    number = enrollment.id or 0
    main = Button(_("I'm coming"), Coming(number)) if asked else Button(_("See"), MyCourse(number))
    return ((main,), *(() if begun else ((Button(_("I can't"), AskLeave(number)),),)))


def _facts(course: Course, pack: Pack, facts: Facts, now: datetime) -> list[Markup]:
    when = Markup()
    if course.starts_at is not None:
        when = _("{mark} {when}", mark=CALENDAR, when=moment(course.starts_at, facts.zone, now=now))
    return [when, where(course, venue_of(course, pack))]


def _label(course: Course) -> str:
    return str(_("Your appointment")) if course.sensitive else short(words(course.short_title))
