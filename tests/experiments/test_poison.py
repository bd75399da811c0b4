"""Promise P11: a bad update is set aside in three tries and never keeps those behind it waiting."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.db import Database
from bot.models import Heard, InboxUpdate
from bot.playground import Running
from bot.playground.updates import emit
from tests.process.program import Control, Program

ANA, BETO = 7_000_000_001, 7_000_000_002


def unparsable(chat: int) -> dict[str, Any]:
    """A message whose date is a list: no typed library takes it."""
    return {
        "message_id": 1,
        "date": ["yesterday"],
        "chat": {"id": chat, "type": "private"},
        "from": {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "es"},
        "text": "hola",
    }


async def test_those_behind_a_bad_update_are_answered_within_five_seconds(
    running: Callable[..., Awaitable[Program]], playground: Running, control: Control, db: Database
) -> None:
    ana, beto = await control.person(ANA, "Ana", "es"), await control.person(BETO, "Beto", "es")
    program = await running()
    emit(playground.world, "message", unparsable(ANA))
    await ana.says("/start")
    await beto.says("/start")
    begun = time.monotonic()
    await beto.sees("", within=5)
    await ana.waits_for(lambda m: m["from"] == "bot" and bool(m["buttons"]), "the welcome", 5)
    took = time.monotonic() - begun
    await ana.sees("No se perdió nada tuyo", within=5)
    await program.stop()
    async with db.reading() as session:
        rows = (await session.exec(select(InboxUpdate))).all()
    assert sorted(row.state for row in rows) == [Heard.DONE, Heard.DONE, Heard.QUARANTINED]
    assert next(row.attempts for row in rows if row.state is Heard.QUARANTINED) == 3
    assert took < 5


async def test_the_control_stock_polling_hangs_on_the_same_update(
    playground: Running, control: Control, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.experiments.plain_bot", playground.url, str(tmp_path / "effects"),
        cwd=Path(__file__).parents[2], env=dict(os.environ), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await control.waits_for_a_listener()
        beto = await control.person(BETO, "Beto", "es")
        emit(playground.world, "message", unparsable(ANA))
        await beto.says("/start")
        with pytest.raises(AssertionError, match="did not come"):
            await beto.sees("ok", within=5)
    finally:
        process.kill()
        await process.wait()
