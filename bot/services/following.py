"""Who follows which topic, and who has muted it."""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from bot.db import Session
from bot.models import Follow

How = Literal["follow", "mute", "neither"]
HOWS: Final[tuple[How, ...]] = ("follow", "mute", "neither")


async def of(session: Session, person_id: int) -> dict[str, How]:
    """Each topic that the person follows or has muted."""
    found = await session.exec(select(Follow).where(Follow.person_id == person_id).order_by(col(Follow.id)))
    return {one.topic: "mute" if one.muted else "follow" for one in found}


async def choose(session: Session, person_id: int, topic: str, how: How, *, now: datetime) -> bool:
    """Follow it, mute it, or neither. False where it was so already."""
    row = select(Follow).where(Follow.person_id == person_id, Follow.topic == topic)
    known = (await session.exec(row.execution_options(populate_existing=True))).first()
    if known is None:
        return how != "neither" and await _add(session, person_id, topic, how, now=now)
    if how == "neither":
        await session.exec(delete(Follow).where(col(Follow.id) == known.id))
        return True
    if known.muted == (how == "mute"):
        return False
    known.muted, known.since = how == "mute", now
    await session.flush()
    return True


async def _add(session: Session, person_id: int, topic: str, how: How, *, now: datetime) -> bool:
    try:
        async with session.begin_nested():
            session.add(Follow(person_id=person_id, topic=topic, muted=how == "mute", since=now))
    except IntegrityError:
        # The same was tapped in the person's other account a moment ago.
        return False
    return True
