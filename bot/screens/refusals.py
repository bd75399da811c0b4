"""What a person hears when something can't be done: why, when that changes, what fits now."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    AllCourses,
    AskLeave,
    ChangeBirthDate,
    Join,
    MyApplications,
    MyCourse,
    MyCourses,
    Profile,
)
from bot.errors import (
    AlreadyIn,
    AnswerOutdated,
    BadAnswer,
    BadField,
    CallClosed,
    CantAnnounce,
    CantDecide,
    CantReview,
    ChangedMeanwhile,
    Clash,
    Full,
    InvitationGone,
    LastAdministrator,
    LinkGone,
    NotADate,
    NotAllowed,
    NotAName,
    NotAPaper,
    NotAPlace,
    NotApprovable,
    NotEditable,
    NotEligible,
    NotOldEnough,
    NotThere,
    OfferLapsed,
    OnlyTellMe,
    PermissionGone,
    Refusal,
    SignUpClosed,
    StillNeeded,
    TooLateToUndo,
    TooOld,
    TutorLinkGone,
    Unanswered,
    WouldLose,
)
from bot.i18n import _, full_date, listed
from bot.screen import Button, Screen
from bot.screens import answers, approvals, moving, not_eligible, not_yet, papers, rows, team
from bot.screens.announcing import troubles as announcing
from bot.screens.applying import standing as applying
from bot.screens.catalogue import troubles
from bot.screens.lines import age_limit, blocks, group, lines, name, sentences
from bot.screens.not_yet import Courses
from bot.screens.reviewing import troubles as reviewing
from bot.screens.sheets import undoing
from bot.services.facts import Facts


def sentence(
    refusal: Refusal, *, courses: Courses, facts: Facts, now: datetime, way: not_yet.Way | None = None
) -> Screen:
    """The screen of any refusal. `courses` holds those that it names, as far as they still exist; `way` is what it
    offers the reader besides."""
    said = _SCREENS.get(type(refusal), _not_there)(refusal, courses, facts, now)
    return said if way is None else not_yet.with_way(said, way, facts=facts, now=now)


def _not_there(_refusal: Refusal, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    text = _("That isn't there any more, or it has changed. Here is what there is now.")
    buttons = [Button(_("All courses"), AllCourses(1)), Button(_("My courses"), MyCourses())]
    return Screen(text, (*rows.in_twos(buttons), *rows.footer()))


def _already_in(refusal: AlreadyIn, courses: Courses, facts: Facts, now: datetime) -> Screen:
    if refusal.other_edition:
        return _in_other_edition(refusal, courses, facts, now)
    said = {
        "enrolled": _("You already have a place in {course}.", course=not_yet.named(courses, refusal.course_id)),
        "offered": _("A place in {course} is on hold for you.", course=not_yet.named(courses, refusal.course_id)),
        "provisional": _("A place in {course} is on hold for you.", course=not_yet.named(courses, refusal.course_id)),
        "waiting": _(
            "You are already on the waiting list of {course}.", course=not_yet.named(courses, refusal.course_id)
        ),
    }
    text = said.get(refusal.status, said["enrolled"])
    return not_yet.screen(text, courses.get(refusal.course_id), Button(_("My courses"), MyCourses()))


def _in_other_edition(refusal: AlreadyIn, courses: Courses, facts: Facts, now: datetime) -> Screen:
    own, named = courses.get(refusal.course_id), not_yet.named(courses, refusal.course_id)
    there = group(own, facts=facts, now=now) if own else _("another group")
    said = {
        "enrolled": _("You already have a place in {course}, in {group}.", course=named, group=there),
        "offered": _("A place in {course} is on hold for you, in {group}.", course=named, group=there),
        "provisional": _("A place in {course} is on hold for you, in {group}.", course=named, group=there),
        "waiting": _("You are already on the waiting list of {course}, for {group}.", course=named, group=there),
    }
    acts = [
        Button(_("See my place"), MyCourse(refusal.enrollment_id)),
        Button(_("Leave that group"), AskLeave(refusal.enrollment_id)),
    ]
    return not_yet.screen(
        blocks(
            said.get(refusal.status, said["enrolled"]),
            _("If you prefer other dates, leave that group first and come back."),
        ),
        own,
        *(acts if refusal.enrollment_id else [Button(_("My courses"), MyCourses())]),
    )


def _offer_lapsed(refusal: OfferLapsed, courses: Courses, _facts: Facts, now: datetime) -> Screen:
    course = courses.get(refusal.course_id)
    gone = _("The place in {course} is no longer on hold for you.", course=not_yet.named(courses, refusal.course_id))
    if course is None or not course.is_open(now):
        return not_yet.screen(gone, course, back=MyCourses())
    if course.left:
        again, label = _("There is room again, so you can still join."), _("Join")
    else:
        again, label = _("You can get in line again."), _("Waiting list")
    return not_yet.screen(blocks(gone, again), course, Button(label, Join(refusal.course_id)), back=MyCourses())


def bad_name(refusal: NotAName) -> Markup:
    """What was wrong with a name, quoting it; the question follows."""
    if refusal.why == "too_long" and refusal.typed:
        return _("“{typed}” is too long: 80 letters at most.", typed=refusal.typed)
    if refusal.why == "not_letters" and refusal.typed:
        return _("“{typed}” has something that isn't a letter. Write just your name, please.", typed=refusal.typed)
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


def bad_place(refusal: NotAPlace) -> Markup:
    """What was wrong with a colonia or a location; the question follows."""
    said = {
        "too_long": _("“{typed}” is too long for a colonia: 80 letters at most.", typed=refusal.typed),
        "signs": _("“{typed}” has something that isn't part of a name.", typed=refusal.typed),
        "street": _("That looks like an address. I only need the colonia, and I didn't keep it."),
        "nowhere": _("I couldn't find that on the map."),
        "live": _("I don't need to follow where you go. Share just where you are now."),
        "venue": _("That is a place on the map. Share where you are, or write your colonia."),
    }
    return said.get(refusal.why) or _("I couldn't see any letters in that.")


def still_needed(refusal: StillNeeded, courses: Courses) -> Markup:
    """Why a name or a birth date stays as it is for now."""
    course = not_yet.named(courses, refusal.course_id)
    if refusal.field == "name":
        return _("Your name is on the list of {course}, so I can't delete it. You can change it.", course=course)
    return _(
        "{course} has an age limit, and your place in it depends on your birth date, so I can't delete it. If it's "
        "wrong, you can change it.",
        course=course,
    )


def would_lose(refusal: WouldLose, courses: Courses) -> Markup:
    """Which places end with the date that was written."""
    found = [courses[course_id] for course_id in refusal.course_ids if course_id in courses]
    return blocks(
        _("With {date} as your birth date you'd be of another age than these are for:", date=full_date(refusal.born)),
        lines(*(Markup("– {}: {}").format(name(course), age_limit(course)) for course in found)),
        _("If you change it, you leave your place there. Until you tap, everything stays as it is."),
    )


def what_it_costs(refusal: WouldLose, courses: Courses, mark: str, back: Address) -> Screen:
    """The same, with the choice. `back`: to where nothing has changed."""
    return Screen(
        would_lose(refusal, courses),
        (
            *rows.alone(Button(_("Change it and leave"), ChangeBirthDate(mark))),
            *rows.alone(Button(_("Keep it as it was"), back)),
            *rows.in_twos([Button(_("My courses"), MyCourses()), rows.home()]),
        ),
    )


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


def _bad_place(refusal: NotAPlace, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    return Screen(bad_place(refusal), rows.footer(Profile()))


def _still_needed(refusal: StillNeeded, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    mine = rows.alone(Button(_("My courses"), MyCourses()))
    return Screen(still_needed(refusal, courses), (*mine, *rows.footer(Profile())))


def _would_lose(refusal: WouldLose, courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    mine = rows.alone(Button(_("My courses"), MyCourses()))
    return Screen(would_lose(refusal, courses), (*mine, *rows.footer(Profile())))


def _link_gone(refusal: LinkGone, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    return moving.link_gone(refusal)


def _tutor_link_gone(refusal: TutorLinkGone) -> Screen:
    again = _("Ask whoever sent it for a new one.")
    said = {
        "expired": sentences(_("This link is over."), again),
        "own": _("This link is for your tutor in the firm: send it to them, for their own Telegram."),
        "taken": sentences(_("Somebody else opened this link before you."), again),
        "minor": _("Only people of 18 and more sign a log."),
    }
    return Screen(said.get(refusal.why) or sentences(_("This link doesn't work any more."), again), rows.footer())


def _permission_gone(refusal: PermissionGone, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    return approvals.gone(refusal)


def _not_a_paper(refusal: NotAPaper, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    return papers.not_taken(refusal)


_SCREENS: dict[type[Refusal], Callable[[Any, Courses, Facts, datetime], Screen]] = {
    NotThere: _not_there,
    NotAPaper: _not_a_paper,
    NotOldEnough: not_yet.not_old_enough,
    TooOld: not_yet.too_old,
    Clash: not_yet.clash,
    AlreadyIn: _already_in,
    SignUpClosed: not_yet.closed,
    Full: not_yet.full,
    OnlyTellMe: not_yet.only_tell_me,
    OfferLapsed: _offer_lapsed,
    NotEligible: lambda refusal, *_: not_eligible.gone(),
    AnswerOutdated: lambda refusal, *_: Screen(answers.trouble(None, refusal.error), rows.footer(MyApplications())),
    BadAnswer: lambda refusal, *_: Screen(answers.trouble(None, refusal), rows.footer(MyApplications())),
    NotAName: _bad_name,
    NotADate: _bad_date,
    NotAPlace: _bad_place,
    StillNeeded: _still_needed,
    WouldLose: _would_lose,
    LinkGone: _link_gone,
    InvitationGone: lambda refusal, *_: team.invitation_gone(refusal),
    NotAllowed: lambda *_: team.not_allowed(),
    LastAdministrator: lambda *_: team.last_administrator(),
    PermissionGone: _permission_gone,
    TutorLinkGone: lambda refusal, *_: _tutor_link_gone(refusal),
    BadField: lambda refusal, *_: troubles.bad_field(refusal),
    ChangedMeanwhile: lambda refusal, *_: troubles.changed_meanwhile(refusal),
    TooLateToUndo: lambda *_: undoing.too_late(),
    CantAnnounce: lambda refusal, *_: announcing.refused(refusal),
    NotApprovable: lambda refusal, *_: announcing.not_approvable(refusal),
    CantReview: reviewing.cant_review,
    CantDecide: reviewing.cant_decide,
    CallClosed: lambda refusal, *_: applying.closed(refusal.call_id),
    NotEditable: lambda refusal, *_: applying.not_editable(refusal.application_id),
    Unanswered: lambda refusal, *_: applying.unanswered(refusal.application_id, len(refusal.questions)),
}
