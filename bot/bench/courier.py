"""`rumbo bench courier`: how many messages of a broadcast leave in a second, and what processor time each costs, beside
the libraries that only send.

Ours takes each letter from a database, writes it down as taken, asks the pace, remembers for each chat when it was
spoken to, and writes its receipt, on a file with synchronous=FULL; the peers send the same text and forget it. All run
in one process after the other, against a stand-in that is a process of its own, with a way of no and of 100 ms.
`ratio` is ours over the best peer's with the way of 100 ms, in messages a second; `ratios` has each.
"""

import asyncio
import json
import platform
import sys
import tempfile
import time as clock
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
from rich.console import Console
from rich.table import Table
from sqlmodel import col, func, insert, select
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot import schema, time
from bot.courier import Courier
from bot.courier.transport import Transport
from bot.db import Database, Session
from bot.models import Account, Broadcast, Letter, Person, Post, Stage
from bot.screen import Button, Screen
from bot.services.broadcasts import freezing
from bot.services.broadcasts.recipients import Recipient, Run

TOKEN: Final = "42:AAbenchbenchbenchbenchbenchbenchben"  # noqa: S105 - opens nothing
MESSAGES: Final = 4_000
WAYS: Final = {"way_0_ms": 0.0, "way_100_ms": 100.0}
PLACES: Final = {"way_0_ms": 32, "way_100_ms": 200}
"""How many a peer has under way at once: at a thousand a second, rate times round trip with some to spare."""
FIRST: Final = 9_000_000_000
TEXT: Final = (
    "<b>Feria de empleo</b>\nEl sábado de 10:00 a 14:00 en el Parque Explora: 40 empresas, talleres de currículum y "
    "entrevistas de práctica. Es gratis y no necesitas cita."
)
BUTTONS: Final = ((Button("Ver el lugar", url="https://example.org/feria"),),)
MARKUP: Final = {"inline_keyboard": [[{"text": "Ver el lugar", "url": "https://example.org/feria"}]]}

Send = Callable[[int], Awaitable[object]]


class Announced:
    """One broadcast that says the same in every language."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._screen = Screen(TEXT, BUTTONS)

    async def running(self, session: Session, now: datetime) -> Sequence[Run]:
        found = (await session.exec(select(Broadcast.id).where(Broadcast.stage == Stage.SENDING))).all()
        return [Run(number or 0) for number in found]

    def unsaid(self, recipient: Recipient, run: Run, now: datetime) -> None:
        return None

    async def says(self, session: Session, run: Run, recipient: Recipient) -> Screen:
        return self._screen


@asynccontextmanager
async def _stand_in(milliseconds: float) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.bench.stand_in", str(milliseconds), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.kill()
        await process.wait()


async def _ours(url: str, messages: int, folder: Path) -> dict[str, float]:
    db = Database(f"sqlite:///{folder}/bench.db")
    await schema.migrate(db)
    number = await _freeze(db, messages)
    courier = Courier(db, TOKEN, url, write=_nothing, announcer=Announced(number), paid=50_000)
    stop = asyncio.Event()

    async def until_said() -> None:
        while await _unsaid(db, number):  # noqa: ASYNC110 - what is waited for is in the database
            await asyncio.sleep(0.1)
        stop.set()
        courier.nudge()

    began, used = clock.perf_counter(), clock.process_time()
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run(stop))
        group.create_task(until_said())
    took, used = clock.perf_counter() - began, clock.process_time() - used
    async with db.reading() as session:
        query = select(func.count()).select_from(Letter).where(Letter.state == Post.DELIVERED)
        assert (await session.exec(query)).one() == messages
    await db.close()
    return _figures(messages, took, used)


async def _freeze(db: Database, people: int) -> int:
    now = time.now()
    async with db.begin() as session:
        broadcast = Broadcast(stage=Stage.FREEZING, created_at=now, edited_at=now)
        session.add(broadcast)
        await session.flush()
        number = broadcast.id or 0
        ids = range(1, people + 1)
        connection = await session.connection()
        await connection.execute(
            insert(Person), [{"id": n, "locale": "es" if n % 2 else "en", "created_at": now} for n in ids]
        )
        await connection.execute(insert(Account), [{"id": FIRST + n, "person_id": n} for n in ids])
    for after in range(0, people, freezing.SLICE):
        ids = range(after + 1, min(people, after + freezing.SLICE) + 1)
        async with db.begin() as session:
            await freezing.write(session, number, after, [{"person_id": n} for n in ids], ids[-1])
    async with db.begin() as session:
        (await session.get_one(Broadcast, number)).stage = Stage.SENDING
    return number


async def _unsaid(db: Database, number: int) -> bool:
    query = select(Letter.id).where(Letter.broadcast_id == number, col(Letter.state).in_([Post.WAITING, Post.SENDING]))
    async with db.reading() as session:
        return (await session.exec(query.limit(1))).first() is not None


async def _nothing(_session: Session, _letter: Letter) -> Screen:
    raise AssertionError("there are only broadcasts here")


async def _library(request: Any, url: str, messages: int, places: int) -> dict[str, float]:
    bot: ExtBot[None] = ExtBot(TOKEN, f"{url}/bot", request=request, get_updates_request=request)
    await request.initialize()

    async def send(chat: int) -> object:
        return await bot.send_message(chat, TEXT, parse_mode="HTML", api_kwargs={"reply_markup": json.dumps(MARKUP)})

    try:
        return await _flood(send, messages, places)
    finally:
        await request.shutdown()


async def _bare(url: str, messages: int, places: int) -> dict[str, float]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=places)) as session:

        async def send(chat: int) -> object:
            said = {"chat_id": chat, "text": TEXT, "parse_mode": "HTML", "reply_markup": json.dumps(MARKUP)}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=said) as answer:
                return await answer.json()

        return await _flood(send, messages, places)


async def _flood(send: Send, messages: int, places: int) -> dict[str, float]:
    chats = iter(range(FIRST, FIRST + messages))

    async def worker() -> None:
        for chat in chats:
            await send(chat)

    began, used = clock.perf_counter(), clock.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return _figures(messages, clock.perf_counter() - began, clock.process_time() - used)


def _figures(messages: int, took: float, used: float) -> dict[str, float]:
    return {"messages_a_second": round(messages / took, 1), "processor_ms": round(used / messages * 1000, 4)}


async def measure(messages: int = MESSAGES) -> dict[str, Any]:
    """One object with everything that was measured."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for way, milliseconds in WAYS.items():
        places = PLACES[way]
        with tempfile.TemporaryDirectory() as folder:
            async with _stand_in(milliseconds) as url:
                found[way] = {
                    "ours": await _ours(url, messages, Path(folder)),
                    "extbot_httpx": await _library(HTTPXRequest(places), url, min(messages, 1_000), places),
                    "extbot_aiohttp": await _library(Transport(connections=places), url, messages, places),
                    "aiohttp": await _bare(url, messages, places),
                }
    peers = [name for name in found["way_100_ms"] if name != "ours"]
    slow = {name: got["messages_a_second"] for name, got in found["way_100_ms"].items()}
    best = max(peers, key=lambda name: slow[name])
    return {
        "bench": "courier",
        "messages": messages,
        "python": platform.python_version(),
        "ours": {way: got["ours"] for way, got in found.items()},
        "peers": {name: {way: got[name] for way, got in found.items()} for name in peers},
        "best_peer": best,
        "ratio": round(slow["ours"] / slow[best], 3),
        "ratio_means": "messages a second, ours with its database work / best_peer, which only sends; more is better",
        "ratios": {
            way: {name: round(got["ours"]["messages_a_second"] / got[name]["messages_a_second"], 3) for name in peers}
            for way, got in found.items()
        },
    }


def show(out: Console, *, as_json: bool, messages: int) -> None:
    """Print what was measured: a table, or exactly one JSON object."""
    found = asyncio.run(measure(messages))
    if as_json:
        out.file.write(json.dumps(found) + "\n")
        return
    table = Table(title=f"{messages:,} messages of a broadcast")
    table.add_column("")
    for way in WAYS:
        for what in ("a second", "processor ms"):
            table.add_column(f"{way.replace('_', ' ')}: {what}", justify="right")
    for name, got in {"ours": found["ours"], **found["peers"]}.items():
        shown = [f"{got[way][key]:,}" for way in WAYS for key in ("messages_a_second", "processor_ms")]
        table.add_row(name.replace("_", " over "), *shown)
    out.print(table)
    out.print(f"ratio {found['ratio']}: {found['ratio_means']} ({found['best_peer']})")
