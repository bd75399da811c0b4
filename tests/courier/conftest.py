"""A courier over a database of the test's own, speaking to the playground or to a wire."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from sqlmodel import select

from bot import playground, time
from bot.courier import Courier
from bot.courier.calls import render
from bot.courier.calls import write as kept
from bot.courier.transport import Transport
from bot.db import Database, Session
from bot.models import Account, Letter, Person, Post, Priority
from bot.screen import Saying, Screen, Send
from tests import halves
from tests.courier.wire import Wire, listening

BOTH: Final = frozenset(f"test_{name}.py" for name in ("courier", "mailing", "post"))
"""Where letters are claimed and marked."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    halves.leave_out(config, items, Path(__file__).parent, BOTH)


ANA, BETO, CASEY = 7000000001, 7000000002, 7000000003
TOKEN = "4200042:AAsecretsecretsecretsecretsecretsec"


@dataclass
class Dropped:
    reason: str


async def words(session: Session, letter: Letter) -> Screen | Dropped:
    """What a letter says in these tests: its subject's text, or why it is dropped."""
    if "drop" in letter.subject:
        return Dropped(letter.subject["drop"])
    return Screen(letter.subject.get("text", "news"))


@dataclass
class Office:
    """Puts letters down and looks at what became of them."""

    db: Database

    async def reply(self, said: str | Saying, chat: int = ANA, **more: Any) -> int:
        saying = Send(Screen(said)) if isinstance(said, str) else said
        tapped, callback = more.pop("tapped", None), more.pop("callback_id", None)
        call = kept(render(saying, chat_id=chat, tapped=tapped, callback_id=callback))
        return await self.put(priority=Priority.REPLY, kind="reply", chat_id=chat, call=call, **more)

    async def put(self, **values: Any) -> int:
        letter = Letter(**({"priority": Priority.NEWS, "kind": "news", "due_at": time.now()} | values))
        async with self.db.begin() as session:
            session.add(letter)
            await session.flush()
            assert letter.id is not None
            return letter.id

    async def person(self, account: int | None) -> int:
        async with self.db.begin() as session:
            person = Person(locale="es", created_at=time.now())
            session.add(person)
            await session.flush()
            assert person.id is not None
            if account is not None:
                session.add(Account(id=account, person_id=person.id))
            return person.id

    async def letter(self, number: int) -> Letter:
        async with self.db.reading() as session:
            return (await session.exec(select(Letter).where(Letter.id == number))).one()

    async def letters(self) -> list[Letter]:
        async with self.db.reading() as session:
            return list((await session.exec(select(Letter).order_by("id"))).all())

    async def until_tried(self, number: int) -> Letter:
        """The letter once a first try came to nothing and it waits for the next."""
        async with asyncio.timeout(60):
            while True:
                letter = await self.letter(number)
                if letter.state is Post.WAITING and letter.attempts:
                    return letter
                await asyncio.sleep(0.01)

    async def until(self, *numbers: int, state: Post | None = None, seconds: float = 60) -> list[Letter]:
        """The letters once all of them have that state (any final one if none is named)."""
        async with asyncio.timeout(seconds):
            while True:
                letters = [await self.letter(number) for number in numbers]
                wanted = (state,) if state else tuple(set(Post) - {Post.WAITING, Post.SENDING})
                if all(letter.state in wanted for letter in letters):
                    return letters
                await asyncio.sleep(0.02)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


Speak = Callable[..., Any]


@asynccontextmanager
async def speaking(db: Database, url: str, **options: Any) -> AsyncIterator[Courier]:
    """A courier at work until the end of the block."""
    write: Callable[[Session, Letter], Awaitable[Screen | Dropped]] = options.pop("write", words)
    read = options.pop("read", 0.4)
    courier = Courier(db, TOKEN, url, write=write, transport=Transport(read=read), **options)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run(stop))
        try:
            yield courier
        finally:
            stop.set()
            await courier.drain(1)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with listening() as wire:
        yield wire


class Telegram:
    """The playground as a test sees it: what each person's chat shows, and troubles to plan."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http

    async def start(self, *people: int) -> None:
        for person in people:
            await self.post(f"chats/{person}/messages", text="/start")

    async def post(self, path: str, **body: Any) -> Any:
        async with self._http.post(f"{self.url}/playground/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def fault(self, method: str, status: int | str, **more: Any) -> None:
        await self.post("faults", method=method, status=status, **({"times": 1} | more))

    async def sees(self, person: int) -> list[str]:
        async with self._http.get(f"{self.url}/playground/chats/{person}") as answer:
            return [one["text"] for one in (await answer.json())["messages"] if one["from"] == "bot"]

    async def messages(self, person: int) -> list[dict[str, Any]]:
        async with self._http.get(f"{self.url}/playground/chats/{person}") as answer:
            return [one for one in (await answer.json())["messages"] if one["from"] == "bot"]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        async with self._http.get(f"{self.url}/playground/calls", params={"method": method}) as answer:
            found: list[dict[str, Any]] = (await answer.json())["calls"]
            return found


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    running = await playground.serve()
    async with aiohttp.ClientSession() as http:
        telegram = Telegram(running.url, http)
        await telegram.start(ANA, BETO, CASEY)
        yield telegram
    await running.close()


def past(seconds: float) -> Any:
    return time.wall() - timedelta(seconds=seconds)
