"""A Bot API of a few lines that is quicker than any bot, notes what arrived when, and goes wrong as it is told."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

FATES = {"blocked": (0, 30), "refused": (30, 40), "lost": (40, 45)}
"""Of a thousand recipients: 3 % block the bot (403), 1 % are refused (400), 0.5 % get it but the answer is lost."""


def fate(number: int) -> str:
    """What becomes of the message to the recipient of that number; the same in each run."""
    lot = (number * 7919) % 1000
    return next((name for name, (first, last) in FATES.items() if first <= lot < last), "fine")


@dataclass
class FastApi:
    """`fate_of` a chat; `refuse` holds how many messages have arrived when a 429 of so many seconds comes."""

    url: str = ""
    fate_of: Callable[[int], str] = lambda chat: "fine"
    trip: float = 0.02
    refuse: dict[int, int] = field(default_factory=dict)
    heard: list[tuple[float, str, int]] = field(default_factory=list)
    """Every call: when, its method, its chat."""
    got: Counter[int] = field(default_factory=Counter)
    """How many messages each chat shows."""
    halts: list[tuple[float, float]] = field(default_factory=list)
    """When a 429 was answered, and until when it asked for silence."""
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def answer(self, method: str, params: dict[str, list[str]]) -> tuple[int, dict[str, object]] | None:
        chat = int(params.get("chat_id", ["0"])[0])
        now = time.monotonic()
        self.heard.append((now, method, chat))
        if method.startswith(("get", "set", "answer")):
            return 200, {"ok": True, "result": True}
        if self.halts and now < self.halts[-1][1]:
            left = max(1, round(self.halts[-1][1] - now))
            return 429, {"ok": False, "error_code": 429, "parameters": {"retry_after": left}}
        seconds = self.refuse.pop(sum(self.got.values()), None)
        if seconds is not None:
            self.halts.append((now, now + seconds))
            return 429, {"ok": False, "error_code": 429, "parameters": {"retry_after": seconds}}
        what = self.fate_of(chat)
        if what == "blocked":
            return 403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
        if what == "refused":
            return 400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
        self.got[chat] += 1
        if what == "lost":
            return None
        message = {"message_id": next(self.numbers), "date": 0, "chat": {"id": chat, "type": "private"}}
        return 200, {"ok": True, "result": True if method.startswith("delete") else message}


class _Connection(asyncio.Protocol):
    def __init__(self, api: FastApi) -> None:
        self._api = api
        self._heard = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            lines = self._heard[:end].decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _c, value in (line.partition(":") for line in lines[1:])}
            length = int(headers.get("content-length", 0))
            if len(self._heard) < end + 4 + length:
                return
            body, self._heard = self._heard[end + 4 : end + 4 + length], self._heard[end + 4 + length :]
            found = self._api.answer(lines[0].split(" ")[1].rsplit("/", 1)[1], parse_qs(body.decode()))
            if found is not None:
                asyncio.get_running_loop().call_later(self._api.trip, self._say, *found)

    def _say(self, status: int, said: dict[str, object]) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


@asynccontextmanager
async def answering(
    fate_of: Callable[[int], str] = lambda chat: "fine", *, trip: float = 0.02
) -> AsyncIterator[FastApi]:
    api = FastApi(fate_of=fate_of, trip=trip)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(api), "127.0.0.1", 0, backlog=1024)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        server.close()
