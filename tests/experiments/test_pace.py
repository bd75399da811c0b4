"""Two processes' worth of bot flood one Telegram, beside the limiter that python-telegram-bot brings along.

Each arm sends the same messages to a wire that notes when each arrived; the control arm must break the rules that ours
keeps, or the experiment proves nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram.ext import AIORateLimiter, BaseRateLimiter

from bot.courier.pace import Pace
from bot.courier.transport import Transport
from bot.courier.voice import Bot, Voice
from bot.db import Database
from tests.courier.wire import Heard, Wire, listening, most_within, too_fast

TOKEN = "42:AAexperimentexperimentexperimentexpe"
SILENCE = 2


@dataclass
class Outcome:
    moments: list[float]
    halted_at: float | None
    """When the process that got the 429 had read it."""

    @property
    def fullest_second(self) -> int:
        return most_within(1.0, self.moments)

    @property
    def inside_the_silence(self) -> int:
        """Those that left when the 429 was long known."""
        if self.halted_at is None:
            return 0
        return sum(1 for one in self.moments if self.halted_at + 0.5 < one < self.halted_at + SILENCE - 0.1)


@asynccontextmanager
async def stock(wire: Wire) -> AsyncIterator[Bot]:
    """One bot with the stock limiter. It knows nothing of a second process, so it gets none."""
    transport = Transport(connections=100)
    await transport.initialize()
    limiter: BaseRateLimiter[Any] = AIORateLimiter(overall_max_rate=30, max_retries=2)
    bot = Bot(TOKEN, f"{wire.url}/bot", request=transport, get_updates_request=transport, rate_limiter=limiter)
    try:
        yield bot
    finally:
        await transport.shutdown()


@asynccontextmanager
async def ours(database_url: str, wire: Wire) -> AsyncIterator[tuple[Bot, Bot]]:
    databases = [Database(database_url) for _ in range(2)]
    voices = [Voice(TOKEN, wire.url, Pace(db), transport=Transport(connections=100)) for db in databases]
    for voice in voices:
        await voice.open()
    try:
        yield voices[0].bot, voices[1].bot
    finally:
        for voice, db in zip(voices, databases, strict=True):
            await voice.close()
            await db.close()


async def flood(wire: Wire, bots: tuple[Bot, ...], messages: int, *, refuse: int | None = None) -> Outcome:
    """All at once, to as many chats, over the bots in turn; the call numbered `refuse` gets a 429."""
    refused: list[float] = []

    def answer(heard: Heard) -> Any:
        if refuse is not None and len(wire.heard) == refuse and not refused:
            refused.append(time.monotonic())
            return too_fast(SILENCE)
        return None

    wire.answer = answer
    sends = [bots[n % len(bots)].send_message(9_000_000_000 + n, "x") for n in range(messages)]
    await asyncio.gather(*sends, return_exceptions=True)
    return Outcome([one.at for one in wire.heard], refused[0] if refused else None)


async def test_forty_at_once_from_two_processes_stay_within_thirty_a_second(database_url: str) -> None:
    async with listening() as wire, ours(database_url, wire) as bots:
        rumbo = await flood(wire, bots, 40)
    async with listening() as wire, stock(wire) as bot:
        control = await flood(wire, (bot,), 40)
    assert len(rumbo.moments) == len(control.moments) == 40
    assert rumbo.fullest_second <= 30
    assert control.fullest_second > 30


async def test_nothing_leaves_inside_the_silence_after_a_429(database_url: str) -> None:
    async with listening() as wire, ours(database_url, wire) as bots:
        rumbo = await flood(wire, bots, 40, refuse=6)
    assert rumbo.halted_at is not None and rumbo.inside_the_silence == 0
    # On a machine that stands still for a moment everything may have left before the 429 is read.
    for _attempt in range(3):
        async with listening() as wire, stock(wire) as bot:
            control = await flood(wire, (bot,), 70, refuse=6)
        if control.inside_the_silence > 0:
            return
    raise AssertionError("the control keeps the silence, so this proves nothing")
