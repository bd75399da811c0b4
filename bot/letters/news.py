"""The letter with the news."""

from collections.abc import Mapping
from typing import Final

from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.screens import news as screens
from bot.services import digests


async def _digest(desk: Desk) -> Written:
    found = await digests.tell(desk.session, desk.letter, desk.person, facts=desk.facts, now=desk.now)
    return screens.digest(found) if found else Dropped("nothing new")


WRITERS: Final[Mapping[str, Writer]] = {digests.KIND: _digest}
