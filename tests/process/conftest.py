"""The whole program over HTTP: a playground of its own and a process of its own for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.playground import Running, serve
from tests.process.program import Control, Program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "process" in item.path.parts and "running" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
async def playground() -> AsyncIterator[Running]:
    running = await serve("127.0.0.1", 0, None)
    yield running
    await running.close()


@pytest.fixture
async def control(playground: Running) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession() as client:
        yield Control(playground.url, client)


@pytest.fixture
async def running(
    playground: Running, control: Control, database_url: str, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Program]]]:
    """Starts the program with these settings and waits until it listens."""
    started: list[Program] = []

    async def start(*command: str, **env: str) -> Program:
        program = Program(playground.url, database_url, tmp_path, command or ("run",), env)
        started.append(program)
        await program.start()
        await control.waits_for_a_listener(program)
        return program

    yield start
    for program in started:
        await program.kill()
