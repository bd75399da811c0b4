"""The whole conversation of a young person, in both languages, on both databases."""

from collections.abc import AsyncIterator

import pytest

import handlers
from bot import packs
from bot.db import Database
from bot.packs import Pack
from bot.turn import ear
from tests.talk import Institute, Talker


@pytest.fixture(scope="session")
def dispatcher() -> object:
    return ear.dispatcher(handlers.attach)


@pytest.fixture(scope="session")
def leon() -> Pack:
    return packs.read("leon")


@pytest.fixture
async def imju(db: Database, leon: Pack, dispatcher: object) -> AsyncIterator[Institute]:
    yield await Institute.open(db, leon, dispatcher)


@pytest.fixture
def ana(imju: Institute) -> Talker:
    return imju.person(7_000_000_001, "Ana")


async def test_start_welcomes_and_asks_nothing(ana: Talker) -> None:
    await ana.says("/start")
    assert "Te damos la bienvenida" in ana.sees
    assert "Empleo" in " ".join(ana.labels)
