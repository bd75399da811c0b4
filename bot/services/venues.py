"""Where courses meet: the pack's venues, and those that the staff described, which come first."""

from typing import Any

from sqlmodel import col, select

from bot.db import Session
from bot.models import Course
from bot.models import Venue as Described
from bot.packs import Pack
from bot.packs.schema import Venue

_OURS = "none: written by the staff"


def of(course: Course, pack: Pack) -> Venue | None:
    """The venue of a course; None also for one that left the pack since."""
    return named(course.venue, course.place, pack)


def named(key: str | None, place: dict[str, Any] | None, pack: Pack) -> Venue | None:
    """The same by what `Course.venue` and `Course.place` hold."""
    if place:
        return Venue.model_validate(place)
    return next((venue for venue in pack.venues if venue.key == key), None)


async def everything(session: Session, pack: Pack) -> list[Venue]:
    """The pack's in its order, as the staff described them where it did; then the staff's own."""
    ours = {row.key: _venue(row) for row in await session.exec(select(Described).order_by(col(Described.id)))}
    return [ours.pop(venue.key, venue) for venue in pack.venues] + list(ours.values())


async def within(session: Session, pack: Pack) -> Pack:
    """The pack with every venue there is, for screens that name places by their keys."""
    return pack.model_copy(update={"venues": await everything(session, pack)})


async def described(session: Session, key: str | None) -> dict[str, Any] | None:
    """What `Course.place` holds for a venue; None where the pack's own words stand."""
    row = (await session.exec(select(Described).where(Described.key == (key or "")))).first()
    return None if row is None else _venue(row).model_dump(mode="json")


def _venue(row: Described) -> Venue:
    return Venue.model_validate(
        {
            "key": row.key,
            "name": row.name,
            "address": row.address,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "sources": [_OURS],
        }
    )
