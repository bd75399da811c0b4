"""A bot and its people, spoken to over HTTP as everybody else does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.playground import Running

ANA, BETO, CASEY = 7000000001, 7000000002, 7000000003
TOKEN = "42:any"


@dataclass
class Answer:
    """What the Bot API answered; `result` raises when it refused."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body.get("ok"), self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        return self.body["description"]

    @property
    def retry_after(self) -> int:
        assert self.status == 429, self.body
        return self.body["parameters"]["retry_after"]


class Bot:
    """Calls of one bot, JSON unless another way is asked for."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str = TOKEN) -> None:
        self.session = session
        self.url = url
        self.token = token

    async def call(self, method: str, **params: Any) -> Answer:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=params) as response:
            return Answer(response.status, await response.json())

    async def form(self, method: str, **params: Any) -> Answer:
        """The way aiogram sends: everything is text, objects are JSON."""
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=texts) as response:
            return Answer(response.status, await response.json())

    async def parts(self, method: str, files: dict[str, tuple[str, bytes]], **params: Any) -> Answer:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (filename, content) in files.items():
            form.add_field(name, content, filename=filename)
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=form) as response:
            return Answer(response.status, await response.json())

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """All that waits, confirmed."""
        found = (await self.call("getUpdates", **params)).result
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, timeout=0)
        return found

    async def says(self, text: str, chat_id: int = ANA, **params: Any) -> dict[str, Any]:
        return (await self.call("sendMessage", chat_id=chat_id, text=text, **params)).result


class People:
    """The control interface."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url + "/playground"

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        async with self.session.get(f"{self.url}/{path}", params=query) as response:
            return {"status": response.status, **await response.json()}

    async def post(self, path: str, order: dict[str, Any]) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/{path}", json=order) as response:
            return {"status": response.status, **await response.json()}

    async def delete(self, path: str) -> dict[str, Any]:
        async with self.session.delete(f"{self.url}/{path}") as response:
            return await response.json()

    async def write(self, text: str, chat_id: int = ANA, **more: Any) -> dict[str, Any]:
        answer = await self.post(f"chats/{chat_id}/messages", {"text": text, **more})
        assert answer["status"] == 200, answer
        return answer["message"]

    async def send(self, order: dict[str, Any], chat_id: int = ANA) -> dict[str, Any]:
        return await self.post(f"chats/{chat_id}/messages", order)

    async def upload(self, content: bytes, name: str, kind: str = "document", chat_id: int = ANA) -> dict[str, Any]:
        form = aiohttp.FormData()
        form.add_field("kind", kind)
        form.add_field("caption", "mira")
        form.add_field("file", content, filename=name)
        async with self.session.post(f"{self.url}/chats/{chat_id}/messages", data=form) as response:
            return {"status": response.status, **await response.json()}

    async def press(self, button: str, chat_id: int = ANA, **more: Any) -> dict[str, Any]:
        return await self.post(f"chats/{chat_id}/presses", {"button": button, "wait": 0, **more})

    async def sees(self, chat_id: int = ANA) -> list[dict[str, Any]]:
        return (await self.get(f"chats/{chat_id}"))["messages"]


async def at_once(*work: Any) -> list[Any]:
    return list(await asyncio.gather(*work))


async def eventually(look: Callable[[], Awaitable[Any]], ready: Callable[[Any], bool]) -> Any:
    """What `look` gives as soon as it is `ready`; fails after five seconds."""
    for _ in range(500):
        seen = await look()
        if ready(seen):
            return seen
        await asyncio.sleep(0.01)
    raise AssertionError(seen)


async def bot_polls(running: Running) -> None:
    """Comes back when a poll of a bot waits for news."""

    async def look() -> bool:
        return any(bot.poll is not None for bot in running.world.bots.values())

    await eventually(look, bool)


def buttons(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}


def png(width: int = 2, height: int = 3) -> bytes:
    """A PNG's header; enough for everything that reads only the size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\2\0\0\0" * 9
