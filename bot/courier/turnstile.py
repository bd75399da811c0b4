"""A door for one at a time, the most urgent first."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turnstile:
    """Lower numbers go first, equals in the order they came. Somebody who gives up while waiting holds up nobody."""

    def __init__(self) -> None:
        self._busy = False
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    @asynccontextmanager
    async def turn(self, priority: int) -> AsyncIterator[None]:
        if self._busy:
            mine = asyncio.get_running_loop().create_future()
            heapq.heappush(self._queue, (priority, next(self._numbers), mine))
            try:
                await mine
            except asyncio.CancelledError:
                if mine.done() and not mine.cancelled():
                    self._pass_on()
                raise
        self._busy = True
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._queue:
            _, _, waiting = heapq.heappop(self._queue)
            if not waiting.done():
                waiting.set_result(None)
                return
        self._busy = False
