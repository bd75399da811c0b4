"""Promise P1: an update that was accepted is neither lost nor handled twice, whatever is killed."""

import asyncio
import os
import random
import sys
from collections import Counter
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


class Load:
    """The same updates and the same kills for both arms: what is sent when, and how long each life lasts."""

    def __init__(self, updates: int, kills: int) -> None:
        dice = random.Random(SEED)
        self.updates, self.kills = updates, kills
        self.lives = [dice.uniform(0.05, 0.8) for _ in range(kills)]
        self.senders = [7_000_000_001 + dice.randrange(PEOPLE) for _ in range(updates)]

    async def send(self, control: Control, first: int, last: int) -> None:
        for number in range(first, last):
            await control.post(f"chats/{self.senders[number]}/messages", text=f"update {number}")


KILLS = 3
"""In the short form: each life of the program begins with seconds of imports."""


async def polls(control: Control) -> None:
    """Until the first getUpdates of a life has been answered: killing earlier proves nothing."""
    for _ in range(4800):
        if any(bot["polling"] for bot in (await control.get("state"))["bots"]):
            return
        await asyncio.sleep(0.025)
    raise AssertionError("the bot never asked for updates")


async def prepare(playground: Running, client: aiohttp.ClientSession) -> Control:
    control = Control(playground.url, client)
    for number in range(PEOPLE):
        await control.person(7_000_000_001 + number, f"P{number}", "es")
    return control


async def test_kills_during_five_hundred_updates_lose_none_and_repeat_none(
    db: Database, database_url: str, tmp_path: Path, full: bool, engine: str
) -> None:
    if engine == "postgresql" and not full:
        pytest.skip("both databases in the full form")
    load = Load(500, 20 if full else KILLS)
    playground = await serve("127.0.0.1", 0, None, rate_factor=50)
    async with aiohttp.ClientSession() as client:
        control = await prepare(playground, client)
        program = Program(playground.url, database_url, tmp_path)
        share = load.updates // load.kills
        for life, seconds in enumerate(load.lives):
            await program.start()
            await polls(control)
            last = load.updates if life == load.kills - 1 else (life + 1) * share
            sending = asyncio.ensure_future(load.send(control, life * share, last))
            await asyncio.sleep(seconds)
            await program.kill()
            await sending
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
    load = Load(500, 20 if full else KILLS)
    playground = await serve("127.0.0.1", 0, None, rate_factor=50)
    effects = tmp_path / "effects"
    effects.touch()
    async with aiohttp.ClientSession() as client:
        control = await prepare(playground, client)
        share = load.updates // load.kills
        for life, seconds in enumerate(load.lives):
            process = await _plain(playground.url, effects)
            await polls(control)
            last = load.updates if life == load.kills - 1 else (life + 1) * share
            sending = asyncio.ensure_future(load.send(control, life * share, last))
            await asyncio.sleep(seconds)
            process.kill()
            await process.wait()
            await sending
        process = await _plain(playground.url, effects)
        await polls(control)
        await asyncio.sleep(3)
        process.kill()
        await process.wait()
    await playground.close()
    had = set(effects.read_text().split("\n")) - {""}
    assert len(had) < load.updates, "the control lost nothing: this experiment proves nothing"
    print(f"control, seed {SEED}: lost {load.updates - len(had)} of {load.updates}")


async def _plain(api_url: str, effects: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.experiments.plain_bot", api_url, str(effects),
        cwd=Path(__file__).parents[2], env=dict(os.environ), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
