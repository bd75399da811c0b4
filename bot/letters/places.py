"""Letters about places in courses: reminders, offers, waiting lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.errors import Refusal
from bot.letters.desk import Desk, Dropped, Writer
from bot.models import Course, CourseSession, Enrollment, Post, Standing
from bot.screen import Screen
from bot.screens import letters as screens
from bot.screens import notices_settings
from bot.services import attention, courses, eligibility, enrollments, reminders, second_choices, skipped


async def _reminder(desk: Desk) -> Screen | Dropped:
    session, letter, now = desk.session, desk.letter, desk.now
    due_too = await reminders.due_with(session, letter, facts=desk.facts, now=now)
    others = [one for one in due_too if attention.rule_of(one.kind).switch not in desk.person.muted]
    subjects = await reminders.about(session, [letter, *others])
    if reason := _untrue(subjects.get(letter.id or 0), now):
        return Dropped(reason)
    if await reminders.told_today(session, desk.person.id or 0, facts=desk.facts, now=now):
        return Dropped("told today")
    due: dict[int, screens.Due] = {}
    said: list[str | None] = []
    for one in [letter, *others]:
        subject = subjects.get(one.id or 0)
        reason = _untrue(subject, now)
        if one is not letter:
            one.state, one.reason = Post.DROPPED, reason or reminders.merged_into(letter)
        if subject is None or reason:
            continue
        said.append(attention.rule_of(one.kind).switch)
        enrollment, course, meeting = subject
        known = due.get(meeting.id or 0)
        asks = one.kind == "reminder_two_days" and enrollment.confirmed_at is None
        asks = asks or (known is not None and known.asks)
        awaited = asks and await enrollments.somebody_waits(session, enrollment.course_id)
        due[meeting.id or 0] = screens.Due(enrollment, course, meeting, asks, awaited)
    await session.flush()
    screen = screens.reminder(list(due.values()), pack=desk.pack, facts=desk.facts, now=now)
    # Of several kinds in one message, the first that can be turned off; the others have theirs in Notices.
    switch = next((switch for switch in said if switch), None)
    return notices_settings.with_mute(screen, switch) if switch else screen


def _untrue(subject: tuple[Enrollment, Course, CourseSession] | None, now: datetime) -> str | None:
    """Why a reminder has nothing to remind of (any more)."""
    if subject is None:
        return "the session is gone"
    enrollment, _, meeting = subject
    if enrollment.standing is not Standing.ENROLLED:
        return "not taking part"
    return "begun" if meeting.starts_at <= now else None


async def _seat_offer(desk: Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    until = enrollment.offer_until
    if enrollment.standing is not Standing.OFFERED or until is None or until <= desk.now:
        return Dropped("the offer is over")
    second = await second_choices.of(desk.session, enrollment.id or 0, now=desk.now)
    instead = second[1] if second else None
    awaited = await enrollments.somebody_waits(desk.session, enrollment.course_id)
    return screens.seat_offer(
        enrollment, course, pack=desk.pack, facts=desk.facts, now=desk.now, second=instead, awaited=awaited
    )


async def _skipped(desk: Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    if await enrollments.own(desk.session, enrollment.person_id, course, now=desk.now) is not None:
        return Dropped("back already")
    if enrollment.left_reason == skipped.ASLEEP:
        return screens.skipped_at_night(course)
    if enrollment.left_reason != skipped.AGE:
        return screens.skipped(course, None, now=desk.now)
    try:
        eligibility.check_age(course, desk.person, facts=desk.facts)
    except Refusal as why:
        return screens.skipped(course, why, now=desk.now)
    # The birth date was put right meanwhile.
    return screens.offer_lapsed(course, open_still=course.is_open(desk.now))


async def _offer_lapsed(desk: Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    if await enrollments.own(desk.session, enrollment.person_id, course, now=desk.now) is not None:
        return Dropped("back already")
    return screens.offer_lapsed(course, open_still=course.is_open(desk.now))


async def _line_over(desk: Desk) -> Screen | Dropped:
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    if await enrollments.own(desk.session, enrollment.person_id, course, now=desk.now) is not None:
        return Dropped("back already")
    newest = await courses.latest(desk.session, course.key, now=desk.now)
    following = newest if newest.is_open(desk.now) else None
    return screens.line_over(course, following, facts=desk.facts, now=desk.now)


async def _course_confirmed(desk: Desk) -> Screen | Dropped:
    course = await desk.session.get(Course, desk.letter.subject.get("course_id", 0))
    if course is None or course.closed_at is not None or course.illustrative:
        return Dropped("not confirmed any more")
    if course.starts_at is not None and course.starts_at <= desk.now:
        return Dropped("begun")
    if await enrollments.own(desk.session, desk.person.id or 0, course, now=desk.now) is not None:
        return Dropped("taking part already")
    return screens.course_confirmed(course, pack=desk.pack, facts=desk.facts, now=desk.now)


WRITERS: Final[Mapping[str, Writer]] = {
    **dict.fromkeys(reminders.KINDS, _reminder),
    "seat_offer": _seat_offer,
    "skipped": _skipped,
    "offer_lapsed": _offer_lapsed,
    "line_over": _line_over,
    "course_confirmed": _course_confirmed,
}
