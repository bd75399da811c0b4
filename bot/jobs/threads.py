"""Conversations with the team that need something after a while: a topic, a reminder, a question, an end."""

from datetime import datetime, timedelta

from bot import time
from bot.courier import outgoing
from bot.db import Database, Session
from bot.i18n import speaking
from bot.models import Talk, Thread
from bot.packs import Pack
from bot.screen import Screen
from bot.screens import relaying
from bot.screens import threads as screens
from bot.services import threads, waits
from bot.services.facts import Facts


async def look(db: Database, pack: Pack, facts: Facts) -> int:
    """One conversation a transaction. Returns for how many something was done."""
    now = time.now()
    async with db.reading() as session:
        found = await threads.open_ones(session)
        usual = await waits.usual(session, pack.institution.contact.opening, facts.zone) if found else None
    done = 0
    for number in found:
        async with db.begin() as session:
            thread = await threads.locked(session, number)
            if thread is not None and thread.state is Talk.OPEN:
                with speaking(relaying.STAFF):
                    done += await _see_to(session, thread, pack, usual or waits.UNKNOWN, facts=facts, now=now)
    return done + await _forget(db, now)


async def _see_to(
    session: Session, thread: Thread, pack: Pack, patience: timedelta, *, facts: Facts, now: datetime
) -> bool:
    """Whether something was done."""
    if thread.opening:
        return False
    if thread.topic_id is None or thread.trouble is not None:
        return await _try_again(session, thread, now)
    if thread.owed_since is not None:
        # As long as they wait for an answer nothing ends.
        hours = pack.institution.contact.opening
        if thread.reminded_at is None and waits.is_late(thread.owed_since, patience, hours, facts=facts, now=now):
            thread.reminded_at = now
            _into(session, thread, screens.waits(int((now - thread.owed_since).total_seconds()) // 60, thread), now)
            threads.tell(session, thread, threads.LATE, thread.owed_since, now=now)
            return True
        return False
    quiet_since = thread.asked_at or thread.answered_at
    if quiet_since is None or now - quiet_since < threads.SILENCE:
        return False
    if thread.asked_at is None:
        thread.asked_at = now
        threads.tell(session, thread, threads.QUIET, now, now=now)
        return True
    threads.close(thread, "silence", now=now)
    _into(session, thread, screens.told("silence"), now)
    session.add(outgoing.letter(relaying.change(thread, "close"), now=now))
    threads.tell(session, thread, threads.OVER, now, now=now)
    return True


async def _try_again(session: Session, thread: Thread, now: datetime) -> bool:
    """Whether it was time to look if the group can be reached."""
    if thread.retry_at is not None and thread.retry_at > now:
        return False
    if thread.topic_id is None:
        thread.opening = True
        session.add(outgoing.letter(relaying.make(thread), now=now))
        return True
    thread.trouble = thread.retry_at = None
    for group in await threads.waiting(session, thread):
        for row in group:
            row.waits = False
        session.add(outgoing.letter(relaying.to_group(thread, group), now=now))
    return True


async def _forget(db: Database, now: datetime) -> int:
    """What ended a month ago: its topic goes, and what is kept of it."""
    async with db.begin() as session:
        found = await threads.outlived(session, now=now)
        for thread in found:
            if thread.topic_id is not None:
                session.add(outgoing.letter(relaying.change(thread, "delete"), now=now))
            await session.delete(thread)
    return len(found)


async def erase_topics(session: Session, person_id: int, *, now: datetime) -> None:
    """Before somebody is erased: what they said to the team goes as well."""
    for thread in await threads.with_topics(session, person_id):
        session.add(outgoing.letter(relaying.change(thread, "delete"), now=now))


def _into(session: Session, thread: Thread, screen: Screen, now: datetime) -> None:
    session.add(outgoing.letter(relaying.into(thread, screen), now=now))


async def warnings(db: Database, facts: Facts) -> list[str]:
    """What an operator must know of it; nothing of whose conversations they are."""
    if facts.staff_chat is None:
        return [] if facts.rehearsal else ["hand-off: no STAFF_CHAT, so nobody can be handed to a person"]
    async with db.reading() as session:
        troubles = await threads.troubles(session)
        few = await threads.colleagues(session) < threads.ENOUGH
    told = [f"hand-off: conversations wait, Telegram says: {trouble}" for trouble in troubles]
    return told + (["hand-off: fewer than two colleagues have a role; two must see each conversation"] if few else [])
