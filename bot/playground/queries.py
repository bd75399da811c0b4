"""Questions a bot must answer soon: pressed buttons and inline queries."""

import asyncio
import random
from dataclasses import dataclass
from typing import Any

from bot.playground.clock import monotonic

# Telegram gives up on a pressed button after about this many seconds of the real clock.
SECONDS = 15.0


@dataclass
class Query:
    kind: str
    bot_id: int
    asked: float
    answer: "asyncio.Future[dict[str, Any]]"


class Queries:
    """Open queries by id. They do not outlive the process: after a restart every older one is too old."""

    def __init__(self) -> None:
        self.open: dict[str, Query] = {}

    def ask(self, kind: str, bot_id: int) -> tuple[str, "asyncio.Future[dict[str, Any]]"]:
        now = monotonic()
        for id, query in list(self.open.items()):
            if query.asked + SECONDS > now:
                break
            del self.open[id]
        id = str(random.getrandbits(62))
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.open[id] = Query(kind, bot_id, now, answer)
        return id, answer

    def answer(self, kind: str, bot_id: int, id: str, answer: dict[str, Any]) -> bool:
        """False when there is no such question or it is too old. Only the first answer is shown."""
        query = self.open.get(id)
        if query is None or (query.kind, query.bot_id) != (kind, bot_id):
            return False
        if query.asked + SECONDS <= monotonic():
            return False
        if not query.answer.done():
            query.answer.set_result(answer)
        return True
