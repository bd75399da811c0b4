"""A Telegram of a few lines: notes when each call arrived, and answers as it is told."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = dict[str, Any] | str | tuple[int, dict[str, Any] | str] | None


@dataclass
class Heard:
    at: float
    method: str
    params: dict[str, Any]


@dataclass
class Wire:
    """`answer` is asked for each call: None for an ordinary `ok`, a result, (status, body), "hang" or "drop"."""

    url: str = ""
    answer: Callable[[Heard], Answer] = lambda heard: None
    heard: list[Heard] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def of(self, method: str) -> list[Heard]:
        return [one for one in self.heard if one.method == method]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        params = {name: value if isinstance(value, str) else value.file.read() for name, value in form.items()}
        heard = Heard(time.monotonic(), request.match_info["method"], params)
        self.heard.append(heard)
        answer = self.answer(heard)
        if answer == "hang":
            await asyncio.sleep(30)
        if answer in ("hang", "drop"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        status = 200
        if isinstance(answer, tuple):
            status, answer = answer
        if isinstance(answer, str):
            return web.Response(text=answer, status=status, content_type="text/html")
        if status != 200:
            return web.Response(text=json.dumps({"ok": False, "error_code": status} | (answer or {})), status=status)
        return web.json_response({"ok": True, "result": answer or self.message(params)})

    def message(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = int(params.get("chat_id", 1))
        return {"message_id": next(self.numbers), "date": 0, "chat": {"id": chat, "type": "private"}}


def too_fast(seconds: int) -> tuple[int, dict[str, Any]]:
    return 429, {"description": f"Too Many Requests: retry after {seconds}", "parameters": {"retry_after": seconds}}


def refused(words: str, status: int = 400) -> tuple[int, dict[str, Any]]:
    return status, {"description": words}


@asynccontextmanager
async def listening(answer: Callable[[Heard], Answer] = lambda heard: None) -> AsyncIterator[Wire]:
    wire = Wire(answer=answer)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", wire.handle)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield wire
    finally:
        await runner.cleanup()


def most_within(seconds: float, moments: list[float]) -> int:
    """The largest number of moments in any half-open stretch of so many seconds."""
    moments = sorted(moments)
    return max((sum(1 for one in moments if start <= one < start + seconds) for start in moments), default=0)
