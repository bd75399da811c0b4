"""The soft line: beside the ordinary answer to something that sounds heavy."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot import time
from bot.packs.care import EMERGENCY
from bot.screen import Send, Show
from bot.screens import floor
from bot.services import safety_events
from bot.turn import Turn
from bot.turn.overhearing import Listen, overhear

AGAIN: Final = timedelta(hours=20)
"""One a day is a hand held out; more would be nagging, and people would write more carefully."""
REMEMBERED: Final = 10_000


class Comfort:
    """Who got a line lately is remembered by the process alone: in the database it would be a list of who is sad."""

    def __init__(self, listen: Listen) -> None:
        self._listen = listen
        self._said: dict[int, datetime] = {}

    def beside(self, raw: Mapping[str, Any], turn: Turn) -> None:
        """Add the line to what is said, in private, once a day, unless the answer shows the helplines already. Danger
        comes here only where whoever wrote it wants it used as what it was meant: a hand stays held out."""
        overheard = overhear(raw, self._listen) if turn.private else None
        if overheard is None:
            return
        screens = [saying.screen for saying in turn.said.sayings if isinstance(saying, Show | Send)]
        now = time.now()
        last = self._said.get(turn.account_id)
        if any(EMERGENCY in str(screen.text) for screen in screens) or (last is not None and now - last < AGAIN):
            return
        if len(self._said) > REMEMBERED:
            self._said = {who: at for who, at in self._said.items() if now - at < AGAIN}
        self._said[turn.account_id] = now
        turn.said.send(floor.beside(overheard.finding))
        safety_events.note(turn.session, overheard.finding, card="line", now=now)
