"""Files are fetched over HTTP after the turn: again where that helps, never too much, whole though we are killed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlmodel import select

from bot import time
from bot.db import Database, Session
from bot.jobs import downloads as job
from bot.jobs.fetching import Fetcher, TooLarge, Trouble
from bot.models import Download, Fetch
from bot.playground import Running
from bot.services import downloads
from tests.process.program import Control
from tests.services.making import NOW, person

ANA = 7_000_000_001
ONE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@dataclass
class Waiting:
    """Something that waits for files, and what came."""

    limit: int = 1000
    came: list[bytes] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    during: Callable[[], Any] | None = None

    async def look(self, db: Database, download: Download, content: bytes) -> bytes:
        if self.during:
            await self.during()
        return content

    async def keep(self, session: Session, download: Download, seen: bytes) -> None:
        self.came.append(seen)

    async def fail(self, session: Session, download: Download, problem: str) -> None:
        self.failed.append(problem)


@pytest.fixture
def fetcher(playground: Running) -> Fetcher:
    return Fetcher("42:secret", playground.url)


async def file_id(client: aiohttp.ClientSession, control: Control, content: bytes) -> str:
    """Somebody sends a file; Telegram's name of it."""
    await control.post("people", id=ANA, first_name="Ana", language_code="es")
    form = aiohttp.FormData()
    form.add_field("file", content, filename="lista.csv")
    url = f"{control.url}/bot42:secret/getUpdates"
    async with client.post(url, json={"timeout": 0}) as response:
        assert response.status == 200
    async with client.post(f"{control.url}/playground/chats/{ANA}/messages", data=form) as response:
        assert response.status == 200, await response.text()
    async with client.post(url, json={"timeout": 0}) as response:
        found = (await response.json())["result"]
    return str(next(one["message"]["document"]["file_id"] for one in found if "document" in one.get("message", {})))


async def asked(db: Database, file: str, *, size: int | None = None) -> int:
    async with db.begin() as session:
        one = downloads.ask(
            session, "list", await person(session), file, size=size, subject={}, wall=time.wall(), now=NOW
        )
        await session.flush()
        return one.id or 0


async def kept(db: Database, number: int) -> Download:
    async with db.reading() as session:
        return (await session.exec(select(Download).where(Download.id == number))).one()


async def later(db: Database, by: timedelta) -> None:
    """As if so much time had gone by."""
    async with db.begin() as session:
        for one in await session.exec(select(Download)):
            one.due_at -= by
            one.lease_until = one.lease_until - by if one.lease_until else None


@ONE
async def test_a_file_is_fetched_once_and_its_name_forgotten(
    db: Database, client: aiohttp.ClientSession, control: Control, fetcher: Fetcher
) -> None:
    waiting = Waiting()
    number = await asked(db, await file_id(client, control, b"Curso,Cupo\n"))
    assert await job.fetch_due(db, fetcher, {"list": waiting}) == 1
    assert await job.fetch_due(db, fetcher, {"list": waiting}) == 0
    row = await kept(db, number)
    assert waiting.came == [b"Curso,Cupo\n"] and (row.state, row.file_id) == (Fetch.DONE, "")


@ONE
async def test_trouble_is_tried_again_and_then_given_up(
    db: Database, client: aiohttp.ClientSession, control: Control, fetcher: Fetcher
) -> None:
    waiting, good = Waiting(), await file_id(client, control, b"x")
    number = await asked(db, good)
    await control.post("faults", method="getFile", status=429, retry_after=7)
    assert await job.fetch_due(db, fetcher, {"list": waiting}) == 0
    row = await kept(db, number)
    assert timedelta(seconds=5) < row.due_at - time.wall() <= timedelta(seconds=7) and not waiting.came
    await control.post("faults", method="getFile", status=502)
    for _ in range(2):
        await later(db, timedelta(minutes=2))
        await job.fetch_due(db, fetcher, {"list": waiting})
    assert waiting.came == [b"x"]
    await control.post("faults", method="getFile", status=500, times=downloads.TRIES)
    lost = await asked(db, good)
    for _ in range(downloads.TRIES + 1):
        await job.fetch_due(db, fetcher, {"list": waiting})
        await later(db, timedelta(minutes=2))
    assert waiting.failed == ["unreachable"] and (await kept(db, lost)).state is Fetch.FAILED


@ONE
async def test_what_is_too_large_or_gone_is_not_tried_again(
    db: Database, client: aiohttp.ClientSession, control: Control, fetcher: Fetcher
) -> None:
    waiting = Waiting(limit=10)
    await asked(db, await file_id(client, control, b"x" * 11))
    await asked(db, "never heard of")
    await asked(db, "said to be large", size=11)
    assert await job.fetch_due(db, fetcher, {"list": waiting}) == 3
    assert sorted(waiting.failed) == ["gone", "too_large", "too_large"] and not waiting.came


async def test_the_size_is_held_while_reading_whatever_was_said(
    client: aiohttp.ClientSession, control: Control, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram may say less than it sends."""
    file = await file_id(client, control, b"x" * 300_000)
    path = await fetcher._path(client, file, 10**6)
    with pytest.raises(TooLarge):
        await fetcher._content(client, path, 100_000)


@ONE
async def test_whoever_is_killed_meanwhile_is_followed_by_another_and_it_counts_once(
    db: Database, client: aiohttp.ClientSession, control: Control, fetcher: Fetcher
) -> None:
    number = await asked(db, await file_id(client, control, b"x"))
    async with db.begin() as session:
        await downloads.claim(session, 4, wall=time.wall())  # and is killed before it does anything
    waiting = Waiting()
    assert await job.fetch_due(db, fetcher, {"list": waiting}) == 0, "the lease stands"
    await later(db, downloads.LEASE)
    second = Waiting()

    async def overtaken() -> None:
        await later(db, downloads.LEASE)
        await job.fetch_due(db, fetcher, {"list": second})

    waiting.during = overtaken
    assert await job.fetch_due(db, fetcher, {"list": waiting}) == 0
    assert (waiting.came, second.came) == ([], [b"x"]) and (await kept(db, number)).state is Fetch.DONE


async def test_no_trouble_says_the_token(fetcher: Fetcher) -> None:
    away = Fetcher("42:secret", "http://127.0.0.1:9")
    with pytest.raises(Trouble) as trouble:
        await away.fetch("x", 10)
    shown = f"{trouble.value!r} {trouble.value.__cause__!r} {trouble.value.__context__!r}"
    assert "secret" not in shown
