"""The log of what the staff did: lines are only ever added, and each holds the hash of the one before.

Whoever changes or takes out a line, even with the database in their hands, breaks the chain from there on; whoever
cuts off its end is found by the head that was noted elsewhere (`rumbo audit verify` prints it).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from bot.db import Session
from bot.models import AuditEntry, AuditHead

SLICE: Final = 1_000
"""Lines that are read at once."""


@dataclass(frozen=True)
class Verdict:
    """`broken` is the number of the first line that isn't what it was, or None."""

    lines: int
    head: str
    broken: int | None = None


async def note(
    session: Session, actor: int | None, act: str, subject: str, *, now: datetime, **details: str | int | None
) -> AuditEntry:
    """Add a line in the caller's transaction; until that ends nobody else can add one. `details` are ids and codes,
    never names or texts."""
    head = (await session.exec(select(AuditHead).with_for_update().execution_options(populate_existing=True))).one()
    entry = AuditEntry(
        number=head.number + 1,
        at=now,
        actor=actor,
        act=act,
        subject=subject,
        details=details,
        previous=head.hash,
        hash="",
    )
    entry.hash = hash_of(entry)
    head.number, head.hash = entry.number, entry.hash
    session.add(entry)
    await session.flush()
    return entry


async def page(session: Session, page: int, *, size: int) -> tuple[list[AuditEntry], int]:
    """A page of the newest lines, counted from 1, and how many pages there are."""
    head = (await session.exec(select(AuditHead))).one()
    pages = max(1, -(-head.number // size))
    skip = (min(max(page, 1), pages) - 1) * size
    newest = select(AuditEntry).order_by(col(AuditEntry.number).desc()).offset(skip).limit(size)
    return list(await session.exec(newest)), pages


async def verify(session: Session) -> Verdict:
    """Walk the whole chain."""
    head = (await session.exec(select(AuditHead))).one()
    previous, number = "", 0
    while True:
        query = select(AuditEntry).where(AuditEntry.number > number).order_by(col(AuditEntry.number)).limit(SLICE)
        entries = (await session.exec(query)).all()
        for entry in entries:
            number += 1
            if entry.number != number or entry.previous != previous or entry.hash != hash_of(entry):
                return Verdict(head.number, head.hash, number)
            previous = entry.hash
        if len(entries) < SLICE:
            break
    whole = (number, previous) == (head.number, head.hash)
    return Verdict(head.number, head.hash, None if whole else number + 1)


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over everything that a line says, and over the hash of the one before."""
    said: dict[str, Any] = {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
