"""Who lost a place in line is told why: at once, or where nobody could tell them, when they are back."""

from datetime import datetime

from sqlmodel import col, select

from bot.db import Session
from bot.models import Course, Enrollment, Letter, Post, Priority, Standing

AGE, UNREACHABLE, ASLEEP = "age", "unreachable", "asleep"
"""Why somebody was passed over: the course's ages fit no more, no account of theirs takes messages, or only in their
quiet hours could they have been asked in time."""


async def tell(session: Session, enrollment: Enrollment, *, due: datetime, until: datetime | None) -> None:
    """Plan the letter; one that found nobody before goes out again, one that was said doesn't."""
    key = f"skipped:{enrollment.id}"
    letter = (await session.exec(select(Letter).where(Letter.key == key))).first()
    if letter is None:
        session.add(
            Letter(
                priority=Priority.OFFER,
                kind="skipped",
                key=key,
                person_id=enrollment.person_id,
                enrollment_id=enrollment.id,
                due_at=due,
                useful_until=until,
            )
        )
    elif letter.state in (Post.STOPPED, Post.DROPPED):
        letter.state, letter.reason, letter.due_at, letter.useful_until = Post.WAITING, None, due, until


async def welcome_back(session: Session, person_id: int, *, now: datetime) -> None:
    """Whoever blocked the bot and is back hears which lines went on without them, while the course hasn't begun. They
    are here now, so the letter waits for no morning."""
    query = (
        select(Enrollment, Course)
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(Enrollment.person_id == person_id, Enrollment.standing == Standing.LAPSED)
        .where(Enrollment.left_reason == UNREACHABLE, col(Course.starts_at) > now)
    )
    for enrollment, course in (await session.exec(query)).all():
        await tell(session, enrollment, due=now, until=course.starts_at)
