"""How many different people: the questions to the database. Nothing of it is shown as it is; see `publishing`.

A flow has events in time and is asked from a moment on; a stock is asked once. Both are counted by category.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, distinct, func, literal, union_all
from sqlmodel import col, select

from bot.db import Session
from bot.models import (
    Account,
    Attendance,
    Broadcast,
    Course,
    Enrollment,
    JourneyStage,
    Letter,
    Person,
    Post,
    Stage,
    Standing,
)
from bot.services.attendance import CLOSES, on_list
from bot.services.enrollments import LEAVE_REASONS

Counts = dict[str, int]
Flow = Callable[[Session, datetime, datetime], Awaitable[Counts]]

ACTIVE: Final = timedelta(days=90)
BANDS: Final = (7, 30, 90)
"""Days since somebody was last heard of; each band without the ones before it."""
OUTCOMES: Final = {
    Post.DELIVERED: "delivered",
    Post.STOPPED: "blocked",
    Post.REJECTED: "rejected",
    Post.DROPPED: "dropped",
}
"""What became of a broadcast's letter. Who may or may not have got it stays uncounted: the audience is known to whoever
sent it, and without this gap the cells would add up to it."""
_heard: Final = func.coalesce(Person.seen_at, Person.created_at)
"""When somebody was last heard of; whoever wrote once only, when they came."""


async def _counted(session: Session, query: Any) -> Counts:
    return {":".join(str(part) for part in key): count for *key, count in (await session.exec(query)).all() if count}


def _people(*category: Any) -> Any:
    chosen: Any = (*category, func.count(distinct(col(Enrollment.person_id))))
    return select(*chosen).group_by(*category)


async def signed_up(session: Session, since: datetime, until: datetime) -> Counts:
    """By topic, whatever came of it."""
    query = _people(Course.topic).join(Course, col(Course.id) == Enrollment.course_id)
    return await _counted(session, query.where(_within(Enrollment.joined_at, since, until)))


async def left(session: Session, since: datetime, until: datetime) -> Counts:
    """By topic and the reason they tapped."""
    query = _people(Course.topic, Enrollment.left_reason).join(Course, col(Course.id) == Enrollment.course_id)
    said = (col(Enrollment.standing) == Standing.LEFT, col(Enrollment.left_reason).in_(LEAVE_REASONS))
    return await _counted(session, query.where(_within(Enrollment.left_at, since, until), *said))


async def offers(session: Session, since: datetime, until: datetime) -> Counts:
    """What became of the offers of a free seat whose time was over."""
    outcome = case(
        (col(Enrollment.standing) == Standing.LAPSED, "lapsed"),
        (col(Enrollment.left_reason) == "declined", "declined"),
        else_="taken",
    )
    query = _people(outcome).join(Letter, col(Letter.enrollment_id) == Enrollment.id)
    waits = col(Enrollment.standing).in_([Standing.WAITING, Standing.OFFERED])
    return await _counted(
        session, query.where(Letter.kind == "seat_offer", _within(Letter.useful_until, since, until), ~waits)
    )


async def new(session: Session, since: datetime, until: datetime) -> Counts:
    """By language."""
    query = select(Person.locale, func.count()).group_by(col(Person.locale))
    return await _counted(session, query.where(_within(Person.created_at, since, until)))


async def blocked(session: Session, since: datetime, until: datetime) -> Counts:
    """People who blocked the bot, and didn't come back until the week was over."""
    query = select(func.count(distinct(col(Account.person_id)))).where(_within(Account.stopped_at, since, until))
    return {"all": (await session.exec(query)).one()}


async def attended(session: Session, since: datetime, until: datetime) -> Counts:
    """By topic, who was expected at a meeting whose list was taken: people who came once at least, and people who never
    did, whether that was ticked or nothing was. A meeting counts when nobody can tick its list any more, so everything
    is a week behind."""
    since, until = since - CLOSES, until - CLOSES
    held = _within(Attendance.held_at, since, until)
    ticked = select(Attendance.course_id, Attendance.person_id, case((col(Attendance.came), 1), else_=0)).where(held)
    taken = select(Attendance.course_id, Attendance.held_at).where(held).distinct().subquery()
    enrolled = (
        select(Enrollment.course_id, Enrollment.person_id, literal(0))
        .join(taken, taken.c.course_id == col(Enrollment.course_id))
        .join(Course, col(Course.id) == Enrollment.course_id)
        .where(on_list(taken.c.held_at, col(Course.cancelled_at)))
    )
    course_id, person_id, came = union_all(ticked, enrolled).subquery().c
    each: Any = select(Course.topic, person_id, func.max(came).label("came"))
    each = each.join(Course, col(Course.id) == course_id).group_by(col(Course.topic), person_id).subquery()
    outcome = case((each.c.came == 1, "came"), else_="missed")
    query: Any = select(each.c.topic, outcome, func.count()).group_by(each.c.topic, outcome)
    return await _counted(session, query)


FLOWS: Final[dict[str, Flow]] = {
    "signed_up": signed_up,
    "left": left,
    "offers": offers,
    "attended": attended,
    "new": new,
    "blocked": blocked,
}


async def stocks(session: Session, now: datetime) -> dict[str, Counts]:
    """Everything that is there at this moment."""
    return {
        **await _journey(session, now),
        "waiting": await _waiting(session, now),
        "active": await _active(session, now),
    }


async def _journey(session: Session, now: datetime) -> dict[str, Counts]:
    stamped = col(JourneyStage.stamped_at).is_not(None)
    by_topic = select(JourneyStage.topic, func.count()).group_by(col(JourneyStage.topic))
    each = (
        select(func.count(col(JourneyStage.stamped_at)).label("stamps"))
        .join(Person, col(Person.id) == JourneyStage.person_id)
        .where(_heard > now - ACTIVE)
        .group_by(col(JourneyStage.person_id))
        .subquery()
    )
    return {
        "stamped": await _counted(session, by_topic.where(stamped)),
        "on_the_way": await _counted(session, by_topic.where(~stamped)),
        "steps": await _counted(session, select(each.c.stamps, func.count()).group_by(each.c.stamps)),
    }


async def _waiting(session: Session, now: datetime) -> Counts:
    """By course, for those that one can still get into; also where nobody waits."""
    query = (
        select(Course.id, func.count(col(Enrollment.id)) + 1)
        .join(
            Enrollment,
            (col(Enrollment.course_id) == Course.id) & (col(Enrollment.standing) == Standing.WAITING),
            isouter=True,
        )
        .where(col(Course.seats).is_not(None), col(Course.closed_at).is_(None), col(Course.starts_at) > now)
        .group_by(col(Course.id))
    )
    return {key: count - 1 for key, count in (await _counted(session, query)).items()}


async def _active(session: Session, now: datetime) -> Counts:
    """Who was heard of lately and can be written to, by band and language."""
    band = case(*((_heard > now - timedelta(days=days), days) for days in BANDS[:-1]), else_=BANDS[-1])
    reachable = select(Account.person_id).where(col(Account.stopped_at).is_(None))
    query = select(band, Person.locale, func.count()).where(_heard > now - ACTIVE, col(Person.id).in_(reachable))
    return await _counted(session, query.group_by(band, col(Person.locale)))


async def broadcasts(session: Session, since: datetime, until: datetime) -> dict[str, Counts]:
    """Of each that ended in this time: people by outcome and language."""
    ended = select(Broadcast.id).where(
        col(Broadcast.stage).in_([Stage.DONE, Stage.STOPPED]), _within(Broadcast.ended_at, since, until)
    )
    query = (
        select(Letter.broadcast_id, Letter.state, Person.locale, func.count(distinct(col(Letter.person_id))))
        .join(Person, col(Person.id) == Letter.person_id)
        .where(col(Letter.broadcast_id).in_(ended), col(Letter.state).in_(OUTCOMES))
        .group_by(col(Letter.broadcast_id), col(Letter.state), col(Person.locale))
    )
    found: dict[str, Counts] = {f"broadcast:{id}": {} for id in await session.exec(ended)}
    for id, state, locale, count in (await session.exec(query)).all():
        found[f"broadcast:{id}"][f"{OUTCOMES[Post(state)]}:{locale}"] = count
    return found


def _within(moment: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return (col(moment) >= since) & (col(moment) < until)
