"""Who may take part: age on the day of the first session, and no two courses at the same time."""

from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import Clash, NotOldEnough, TooOld
from bot.models import HOLDS_A_SEAT, Course, CourseSession, Enrollment, Person
from bot.packs.offers import WORKING_AGE
from bot.services.facts import Facts


def age_matters(course: Course, facts: Facts) -> bool:
    """Whether the course has an age limit that counts: a placeholder of ours counts in a rehearsal only, the law's
    always."""
    if course.employment:
        return True
    limited = course.age_min is not None or course.age_max is not None
    return limited and (facts.rehearsal or "ages" not in course.illustrative_fields)


def check_age(course: Course, person: Person, *, facts: Facts) -> None:
    """Raises NotOldEnough or TooOld. Passes while the birth date is unknown."""
    check_born(course, person.birth_date, facts=facts)


def check_born(course: Course, born: date | None, *, facts: Facts) -> None:
    """The same for a date that nobody has put down yet."""
    if born is None or course.starts_at is None or not age_matters(course, facts):
        return
    age = time.age_on(time.local(course.starts_at, facts.zone).date(), born)
    youngest = max(course.age_min or 0, WORKING_AGE) if course.employment else course.age_min
    if youngest is not None and age < youngest:
        by_law = course.employment and youngest == WORKING_AGE
        raise NotOldEnough(_id(course), youngest, turns(born, youngest), by_law)
    if course.age_max is not None and age > course.age_max:
        raise TooOld(_id(course), course.age_max)


def turns(birth_date: date, age: int) -> date:
    """The day on which somebody completes these years; 1 March for a 29 February that the year doesn't have."""
    year = birth_date.year + age
    if (birth_date.month, birth_date.day) == (2, 29):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return date(year, 2, 29) if leap else date(year, 3, 1)
    return birth_date.replace(year=year)


async def check_clash(
    session: Session, person_id: int, course: Course, *, now: datetime, besides: int | None = None
) -> None:
    """Raises Clash with the soonest session that overlaps one of a course in which the person holds a seat, other than
    the course `besides`. Sessions that only touch (one ends when the other begins) don't clash."""
    wanted, held = aliased(CourseSession), aliased(CourseSession)
    query = (
        select(held.course_id, wanted.starts_at)
        .join(Enrollment, col(Enrollment.course_id) == held.course_id)
        .join(wanted, (col(wanted.starts_at) < held.ends_at) & (col(held.starts_at) < wanted.ends_at))
        .where(
            Enrollment.person_id == person_id,
            col(Enrollment.standing).in_(HOLDS_A_SEAT),
            col(Enrollment.course_id).not_in([course.id, besides or 0]),
            wanted.course_id == course.id,
            col(wanted.ends_at) > now,
        )
        .order_by(col(wanted.starts_at))
    )
    found = (await session.exec(query)).first()
    if found is not None:
        with_course_id, at = found
        raise Clash(_id(course), with_course_id, at)


def _id(course: Course) -> int:
    assert course.id is not None
    return course.id
