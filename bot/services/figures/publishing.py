"""Weeks that are over are counted once and written down as they may be read; the panel reads nothing else."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import col, func, select

from bot.db import Session
from bot.models import Person, PublishedWeek
from bot.services.facts import Facts
from bot.services.figures import counting
from bot.services.figures.periods import WEEK, begins, last_whole, monday_of, through
from bot.services.figures.suppression import floored, released

BACK: Final = 51 * WEEK
"""How far an institute that begins to publish looks back."""

Held = Mapping[str, Mapping[str, Mapping[str, Any]]]


async def due(session: Session, *, facts: Facts, now: datetime) -> list[date]:
    """The weeks that are over and not published, the earliest first. None while nobody has written."""
    last = last_whole(now, facts.zone)
    newest = (await session.exec(select(func.max(PublishedWeek.week)))).one()
    if newest is not None:
        return list(through(newest + WEEK, last))
    first = (await session.exec(select(func.min(Person.created_at)))).one()
    if first is None:
        return []
    return list(through(max(monday_of(first, facts.zone), last - BACK), last))


async def held(session: Session) -> Held:
    """What the newest published week left over."""
    newest = select(PublishedWeek).order_by(col(PublishedWeek.week).desc()).limit(1)
    found = (await session.exec(newest)).first()
    return found.held if found else {}


async def count(session: Session, week: date, held: Held, *, facts: Facts, now: datetime) -> PublishedWeek:
    """The week as it is to be published; nothing is written. `held` comes from the week before it.

    What there is at a moment belongs to the last week that is over; nobody knows it of an earlier one any more."""
    until = begins(week + WEEK, facts.zone)
    made = PublishedWeek(week=week, made_at=now)
    for measure, ask in counting.FLOWS.items():
        before = held.get(measure, {})
        counted = await _since(session, ask, before, begins(week, facts.zone), until, facts)
        made.flows[measure], made.held[measure] = _published(week, before, counted)
    if week == last_whole(now, facts.zone):
        made.stocks |= _floored(await counting.stocks(session, now))
    made.stocks |= _floored(await counting.broadcasts(session, begins(week, facts.zone), until))
    return made


async def _since(
    session: Session,
    ask: counting.Flow,
    before: Mapping[str, Mapping[str, Any]],
    begin: datetime,
    until: datetime,
    facts: Facts,
) -> counting.Counts:
    """Each category from the first week of which nothing of it is published yet."""
    sinces = {key: begins(date.fromisoformat(one["since"]), facts.zone) for key, one in before.items()}
    asked = {since: await ask(session, since, until) for since in {begin, *sinces.values()}}
    found = {key: asked[since].get(key, 0) for key, since in sinces.items()}
    return {**asked[begin], **found}


def _published(
    week: date, before: Mapping[str, Mapping[str, Any]], counted: counting.Counts
) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """What is shown, and what is held: a category stays held from the first time that anybody is in it."""
    shown: dict[str, int] = {}
    kept: dict[str, dict[str, Any]] = {}
    for key in sorted({*before, *counted}):
        one = before.get(key, {"since": week.isoformat(), "rest": 0})
        count, rest = released(one["rest"], counted.get(key, 0))
        if count:
            shown[key] = count
        kept[key] = {"since": (week + WEEK).isoformat() if count else one["since"], "rest": rest}
    return shown, kept


def _floored(stocks: Mapping[str, counting.Counts]) -> dict[str, dict[str, int]]:
    """Without the cells that are below five, but for courses, which are named for having seats."""
    return {
        measure: {key: floored(count) for key, count in counts.items() if floored(count) or measure == "waiting"}
        for measure, counts in stocks.items()
    }
