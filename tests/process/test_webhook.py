"""The webhook: the secret first, then the database, then 200."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import select

from bot.db import Database
from bot.intake.door import Door
from bot.models import InboxUpdate
from bot.web import health, webhook
from tests.doors import door

SECRET = "s3cret-s3cret-s3cret"
UPDATE = {
    "update_id": 7,
    "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}},
}


@pytest.fixture
async def opened(db: Database) -> Door:
    return door(db)


@pytest.fixture
async def address(db: Database, opened: Door) -> AsyncIterator[str]:
    site = web.Application(client_max_size=webhook.LARGEST)
    site.add_routes([webhook.route(opened, SECRET), health.route(db, lambda: True)])
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def post(address: str, body: Any, *headers: tuple[str, str]) -> int:
    async with aiohttp.ClientSession() as client:
        data = body if isinstance(body, bytes) else None
        sent = client.post(address + webhook.PATH, data=data, json=None if data is not None else body, headers=headers)
        async with sent as response:
            return response.status


RIGHT = ("X-Telegram-Bot-Api-Secret-Token", SECRET)


async def test_an_update_with_the_secret_is_written_down_once(address: str, db: Database) -> None:
    assert [await post(address, UPDATE, RIGHT) for _ in range(3)] == [200, 200, 200]
    async with db.reading() as session:
        assert len((await session.exec(select(InboxUpdate))).all()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Telegram-Bot-Api-Secret-Token", "wrong")],
        [("X-Telegram-Bot-Api-Secret-Token", "contraseña-ñ")],
        [("X-Telegram-Bot-Api-Secret-Token", "x" * 7000)],
        [RIGHT, RIGHT],
        [RIGHT, ("X-Telegram-Bot-Api-Secret-Token", "wrong")],
    ],
)
async def test_without_exactly_the_secret_it_is_401_and_nothing_is_kept(
    address: str, db: Database, headers: list[tuple[str, str]]
) -> None:
    assert await post(address, UPDATE, *headers) == 401
    async with db.reading() as session:
        assert (await session.exec(select(InboxUpdate))).all() == []


async def test_401_comes_before_the_body_is_looked_at(address: str) -> None:
    assert await post(address, b"{not json", ("X-Telegram-Bot-Api-Secret-Token", "wrong")) == 401


@pytest.mark.parametrize("body", [b"{not json", b"[]", b"{}", b"[" * 100_000, b'{"update_id": "7"}'])
async def test_what_is_no_update_is_400(address: str, body: bytes) -> None:
    assert await post(address, body, RIGHT) == 400


async def test_what_cannot_be_stored_is_not_accepted(address: str, db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE inbox_update RENAME TO gone")
    assert await post(address, UPDATE, RIGHT) == 503


async def test_health_says_when_the_database_takes_nothing(address: str, db: Database) -> None:
    async with aiohttp.ClientSession() as client:
        async with client.get(address + "/health") as response:
            assert response.status == 200
        async with db.engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE loaded RENAME TO gone")
        async with client.get(address + "/health") as response:
            assert (response.status, await response.json()) == (503, {"database": False, "telegram": True})


async def test_danger_is_answered_before_the_database_refuses_and_telegram_brings_the_update_again(
    address: str, db: Database, opened: Door
) -> None:
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE inbox_update RENAME TO gone")
    person = {"id": 5, "is_bot": False, "first_name": "Ana"}
    message = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "from": person, "text": "quiero morir"}
    assert await post(address, {"update_id": 9, "message": message}, RIGHT) == 503
    assert opened._floor._waiting.qsize() == 1
