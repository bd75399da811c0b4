"""Somebody's place in a firm: who has one, what was agreed, and who their tutor there is.

The tutor comes by a link that is used once, and counts once both sides have said so. Their part is signing weeks or
asking for a change: there is no conversation between a grown-up of a firm and a minor here, and the staff reads all
of it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Any, Final

from sqlmodel import col, select, update

from bot import time
from bot.db import Session
from bot.errors import NotThere, TutorLinkGone
from bot.models import Application, Call, Decision, Letter, LogWeek, Person, Placement, Post, Priority
from bot.services import guardians, tokens
from bot.services.facts import Facts

KIND: Final = "dual_place"
WEEK_ASKED, TUTOR_ANSWERED, TUTOR_CONFIRMED = "dual_week", "dual_tutor_answered", "dual_tutor_confirmed"
TO_SIGN, REMARKED = "dual_to_sign", "dual_remarked"
WITHIN: Final = timedelta(days=14)
"""How long a tutor's link works."""
MOST_WEEKS: Final = 60
WEEK: Final = timedelta(days=7)
_FRIDAY: Final = 4
_AFTERNOON: Final = wall_clock(17, 0)

YOUNG: Final = 16
"""Under this age one works six hours a day at most (Ley Federal del Trabajo, 177), and nobody under 18 at night in
industry (175)."""
MOST_A_DAY: Final = 6
MOST_A_WEEK: Final = 48
"""Of anybody (Ley Federal del Trabajo, 61 and 69)."""


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def complete(placement: Placement) -> bool:
    return placement.hours is not None and placement.days is not None


def limit(placement: Placement, person: Person, week: date) -> int:
    """The hours that the law allows in that week."""
    age = person.age(week)
    return MOST_A_DAY * (placement.days or 6) if age is not None and age < YOUNG else MOST_A_WEEK


async def of(session: Session, person_id: int) -> Sequence[Placement]:
    query = select(Placement).where(Placement.person_id == person_id).order_by(col(Placement.id).desc())
    return (await session.exec(query)).all()


async def open_to(session: Session, person_id: int) -> Sequence[tuple[Application, Call]]:
    """Applications to dual places that were accepted and told, and have no placement yet."""
    taken = select(Placement.application_id).where(
        Placement.person_id == person_id, col(Placement.application_id).is_not(None)
    )
    query = (
        select(Application, Call)
        .join(Call, col(Call.id) == Application.call_id)
        .where(
            Application.person_id == person_id,
            Application.decision == Decision.ACCEPTED,
            col(Application.released_at).is_not(None),
            Call.kind == KIND,
            col(Application.id).not_in(taken),
        )
    )
    return (await session.exec(query.order_by(col(Application.id)))).all()


async def begin(session: Session, person_id: int, application_id: int, *, now: datetime) -> Placement:
    """The placement of an accepted application; the one there is, if there is one. Raises NotThere."""
    for one in await of(session, person_id):
        if one.application_id == application_id:
            return one
    for application, call in await open_to(session, person_id):
        if application.id == application_id:
            made = Placement(person_id=person_id, call_id=call.id or 0, application_id=application_id, begun_at=now)
            session.add(made)
            await session.flush()
            return made
    raise NotThere


async def get(session: Session, person_id: int, placement_id: int) -> Placement:
    """One's own, for this transaction alone. Raises NotThere."""
    query = select(Placement).where(Placement.id == placement_id).with_for_update()
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None or found.person_id != person_id:
        raise NotThere
    return found


def lacks(placement: Placement) -> str | None:
    """The next thing to be asked: `firm`, `starts`, `ends`, `days`, `hours`."""
    return next(
        (what for what in ("firm", "starts", "ends", "days", "hours") if getattr(placement, what) is None), None
    )


async def agree(session: Session, placement: Placement, what: str, value: Any, *, facts: Facts, now: datetime) -> None:
    """Put down what was agreed with the firm; with the last of it the Friday letters are planned."""
    setattr(placement, what, value)
    await session.flush()
    if complete(placement):
        await _plan(session, placement, facts=facts, now=now)


async def _plan(session: Session, placement: Placement, *, facts: Facts, now: datetime) -> None:
    assert placement.starts is not None and placement.ends is not None
    week, last = monday(placement.starts), monday(placement.ends)
    for _number in range(MOST_WEEKS):
        if week > last:
            break
        due = time.at_local(week + timedelta(days=_FRIDAY), _AFTERNOON, facts.zone)
        if due > now:
            until = due + timedelta(days=3)
            tell(session, WEEK_ASKED, placement, placement.person_id, f"{week}", due, until=until, week=f"{week}")
        week += WEEK
    await session.flush()


def weeks(placement: Placement, today: date) -> list[date]:
    """The Mondays of every week that has begun, the newest first; at most MOST_WEEKS of them."""
    if placement.starts is None:
        return []
    end = min(placement.ends or today, today)
    if placement.ended_at is not None:
        end = min(end, placement.ended_at.date())
    first, last = monday(placement.starts), monday(end)
    count = (last - first).days // 7 + 1
    return [last - WEEK * number for number in range(max(0, min(count, MOST_WEEKS)))]


async def end(session: Session, placement: Placement, *, now: datetime) -> None:
    """The young person is no longer in the firm; what was logged stays, and the tutor can still sign it."""
    if placement.ended_at is None:
        placement.ended_at = now
        kept = col(Letter.key).like(f"{WEEK_ASKED}:{placement.id}:%"), col(Letter.state) == Post.WAITING
        await session.exec(update(Letter).where(*kept).values(state=Post.DROPPED, reason="the placement ended"))
        await session.flush()


async def tutor_link(session: Session, placement: Placement, *, now: datetime) -> str:
    """A fresh link for the tutor; the earlier link, and whoever came by it, count no more."""
    token = tokens.fresh()
    await drop_tutor(session, placement)
    placement.token_hash, placement.token_until = tokens.digest(token), now + WITHIN
    await session.flush()
    return token


async def drop_tutor(session: Session, placement: Placement) -> None:
    """From this moment nobody signs; what was signed stays signed."""
    placement.token_hash = placement.token_until = None
    placement.tutor_id = placement.tutor_name = placement.tutor_said_at = placement.tutor_confirmed_at = None
    await session.flush()


async def open_link(session: Session, token: str, tutor: Person, *, facts: Facts, now: datetime) -> Placement:
    """From now on the link is this person's; opening it again is harmless. Raises TutorLinkGone."""
    query = select(Placement).where(Placement.token_hash == tokens.digest(token)).with_for_update()
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise TutorLinkGone("unknown")
    if found.token_until is None or found.token_until <= now:
        raise TutorLinkGone("expired")
    if found.person_id == tutor.id:
        raise TutorLinkGone("own")
    if found.tutor_id not in (None, tutor.id):
        raise TutorLinkGone("taken")
    if guardians.is_minor(tutor, facts=facts, now=now):
        raise TutorLinkGone("minor")
    found.tutor_id = tutor.id
    await session.flush()
    return found


async def for_tutor(session: Session, placement_id: int, tutor_id: int, *, confirmed: bool = True) -> Placement:
    """One that this person is the tutor of. Raises NotThere, also before the young person has confirmed them."""
    query = select(Placement).where(Placement.id == placement_id).with_for_update()
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None or found.tutor_id != tutor_id or (confirmed and found.tutor_confirmed_at is None):
        raise NotThere
    return found


async def be_tutor(
    session: Session, placement_id: int, tutor: Person, *, yes: bool, name: str, now: datetime
) -> Placement:
    """Whoever opened the link says that they are the tutor, under which name, or that they aren't. Raises NotThere."""
    found = await for_tutor(session, placement_id, tutor.id or 0, confirmed=False)
    if not yes:
        await drop_tutor(session, found)
    elif found.tutor_said_at is None:
        found.tutor_said_at, found.tutor_name = now, name
        tell(
            session, TUTOR_ANSWERED, found, found.person_id, (found.token_hash or "")[:12], now, until=found.token_until
        )
    await session.flush()
    return found


async def confirm_tutor(session: Session, placement: Placement, *, yes: bool, now: datetime) -> None:
    """The young person says whether it is really them. Raises NotThere where nobody said so."""
    if placement.tutor_said_at is None or placement.tutor_id is None:
        raise NotThere
    if not yes:
        await drop_tutor(session, placement)
    elif placement.tutor_confirmed_at is None:
        about = (placement.token_hash or "")[:12]
        placement.tutor_confirmed_at = now
        placement.token_hash = placement.token_until = None
        tell(session, TUTOR_CONFIRMED, placement, placement.tutor_id, about, now)
        await session.flush()


async def unsigned(session: Session) -> Sequence[tuple[Placement, Person, int, int]]:
    """For staff: complete placements that go on or have weeks without a signature, with how many of those there are
    and how many the tutor sent back."""
    query = select(Placement, Person).join(Person, col(Person.id) == Placement.person_id)
    found = []
    agreed = query.where(col(Placement.hours).is_not(None), col(Person.erase_at).is_(None))
    for placement, person in (await session.exec(agreed.order_by(col(Placement.id)))).all():
        logged = (await session.exec(select(LogWeek).where(LogWeek.placement_id == placement.id))).all()
        lacking = sum(one.signed_at is None for one in logged)
        if lacking or placement.ended_at is None:
            found.append((placement, person, lacking, sum(one.remark is not None for one in logged)))
    return sorted(found, key=lambda one: -one[2])


async def for_staff(session: Session, placement_id: int) -> tuple[Placement, Person]:
    """Raises NotThere."""
    query = select(Placement, Person).join(Person, col(Person.id) == Placement.person_id)
    found = (await session.exec(query.where(Placement.id == placement_id, col(Person.erase_at).is_(None)))).first()
    if found is None:
        raise NotThere
    return found


def tell(
    session: Session,
    kind: str,
    placement: Placement,
    person_id: int,
    about: str,
    at: datetime,
    *,
    until: datetime | None = None,
    **subject: Any,
) -> None:
    """Write a letter about a placement; `about` makes it one of its kind."""
    session.add(
        Letter(
            priority=Priority.DECISION,
            kind=kind,
            key=f"{kind}:{placement.id}:{about}",
            person_id=person_id,
            subject={"placement": placement.id, **subject},
            due_at=at,
            useful_until=until,
        )
    )
