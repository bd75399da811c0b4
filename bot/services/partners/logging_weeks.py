"""The weekly log: hours, what was done, a photo; and the tutor's signature."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Final

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import BadAnswer, NotThere
from bot.models import Letter, LogWeek, Person, Placement
from bot.services.facts import Facts
from bot.services.partners import placements

MOST: Final = 84
"""Hours of a week that are noted: whoever writes more has slipped."""
RECENT: Final = 3
_MORNING: Final = wall_clock(10, 0)


def hours_from(text: str) -> int:
    """Whole hours, typed. Raises BadAnswer(number)."""
    word = text.strip().casefold().removesuffix("horas").removesuffix("hours").removesuffix("h").strip()
    if not (word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= MOST):
        raise BadAnswer("number", high=MOST)
    return int(word)


async def logged(session: Session, placement_id: int) -> dict[date, LogWeek]:
    query = select(LogWeek).where(LogWeek.placement_id == placement_id).order_by(col(LogWeek.week))
    return {one.week: one for one in await session.exec(query.execution_options(populate_existing=True))}


async def note_hours(
    session: Session, placement: Placement, week: date, hours: int, *, today: date, now: datetime
) -> LogWeek:
    """The first half of a week's log; noting it anew replaces the hours and takes back a remark. Raises NotThere for a
    week that isn't the placement's, hasn't begun, or is signed."""
    if week not in placements.weeks(placement, today) or not 0 <= hours <= MOST:
        raise NotThere
    found = (await logged(session, placement.id or 0)).get(week)
    if found is not None and found.signed_at is not None:
        raise NotThere
    if found is None:
        found = LogWeek(placement_id=placement.id or 0, week=week, hours=hours, logged_at=now)
        session.add(found)
    found.hours, found.remark, found.logged_at = hours, None, now
    await session.flush()
    return found


async def note_what(
    session: Session, placement: Placement, week: date, text: str, *, facts: Facts, now: datetime
) -> LogWeek:
    """The second half: the tutor, if there is one, hears of it on Monday at ten. Raises NotThere before the hours, and
    for what is signed."""
    found = (await logged(session, placement.id or 0)).get(week)
    if found is None or found.signed_at is not None:
        raise NotThere
    found.did, found.logged_at, found.remark = text, now, None
    if placement.tutor_id is not None and placement.tutor_confirmed_at is not None:
        today = time.local(now, facts.zone).date()
        day = placements.monday(today) + placements.WEEK
        key = f"{placements.TO_SIGN}:{placement.id}:{day}"
        if (await session.exec(select(Letter.id).where(Letter.key == key))).first() is None:
            due = time.at_local(day, _MORNING, facts.zone)
            until = due + timedelta(days=5)
            placements.tell(session, placements.TO_SIGN, placement, placement.tutor_id, f"{day}", due, until=until)
    await session.flush()
    return found


async def note_photo(session: Session, placement: Placement, week: date, file_id: str) -> LogWeek:
    """Raises NotThere before the rest, and for what is signed."""
    found = (await logged(session, placement.id or 0)).get(week)
    if found is None or found.signed_at is not None:
        raise NotThere
    found.photo = file_id
    await session.flush()
    return found


def suggested(placement: Placement, known: dict[date, LogWeek], week: date) -> int:
    """The hours of the last week before that one, else those agreed."""
    before = [one.hours for day, one in sorted(known.items()) if day < week]
    return before[-1] if before else placement.hours or 0


def recent(known: dict[date, LogWeek], week: date) -> list[LogWeek]:
    """The weeks with the last different things that were done, the newest first."""
    found: dict[str, LogWeek] = {}
    for day, one in sorted(known.items(), reverse=True):
        if day != week and one.did and one.hours:
            found.setdefault(one.did, one)
    return list(found.values())[:RECENT]


async def to_sign(session: Session, tutor_id: int) -> Sequence[tuple[LogWeek, Placement, Person]]:
    """What waits for this tutor, the oldest week first."""
    query = (
        select(LogWeek, Placement, Person)
        .join(Placement, col(Placement.id) == LogWeek.placement_id)
        .join(Person, col(Person.id) == Placement.person_id)
        .where(
            Placement.tutor_id == tutor_id,
            col(Placement.tutor_confirmed_at).is_not(None),
            col(Person.erase_at).is_(None),
            col(LogWeek.did).is_not(None),
            col(LogWeek.signed_at).is_(None),
            col(LogWeek.remark).is_(None),
        )
        .order_by(col(LogWeek.week), col(LogWeek.id))
    )
    return (await session.exec(query)).all()


async def for_tutor(session: Session, week_id: int, tutor_id: int) -> tuple[LogWeek, Placement]:
    """A week that is theirs to sign. Raises NotThere."""
    seen = await session.get(LogWeek, week_id)
    if seen is None:
        raise NotThere
    placement = await placements.for_tutor(session, seen.placement_id, tutor_id)
    await session.refresh(seen)
    if seen.did is None:
        raise NotThere
    return seen, placement


async def sign(session: Session, week_id: int, tutor_id: int, *, seen: datetime, now: datetime) -> bool:
    """False where it was changed after the tutor read it: then it is to be read again. Twice is harmless. Raises
    NotThere."""
    found, placement = await for_tutor(session, week_id, tutor_id)
    if int(found.logged_at.timestamp()) != int(seen.timestamp()):
        return False
    if found.signed_at is None:
        found.signed_at, found.signed_by, found.remark = now, placement.tutor_name, None
        await session.flush()
    return True


async def remark(session: Session, week_id: int, tutor_id: int, text: str, *, now: datetime) -> LogWeek:
    """The tutor asks for a change: the young person hears it. Raises NotThere, also once it is signed."""
    found, placement = await for_tutor(session, week_id, tutor_id)
    if found.signed_at is not None:
        raise NotThere
    found.remark = text
    about = f"{found.id}.{int(now.timestamp() * 1000)}"
    placements.tell(session, placements.REMARKED, placement, placement.person_id, about, now, week=f"{found.week}")
    await session.flush()
    return found
