"""From a refusal to its screen: looks up the courses it names, then lets the screen find the words."""

from datetime import datetime

from sqlmodel import col, select

from bot.db import Session
from bot.errors import Refusal
from bot.models import Course
from bot.screen import Screen
from bot.screens import refusals
from bot.services.facts import Facts


async def screen(refusal: Refusal, session: Session, *, facts: Facts, now: datetime) -> Screen:
    """The refusal's screen in the language being spoken."""
    ids = {getattr(refusal, name) for name in ("course_id", "with_course_id") if hasattr(refusal, name)}
    found = (await session.exec(select(Course).where(col(Course.id).in_(ids)))).all() if ids else []
    return refusals.sentence(
        refusal, courses={course.id: course for course in found if course.id is not None}, facts=facts, now=now
    )
