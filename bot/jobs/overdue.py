"""Once a week, to staff: which helplines should have been called again."""

from datetime import timedelta
from typing import Final

from sqlmodel import select

from bot import time
from bot.courier import calls
from bot.db import Database
from bot.i18n import speaking
from bot.models import Letter, Priority
from bot.packs import Pack
from bot.screen import Send
from bot.screens import staff
from bot.services.facts import Facts

FROM: Final = 9
"""The hour of the day from which staff is written to."""


async def remind(db: Database, pack: Pack, facts: Facts, chat_id: int) -> bool:
    """Plan this week's letter where something is overdue; harmless to repeat. Whether there is a new one."""
    now = time.now()
    here = time.local(now, facts.zone)
    overdue = pack.overdue_helplines(here.date())
    if not overdue or here.hour < FROM or time.is_quiet(now, facts.zone, facts.quiet):
        return False
    year, week, _day = here.isocalendar()
    key = f"helplines_overdue:{year}-{week:02}"
    async with db.begin() as session:
        if (await session.exec(select(Letter.id).where(Letter.key == key))).first() is not None:
            return False
        with speaking("es"):
            told = calls.render(Send(staff.overdue(overdue)), chat_id=chat_id, tapped=None, callback_id=None)
        session.add(
            Letter(
                priority=Priority.SAFETY,
                kind="helplines_overdue",
                key=key,
                chat_id=chat_id,
                call=calls.write(told),
                due_at=now,
                useful_until=now + timedelta(days=7),
            )
        )
    return True
