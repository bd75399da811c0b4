"""Files to be fetched after the turn: asked for in it, taken by a job under a lease, tried again where it may help."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, or_, select

from bot.db import Session
from bot.models import Download, Fetch

LEASE: Final = timedelta(seconds=90)
"""Longer than a try may take."""
TRIES: Final = 6
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)


def ask(
    session: Session,
    purpose: str,
    person_id: int,
    file_id: str,
    *,
    size: int | None,
    subject: Mapping[str, Any],
    wall: datetime,
    now: datetime,
) -> Download:
    """To be fetched once the caller's transaction is committed."""
    made = Download(
        purpose=purpose,
        person_id=person_id,
        file_id=file_id,
        size=size,
        subject=dict(subject),
        due_at=wall,
        made_at=now,
    )
    session.add(made)
    return made


async def anything(session: Session, *, wall: datetime) -> bool:
    """Whether a claim would find something: a look that waits for no writer."""
    return (await session.exec(select(Download.id).where(*_due(wall)).limit(1))).first() is not None


async def claim(session: Session, limit: int, *, wall: datetime) -> list[Download]:
    """Those that are due and nobody fetches, the oldest first. Each try is counted before it is made, so that a file
    that kills the process isn't tried for ever."""
    query = select(Download).where(*_due(wall)).order_by(col(Download.due_at)).limit(limit)
    found = list(await session.exec(query.with_for_update(skip_locked=True)))
    for one in found:
        one.attempts += 1
        one.lease_until, one.lease_token = wall + LEASE, secrets.token_hex(8)
    await session.flush()
    return found


async def held(session: Session, claimed: Download) -> Download | None:
    """The row, locked, while the claim still stands; None when somebody else took it over or it is gone."""
    query = select(Download).where(Download.id == claimed.id, Download.lease_token == claimed.lease_token)
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).one_or_none()


def end(download: Download, *, problem: str | None = None) -> None:
    """It is there, or (with a problem) it never will be."""
    download.state = Fetch.FAILED if problem else Fetch.DONE
    download.problem = problem
    download.file_id = ""
    download.lease_until = download.lease_token = None


def again(download: Download, *, wall: datetime, pause: float | None = None) -> bool:
    """Try later, each time after twice as long; False when it was tried often enough."""
    if download.attempts >= TRIES:
        return False
    wait = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (download.attempts - 1))
    download.due_at = wall + (timedelta(seconds=pause) if pause else wait)
    download.lease_until = download.lease_token = None
    return True


def _due(wall: datetime) -> tuple[Any, ...]:
    free = or_(col(Download.lease_until).is_(None), col(Download.lease_until) < wall)
    return Download.state == Fetch.WAITING, col(Download.due_at) <= wall, free
