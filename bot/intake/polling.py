"""Long polling of our own: a batch is in the database before the next request acknowledges it.

Raw JSON, not typed updates: one update that no library can parse must not stop those behind it. While the database is
away nothing is acknowledged, so Telegram brings the same updates again, at most a hundred of them; each time the crisis
floor looks at them first.
"""

import asyncio
import json
from typing import Any, Final

import aiohttp
import structlog

from bot import time
from bot.db import AWAY
from bot.intake import inbox
from bot.intake.door import Door

log = structlog.get_logger()

KINDS: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "poll_answer")
WAIT: Final = 25
"""Seconds that Telegram keeps a request open while there is nothing to say."""
GIVE_UP: Final = 30
"""Seconds of 409 after which another instance is surely running."""


LOOK_AGAIN: Final = 1.0
"""Seconds at most until the next look while the database is away: somebody may be in danger meanwhile."""


class AnotherInstance(Exception):
    """Somebody else polls with this token; two would steal each other's updates."""


class WrongToken(Exception):
    """Telegram doesn't know this token."""


class Unwritten(Exception):
    """The database is away; its error's class."""


class Poller:
    """Fetches, writes down, and only then acknowledges (by asking for what comes after)."""

    def __init__(self, door: Door, token: str, api_url: str) -> None:
        self._door = door
        self._url = f"{api_url}/bot{token}/getUpdates"
        self._offset: int | None = None
        self._writing: asyncio.Future[None] | None = None
        self._behind = 0
        """What comes after the batch that is being written down."""
        self.last_success = time.wall()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Outages are waited out; AnotherInstance and WrongToken end it."""
        timeout = aiohttp.ClientTimeout(total=WAIT + 15, sock_connect=10)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as client:
                await self._run(stop, client)
        finally:
            if self._writing is not None:
                self._writing.cancel()
                await asyncio.wait({self._writing}, timeout=2)

    async def _run(self, stop: asyncio.Event, client: aiohttp.ClientSession) -> None:
        failures, conflict_since = 0, None
        while not stop.is_set():
            try:
                status, answer = await self._ask_unless(stop, client)
                if status is None:
                    return
                if status == 409:
                    conflict_since = conflict_since or time.wall()
                    if (time.wall() - conflict_since).total_seconds() > GIVE_UP:
                        raise AnotherInstance
                elif status in (401, 404):
                    raise WrongToken
                elif status == 200 and answer.get("ok") is True:
                    conflict_since = None
                    if await self._take(answer.get("result")):
                        failures = 0
                        continue
                    await _sleep(LOOK_AGAIN / 2, stop)
                    continue
                failures += 1
                log.warning("polling answered", status=status, failures=failures)
                pause = _retry_after(answer) or min(30, 0.5 * 2 ** min(failures, 6))
            except Unwritten as error:
                failures += 1
                if failures == 1 or failures % 60 == 0:
                    log.warning("nothing can be written down", problem=str(error), failures=failures)
                pause = LOOK_AGAIN
            except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError, OSError) as error:
                failures += 1
                log.warning("polling failed", problem=type(error).__name__, failures=failures)
                pause = min(30, 0.5 * 2 ** min(failures, 6))
            await _sleep(pause, stop)

    async def _ask_unless(
        self, stop: asyncio.Event, client: aiohttp.ClientSession
    ) -> tuple[int | None, dict[str, Any]]:
        asking = asyncio.ensure_future(self._ask(client))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await asking if asking.done() else (None, {})
        finally:
            stopping.cancel()
            asking.cancel()

    async def _ask(self, client: aiohttp.ClientSession) -> tuple[int, dict[str, Any]]:
        question: dict[str, Any] = {"timeout": WAIT, "allowed_updates": list(KINDS)}
        if self._offset is not None:
            question["offset"] = self._offset
        async with client.post(self._url, json=question) as response:
            answer = json.loads(await response.read())
            return response.status, answer if isinstance(answer, dict) else {}

    async def _take(self, updates: Any) -> bool:
        """Whether everything is written down; False while the database hasn't said so. Raises Unwritten."""
        self.last_success = time.wall()
        found = [raw for raw in updates if inbox.is_update(raw)] if isinstance(updates, list) else []
        if self._writing is not None:
            self._door.look(found)
        elif found:
            self._writing = await self._door.take(found)
            self._behind = max(raw["update_id"] for raw in found) + 1
        else:
            return True
        done, _late = await asyncio.wait({self._writing}, timeout=LOOK_AGAIN)
        if not done:
            return False
        writing, self._writing = self._writing, None
        try:
            writing.result()
        except AWAY as error:
            raise Unwritten(type(error).__name__) from None
        # Only now: the next request tells Telegram that these are safe.
        self._offset = self._behind
        return True


def _retry_after(answer: dict[str, Any]) -> float | None:
    parameters = answer.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(wait) if isinstance(wait, int | float) and wait >= 0 else None


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
