"""Telling staff that a request waits: when it arrives, when few working days are left, and when it is late."""

import structlog

from bot import time
from bot.courier.calls import render, write
from bot.db import Database
from bot.i18n import speaking
from bot.models import Letter, Priority
from bot.screen import Send
from bot.screens import requests as screens
from bot.services import requests
from bot.services.facts import Facts

log = structlog.get_logger()


async def remind(db: Database, facts: Facts, staff_chat: int | None) -> int:
    """Into the staff's chat where there is one, and into the log: number and date, nothing else. Returns how many."""
    now = time.now()
    async with db.reading() as session:
        if not await requests.waiting(session):
            return 0
    async with db.begin() as session:
        found = await requests.to_tell(session, facts=facts, now=now)
        for request, left in found:
            number = request.id or 0
            log.warning("a request waits", request=number, due_on=str(request.due_on), working_days_left=left)
            if staff_chat is None:
                continue
            with speaking("es"):
                said = Send(screens.for_staff(number, request.due_on, left))
            call = write(render(said, chat_id=staff_chat, tapped=None, callback_id=None))
            session.add(
                Letter(
                    priority=Priority.DECISION,
                    kind="staff_request",
                    key=f"staff_request:{number}:{request.told_left}",
                    chat_id=staff_chat,
                    call=call,
                    due_at=now,
                )
            )
    return len(found)
