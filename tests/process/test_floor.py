"""The crisis floor of the whole program while its database is away."""

import asyncio
import fcntl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.process.program import Control, Person, Program

Starts = Callable[..., Awaitable[Program]]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_danger_is_answered_while_the_database_is_locked_from_the_start_on(
    running: Starts, control: Control, database_url: str
) -> None:
    ana = await control.person(7_000_000_101, "Ana", "es")
    path = database_url.removeprefix("sqlite:///")
    locked = await asyncio.create_subprocess_exec(
        "python3",
        "-c",
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA locking_mode=EXCLUSIVE');"
        "c.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); sys.stdin.read()",
        path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert locked.stdout and locked.stdin
    await locked.stdout.readline()
    with Path(f"{path}.lock").open("a") as lock:  # noqa: ASYNC230 - another process's hand on the file
        fcntl.flock(lock, fcntl.LOCK_EX)
        program = await running(ready=False)
        await ana.says("hola, una pregunta")
        await ana.says("quiero morir canario-8842")
        await ana.sees("911", within=60)
        await ana.says("ya no quiero vivir, no quiero vivir")
        await asyncio.sleep(3)
        shown = [message["text"] for message in await ana.messages() if message["from"] == "bot"]
        assert len(shown) == 2 and all("911" in text for text in shown)
        await ana.presses("Hablar con alguien")
        await ana.sees("Quién te contesta ahora")
        fcntl.flock(lock, fcntl.LOCK_UN)
    locked.stdin.close()
    await locked.wait()
    await ana.waits_for(
        lambda message: message["from"] == "bot" and "800 290 0024" not in (message["text"] or ""),
        "the ordinary answer",
        60,
    )
    await ana.presses("No era eso")
    await ana.sees("te entendí mal")
    cards = [message for message in await ana.messages() if "Gracias por decirlo" in (message["text"] or "")]
    assert len(cards) == 1, "one was taken back, and neither came twice"
    await ana.says("/salir")
    left = await ana.waits_for(lambda message: "Para verlos" in (message["text"] or ""), "the neutral line", 60)
    assert [message["message_id"] for message in await ana.messages()] == [left["message_id"]]
    assert "canario-8842" not in program.log


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_who_never_opened_the_bot_is_answered_in_the_group_for_their_eyes_only(
    running: Starts, control: Control
) -> None:
    eva = await control.person(7_000_000_201, "Eva", "es")
    luz = await control.person(7_000_000_202, "Luz", "es")
    members = [eva.id, luz.id]
    group = (await control.post("groups", title="La prepa", type="supergroup", members=members))["id"]
    await running()
    here = Person(control, group)
    await control.post(f"chats/{group}/messages", **{"text": "quiero morir", "as": members[1]})
    card = await here.sees("911")
    assert card["only_for"] == members[1] and "Solo tú ves este mensaje" in card["text"]
