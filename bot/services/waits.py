"""How long people wait for the team's answer: from what is published and what was measured, and nothing else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.models import Thread
from bot.packs.institutions import Opening
from bot.services import opening
from bot.services.facts import Facts

LAST: Final = 20
AT_LEAST: Final = 5
"""With fewer answers nothing is said about how long one waits."""
UNKNOWN: Final = timedelta(hours=1)
"""After so long the group is reminded where nothing is known."""
_STEPS: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440)
"""Minutes as people say them."""


async def usual(session: Session, hours: Sequence[Opening], zone: str) -> timedelta | None:
    """The median of the last first answers to whoever wrote while it was open, rounded up; None where there are fewer
    than AT_LEAST."""
    query = select(Thread.opened_at, Thread.first_answer_at).where(
        col(Thread.opened_at).is_not(None), col(Thread.first_answer_at).is_not(None)
    )
    waits = [
        answer - opened
        for opened, answer in await session.exec(query.order_by(col(Thread.first_answer_at).desc()).limit(5 * LAST))
        if opened is not None and answer is not None and (not hours or opening.is_open(hours, zone, opened))
    ][:LAST]
    if len(waits) < AT_LEAST:
        return None
    minutes = median(wait.total_seconds() / 60 for wait in waits)
    return timedelta(minutes=next((step for step in _STEPS if minutes <= step), _STEPS[-1]))


def is_late(since: datetime, patience: timedelta, hours: Sequence[Opening], *, facts: Facts, now: datetime) -> bool:
    """Whether somebody waits longer than `patience`, counted from when somebody was there to answer. Where the hours
    aren't known, everybody is thought to be there outside quiet hours. Nobody is late while it is closed."""
    if hours:
        begun = opening.since(hours, facts.zone, now)
    elif time.is_quiet(now, facts.zone, facts.quiet):
        begun = None
    else:
        begun = time.at_local(time.local(now, facts.zone).date(), facts.quiet[1], facts.zone)
        begun = begun if begun <= now else None
    return begun is not None and now - max(since, begun) >= patience
