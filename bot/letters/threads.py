"""Letters about a conversation with the team: it takes long, is there anything else, it is over."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import Talk, Thread
from bot.screens import threads as screens
from bot.services import threads, waits


async def _late(desk: Desk) -> Written:
    thread = await _thread(desk)
    if thread is None or thread.state is not Talk.OPEN or thread.owed_since is None:
        return Dropped("answered meanwhile")
    usual = await waits.usual(desk.session, desk.pack.institution.contact.opening, desk.facts.zone)
    return screens.late(desk.pack, usual, now=desk.now)


async def _quiet(desk: Desk) -> Written:
    thread = await _thread(desk)
    if thread is None or thread.state is not Talk.OPEN or thread.asked_at is None:
        return Dropped("somebody wrote meanwhile")
    return screens.anything_else()


async def _over(desk: Desk) -> Written:
    thread = await _thread(desk)
    if thread is None or thread.state is not Talk.CLOSED or thread.why != "silence":
        return Dropped("it goes on")
    return screens.over()


async def _thread(desk: Desk) -> Thread | None:
    thread = await desk.session.get(Thread, desk.letter.subject.get("thread", 0))
    return thread if thread is not None and thread.person_id == desk.person.id else None


WRITERS: Final[Mapping[str, Writer]] = {threads.LATE: _late, threads.QUIET: _quiet, threads.OVER: _over}
