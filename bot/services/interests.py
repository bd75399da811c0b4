"""Who wants to hear when a course is confirmed."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot.db import Session
from bot.models import Course, Interest


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
