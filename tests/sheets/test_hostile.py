"""Hostile files are refused, or read safely: soon, in little memory, without holding up the loop, leaving nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.sheets import reading
from bot.sheets.tables import Unreadable
from tests.sheets import hostile
from tests.sheets.hostile import MB, SAFE

SOON = 1.0
"""Seconds; three where this machine has other things to do."""
ROOM = 64 * MB
STALL = 0.1


@dataclass
class Watch:
    """What a while cost: this process's growth and its children's peak, and how long the loop was held up."""

    stall: float = 0.0
    grown: int = 0
    child: int = 0
    pid: int = 0
    """The newest child's."""

    async def look(self) -> None:
        me = psutil.Process()
        before = me.memory_info().rss
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            self.stall = max(self.stall, time.perf_counter() - begun - 0.005)
            self.grown = max(self.grown, me.memory_info().rss - before)
            self.child = max(self.child, _peak(self.pid))


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        program = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return 0
    if b"bot.sheets.child" not in program:
        return 0  # between the fork and the new program it is this process's memory that is shown
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "x 0")
    return int(line.split()[1]) * 1024


@asynccontextmanager
async def watched(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watch]:
    watch, start = Watch(), asyncio.create_subprocess_exec

    async def starting(*command: str, **how: Any) -> asyncio.subprocess.Process:
        child = await start(*command, **how)
        watch.pid = child.pid
        return child

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starting)
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(watch.look())
        yield watch
        looking.cancel()


def _files() -> set[str]:
    places = [Path("/tmp"), Path.cwd(), Path("/dev/shm"), Path("/var/tmp")]
    return {str(path) for place in places if place.exists() for path in place.glob("*rumbo-slip*")}


async def test_each_is_refused_or_read_safely_and_soon(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = hostile.by_name().values()
    assert len(corpus) >= 40
    before, took = _files(), dict[str, float]()
    async with watched(monkeypatch) as watch:
        for one in corpus:
            begun = time.perf_counter()
            try:
                await reading.read(one.content)
                ended = SAFE
            except Unreadable as refusal:
                ended = refusal.why
            took[one.name] = time.perf_counter() - begun
            assert ended in one.ends, one.name
    strict = request.config.getoption("--full")
    slow = {name: round(seconds, 2) for name, seconds in took.items() if seconds > SOON}
    assert max(took.values()) <= (SOON if strict else 3 * SOON), slow
    assert len(slow) <= len(took) // 4, slow
    assert watch.child <= ROOM and watch.grown <= ROOM
    assert watch.stall <= (STALL if strict else 3 * STALL)
    assert _files() == before


async def test_a_plain_library_would_not_have_held_up() -> None:
    """The control: the same file in the usual way, in this process."""
    import io

    import openpyxl

    one = hostile.by_name()["cells_90k"]
    begun, before = time.perf_counter(), psutil.Process().memory_info().rss
    book = openpyxl.load_workbook(io.BytesIO(one.content))
    assert book.active is not None and book.active.max_row > 1_000
    grown = psutil.Process().memory_info().rss - before
    assert time.perf_counter() - begun > SOON or grown > ROOM


async def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.3)
    monkeypatch.setattr(reading, "_PROGRAM", "import time; time.sleep(60)")
    with pytest.raises(Unreadable, match="busy"):
        await reading.read(b"Curso,Cupo\n")
    assert not [one for one in psutil.Process().children() if "time.sleep(60)" in " ".join(one.cmdline())]


async def test_the_reader_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    program = "import os, sys, json; sys.stdout.write(json.dumps([['x', [[' '.join(os.environ)]]]]))"
    monkeypatch.setattr(reading, "_PROGRAM", program)
    [sheet] = await reading.read(b"x")
    assert "BOT_TOKEN" not in str(sheet.rows)
