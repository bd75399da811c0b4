"""Who wants to hear when a course is confirmed."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from bot.db import Session
from bot.models import Course, Interest, Letter, Priority
from bot.services.facts import Facts


async def note(session: Session, person_id: int, course: Course, *, now: datetime) -> bool:
    """Remember it; False where it was remembered already. It holds for every edition of the course."""
    query = select(Interest.id).where(Interest.person_id == person_id, Interest.course_key == course.key)
    if (await session.exec(query)).first() is not None:
        return False
    try:
        async with session.begin_nested():
            session.add(Interest(person_id=person_id, course_key=course.key, asked_at=now))
    except IntegrityError:
        return False
    return True


async def confirmed(session: Session, course: Course, *, facts: Facts, now: datetime) -> None:
    """A course is certain now: whoever asked is told. What they asked for is done with this letter, so the wish is
    forgotten."""
    asked = (await session.exec(select(Interest).where(Interest.course_key == course.key))).all()
    keys = {interest.person_id: f"course_confirmed:{course.id}:{interest.person_id}" for interest in asked}
    told = set(await session.exec(select(Letter.key).where(col(Letter.key).in_(keys.values()))))
    for person_id, key in keys.items():
        if key not in told:
            session.add(
                Letter(
                    priority=Priority.NEWS,
                    kind="course_confirmed",
                    key=key,
                    person_id=person_id,
                    subject={"course_id": course.id},
                    due_at=facts.awake(now),
                    useful_until=course.starts_at,
                )
            )
    await session.exec(delete(Interest).where(col(Interest.course_key) == course.key))
