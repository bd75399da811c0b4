"""From a letter's row to what is said, at the moment it is said: whether it is still true comes first."""

from datetime import datetime
from typing import Final

from bot.db import Session
from bot.i18n import speaking
from bot.letters import (
    announcing,
    applying,
    changes,
    guardians,
    journey,
    moving,
    news,
    places,
    rights,
    sheets,
    threads,
    wishes,
)
from bot.letters.broadcasts import Announcements
from bot.letters.desk import Desk, Dropped, Held, Writer, Written
from bot.models import Letter, Post
from bot.packs import Pack
from bot.screen import Screen
from bot.screens import notices_settings
from bot.services import attention, people
from bot.services.broadcasts import KIND
from bot.services.facts import Facts

__all__ = ["KINDS", "Announcements", "Dropped", "Held", "Written", "write"]


async def write(session: Session, letter: Letter, *, pack: Pack, facts: Facts, now: datetime) -> Written:
    """The letter in its reader's language, why it isn't sent, or until when it waits.

    What may be turned off has a button below it that does so.
    Reminders of one person due the same day become one message: this letter says them all, the others are marked
    as dropped. A second letter of the same person is written only after the first one's transaction.
    """
    person = await people.alone(session, letter.person_id or 0)
    current = await session.get(Letter, letter.id, populate_existing=True)
    if person is None or current is None:
        return Dropped("the person is gone")
    if current.state is Post.DROPPED:
        return Dropped(current.reason or "dropped")
    if current.useful_until is not None and current.useful_until <= now:
        return Dropped("too late")
    writer = _WRITERS.get(current.kind)
    if writer is None:
        return Dropped(f"nobody knows how to write {current.kind}")
    verdict = await attention.judge(session, current, person, facts=facts, now=now)
    if isinstance(verdict, attention.Wait):
        return Held(verdict.until, verdict.reason)
    if verdict is not None:
        return Dropped(verdict.reason)
    with speaking(person.locale):
        written = await writer(Desk(session, current, person, pack, facts, now))
        switch = attention.rule_of(current.kind).switch
        return notices_settings.with_mute(written, switch) if switch and isinstance(written, Screen) else written


_WRITERS: Final[dict[str, Writer]] = {
    **places.WRITERS,
    **changes.WRITERS,
    **guardians.WRITERS,
    **journey.WRITERS,
    **moving.WRITERS,
    **news.WRITERS,
    **rights.WRITERS,
    **threads.WRITERS,
    **sheets.WRITERS,
    **wishes.WRITERS,
    **announcing.WRITERS,
    **applying.WRITERS,
}
KINDS: Final = frozenset({*_WRITERS, KIND})
"""Every kind of letter; each has its rule in `attention.RULES`. Announcements are written many at a time."""
