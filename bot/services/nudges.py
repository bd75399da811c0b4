"""The nudge that names the next step of the journey after a week of silence, for who wants it: one a week at most, two
without an answer, then none until the person comes back."""

from datetime import datetime, timedelta
from datetime import time as wall_clock
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.models import Letter, Person, Post, Priority
from bot.services import consents
from bot.services.facts import Facts

KIND: Final = "journey_nudge"
MUTED: Final = "journey"
"""What `Person.muted` calls it."""
SILENCE: Final = timedelta(days=7)
UNANSWERED: Final = 2
_FROM: Final = wall_clock(16, 0)
_UNTIL: Final = wall_clock(19, 0)
_REACHED: Final = (Post.DELIVERED, Post.UNCERTAIN)


async def plan(session: Session, person: Person, *, facts: Facts, now: datetime, saying: Letter | None = None) -> None:
    """After a step on the journey: a week of silence from now on, the nudge comes. The one that waits is moved.
    `saying`: the nudge that is being said now, when this plans the one after it."""
    if MUTED in person.muted or not await consents.holds(session, person.id or 0, MUTED, facts=facts):
        return
    due = decent(now + SILENCE, person, facts)
    found = await _known(session, person)
    waiting = next((one for one in found if one.state is Post.WAITING and one is not saying), None)
    if waiting is not None:
        waiting.due_at = due
        await session.flush()
        return
    number = 1 + max((int((one.key or ":0").rpartition(":")[2]) for one in found), default=0)
    try:
        async with session.begin_nested():
            key = f"{KIND}:{person.id}:{number}"
            session.add(Letter(priority=Priority.NUDGE, kind=KIND, key=key, person_id=person.id, due_at=due))
    except IntegrityError:
        # Planned at the same moment from the person's other account: that one will do.
        return


async def held_until(session: Session, person: Person, *, facts: Facts, now: datetime) -> datetime | None:
    """Until when a nudge that is due has to wait: a week after the person was seen and after the last nudge, and then
    for a decent hour. None if it may be said now."""
    moments = [now]
    if person.seen_at is not None:
        moments.append(person.seen_at + SILENCE)
    if last := await _reached(session, person):
        moments.append(max(last) + SILENCE)
    earliest = decent(max(moments), person, facts)
    return None if earliest <= now else earliest


async def unanswered(session: Session, person: Person) -> int:
    """How many nudges have reached the person since they were last seen."""
    return sum(1 for at in await _reached(session, person) if person.seen_at is None or at > person.seen_at)


def decent(moment: datetime, person: Person, facts: Facts) -> datetime:
    """The moment itself where that is between four and seven in the afternoon; else the next afternoon, not everybody
    in the same minute."""
    here = time.local(moment, facts.zone)
    if _FROM <= here.time() < _UNTIL:
        return moment
    day = here.date() if here.time() < _FROM else here.date() + timedelta(days=1)
    return time.at_local(day, _FROM, facts.zone) + timedelta(minutes=(person.id or 0) % 120)


async def _known(session: Session, person: Person) -> list[Letter]:
    """Every nudge of a person, whatever became of it."""
    query = select(Letter).where(Letter.person_id == person.id, Letter.kind == KIND)
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def _reached(session: Session, person: Person) -> list[datetime]:
    """When nudges have reached the person."""
    query = select(Letter.said_at).where(
        Letter.person_id == person.id, Letter.kind == KIND, col(Letter.state).in_(_REACHED)
    )
    return [at for at in await session.exec(query) if at is not None]
