"""Who has to say yes to an announcement, and to what exactly: the only door to sending.

Up to `alone.MOST` recipients its author decides, whatever they send alone within a day counted together. For more, a
colleague who approves, and isn't the author, says yes to one content, one set of buttons, one audience and one hour: to
their hash. Whatever changes afterwards takes the yes back; so does an audience that grew or shrank by more than a
fiftieth, and a day. `may_start` asks all of it again right before the first letter is written, and `most` bounds how
many are written.
"""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, func, or_, select

from bot.db import Session
from bot.errors import CantAnnounce, NotApprovable, NotThere
from bot.models import Broadcast, Letter, Post, Priority, Role, StaffRole, Stage
from bot.services import audit, rights
from bot.services.broadcasts import alone, audience, content, correcting, drafts
from bot.services.broadcasts.audience import Count
from bot.services.broadcasts.drafts import Draft
from bot.services.facts import Facts
from bot.services.rights import Act

DRIFT: Final = 0.02
WITHIN: Final = timedelta(hours=24)
"""How long a question waits for its answer, and a yes for its beginning."""
REASON: Final = 150

ASKED, ANSWERED = "broadcast_asked", "broadcast_answered"
"""Letters: to who approves, and to the author."""
APPROVED, REFUSED, EXPIRED, MOVED, AGAIN, LATE = "approved", "refused", "expired", "moved", "again", "late"
TOGETHER: Final = "together"
LEFT: Final = "left"
"""What the author hears."""


async def size(session: Session, draft: Draft, *, facts: Facts, now: datetime) -> Count:
    """Who would get it at this moment; a correction goes to exactly those who got what it corrects."""
    if draft.row.corrects_id is None:
        found = await audience.count(session, draft.rule, now=now, facts=facts)
    else:
        got = (col(Letter.broadcast_id) == draft.row.corrects_id, col(Letter.state) == Post.DELIVERED)
        found = Count(total=(await session.exec(select(func.count()).select_from(Letter).where(*got))).one())
    return replace(found, beside=await alone.beside(session, draft.row, found.total, now=now))


def needs_a_yes(found: Count) -> bool:
    """Whether its author can't send it alone: it is for too many, or for too many with what they send alone besides."""
    return found.total + found.beside > alone.MOST


def near(one: int, other: int) -> bool:
    """Whether two counts are the same audience for a yes."""
    return abs(one - other) <= DRIFT * other


async def ready(session: Session, draft: Draft, *, facts: Facts, now: datetime) -> Count:
    """Whom it would go to, where nothing is missing any more. Raises CantAnnounce: empty or what `content.check` says,
    past, nobody, no_approver."""
    if not draft.messages:
        raise CantAnnounce("empty")
    for contents in draft.messages.values():
        content.check(contents)
    await correcting.check(session, draft)
    if draft.row.due_at is not None and draft.row.due_at <= now:
        raise CantAnnounce("past")
    found = await size(session, draft, facts=facts, now=now)
    if not found.total:
        raise CantAnnounce("nobody")
    if needs_a_yes(found) and not await approvers(session, besides=draft.row.author_id):
        raise CantAnnounce("no_approver", size=found.beside if found.total <= alone.MOST else 0, most=alone.MOST)
    return found


async def approvers(session: Session, *, besides: int | None) -> list[int]:
    """Who could say yes to what that person wrote."""
    query = select(StaffRole.person_id).where(
        col(StaffRole.role).in_([one for one in Role if one in rights.MATRIX[Act.APPROVE_ANNOUNCEMENT]])
    )
    return sorted({person for person in await session.exec(query) if person != besides})


async def submit(
    session: Session, broadcast_id: int, author_id: int, mark: str, *, facts: Facts, now: datetime
) -> tuple[Draft, Count]:
    """The author means it: up to `alone.MOST` it is approved, above the others are asked. `mark` is the beginning of
    the hash of what they saw. Raises NotThere, NotApprovable (`over`: it was changed or submitted meanwhile), and what
    `ready` raises."""
    await rights.require(session, author_id, Act.ANNOUNCE)
    await alone.hold(session, author_id)
    draft = await drafts.look(session, broadcast_id, lock=True)
    row = draft.row
    if row.author_id != author_id:
        raise NotThere
    if row.stage is not Stage.DRAFT or len(mark) < 8 or not draft.hash.startswith(mark):
        raise NotApprovable("over")
    found = await ready(session, draft, facts=facts, now=now)
    row.asked_at, row.asked_hash, row.asked_count = now, draft.hash, found.total
    row.edited_at, row.reason = now, None
    noted: dict[str, Any] = {"count": found.total, "hash": draft.hash[:16]}
    if found.beside:
        noted["beside"] = found.beside
    if needs_a_yes(found):
        row.stage = Stage.ASKED
        await audit.note(session, author_id, "broadcast_asked", drafts.subject(row), now=now, **noted)
        await _ask_others(session, draft, now=now)
    else:
        row.stage, row.approver_id, row.approved_at, row.approved_hash = Stage.APPROVED, None, now, draft.hash
        await audit.note(session, author_id, "broadcast_sent_alone", drafts.subject(row), now=now, **noted)
    return draft, found


async def to_review(session: Session, broadcast_id: int, person_id: int, *, now: datetime) -> Draft:
    """What waits for a yes, for who may give it. Raises NotThere, NotAllowed, and NotApprovable: own, over."""
    await rights.require(session, person_id, Act.APPROVE_ANNOUNCEMENT)
    draft = await drafts.look(session, broadcast_id, lock=True)
    if draft.row.author_id == person_id:
        raise NotApprovable("own")
    if draft.row.stage is not Stage.ASKED or _is_over(draft, now):
        raise NotApprovable("over")
    return draft


async def approve(
    session: Session, broadcast_id: int, person_id: int, typed: int, mark: str, *, facts: Facts, now: datetime
) -> Draft:
    """A yes to exactly what was asked. `typed`: the count, as the person typed it; `mark`: the beginning of the hash of
    what they saw. Raises what `to_review` raises, and NotApprovable: `moved` where the audience is another one by now,
    `number` where that isn't the count."""
    draft = await to_review(session, broadcast_id, person_id, now=now)
    row = draft.row
    if draft.hash != row.asked_hash or len(mark) < 8 or not draft.hash.startswith(mark):
        raise NotApprovable("over")
    found = await size(session, draft, facts=facts, now=now)
    if not near(found.total, row.asked_count or 0):
        raise NotApprovable("moved", count=found.total)
    if typed != row.asked_count:
        raise NotApprovable("number", count=row.asked_count or 0)
    row.stage, row.approver_id, row.approved_at, row.approved_hash = Stage.APPROVED, person_id, now, draft.hash
    row.edited_at = now
    noted: dict[str, Any] = {"count": row.asked_count, "hash": draft.hash[:16]}
    await audit.note(session, person_id, "broadcast_approved", drafts.subject(row), now=now, **noted)
    await _answer(session, draft, APPROVED, now=now)
    return draft


async def count_again(session: Session, draft: Draft, *, facts: Facts, now: datetime) -> Count:
    """The count that has to be typed, brought in step with the audience where that moved; the question stays."""
    found = await size(session, draft, facts=facts, now=now)
    if not near(found.total, draft.row.asked_count or 0):
        draft.row.asked_count = found.total
    return found


async def refuse(session: Session, broadcast_id: int, person_id: int, reason: str, *, now: datetime) -> Draft:
    """A no: a draft again, for its author to mend. Raises what `to_review` raises."""
    draft = await to_review(session, broadcast_id, person_id, now=now)
    drafts.void(draft.row)
    draft.row.edited_at = now
    draft.row.reason = f"{REFUSED}:{reason[:REASON]}"
    await audit.note(session, person_id, "broadcast_refused", drafts.subject(draft.row), now=now)
    await _answer(session, draft, REFUSED, now=now)
    return draft


async def lapse(session: Session, *, now: datetime) -> int:
    """What nobody answered within a day is a draft again, and its author hears so; how many there were."""
    query = select(Broadcast.id).where(Broadcast.stage == Stage.ASKED, col(Broadcast.asked_at) <= now - WITHIN)
    over = 0
    for broadcast_id in sorted(id or 0 for id in await session.exec(query)):
        draft = await drafts.look(session, broadcast_id, lock=True)
        if draft.row.stage is Stage.ASKED and _is_over(draft, now):
            await _take_back(session, draft, EXPIRED, now=now)
            over += 1
    return over


async def may_start(
    session: Session, broadcast_id: int, *, facts: Facts, now: datetime, found: Count | None = None
) -> bool:
    """Whether its letters may be written from now on; the row is locked until the transaction ends. Where what was
    approved isn't what would be sent, it goes back: to the colleagues where only the audience moved, else to its
    author; they hear so. A yes that wasn't used for a day doesn't count any more. `found`: the size as it was counted a
    moment ago, so that a million aren't counted while everybody waits. What nobody but its author said yes to needs an
    author who may still announce."""
    await alone.hold(
        session, (await session.exec(select(Broadcast.author_id).where(Broadcast.id == broadcast_id))).first()
    )
    draft = await drafts.look(session, broadcast_id, lock=True)
    row = draft.row
    if row.stage is not Stage.APPROVED or (row.due_at is not None and row.due_at > now):
        return False
    if row.approved_hash is None or row.approved_hash != draft.hash or _is_own(draft):
        await _take_back(session, draft, MOVED, now=now)
        return False
    if max(row.approved_at or now, row.due_at or row.approved_at or now) + WITHIN <= now:
        await _take_back(session, draft, LATE, now=now)
        return False
    found = found or await size(session, draft, facts=facts, now=now)
    if row.approver_id is None:
        if not await _writes(session, row.author_id):
            await _take_back(session, draft, LEFT, now=now)
            return False
        beside = await alone.beside(session, row, found.total, now=now, begun=True)
        if 0 < found.total <= alone.MOST - beside:
            row.asked_count = found.total
            return await correcting.end_old(session, draft, now=now)
        await _take_back(session, draft, TOGETHER if 0 < found.total <= alone.MOST else MOVED, now=now)
        return False
    if near(found.total, row.asked_count or 0):
        return await correcting.end_old(session, draft, now=now)
    await _ask_anew(session, draft, found, now=now)
    return False


def most(row: Broadcast) -> int:
    """How many letters a yes carries at most: the audience may still grow while they are being written."""
    if row.approver_id is None or row.approver_id == row.author_id:
        # No more than counted against what its author sends alone besides.
        return alone.MOST if row.asked_count is None else min(alone.MOST, row.asked_count)
    return math.floor((row.asked_count or 0) * (1 + DRIFT))


async def waiting_alone(session: Session, author_id: int) -> int:
    """How many announcements have their hour, and nobody's yes but this author's: those that don't begin once the
    author may not announce any more."""
    nobody_else = or_(col(Broadcast.approver_id).is_(None), col(Broadcast.approver_id) == author_id)
    query = select(func.count()).select_from(Broadcast)
    return (
        await session.exec(
            query.where(Broadcast.author_id == author_id, Broadcast.stage == Stage.APPROVED, nobody_else)
        )
    ).one()


async def _writes(session: Session, person_id: int | None) -> bool:
    return person_id is not None and rights.may(await rights.roles_of(session, person_id), Act.ANNOUNCE)


def _is_own(draft: Draft) -> bool:
    """Whether author and approver are one person: two profiles may have become one meanwhile."""
    return draft.row.approver_id is not None and draft.row.approver_id == draft.row.author_id


def _is_over(draft: Draft, now: datetime) -> bool:
    return draft.row.asked_at is None or draft.row.asked_at + WITHIN <= now


async def _ask_anew(session: Session, draft: Draft, found: Count, *, now: datetime) -> None:
    row = draft.row
    if not needs_a_yes(found) or not await approvers(session, besides=row.author_id):
        await _take_back(session, draft, MOVED, now=now)
        return
    row.stage, row.asked_at, row.asked_count = Stage.ASKED, now, found.total
    row.approver_id = row.approved_at = row.approved_hash = None
    noted: dict[str, Any] = {"count": found.total, "hash": draft.hash[:16]}
    await audit.note(session, None, "broadcast_asked_again", drafts.subject(row), now=now, **noted)
    await _ask_others(session, draft, now=now)
    await _answer(session, draft, AGAIN, now=now)


async def _take_back(session: Session, draft: Draft, why: str, *, now: datetime) -> None:
    drafts.void(draft.row)
    draft.row.reason, draft.row.edited_at = why, now
    await audit.note(session, None, "broadcast_taken_back", drafts.subject(draft.row), now=now, why=why)
    await _answer(session, draft, why, now=now)


async def _ask_others(session: Session, draft: Draft, *, now: datetime) -> None:
    for person_id in await approvers(session, besides=draft.row.author_id):
        subject = {"broadcast": draft.id}
        await _write(session, ASKED, person_id, subject, f"{draft.id}:{now.timestamp():.6f}:{person_id}", now)


async def _answer(session: Session, draft: Draft, why: str, *, now: datetime) -> None:
    if draft.row.author_id is not None:
        subject = {"broadcast": draft.id, "why": why}
        await _write(session, ANSWERED, draft.row.author_id, subject, f"{draft.id}:{now.timestamp():.6f}:{why}", now)


async def _write(session: Session, kind: str, person_id: int, subject: dict[str, Any], key: str, now: datetime) -> None:
    known = select(Letter.id).where(Letter.key == f"{kind}:{key}")
    if (await session.exec(known)).first() is None:
        letter = Letter(
            priority=Priority.DECISION,
            kind=kind,
            key=f"{kind}:{key}",
            person_id=person_id,
            subject=subject,
            due_at=now,
            useful_until=now + WITHIN if kind == ASKED else None,
        )
        session.add(letter)
        await session.flush()
