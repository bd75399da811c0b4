"""Letters that somebody asked for: *tell me when I can*. The rules are asked again; what isn't true yet waits on."""

from collections.abc import Mapping
from typing import Final

from bot import time
from bot.errors import NotOldEnough, NotThere, Refusal
from bot.letters.desk import Desk, Dropped, Held, Writer
from bot.models import Call, Course
from bot.screen import Screen
from bot.screens import wishes as screens
from bot.services import calls, courses, eligibility, enrollments, fits, interests, suggestions, wishes


async def _can_now(desk: Desk) -> Screen | Dropped:
    """The birthday has come. Without an open group the wish waits for one, as an `Interest`."""
    person_id, key = desk.person.id or 0, desk.letter.subject.get("course_key", "")
    try:
        course = await courses.latest(desk.session, key, now=desk.now)
    except NotThere:
        return Dropped("the course is gone")
    if await enrollments.own(desk.session, person_id, course, now=desk.now) is not None:
        await wishes.fulfilled(desk.session, person_id, key)
        return Dropped("taking part already")
    if not await wishes.waits(desk.session, person_id, key):
        return Dropped("told already")
    if not _joinable(course, desk):
        return Dropped("no group is open; told when one opens")
    if (reason := await _too_young(course, desk)) is not None:
        return reason
    await wishes.fulfilled(desk.session, person_id, key)
    return screens.can_now(course, pack=desk.pack, facts=desk.facts, now=desk.now)


async def _new_group(desk: Desk) -> Screen | Dropped:
    """A group that closed or began before it could be told is no answer: the wish comes back."""
    person_id = desk.person.id or 0
    course = await desk.session.get(Course, desk.letter.subject.get("course_id", 0))
    if course is None:
        return Dropped("the course is gone")
    if await enrollments.own(desk.session, person_id, course, now=desk.now) is not None:
        return Dropped("taking part already")
    if not _joinable(course, desk):
        await interests.note(desk.session, person_id, course, now=desk.now)
        return Dropped("not open any more; told of the next group")
    if (reason := await _too_young(course, desk)) is not None:
        return reason
    return screens.new_group(course, pack=desk.pack, facts=desk.facts, now=desk.now)


def _joinable(course: Course, desk: Desk) -> bool:
    return course.is_open(desk.now) and (desk.facts.rehearsal or not course.illustrative)


async def _too_young(course: Course, desk: Desk) -> Dropped | None:
    """The birth date may have been mended since: too young still, the letter comes on the right day."""
    try:
        eligibility.check_age(course, desk.person, facts=desk.facts)
    except NotOldEnough:
        await wishes.when_i_can(desk.session, desk.person, course, facts=desk.facts, now=desk.now)
        return Dropped("not old enough; told on the birthday")
    except Refusal:
        return Dropped("too old")
    return None


async def _call_open(desk: Desk) -> Screen | Dropped | Held:
    call = await desk.session.get(Call, desk.letter.subject.get("call_id", 0))
    if call is None or call.closed_at is not None:
        return Dropped("the call is gone")
    today = time.local(desk.now, desk.facts.zone).date()
    unconfirmed = call.illustrative and not desk.facts.rehearsal
    if unconfirmed or calls.standing(call, today) != "open":
        later = wishes.next_look(call, facts=desk.facts, now=desk.now)
        if later is None:
            return Dropped("it didn't open")
        return Held(later, "not confirmed" if unconfirmed else "not open yet")
    if not fits.may_apply(call, desk.person, today):
        return Dropped("age")
    return screens.call_open(call, today=today)


async def _of_age(desk: Desk) -> Screen | Dropped:
    """The birthday from which there is something to take. The birth date may have been mended since."""
    age, today = int(desk.letter.subject.get("age", 0)), time.local(desk.now, desk.facts.zone).date()
    born = desk.person.birth_date
    if born is None:
        return Dropped("the birth date is gone")
    if time.age_on(today, born) < age:
        await wishes.when_old_enough(desk.session, desk.person, age, eligibility.turns(born, age), facts=desk.facts)
        return Dropped("not old enough; told on the birthday")
    found = await suggestions.ranked(desk.session, desk.person, desk.pack, facts=desk.facts, now=desk.now)
    return screens.of_age(age, [one.thing for one in found if one.confirmed])


WRITERS: Final[Mapping[str, Writer]] = {
    wishes.CAN_NOW: _can_now,
    wishes.NEW_GROUP: _new_group,
    wishes.CALL_OPEN: _call_open,
    wishes.OF_AGE: _of_age,
}
