"""The post office: which letters are ours to say now, and the receipts.

A letter is leased, on the machine's clock. Every mark names its lease, so that a process which lost a letter to
another one can't write over what that one did.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, text, true
from sqlalchemy.orm import aliased
from sqlmodel import col, select, update

from bot.continuation import Answer
from bot.courier.calls import read
from bot.db import Session
from bot.models import Letter, Post, Priority

LEASE = timedelta(seconds=15)
UNSENT = "letter.state IN ('waiting', 'sending')"
"""Word for word the condition of the indexes: with bound values neither database would use them."""


async def claim(
    session: Session,
    n: int,
    *,
    owner: str,
    now: datetime,
    wall: datetime,
    held: Collection[int] = (),
    up_to: Priority = Priority.NUDGE,
    closed: list[Letter] | None = None,
) -> list[Letter]:
    """At most `n` letters, now leased to `owner`, the most urgent first; none of `held` (in this process's own hands)
    and none less urgent than `up_to`. Broadcasts have a post office of their own (`bulk`).

    Replies to one chat come one at a time, in the order they were decided; so do other letters to one person. A letter
    whose process died is taken over: once. If that one died too the letter is uncertain, unless saying it again shows
    nothing twice. What is no longer useful is dropped. `closed` gets the letters whose fate was decided here.
    """
    claimed: list[Letter] = []
    people: set[int] = set()
    for level in await _levels(session, now, up_to):
        for letter in await _found(session, level, n - len(claimed), now=now, wall=wall, held=held):
            if level != Priority.REPLY and letter.person_id is not None:
                if letter.person_id in people:
                    continue
                people.add(letter.person_id)
            if _taken_up(letter, now):
                letter.state = Post.SENDING
                letter.lease_token = f"{owner[:15]}-{secrets.token_hex(8)}"
                letter.lease_until = wall + LEASE
                claimed.append(letter)
            elif closed is not None:
                closed.append(letter)
        if len(claimed) >= n:
            break
    return claimed


async def _levels(session: Session, now: datetime, up_to: Priority) -> list[Priority]:
    """Which urgencies have something due: one look at the edge of the index for each, so that a hundred thousand
    reminders planned for next month cost nothing."""
    levels = [level for level in Priority if level <= up_to]
    looks = [
        select(Letter.due_at).where(text(UNSENT), is_(Letter, level)).order_by(col(Letter.due_at)).limit(1)
        for level in levels
    ]
    first = (await session.exec(select(*[look.scalar_subquery() for look in looks]))).one()
    moments = first if len(levels) > 1 else [first]
    return [
        level
        for level, moment in zip(levels, moments, strict=True)
        if moment is not None and (level is Priority.REPLY or moment <= now)
    ]


def is_(letter: Any, level: Priority) -> ColumnElement[bool]:
    """The urgency as a constant of the statement: PostgreSQL plans badly for one it doesn't know."""
    return col(letter.priority) == literal_column(str(int(level)))


async def _found(
    session: Session, level: Priority, n: int, *, now: datetime, wall: datetime, held: Collection[int]
) -> Sequence[Letter]:
    query = (
        select(Letter)
        .where(text(UNSENT), is_(Letter, level), _due(now, level), free(wall))
        .where(_next_of_its_chat() if level == Priority.REPLY else _alone(wall))
        .order_by(col(Letter.due_at), col(Letter.id))
        .limit(n)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(query.where(col(Letter.id).not_in(held)) if held else query)).all()


def _taken_up(letter: Letter, now: datetime) -> bool:
    """Counts a takeover, and closes a letter that must not be said any more."""
    if letter.state is Post.SENDING and letter.call is not None:
        letter.repeats += 1
    if letter.useful_until is not None and letter.useful_until <= now:
        close(letter, Post.DROPPED, reason="too late")
    elif letter.repeats > 1 and not _repeatable(letter):
        close(letter, Post.UNCERTAIN, reason="its process died twice")
    return letter.state in (Post.WAITING, Post.SENDING)


def _due(now: datetime, level: Priority) -> ColumnElement[bool]:
    """A reply is due at once: moving the playground's clock back must not silence it."""
    return true() if level == Priority.REPLY else col(Letter.due_at) <= now


def free(wall: datetime) -> ColumnElement[bool]:
    rested = or_(col(Letter.not_before).is_(None), col(Letter.not_before) <= wall)
    orphaned = or_(col(Letter.lease_until).is_(None), col(Letter.lease_until) < wall)
    return or_(
        and_(col(Letter.state) == Post.WAITING, rested),
        and_(col(Letter.state) == Post.SENDING, orphaned),
    )


def _next_of_its_chat() -> ColumnElement[bool]:
    earlier = aliased(Letter, name="earlier")
    before = exists().where(
        text("earlier.state IN ('waiting', 'sending')"),
        col(earlier.chat_id) == col(Letter.chat_id),
        col(earlier.id) < col(Letter.id),
        is_(earlier, Priority.REPLY),
    )
    return ~before


def _alone(wall: datetime) -> ColumnElement[bool]:
    """Letters to one person are written one after the other: the next one may have been said along with this one."""
    other = aliased(Letter, name="other")
    under_way = exists().where(
        col(other.person_id) == col(Letter.person_id),
        col(other.state) == Post.SENDING,
        col(other.lease_until) >= wall,
        col(other.id) != col(Letter.id),
        col(other.priority) != int(Priority.REPLY),
    )
    return ~under_way


def _repeatable(letter: Letter) -> bool:
    try:
        return read(letter.call or "")[0].repeatable
    except ValueError:
        return False


FINAL = (Post.DELIVERED, Post.STOPPED, Post.REJECTED, Post.UNCERTAIN, Post.DROPPED)


def answer(letter: Letter) -> Answer:
    """What the continuation of a letter with a final state hears; without Telegram's own words."""
    return Answer(
        letter.id or 0,
        letter.then or "",
        letter.subject,
        letter.state.value,
        chat_id=letter.chat_id,
        person_id=letter.person_id,
        reason=letter.reason,
        repeated=letter.repeats > 0,
    )


def close(letter: Letter, state: Post, *, reason: str | None = None) -> None:
    """A final state for a letter in hand; what it said is forgotten."""
    letter.state, letter.reason = state, reason and reason[:200]
    letter.call = letter.lease_until = letter.lease_token = None


def hold(letter: Letter, until: datetime, *, reason: str) -> None:
    """Back in the queue, due at `until` on the institution's clock."""
    letter.state, letter.due_at, letter.reason = Post.WAITING, until, reason[:200]
    letter.lease_until = letter.lease_token = None


async def mark(session: Session, letter_id: int, token: str, **values: Any) -> bool:
    """Writes the values if the lease is still ours; says whether it was."""
    ours = update(Letter).where(col(Letter.id) == letter_id, col(Letter.lease_token) == token)
    return (await session.exec(ours.values(**values))).rowcount == 1


def final(state: Post, **values: Any) -> dict[str, Any]:
    """What `mark` writes when a letter's fate is known."""
    return {"state": state, "call": None, "lease_until": None, "lease_token": None} | values


def again(retry_at: datetime | None, *, attempts: int, reason: str | None = None, **values: Any) -> dict[str, Any]:
    """What `mark` writes when a letter surely didn't arrive and waits for its next try."""
    waiting = {"state": Post.WAITING, "lease_until": None, "lease_token": None}
    return waiting | {"not_before": retry_at, "attempts": attempts, "reason": reason} | values


async def renew(session: Session, tokens: Iterable[str], wall: datetime, lease: timedelta = LEASE) -> set[str]:
    """Prolongs these leases; the tokens that are still good."""
    wanted = list(tokens)
    if not wanted:
        return set()
    ours = update(Letter).where(col(Letter.lease_token).in_(wanted)).values(lease_until=wall + lease)
    return set((await session.exec(ours.returning(col(Letter.lease_token)))).scalars().all())


async def follow(session: Session, old: int, new: int) -> None:
    """A group got a new id: what still waits for it goes there."""
    await session.exec(update(Letter).where(text(UNSENT), col(Letter.chat_id) == old).values(chat_id=new))
