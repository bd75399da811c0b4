"""Conversations with the team: when one is open, what was said in it, who answers, when it ends.

Whoever changes a conversation has locked its row first (`locked`): the person, a colleague, the answer of Telegram and
the clock come from different sides at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, delete, func, or_, select

from bot import time
from bot.db import Session
from bot.models import Account, Letter, Person, Priority, StaffRole, Talk, Thread, ThreadMessage
from bot.services.facts import OF_AGE, Facts

WAITS_FOR_WORDS: Final = timedelta(minutes=30)
"""So long after somebody asked for a person, what they write is meant for that person."""
AGAIN: Final = timedelta(days=7)
"""So long after its end a conversation goes on in the same topic."""
SILENCE: Final = timedelta(hours=24)
RETRY: Final = timedelta(minutes=10)
KEPT: Final = timedelta(days=30)
ENOUGH: Final = 2
"""So many colleagues must be able to see each conversation."""

LATE, QUIET, OVER = "thread_late", "thread_quiet", "thread_over"
"""Letters to the person."""


async def current(session: Session, person_id: int, *, now: datetime) -> Thread | None:
    """The conversation to which what they write belongs; None where it belongs to the bot."""
    query = (
        select(Thread)
        .where(
            Thread.person_id == person_id,
            or_(
                Thread.state == Talk.OPEN,
                (col(Thread.state) == Talk.INVITED) & (col(Thread.invited_at) > now - WAITS_FOR_WORDS),
            ),
        )
        .order_by(col(Thread.id).desc())
    )
    return (await session.exec(query.limit(1))).first()


async def locked(session: Session, thread_id: int) -> Thread | None:
    """As it is now, and nobody else's until the transaction ends; None where it was erased."""
    query = select(Thread).where(Thread.id == thread_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def in_topic(session: Session, chat_id: int, topic_id: int) -> Thread | None:
    query = select(Thread).where(Thread.chat_id == chat_id, Thread.topic_id == topic_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def open_of_account(session: Session, account_id: int) -> Thread | None:
    """The open conversation of whoever writes in this private chat."""
    query = select(Thread).join(Account, col(Account.person_id) == Thread.person_id)
    return (await session.exec(query.where(Account.id == account_id, Thread.state == Talk.OPEN))).first()


async def is_open(session: Session, person_id: int) -> bool:
    query = select(Thread.id).where(Thread.person_id == person_id, Thread.state == Talk.OPEN)
    return (await session.exec(query.limit(1))).first() is not None


async def invite(session: Session, person: Person, about: str, *, facts: Facts, now: datetime) -> Thread:
    """They asked for a person. An open conversation goes on, and so does one that ended lately."""
    query = (
        select(Thread)
        .where(
            Thread.person_id == person.id,
            or_(
                Thread.state != Talk.CLOSED,
                (col(Thread.closed_at) > now - AGAIN) & (col(Thread.chat_id) == facts.staff_chat),
            ),
        )
        .order_by(col(Thread.id).desc())
        .with_for_update()
    )
    thread = (await session.exec(query.limit(1).execution_options(populate_existing=True))).first()
    if thread is None:
        assert person.id is not None
        thread = Thread(person_id=person.id, invited_at=now, chat_id=facts.staff_chat)
        session.add(thread)
    if thread.state is not Talk.OPEN:
        age = person.age(time.local(now, facts.zone).date())
        thread.state, thread.invited_at, thread.about = Talk.INVITED, now, about
        # Nobody's age is guessed: who isn't known to be of age is protected.
        thread.protected = age is None or age < OF_AGE
        thread.chat_id = facts.staff_chat if thread.topic_id is None else thread.chat_id
    await session.flush()
    return thread


async def note(
    session: Session, thread: Thread, chat_id: int, message_ids: Sequence[int], *, now: datetime
) -> list[ThreadMessage]:
    """Write down that these messages belong to it: only their numbers."""
    album = message_ids[0] if len(message_ids) > 1 else None
    rows = [
        ThreadMessage(thread_id=thread.id or 0, chat_id=chat_id, message_id=number, album=album, at=now)
        for number in message_ids
    ]
    session.add_all(rows)
    await session.flush()
    return rows


def heard(thread: Thread, *, now: datetime) -> bool:
    """The person wrote. Whether the conversation begins, or begins again, with it."""
    begins = thread.state is not Talk.OPEN
    if begins:
        thread.state, thread.opened_at, thread.first_answer_at = Talk.OPEN, now, None
        thread.closed_at = thread.why = thread.taken_by = thread.answered_at = None
    thread.owed_since = thread.owed_since or now
    thread.asked_at = None
    return begins


def answered(thread: Thread, by: int, *, now: datetime) -> bool:
    """A colleague wrote. Whether the person hears of a colleague for the first time."""
    first = thread.first_answer_at is None
    thread.first_answer_at = thread.first_answer_at or now
    thread.answered_at, thread.taken_by = now, by
    thread.owed_since = thread.reminded_at = thread.asked_at = None
    return first


def close(thread: Thread, why: str, *, now: datetime) -> None:
    thread.state, thread.closed_at, thread.why = Talk.CLOSED, now, why
    thread.owed_since = thread.reminded_at = thread.asked_at = None


async def waiting(session: Session, thread: Thread) -> list[list[ThreadMessage]]:
    """What hasn't been passed on, in order; an album together."""
    query = select(ThreadMessage).where(ThreadMessage.thread_id == thread.id, col(ThreadMessage.waits))
    groups: list[list[ThreadMessage]] = []
    for row in await session.exec(query.order_by(col(ThreadMessage.id)).with_for_update()):
        if groups and row.album is not None and groups[-1][0].album == row.album:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


async def forget_waiting(session: Session, thread: Thread) -> None:
    """What hasn't been passed on never is: its messages are gone."""
    await session.exec(delete(ThreadMessage).where(col(ThreadMessage.thread_id) == thread.id, col(ThreadMessage.waits)))


async def rows(session: Session, ids: Sequence[int]) -> Sequence[ThreadMessage]:
    query = select(ThreadMessage).where(col(ThreadMessage.id).in_(ids)).order_by(col(ThreadMessage.message_id))
    return (await session.exec(query)).all()


async def row_of(session: Session, chat_id: int, message_id: int) -> ThreadMessage | None:
    """The row of a message that was written in this chat."""
    query = select(ThreadMessage).where(ThreadMessage.chat_id == chat_id, ThreadMessage.message_id == message_id)
    return (await session.exec(query)).first()


async def counterpart(session: Session, thread: Thread, chat_id: int, message_id: int) -> int | None:
    """The number on the other side of a message in this chat, whoever wrote it."""
    mine = select(ThreadMessage).where(
        ThreadMessage.thread_id == thread.id,
        or_(
            (col(ThreadMessage.chat_id) == chat_id) & (col(ThreadMessage.message_id) == message_id),
            (col(ThreadMessage.chat_id) != chat_id) & (col(ThreadMessage.copy_id) == message_id),
        ),
    )
    row = (await session.exec(mine)).first()
    if row is None:
        return None
    return row.copy_id if row.chat_id == chat_id else row.message_id


async def colleagues(session: Session) -> int:
    """How many people have a role."""
    return (await session.exec(select(func.count(func.distinct(StaffRole.person_id))))).one()


async def called(session: Session, person_id: int) -> str:
    """What colleagues call a colleague."""
    query = select(StaffRole.called).where(StaffRole.person_id == person_id).order_by(col(StaffRole.id).desc())
    return (await session.exec(query.limit(1))).first() or f"{person_id}"


def tell(session: Session, thread: Thread, kind: str, mark: datetime, *, now: datetime) -> None:
    """Plan a letter to the person about it. `mark` tells this time from others."""
    session.add(
        Letter(
            priority=Priority.DECISION,
            kind=kind,
            key=f"{kind}:{thread.id}:{int(mark.timestamp())}",
            person_id=thread.person_id,
            subject={"thread": thread.id},
            due_at=now,
            useful_until=now + SILENCE,
        )
    )


async def open_ones(session: Session) -> Sequence[int]:
    query = select(Thread.id).where(Thread.state == Talk.OPEN).order_by(col(Thread.id))
    return [number for number in await session.exec(query) if number is not None]


async def outlived(session: Session, *, now: datetime) -> Sequence[Thread]:
    """What ended so long ago that its topic goes too; and invitations nobody took up."""
    over = (col(Thread.state) == Talk.CLOSED) & (col(Thread.closed_at) < now - KEPT)
    idle = (col(Thread.state) == Talk.INVITED) & (col(Thread.invited_at) < now - KEPT)
    return (await session.exec(select(Thread).where(or_(over, idle)).limit(100).with_for_update())).all()


async def with_topics(session: Session, person_id: int) -> Sequence[Thread]:
    query = select(Thread).where(Thread.person_id == person_id, col(Thread.topic_id).is_not(None))
    return (await session.exec(query)).all()


async def troubles(session: Session) -> list[str]:
    """Why conversations wait for a topic; nothing of whose they are."""
    query = select(Thread.trouble).where(Thread.state == Talk.OPEN, col(Thread.trouble).is_not(None)).distinct()
    return [trouble for trouble in await session.exec(query) if trouble]
