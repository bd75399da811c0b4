"""Progress messages of announcements: each edits itself every few seconds, and none is sent twice."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import select

from bot import time
from bot.courier.calls import render, write
from bot.db import Database, Session
from bot.i18n import speaking
from bot.models import Broadcast, Letter, Post, Priority
from bot.screen import Screen, Send, Show
from bot.screens.announcing import going
from bot.services.broadcasts import drafts
from bot.services.broadcasts.outcomes import Tally
from bot.services.facts import Facts

EVERY: Final = timedelta(seconds=3)
STALE: Final = timedelta(seconds=15)
LATELY: Final = 8
"""Looks over which the pace is averaged."""
KIND: Final = "progress"


class Progress:
    """What was shown of one announcement, and how fast it goes. Knows what this process has seen; nothing is lost with
    it."""

    def __init__(self) -> None:
        self._looks: deque[tuple[datetime, int]] = deque(maxlen=LATELY)
        self._next: datetime | None = None
        self._text: dict[int, str] = {}

    def a_second(self, tally: Tally, wall: datetime) -> float:
        """Messages a second lately; 0 while that can't be told."""
        self._looks.append((wall, tally.done))
        (first, before), (last, after) = self._looks[0], self._looks[-1]
        seconds = (last - first).total_seconds()
        return (after - before) / seconds if seconds >= 2 else 0.0

    def is_time(self, wall: datetime) -> bool:
        if self._next is not None and wall < self._next:
            return False
        self._next = wall + EVERY
        return True

    async def show(self, db: Database, row: Broadcast, tally: Tally, *, facts: Facts) -> bool:
        """Bring every message that follows it in step. Whether there is something to say."""
        pace = self.a_second(tally, time.wall())
        if not row.shown:
            return False
        now, said = time.now(), False
        async with db.begin() as session:
            draft = await drafts.look(session, row.id or 0)
            for one in draft.row.shown:
                with speaking(one["locale"]):
                    screen = going.progress(
                        draft, tally, facts=facts, now=now, a_second=pace, steers=bool(one.get("steers"))
                    )
                if self._text.get(one["chat"]) == str(screen.text):
                    continue
                if await _say(session, draft.id, one, screen, now):
                    self._text[one["chat"]] = str(screen.text)
                    said = True
        return said


async def _say(session: Session, number: int, one: dict[str, Any], screen: Screen, now: datetime) -> bool:
    """One letter for each chat, used again and again. False while the last edit is still on its way."""
    key = f"bp:{number}:{one['chat']}"
    letter = (await session.exec(select(Letter).where(Letter.key == key).with_for_update())).one_or_none()
    if letter is not None and letter.state is Post.SENDING:
        return False
    message = one.get("message") or (letter.message_id if letter is not None else None)
    saying = Send(screen) if message is None else Show(screen)
    call = write(render(saying, chat_id=one["chat"], tapped=message, callback_id=None))
    if letter is None:
        letter = Letter(priority=Priority.DECISION, kind=KIND, key=key, chat_id=one["chat"], due_at=now)
        session.add(letter)
    letter.state, letter.call, letter.due_at, letter.reason = Post.WAITING, call, now, None
    letter.useful_until = None if message is None else now + STALE
    letter.attempts = letter.repeats = 0
    return True
