"""Promise P1: an update that was accepted is neither lost nor handled twice, whatever is killed."""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.models import Heard, InboxUpdate, Letter, Post, Priority
from bot.playground import Running, serve
from tests.process.program import Control, Program

SEED = 20261121
PEOPLE = 40
PACE = 0.005
"""Seconds between two updates: a burst would wait whole for the first batch to be read, and nothing be in flight."""


Step = Callable[[], Awaitable[None]]


class Load:
    """The same updates and the same kills for both arms: who sends what, and amid which update each life ends."""

    def __init__(self, updates: int, kills: int) -> None:
        dice = random.Random(SEED)
        self.updates, self.kills = updates, kills
        self.share = updates // kills
        # By updates and not by the clock: a fast machine would be done before the kill, and prove nothing.
        self.kills_after = [dice.randrange(self.share // 10, self.share) for _ in range(kills)]
        self.pauses = [dice.uniform(0, 0.15) for _ in range(kills)]
        self.senders = [7_000_000_001 + dice.randrange(PEOPLE) for _ in range(updates)]

    async def live(self, control: Control, life: int, start: Step, kill: Step) -> None:
        """Start; send a life's share; kill amid it, once this life has answered, and send the rest to nobody."""
        first, last = life * self.share, (life + 1) * self.share if life < self.kills - 1 else self.updates
        before = await last_answer(control)
        await start()
        await self._send(control, first, first + 1)
        await _until_answered(control, before)
        await self._send(control, first + 1, first + self.kills_after[life])
        await asyncio.sleep(self.pauses[life])
        await kill()
        await self._send(control, first + self.kills_after[life], last)

    async def _send(self, control: Control, first: int, last: int) -> None:
        for number in range(first, last):
            await control.post(f"chats/{self.senders[number]}/messages", text=f"update {number}")
            await asyncio.sleep(PACE)


FULL, SHORT = (500, 20), (240, 3)
"""Updates and kills; each life of the program begins with seconds of imports."""


async def polls(control: Control) -> None:
    """Until a bot has asked for updates: killing it earlier proves nothing."""
    for _ in range(4800):
        if any(bot["polling"] for bot in (await control.get("state"))["bots"]):
            return
        await asyncio.sleep(0.025)
    raise AssertionError("the bot never asked for updates")


async def _until_answered(control: Control, before: int) -> None:
    for _ in range(4800):
        if await last_answer(control) > before:
            return
        await asyncio.sleep(0.025)
    raise AssertionError("the bot never answered")


async def last_answer(control: Control) -> int:
    """The number, among all calls, of the last message that a bot tried to send."""
    calls = await control.calls(method="sendMessage", limit=1)
    return int(calls[0]["n"]) if calls else 0


async def prepare(playground: Running, client: aiohttp.ClientSession) -> Control:
    control = Control(playground.url, client)
    for number in range(PEOPLE):
        await control.person(7_000_000_001 + number, f"P{number}", "es")
    return control


async def test_kills_amid_updates_lose_none_and_repeat_none(
    db: Database, database_url: str, tmp_path: Path, full: bool, engine: str
) -> None:
    if engine == "postgresql" and not full:
        pytest.skip("both databases in the full form")
    load = Load(*FULL) if full else Load(*SHORT)
    playground = await serve("127.0.0.1", 0, None, rate_factor=50)
    async with aiohttp.ClientSession() as client:
        control = await prepare(playground, client)
        program = Program(playground.url, database_url, tmp_path)
        for life in range(load.kills):
            await load.live(control, life, program.start, program.kill)
        await program.start()
        await _handled(db, load.updates)
        await program.stop()
        calls = await control.calls(method="sendMessage", limit=100_000)
    await playground.close()

    async with db.reading() as session:
        rows = (await session.exec(select(InboxUpdate).order_by(col(InboxUpdate.update_id)))).all()
        replies = (await session.exec(select(Letter).where(Letter.priority == Priority.REPLY))).all()
    assert len(rows) == load.updates, f"lost {load.updates - len(rows)} of {load.updates}"
    assert {row.state for row in rows} == {Heard.DONE}
    effects = Counter(letter.update_id for letter in replies)
    assert set(effects) == {row.update_id for row in rows}
    assert set(effects.values()) == {1}, "one turn, one answer"
    delivered = Counter(call["parameters"]["chat_id"] for call in calls if call["status"] == 200)
    # Words that were already about to be said to the same chat are not said again; the row remembers.
    damped = sum(letter.state is Post.DROPPED for letter in replies)
    extra = sum(delivered.values()) + damped - load.updates
    # In flight at a kill is at most eight; a repeat is one message said again, an uncertain one may be missing.
    assert -8 * load.kills <= extra <= 8 * load.kills
    print(f"seed {SEED}: {load.updates} updates, {load.kills} kills, lost 0, twice 0, said again {max(0, extra)}")


async def _handled(db: Database, updates: int) -> None:
    for _ in range(4800):
        async with db.reading() as session:
            done = (await session.exec(select(InboxUpdate.id).where(InboxUpdate.state == Heard.DONE))).all()
            unsaid = (await session.exec(select(Letter.id).where(col(Letter.state).in_(["waiting", "sending"])))).all()
        if len(done) == updates and not unsaid:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{len(done)} of {updates} handled, {len(unsaid)} still unsaid")


async def test_the_control_plain_polling_loses_some_under_the_same_kills(tmp_path: Path, full: bool) -> None:
    load = Load(*FULL) if full else Load(*SHORT)
    playground = await serve("127.0.0.1", 0, None, rate_factor=50)
    effects = tmp_path / "effects"
    effects.touch()
    plain = Plain(playground.url, effects)
    async with aiohttp.ClientSession() as client:
        control = await prepare(playground, client)
        for life in range(load.kills):
            await load.live(control, life, plain.start, plain.kill)
        await plain.start()
        await _heard_all(control)
        await plain.kill()
    await playground.close()
    had = set(effects.read_text().split("\n")) - {""}
    assert len(had) < load.updates, "the control lost nothing: this experiment proves nothing"
    print(f"control, seed {SEED}: lost {load.updates - len(had)} of {load.updates}")


class Plain:
    """The control arm's process."""

    def __init__(self, api_url: str, effects: Path) -> None:
        self.command = (sys.executable, "-m", "tests.experiments.plain_bot", api_url, str(effects))

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *self.command, cwd=Path(__file__).parents[2], env=dict(os.environ), stderr=asyncio.subprocess.DEVNULL
        )

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


async def _heard_all(control: Control) -> None:
    """Until nothing waits to be fetched, and a moment in which what was fetched is handled."""
    for _ in range(1200):
        if not any(bot["pending"] for bot in (await control.get("state"))["bots"]):
            return await asyncio.sleep(2)
        await asyncio.sleep(0.05)
    raise AssertionError("the control doesn't fetch what waits")
