"""A Bot API that takes every message after so many milliseconds and costs next to nothing: python -m
bot.bench.stand_in 100. A process of its own, so that its time is nobody's. Prints its port."""

import asyncio
import itertools
import json
import sys
from typing import Final

from rich.console import Console

_LENGTH: Final = b"content-length:"


class Connection(asyncio.Protocol):
    def __init__(self, delay: float, numbers: "itertools.count[int]") -> None:
        self._delay = delay
        self._numbers = numbers
        self._heard = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end].lower()
            at = head.find(_LENGTH)
            length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._heard) < end + 4 + length:
                return
            self._heard = self._heard[end + 4 + length :]
            loop = asyncio.get_running_loop()
            if self._delay:
                loop.call_later(self._delay, self._answer)
            else:
                self._answer()

    def _answer(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        chat = {"id": 7_000_000_001, "type": "private", "first_name": "Ana"}
        bot = {"id": 42, "is_bot": True, "first_name": "Rumbo", "username": "rumbo_bot"}
        message = {"message_id": next(self._numbers), "from": bot, "chat": chat, "date": 1_764_000_000, "text": "Hola"}
        body = json.dumps({"ok": True, "result": message}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def serve(milliseconds: float) -> None:
    numbers = itertools.count(1)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(milliseconds / 1000, numbers), "127.0.0.1", 0, backlog=1024
    )
    Console(highlight=False).print(server.sockets[0].getsockname()[1])
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
