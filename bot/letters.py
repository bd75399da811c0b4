"""From a letter's row to what is said, at the moment it is said: whether it is still true comes first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.db import Session
from bot.i18n import speaking
from bot.models import Course, CourseSession, Enrollment, Letter, Person, Post, Standing
from bot.packs import Pack
from bot.screen import Screen
from bot.screens import letters as screens
from bot.services import courses, enrollments, people, reminders
from bot.services.facts import Facts


@dataclass(frozen=True)
class Dropped:
    """Nothing is said, and why; at most 200 characters, for staff."""

    reason: str


@dataclass(frozen=True)
class _Desk:
    """What every writer needs."""

    session: Session
    letter: Letter
    person: Person
    pack: Pack
    facts: Facts
    now: datetime


async def write(session: Session, letter: Letter, *, pack: Pack, facts: Facts, now: datetime) -> Screen | Dropped:
    """The letter in its reader's language, or why it isn't sent.

    Reminders of one person due the same day become one message: this letter says them all, the others are marked
    as dropped. A second letter of the same person is written only after the first one's transaction.
    """
    person = await people.alone(session, letter.person_id or 0)
    current = await session.get(Letter, letter.id, populate_existing=True)
    if person is None or current is None:
        return Dropped("the person is gone")
    if current.state is Post.DROPPED:
        return Dropped(current.reason or "dropped")
    if current.useful_until is not None and current.useful_until <= now:
        return Dropped("too late")
    writer = _WRITERS.get(current.kind)
    if writer is None:
        return Dropped(f"nobody knows how to write {current.kind}")
    with speaking(person.locale):
        return await writer(_Desk(session, current, person, pack, facts, now))


async def _reminder(desk: _Desk) -> Screen | Dropped:
    session, letter, now = desk.session, desk.letter, desk.now
    others = await reminders.due_with(session, letter, facts=desk.facts, now=now)
    subjects = await reminders.about(session, [letter, *others])
    if reason := _untrue(subjects.get(letter.id or 0), now):
        return Dropped(reason)
    if await reminders.told_today(session, desk.person.id or 0, facts=desk.facts, now=now):
        return Dropped("told today")
    due: dict[int, screens.Due] = {}
    for one in [letter, *others]:
        subject = subjects.get(one.id or 0)
        reason = _untrue(subject, now)
        if one is not letter:
            one.state, one.reason = Post.DROPPED, reason or reminders.merged_into(letter)
        if subject is None or reason:
            continue
        enrollment, course, meeting = subject
        known = due.get(meeting.id or 0)
        asks = one.kind == "reminder_two_days" and enrollment.confirmed_at is None
        due[meeting.id or 0] = screens.Due(enrollment, course, meeting, asks or (known is not None and known.asks))
    await session.flush()
    return screens.reminder(list(due.values()), pack=desk.pack, facts=desk.facts, now=now)


def _untrue(subject: tuple[Enrollment, Course, CourseSession] | None, now: datetime) -> str | None:
    """Why a reminder has nothing to remind of (any more)."""
    if subject is None:
        return "the session is gone"
    enrollment, _, meeting = subject
    if enrollment.standing is not Standing.ENROLLED:
        return "not taking part"
    return "begun" if meeting.starts_at <= now else None


async def _seat_offer(desk: _Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    until = enrollment.offer_until
    if enrollment.standing is not Standing.OFFERED or until is None or until <= desk.now:
        return Dropped("the offer is over")
    return screens.seat_offer(enrollment, course, pack=desk.pack, facts=desk.facts, now=desk.now)


async def _offer_lapsed(desk: _Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    if await enrollments.own(desk.session, enrollment.person_id, course, now=desk.now) is not None:
        return Dropped("back already")
    return screens.offer_lapsed(course, open_still=course.is_open(desk.now))


async def _line_over(desk: _Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    if await enrollments.own(desk.session, enrollment.person_id, course, now=desk.now) is not None:
        return Dropped("back already")
    newest = await courses.latest(desk.session, course.key, now=desk.now)
    following = newest if newest.is_open(desk.now) else None
    return screens.line_over(course, following, facts=desk.facts, now=desk.now)


async def _course_confirmed(desk: _Desk) -> Screen | Dropped:
    course = await desk.session.get(Course, desk.letter.subject.get("course_id", 0))
    if course is None or course.closed_at is not None or course.illustrative:
        return Dropped("not confirmed any more")
    if course.starts_at is not None and course.starts_at <= desk.now:
        return Dropped("begun")
    if await enrollments.own(desk.session, desk.person.id or 0, course, now=desk.now) is not None:
        return Dropped("taking part already")
    return screens.course_confirmed(course, pack=desk.pack, facts=desk.facts, now=desk.now)


_WRITERS: Final[dict[str, Callable[[_Desk], Awaitable[Screen | Dropped]]]] = {
    **dict.fromkeys(reminders.KINDS, _reminder),
    "seat_offer": _seat_offer,
    "offer_lapsed": _offer_lapsed,
    "line_over": _line_over,
    "course_confirmed": _course_confirmed,
}
