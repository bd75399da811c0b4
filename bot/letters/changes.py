"""Letters about a course that changed or was called off, to whoever has a place in it or waits for one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.errors import Clash
from bot.letters.desk import Desk, Dropped, Writer
from bot.models import ACTIVE, Course, CourseSession, Standing
from bot.screen import Screen
from bot.screens import changes as screens
from bot.services import courses, eligibility, enrollments, venues
from bot.services.editing import telling

Meeting = tuple[datetime, datetime]


async def _changed(desk: Desk) -> Screen | Dropped:
    """Compares what was with what is at this moment: two changes are one letter, and one taken back is none."""
    enrollment, course = await enrollments.get(desk.session, desk.letter.person_id or 0, desk.letter.enrollment_id or 0)
    if enrollment.standing not in ACTIVE:
        return Dropped("not taking part")
    if course.cancelled_at is not None or (course.ends_at is not None and course.ends_at <= desk.now):
        return Dropped("over")
    was: dict[str, Any] = desk.letter.subject["was"]
    meetings = await courses.sessions(desk.session, course.id or 0)
    dates = _dates(was["sessions"], meetings, desk.now)
    old, new = venues.named(was["venue"], was["place"], desk.pack), venues.of(course, desk.pack)
    elsewhere = old != new or was["modality"] != course.modality
    if dates.nothing and not elsewhere:
        return Dropped("as it was")
    clash = None
    if enrollment.standing is Standing.ENROLLED and not dates.nothing:
        try:
            await eligibility.check_clash(desk.session, enrollment.person_id, course, now=desk.now)
        except Clash as found:
            clash = await desk.session.get(Course, found.with_course_id)
    return screens.changed(
        enrollment, course, dates, new if elsewhere else None, elsewhere, clash, facts=desk.facts, now=desk.now
    )


def _dates(was: Mapping[str, list[str]], meetings: list[CourseSession], now: datetime) -> screens.Dates:
    def meeting(pair: list[str]) -> Meeting:
        return datetime.fromisoformat(pair[0]), datetime.fromisoformat(pair[1])

    before = {int(id): meeting(pair) for id, pair in was.items()}
    after = {one.id or 0: (one.starts_at, one.ends_at) for one in meetings}
    return screens.Dates(
        moved=[(before[id], after[id]) for id in before if id in after and before[id] != after[id]],
        added=[after[id] for id in after if id not in before and after[id][0] > now],
        dropped=[before[id] for id in before if id not in after],
    )


async def _cancelled(desk: Desk) -> Screen | Dropped:
    course = await desk.session.get(Course, desk.letter.subject.get("course_id", 0))
    if course is None or course.cancelled_at is None:
        return Dropped("it takes place after all")
    begins = desk.letter.subject.get("next")
    return screens.cancelled(
        course,
        datetime.fromisoformat(begins) if begins else None,
        waited=desk.letter.subject.get("had") == Standing.WAITING.value,
        facts=desk.facts,
        now=desk.now,
    )


WRITERS: Final[Mapping[str, Writer]] = {telling.CHANGED: _changed, telling.CANCELLED: _cancelled}
