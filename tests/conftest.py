"""What every test may ask for: a migrated database of its own, on SQLite and on PostgreSQL."""

import asyncio
import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import settings
from sqlalchemy import event

from bot import schema, sealing
from bot import time as bot_time
from bot.db import Database
from bot.playground import Running, serve
from tests import canaries, postgres
from tests.process.program import Control, Program

# Where an image forbids it, every worker and every program that a test starts would compile all libraries anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# While everything is imported the collector would only look again and again at what stays.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


# How long an example takes says how busy the machine is.
settings.register_profile("rumbo", deadline=None)
settings.load_profile("rumbo")

sealing.use([sealing.new_key()])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    server = postgres.Server()
    server.sql("CREATE DATABASE template_rumbo")
    db = Database(server.url("template_rumbo"))

    async def prepare() -> None:
        await schema.migrate(db)
        await db.close()

    asyncio.run(prepare())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "rumbo.db"
    db = Database(f"sqlite:///{path}")

    async def prepare() -> None:
        await schema.migrate(db)
        async with db.begin() as session:
            await session.connection()
        await db.close()

    asyncio.run(prepare())
    for leftover in path.parent.glob("rumbo.db-*"):
        leftover.unlink()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test uses."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database that is this test's alone."""
    if engine == "sqlite":
        path = tmp_path / "rumbo.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.copy_of("template_rumbo") as url:
        yield url


@pytest.fixture(scope="session")
def compiled() -> dict[str, tuple[Any, Any]]:
    """What statements were compiled to, by database."""
    return {}


@pytest.fixture
async def db(database_url: str, compiled: dict[str, tuple[Any, Any]]) -> AsyncIterator[Database]:
    database = Database(database_url)
    # Each test has an engine of its own, and would compile every statement anew: a third of its time.
    engine: Any = database.engine.sync_engine
    dialect, cache = compiled.setdefault(engine.name, (engine.dialect, engine._compiled_cache))
    engine.dialect = engine.pool._dialect = dialect
    engine._compiled_cache = cache
    if database.is_sqlite:
        # A test's database needs no power cut survived.
        event.listen(database.engine.sync_engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF"))
    yield database
    await database.close()


@pytest.fixture
async def playground() -> AsyncIterator[Running]:
    running = await serve("127.0.0.1", 0, None)
    yield running
    await running.close()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def control(playground: Running, client: aiohttp.ClientSession) -> Control:
    return Control(playground.url, client)


@pytest.fixture
async def running(
    playground: Running, control: Control, database_url: str, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Program]]]:
    """Starts the program with these settings and waits until it listens and, unless told not to, is ready. At the end,
    nothing that anybody said is in its log."""
    started: list[Program] = []

    async def start(*command: str, ready: bool = True, **env: str) -> Program:
        program = Program(playground.url, database_url, tmp_path, command or ("run",), env)
        started.append(program)
        await program.start()
        if command != ("serve",):
            await control.waits_for_a_listener(program, ready=ready)
        return program

    yield start
    for program in started:
        await program.kill()
        assert canaries.found(program.log, control.told) == []


@pytest.fixture(autouse=True)
def the_clock_stands_right() -> Iterator[None]:
    """A test that moved the institution's clock must not move it for the next one."""
    yield
    bot_time.follow(bot_time.timedelta())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the experiments in full length")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full"):
        long = [item for item in items if item.get_closest_marker("full")]
        items[:] = [item for item in items if item not in set(long)]
        config.hook.pytest_deselected(items=long)
