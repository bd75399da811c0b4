"""The post office for broadcasts: the same leases and receipts as `post`, many in one statement."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, text
from sqlalchemy import select as columns
from sqlmodel import col, update

from bot.courier import post
from bot.db import Session
from bot.models import Account, Letter, Person, Post, Priority
from bot.services.broadcasts.freezing import shelf
from bot.services.broadcasts.recipients import Recipient

AHEAD: Final = 40
"""Letters looked at beyond those that can leave: in the night whole slices are only put back."""


_reached = (
    columns(func.min(Account.id))
    .where(col(Account.person_id) == col(Letter.person_id), col(Account.stopped_at).is_(None))
    .correlate(Letter)
    .scalar_subquery()
)
_LETTERS: Final = (
    columns(
        *(col(one) for one in (Letter.id, Letter.broadcast_id, Letter.person_id)),
        func.coalesce(col(Letter.chat_id), _reached),
        *(col(one) for one in (Letter.state, Letter.repeats, Letter.attempts, Letter.subject, Letter.call)),
        *(col(one) for one in (Letter.message_ids, Person.locale, Person.muted, Person.weekly)),
        *(col(one) for one in (Person.birth_date, Person.erase_at, Person.name, Letter.due_at)),
    )
    .join(Person, col(Person.id) == col(Letter.person_id))
    .where(text(post.UNSENT), post.is_(Letter, Priority.BROADCAST))
    .with_for_update(skip_locked=True, of=Letter)
)


async def find(
    session: Session,
    running: Sequence[tuple[int, bool]],
    n: int,
    *,
    now: datetime,
    wall: datetime,
    held: Collection[int],
) -> list[Recipient]:
    """At most `n` letters of the running broadcasts, locked: those that are due (the first few, second tries, what
    waited for the morning, what a process that died left behind), then those still on the shelf of a broadcast that is
    beyond its first few (`running` has that with each id). None of `held`, which are in this process's own hands."""
    ids = [number for number, _beyond in running]
    due = _LETTERS.where(col(Letter.due_at) <= now, post.free(wall), col(Letter.broadcast_id).in_(ids))
    if held:
        due = due.where(col(Letter.id).not_in(held))
    found = await _read(session, due.order_by(col(Letter.due_at), col(Letter.id)).limit(n))
    for number, beyond in running:
        if len(found) >= n:
            break
        if beyond:
            on_shelf = _LETTERS.where(col(Letter.due_at) == shelf(number), col(Letter.broadcast_id) == number)
            found += await _read(session, on_shelf.order_by(col(Letter.id)).limit(n - len(found)))
    return found


async def _read(session: Session, query: Any) -> list[Recipient]:
    connection = await session.connection()
    return [Recipient(*row) for row in await connection.execute(query)]


_TAKE: Final = (
    update(Letter)
    .where(col(Letter.id) == bindparam("letter"))
    .values(
        state=Post.SENDING,
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
        due_at=bindparam("due"),
        chat_id=bindparam("chat"),
        repeats=bindparam("times"),
    )
    .execution_options(synchronize_session=False)
)


async def take(session: Session, taken: Sequence[Recipient], *, owner: str, now: datetime, until: datetime) -> str:
    """Leases them all; the lease's token. They leave their shelf with that: from now on they are due."""
    token = f"{owner[:15]}-{secrets.token_hex(8)}"
    if taken:
        connection = await session.connection()
        rows = [
            {
                "letter": one.id,
                "token": token,
                "until": until,
                "due": min(one.due_at, now),
                "chat": one.chat_id,
                "times": one.repeats,
            }
            for one in taken
        ]
        await connection.execute(_TAKE, rows)
    return token


_CLOSE: Final = (
    update(Letter)
    .where(col(Letter.id) == bindparam("letter"))
    .values(
        state=bindparam("now_is"),
        reason=bindparam("why"),
        due_at=bindparam("due"),
        call=None,
        lease_until=None,
        lease_token=None,
    )
    .execution_options(synchronize_session=False)
)


async def set_aside(session: Session, those: Iterable[tuple[Recipient, Post, str, datetime]]) -> None:
    """Letters that were found and aren't said: each with its state, why, and when it is due."""
    rows = [{"letter": one.id, "now_is": state, "why": why[:200], "due": due} for one, state, why, due in those]
    if rows:
        await (await session.connection()).execute(_CLOSE, rows)


@dataclass(slots=True)
class Receipt:
    """What became of a letter in hand; `state` WAITING where it goes back."""

    letter: int
    token: str
    state: Post
    reason: str | None = None
    message_ids: list[int] | None = None
    said_at: datetime | None = None
    not_before: datetime | None = None
    attempts: int = 0
    call: str | None = None


_FINAL: Final = (
    update(Letter)
    .where(col(Letter.id) == bindparam("letter"), col(Letter.lease_token) == bindparam("token"))
    .values(
        state=bindparam("now_is"),
        reason=bindparam("why"),
        message_id=bindparam("last"),
        message_ids=bindparam("all_of_them"),
        said_at=bindparam("said"),
        not_before=bindparam("later"),
        attempts=bindparam("tries"),
        call=bindparam("left"),
        lease_until=None,
        lease_token=None,
    )
    .execution_options(synchronize_session=False)
)


async def mark(session: Session, receipts: Sequence[Receipt]) -> None:
    """Each only where its lease is still ours."""
    rows = [
        {
            "letter": one.letter,
            "token": one.token,
            "now_is": one.state,
            "why": one.reason,
            "last": one.message_ids[-1] if one.message_ids else None,
            "all_of_them": one.message_ids or [],
            "said": one.said_at,
            "later": one.not_before,
            "tries": one.attempts,
            "left": one.call,
        }
        for one in receipts
    ]
    if rows:
        await (await session.connection()).execute(_FINAL, rows)
