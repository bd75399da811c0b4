"""What can be taken away as a list: rows of plain values by column. Nobody's name here is more than the list needs.

Values that have names (a venue, a kind) are keys; the screens say them in the reader's language.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from bot import time
from bot.db import Session
from bot.models import ACTIVE, Call, Course, CourseSession, Enrollment, Interest, News, Person, Standing
from bot.services.facts import Facts
from bot.services.sheets import planning
from bot.services.sheets.understanding import meet

Record = Mapping[str, Any]

COURSES: Final = (
    *("key", "title", "title_en", "short_title", "kind", "topic", "organiser", "venue", "modality", "starts", "ends"),
    *(
        "days",
        "hours_of_day",
        "meetings",
        "seats",
        "hours",
        "age_min",
        "age_max",
        "cost",
        "requirements",
        "certificate",
    ),
    *("summary", "summary_en", "note"),
)
"""Columns that a list of courses has when it is given out, and that are understood when it comes back."""
CALLS: Final = ("key", "title", "topic", "organiser", "opens", "closes", "age_min", "age_max", "documents", "link")
NEWS: Final = ("key", "title", "topics", "published", "expires", "body")
PARTICIPANTS: Final = ("place", "name", "age", "standing", "since")
INTERESTED: Final = ("place", "since")
OF_A_COURSE: Final = ("participants", "waiting", "interested")


async def of_catalogue(session: Session, what: str, *, facts: Facts) -> list[Record]:
    """`courses`, `calls` or `news`."""
    if what == "courses":
        return await of_courses(session, facts=facts)
    return await (of_calls(session) if what == "calls" else of_news(session))


async def of_courses(session: Session, *, facts: Facts) -> list[Record]:
    """The newest edition of each course in the catalogue, by title."""
    found = await planning.newest(session)
    held: dict[int, list[CourseSession]] = {}
    for meeting in await session.exec(select(CourseSession).order_by(col(CourseSession.starts_at))):
        held.setdefault(meeting.course_id, []).append(meeting)
    return [course_record(course, held.get(course.id or 0, []), facts=facts) for course in found]


def course_record(course: Course, meetings: Sequence[CourseSession], *, facts: Facts) -> Record:
    return {
        "key": course.external_key or course.key,
        "title": course.title.get("es", ""),
        "title_en": _english(course.title),
        "short_title": course.short_title.get("es", ""),
        "kind": course.kind,
        "topic": course.topic,
        "organiser": course.organiser,
        "venue": course.venue,
        "modality": course.modality,
        **_dates(meetings, ZoneInfo(facts.zone)),
        **{name: getattr(course, name) for name in ("seats", "hours", "age_min", "age_max", "cost")},
        "requirements": list(course.requirements),
        "certificate": (course.certificate or {}).get("es", ""),
        "summary": course.summary.get("es", ""),
        "summary_en": _english(course.summary),
        "note": (course.note or {}).get("es", ""),
        "taken": course.taken if course.seats is not None else None,
    }


def _english(words: Mapping[str, str]) -> str:
    """Empty where it only repeats the Spanish."""
    return "" if words.get("en") == words.get("es") else words.get("en", "")


def _dates(meetings: Sequence[CourseSession], zone: ZoneInfo) -> dict[str, Any]:
    """A first and a last day with weekdays and hours where that says it all; else every date."""
    if not meetings:
        return {}
    local = [(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)) for one in meetings]
    days = [start.date() for start, _end in local]
    hours = {(start.time(), end.time()) for start, end in local}
    if len(hours) == 1 and all(start.date() == end.date() for start, end in local):
        weekdays = sorted({one.weekday() for one in days})
        if days == meet(days[0], days[-1], weekdays, None):
            start, end = local[0]
            said = {"starts": days[0], "hours_of_day": (start.time(), end.time())}
            return said if len(days) == 1 else {**said, "ends": days[-1], "days": weekdays}
    return {"meetings": [(start.date(), start.time(), end.time()) for start, end in local]}


async def of_calls(session: Session) -> list[Record]:
    rows = await session.exec(select(Call).where(col(Call.closed_at).is_(None)).order_by(col(Call.id)))
    return [
        {
            "key": call.external_key or call.key,
            "title": call.title,
            "topic": call.topic,
            "organiser": call.organiser,
            "opens": call.opens,
            "closes": call.closes,
            "age_min": call.age_min,
            "age_max": call.age_max,
            "documents": list(call.documents),
            "link": call.apply_url,
        }
        for call in rows
    ]


async def of_news(session: Session) -> list[Record]:
    rows = await session.exec(select(News).where(col(News.closed_at).is_(None)).order_by(col(News.published).desc()))
    return [
        {
            "key": news.external_key or news.key,
            "title": news.title,
            "topics": list(news.topics),
            "published": news.published,
            "expires": news.expires,
            "body": news.body,
        }
        for news in rows
    ]


async def of_people(session: Session, course: Course, what: str, *, facts: Facts, now: datetime) -> list[Record]:
    """Who takes part, or who waits, in their order: name and age, nothing else, and of a sensitive course not
    even those. For `interested` only how many asked
    and when: what they asked for is to be told, not to be called."""
    if what == "interested":
        asked = select(Interest.asked_at).where(Interest.course_key == course.key).order_by(col(Interest.asked_at))
        return [
            {"place": place, "since": _day(at, facts)} for place, at in enumerate(await session.exec(asked), start=1)
        ]
    wanted = [Standing.WAITING] if what == "waiting" else [one for one in ACTIVE if one is not Standing.WAITING]
    query = (
        select(Enrollment, Person)
        .join(Person, col(Person.id) == Enrollment.person_id)
        .where(Enrollment.course_id == course.id, col(Enrollment.standing).in_(wanted))
        .order_by(col(Enrollment.id))
    )
    today = time.local(now, facts.zone).date()
    return [
        {
            "place": place,
            "name": None if course.sensitive else person.name,
            "age": None if course.sensitive else person.age(today),
            "standing": str(enrollment.standing),
            "since": _day(enrollment.joined_at, facts),
        }
        for place, (enrollment, person) in enumerate(await session.exec(query), start=1)
    ]


def _day(at: datetime, facts: Facts) -> date:
    return time.local(at, facts.zone).date()


async def with_people(session: Session, what: str) -> list[tuple[Course, int]]:
    """Courses that have somebody on such a list, with how many, the soonest first."""
    if what == "interested":
        asked = select(Interest.course_key, func.count()).group_by(col(Interest.course_key))
        counts = dict((await session.exec(asked)).all())
        return [(course, counts[course.key]) for course in await planning.newest(session) if course.key in counts]
    wanted = [Standing.WAITING] if what == "waiting" else [one for one in ACTIVE if one is not Standing.WAITING]
    each = select(Enrollment.course_id, func.count()).where(col(Enrollment.standing).in_(wanted))
    numbers = dict((await session.exec(each.group_by(col(Enrollment.course_id)))).all())
    found = await session.exec(select(Course).where(col(Course.id).in_(list(numbers))))
    order = sorted(
        found, key=lambda course: (course.starts_at is None, (course.starts_at and course.starts_at.timestamp()) or 0)
    )
    return [(course, numbers[course.id or 0]) for course in order]
