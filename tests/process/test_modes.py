"""The same bot by webhook, in two processes, and with an operator's mistakes."""

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from bot import cli
from bot.db import Database
from bot.intake import polling
from bot.playground import Running, serve
from tests import canaries
from tests.doors import door
from tests.process.program import Control, Person, Program

Starts = Callable[..., Awaitable[Program]]
SECRET = "a-secret-of-some-length"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def ana(control: Control) -> Person:
    return await control.person(7_000_000_101, "Ana", "es")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_by_webhook_the_same_conversation(running: Starts, control: Control, ana: Person) -> None:
    port = free_port()
    await running(WEBHOOK_URL=f"http://127.0.0.1:{port}", WEBHOOK_SECRET=SECRET, PORT=str(port))
    await ana.says("/start")
    await ana.sees("Te damos la bienvenida")
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/health") as health:
        assert health.status == 200
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/privacy?lang=en") as page:
        assert "Who answers for your data" in await page.text()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_one_process_hears_and_another_answers(running: Starts, control: Control, ana: Person) -> None:
    port = free_port()
    web = {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": SECRET, "PORT": str(port)}
    await running("work", **web)
    await running("serve", **web)
    await ana.says("/start")
    await ana.sees("Te damos la bienvenida", within=120)
    await ana.presses("Empleo")
    await ana.sees("Un oficio")


def ends(monkeypatch: pytest.MonkeyPatch, folder: Path, *command: str, **env: str) -> tuple[int, str]:
    """Gives the command in this process; starting one anew takes ten times as long."""
    for name in ("BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "PACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)
    with canaries.logging_everything():
        done = CliRunner().invoke(cli.app, list(command), env={"PORT": "0", **env})
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, " ".join(done.output.split())


@pytest.mark.parametrize(
    ("command", "env", "says"),
    [
        (["run"], {"BOT_TOKEN": "hunter2"}, "doesn't look like a bot token"),
        (["run"], {"BOT_TOKEN": "123456:abc-def"}, "DATA_KEY is missing"),
        (["run"], {"HOST": "0.0.0.0"}, "only opens on 127.0.0.1"),
        (["run"], {"PACK": "atlantis"}, "leon, huixquilucan, juarez"),
        (["serve"], {"BOT_TOKEN": "42:any"}, "set BOT_TOKEN, WEBHOOK_URL and WEBHOOK_SECRET"),
        (["playground"], {"BOT_TOKEN": "42:any"}, "never starts beside a real Telegram"),
        (["load", "atlantis"], {}, "leon, huixquilucan, juarez"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_a_mistake_is_answered_with_a_sentence_and_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], env: dict[str, str], says: str
) -> None:
    code, out = ends(monkeypatch, tmp_path, *command, **env)
    assert code == 2
    assert says in out
    assert "Traceback" not in out
    assert "hunter2" not in out


@pytest.mark.slow
async def test_a_process_of_its_own_says_the_same_sentence(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=os.environ | {"BOT_TOKEN": "hunter2"}, cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2 and b"look like a bot token" in out and b"hunter2" not in out


def test_loading_twice_changes_nothing_and_the_doctor_finds_all_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, first = ends(monkeypatch, tmp_path, "load", "leon")
    assert (code, "40 added" in first) == (0, True)
    code, second = ends(monkeypatch, tmp_path, "load", "leon")
    assert (code, "nothing to change" in second) == (0, True)
    code, out = ends(monkeypatch, tmp_path, "doctor")
    assert (code, "✗" in out) == (0, False)
    code, out = ends(monkeypatch, tmp_path, "doctor", PACK="atlantis")
    assert (code, "✗" in out) == (1, True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_second_poller_ends_with_a_clear_error(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    playground: Running = await serve("127.0.0.1", 0, None)
    monkeypatch.setattr(polling, "GIVE_UP", 1)
    stop = asyncio.Event()
    first, second = (polling.Poller(door(db), "42:any", playground.url) for _ in range(2))
    tasks = [asyncio.ensure_future(one.run(stop)) for one in (first, second)]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    assert [type(task.exception()) for task in done] == [polling.AnotherInstance]
    stop.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await playground.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", [502, 500, "reset", "garbage"])
async def test_polling_waits_out_a_telegram_that_is_ill(
    db: Database, playground: Running, control: Control, status: int | str
) -> None:
    await control.post("faults", method="getUpdates", status=status, times=2)
    heard = asyncio.Event()
    stop = asyncio.Event()
    poller = asyncio.ensure_future(polling.Poller(door(db, heard.set), "42:any", playground.url).run(stop))
    ana = await control.person(7_000_000_101, "Ana", "es")
    await ana.says("hola")
    await asyncio.wait_for(heard.wait(), 20)
    stop.set()
    await poller
