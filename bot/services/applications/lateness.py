"""Answers that were promised for a day. The staff is told before it comes, and each day after it has passed; whoever
waits is told, on the day itself, that it takes longer and until when, as far as anybody knows. Nothing that is late
ever becomes a no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, literal
from sqlmodel import col, func, select

from bot import time
from bot.db import Session
from bot.errors import BadField, NotThere
from bot.models import SENT, Application, Call, CallRound, Letter, Priority, Progress, StaffRole
from bot.services import audit, rights, typed_times
from bot.services.applications import releasing, rounds
from bot.services.facts import Facts
from bot.services.rights import Act

SOON: Final = "applications_due"
LATE: Final = "applications_late"
DELAYED: Final = "application_delayed"
"""Kinds of letters: to colleagues, before the day and after it; to whoever waits."""
DAYS: Final = (7, 1)
MORNING: Final = wall_clock(9, 0)
EVENING: Final = wall_clock(18, 0)
"""When, on the promised day, it can be said that there will be no answer today."""
LONGEST: Final = timedelta(days=365)
"""How far ahead answers can be put off."""
CHOICES: Final = (3, 7, 14, 21, 30, 45)
"""Days from today to which answers can be put off."""
_SLICE: Final = 200
"""Letters written in one transaction."""


@dataclass(frozen=True)
class Owed:
    """Answers that one round owes."""

    round: CallRound
    call: Call
    waiting: int
    """Everybody who hasn't been told."""
    due: date
    """The day by which the first of them was promised an answer."""
    late: int
    """Those whose day has passed."""
    without_yes: int = 0
    """Besides those: who sent it in time and waits for a guardian's yes. Nobody owes them an answer yet, but the day
    is promised to them too."""

    @property
    def hear(self) -> int:
        """Who is told of another day."""
        return self.waiting + self.without_yes


async def owed(session: Session, *, facts: Facts, now: datetime) -> list[Owed]:
    """By round, the one that is due first before the others."""
    query = (
        select(CallRound, Call, func.count(col(Application.id)), func.min(col(Application.submitted_at)))
        .join(Call, col(Call.id) == CallRound.call_id)
        .join(Application, col(Application.round_id) == CallRound.id)
        .where(*_waits())
        .group_by(col(CallRound.id), col(Call.id))
    )
    today = time.local(now, facts.zone).date()
    found: list[Owed] = []
    for of, call, waiting, first in (await session.exec(query)).all():
        due = rounds.promised(of, first or now, facts=facts)
        late = 0 if today <= due else await _count(session, of, _promised_before(of, today, facts))
        found.append(Owed(of, call, waiting, due, late, len(await _without_yes(session, of))))
    return sorted(found, key=lambda one: (one.due, one.round.id))


async def late(session: Session, *, facts: Facts, now: datetime) -> int:
    """How many wait for an answer whose day has passed."""
    return sum(one.late for one in await owed(session, facts=facts, now=now))


async def get(session: Session, round_id: int, *, facts: Facts, now: datetime) -> Owed:
    """Raises NotThere for a round that owes nothing."""
    for one in await owed(session, facts=facts, now=now):
        if one.round.id == round_id:
            return one
    raise NotThere


def typed_day(text: str, one: Owed, *, facts: Facts, now: datetime) -> date:
    """The day to which somebody who types it puts the answers off; without a year the next that comes. Raises BadField
    (day): date, no_such_day, order (not after what is promised), far."""
    to = typed_times.day_from(text, today=time.local(now, facts.zone).date(), name="day")
    check_day(to, one, facts=facts, now=now)
    return to


def check_day(to: date, one: Owed, *, facts: Facts, now: datetime) -> None:
    """Raises BadField (day): order, far."""
    today = time.local(now, facts.zone).date()
    if to <= max(today, one.due):
        raise BadField("day", "order")
    if to > max(today, one.due) + LONGEST:
        raise BadField("day", "far")


async def postpone(session: Session, round_id: int, to: date, *, by: int, facts: Facts, now: datetime) -> int:
    """Promise another day: everybody who waits is told now. Returns how many. Raises NotThere for a day that isn't
    ahead, or not after the one promised."""
    one = await get(session, round_id, facts=facts, now=now)
    query = select(CallRound).where(CallRound.id == round_id).with_for_update()
    of = (await session.exec(query.execution_options(populate_existing=True))).one()
    before = rounds.promised(of, now, facts=facts) if of.promised_on else one.due
    today = time.local(now, facts.zone).date()
    if not max(today, before) < to <= max(today, before) + LONGEST:
        raise NotThere
    of.postponed_to = to
    await session.flush()
    told = await _tell_delay(session, of, broken=before, instead=to, upto=None, now=now)
    told += await _tell_who_lacks_a_yes(session, await _without_yes(session, of), before, to, facts=facts, now=now)
    await audit.note(
        session, by, "applications_postponed", f"round:{of.id}", now=now, day=to.isoformat(), people=one.waiting
    )
    return told


async def look(session: Session, *, facts: Facts, now: datetime) -> int:
    """Write what is due: to colleagues, and to whoever waits. Returns how many letters."""
    found = await owed(session, facts=facts, now=now)
    here = time.local(now, facts.zone)
    told = 0
    for one in found:
        told += await _warn(session, one, here.date(), now)
        if (here.date() == one.due and here.time() >= EVENING) or one.late:
            told += await _admit(session, one, facts=facts, now=now)
    told += await _tell_who_lacks_a_yes(session, await _without_yes(session), facts=facts, now=now)
    if any(one.late for one in found) and here.time() >= MORNING:
        told += await _escalate(session, [one for one in found if one.late], here.date(), now)
    return told


async def _warn(session: Session, one: Owed, today: date, now: datetime) -> int:
    """Colleagues who read and decide, once a week before the day and once the day before."""
    left = (one.due - today).days
    days = next((days for days in reversed(DAYS) if 0 <= left <= days), None)
    if days is None:
        return 0
    people = await _colleagues(session, Act.REVIEW)
    keys = {f"{SOON}:{one.round.id}:{one.due}:{days}:{person}": person for person in people}
    return await _write(session, SOON, keys, {"round": one.round.id}, now)


async def _escalate(session: Session, late: Sequence[Owed], today: date, now: datetime) -> int:
    """Once a day, all that is late in one letter, to whoever decides and to administrators."""
    people = await _colleagues(session, Act.HEAR_OF_LATE)
    told = await _write(session, LATE, {f"{LATE}:{today}:{person}": person for person in people}, {}, now)
    if told:
        for one in late:
            one.round.escalated_at = now
        await session.flush()
    return told


async def _admit(session: Session, one: Owed, *, facts: Facts, now: datetime) -> int:
    """Everybody whose day it is, or was, once for that day. Where all are told later today, there is nothing to
    admit."""
    here = time.local(now, facts.zone)
    release = one.round.release_at
    if releasing.is_due(one.round, now):
        # After an outage: the answers go first, and whoever has none then hears that it takes longer.
        return 0
    if release is not None and now <= release and time.local(release, facts.zone).date() <= one.due:
        return 0
    if one.round.promised_on is not None:
        return await _tell_delay(session, one.round, broken=one.due, instead=None, upto=None, now=now)
    # Open all year: each application has a day of its own.
    told, days = 0, rounds.asked(one.round).answer_days
    last = here.date() if here.time() >= EVENING else here.date() - timedelta(days=1)
    sent = time.at_local(last - timedelta(days=days) + timedelta(days=1), wall_clock(0, 0), facts.zone)
    if one.round.postponed_to is None or last >= one.round.postponed_to:
        told = await _tell_delay(session, one.round, broken=None, instead=None, upto=sent, now=now)
    return told


async def _tell_delay(
    session: Session,
    of: CallRound,
    *,
    broken: date | None,
    instead: date | None,
    upto: datetime | None,
    now: datetime,
) -> int:
    """A letter to each who waits and hasn't had this one: at most one about the same two days. `broken`: the day that
    was promised, None where each has their own; `upto`: of those who sent it before this moment."""
    about = f":{broken or '-'}:{instead or '-'}:{of.postponed_to if broken is None else ''}"
    key = literal(f"{DELAYED}:") + cast(Application.id, String) + literal(about)
    had = select(Letter.id).where(Letter.key == key)
    sent_before = (col(Application.submitted_at) < upto,) if upto is not None else ()
    query = (
        select(Application.id, Application.person_id)
        .where(*_waits(), *sent_before, Application.round_id == of.id, ~had.exists())
        .order_by(col(Application.id))
    )
    found = (await session.exec(query if instead else query.limit(_SLICE))).all()
    for number, person in found:
        session.add(
            Letter(
                priority=Priority.DECISION,
                kind=DELAYED,
                key=f"{DELAYED}:{number}{about}",
                person_id=person,
                subject={"application": number, "broken": str(broken or ""), "instead": str(instead or "")},
                due_at=now,
            )
        )
    await session.flush()
    return len(found)


async def _without_yes(session: Session, of: CallRound | None = None) -> list[tuple[Application, CallRound]]:
    """Those that a guardian's yes is missing for, of one round or of all."""
    query = (
        select(Application, CallRound)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(Application.progress == Progress.GUARDIAN, *((CallRound.id == of.id,) if of is not None else ()))
        .order_by(col(Application.id))
    )
    return [(application, its) for application, its in (await session.exec(query)).all()]


async def _tell_who_lacks_a_yes(
    session: Session,
    found: Sequence[tuple[Application, CallRound]],
    broken: date | None = None,
    instead: date | None = None,
    *,
    facts: Facts,
    now: datetime,
) -> int:
    """Nobody reads these yet: on the promised day they hear so, and what is missing; at once where it was put off
    (`broken` to `instead`). Once for each day."""
    here, keys = time.local(now, facts.zone), {}
    for application, of in found:
        day = broken or rounds.promised(of, application.submitted_at or now, facts=facts)
        if instead is None and (here.date(), here.time()) < (day, EVENING):
            continue
        about = f"{DELAYED}:{application.id}:{day}:{instead or '-'}:yes"
        keys[about] = (application, {"application": application.id, "broken": str(day), "instead": str(instead or "")})
    known = set(await session.exec(select(Letter.key).where(col(Letter.key).in_(keys))))
    for about in keys.keys() - known:
        application, subject = keys[about]
        person = application.person_id
        session.add(
            Letter(priority=Priority.DECISION, kind=DELAYED, key=about, person_id=person, subject=subject, due_at=now)
        )
    await session.flush()
    return len(keys.keys() - known)


def _waits() -> tuple[ColumnElement[bool], ...]:
    """Who was told to wait in line has an answer, also while another one is on its way."""
    return (
        col(Application.progress).in_(SENT),
        col(Application.released_at).is_(None),
        col(Application.in_line_since).is_(None),
    )


def _promised_before(of: CallRound, today: date, facts: Facts) -> tuple[Any, ...]:
    """Which of a late round are late: all, or those that were sent long enough ago."""
    if of.promised_on is not None or (of.postponed_to is not None and today <= of.postponed_to):
        return ()
    first = today - timedelta(days=rounds.asked(of).answer_days)
    return (col(Application.submitted_at) < time.at_local(first, wall_clock(0, 0), facts.zone),)


async def _count(session: Session, of: CallRound, which: tuple[Any, ...]) -> int:
    query = select(func.count()).where(*_waits(), Application.round_id == of.id, *which)
    return (await session.exec(query)).one()


async def _colleagues(session: Session, act: Act) -> list[int]:
    roles = rights.MATRIX[act]
    query = select(StaffRole.person_id).where(col(StaffRole.role).in_(list(roles))).distinct()
    return sorted(await session.exec(query))


async def _write(session: Session, kind: str, keys: dict[str, int], subject: dict[str, Any], now: datetime) -> int:
    known = set(await session.exec(select(Letter.key).where(col(Letter.key).in_(keys))))
    fresh = {key: person for key, person in keys.items() if key not in known}
    for key, person in fresh.items():
        session.add(
            Letter(priority=Priority.DECISION, kind=kind, key=key, person_id=person, subject=subject, due_at=now)
        )
    await session.flush()
    return len(fresh)
