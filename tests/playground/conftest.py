"""A playground of its own for each test, without sending limits unless the test is about them."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground import Running, serve
from tests.playground.speaking import Bot, People


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    running = await serve("127.0.0.1", 0, None, limits=False)
    yield running
    await running.close()


@pytest.fixture
async def bot(running: Running, session: aiohttp.ClientSession) -> Bot:
    return Bot(session, running.url)


@pytest.fixture
async def people(running: Running, session: aiohttp.ClientSession) -> People:
    return People(session, running.url)


@pytest.fixture
async def started(people: People, bot: Bot) -> None:
    """Ana has pressed Start and the bot has heard it."""
    await people.send({"start": ""})
    await bot.updates()
