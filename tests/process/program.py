"""The whole program as a process of its own, and a person's hands on the playground's control interface."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests import canaries


@dataclass
class Program:
    """`rumbo run` (or another command) against a playground; what it logged is kept for the failure's message."""

    api_url: str
    database_url: str
    folder: Path
    command: tuple[str, ...] = ("run",)
    env: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    began: int = 0
    """Where in the log this life of it begins."""

    @property
    def ready(self) -> bool:
        """Whether it has its database; it hears before that."""
        return b'"event": "ready"' in (self.folder / "log").read_bytes()[self.began :]

    async def start(self) -> None:
        env = {
            **{k: v for k, v in os.environ.items() if k not in ("PACK", "WEBHOOK_URL", "PUBLIC_URL")},
            "BOT_TOKEN": "42:any",
            "TELEGRAM_API_URL": self.api_url,
            "DATABASE_URL": self.database_url,
            "PORT": "0",
            "LOG_LEVEL": "DEBUG",
            **self.env,
        }
        with (self.folder / "log").open("ab") as log:
            self.began = log.tell()
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *self.command, env=env, cwd=self.folder, stdout=log, stderr=log
            )

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    async def kill(self) -> None:
        """kill -9."""
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self) -> float:
        """SIGTERM; how many seconds it took to end."""
        assert self.process
        begun = time.monotonic()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), 20)
        return time.monotonic() - begun


class Control:
    """The playground's control interface, as `/playground/*` offers it."""

    def __init__(self, url: str, client: aiohttp.ClientSession) -> None:
        self.url = url
        self.told: set[str] = set()
        """All that people said."""
        self._client = client

    async def get(self, path: str, **query: Any) -> Any:
        async with self._client.get(f"{self.url}/playground/{path}", params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        self.told.update(canaries.said_in(body))
        async with self._client.post(f"{self.url}/playground/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def person(self, id: int, first_name: str, language_code: str) -> "Person":
        await self.post("people", id=id, first_name=first_name, language_code=language_code)
        return Person(self, id)

    async def advance(self, seconds: float) -> None:
        await self.post("clock", advance=seconds)

    async def waits_for_a_listener(self, program: "Program | None" = None, *, ready: bool = True) -> None:
        """Until a bot has asked for updates or set its webhook and, where it is to be `ready`, has its database."""
        for _ in range(3600):
            try:
                bots = (await self.get("state"))["bots"]
            except aiohttp.ClientConnectorError:
                bots = []  # a playground of the program's own, not open yet
            if any(bot["polling"] or bot["webhook"] for bot in bots) and (not (ready and program) or program.ready):
                return
            if program and program.process and program.process.returncode is not None:
                raise AssertionError(f"the program ended:\n{program.log}")
            await asyncio.sleep(0.05)
        raise AssertionError(f"the bot never listened:\n{program.log if program else ''}")

    async def calls(self, **query: Any) -> list[dict[str, Any]]:
        return list((await self.get("calls", **query))["calls"])


@dataclass
class Person:
    """Somebody with a phone: says, presses, and waits until something is to be seen."""

    control: Control
    id: int

    async def messages(self) -> list[dict[str, Any]]:
        return list((await self.control.get(f"chats/{self.id}"))["messages"])

    async def says(self, text: str) -> None:
        await self.control.post(f"chats/{self.id}/messages", text=text)

    async def presses(self, label: str, *, within: float = 90) -> dict[str, Any]:
        """Tap the newest button whose label contains this, once there is one; how the tap was answered."""

        def offers(message: dict[str, Any]) -> bool:
            return any(label in button["text"] for row in message["buttons"] for button in row)

        message = await self.waits_for(offers, f"a button {label!r}", within)
        button = next(b["text"] for row in message["buttons"] for b in row if label in b["text"])
        path = f"chats/{self.id}/presses"
        return dict(await self.control.post(path, message_id=message["message_id"], button=button))

    async def sees(self, text: str, *, within: float = 90) -> dict[str, Any]:
        """The newest message of the bot that contains this, once it is there."""

        def holds(message: dict[str, Any]) -> bool:
            return message["from"] == "bot" and text in (message["text"] or "")

        return await self.waits_for(holds, f"a message with {text!r}", within)

    async def waits_for(self, holds: Callable[[dict[str, Any]], bool], what: str, within: float = 90) -> dict[str, Any]:
        until = time.monotonic() + within
        while True:
            messages = await self.messages()
            for message in reversed(messages):
                if holds(message):
                    return message
            if time.monotonic() > until:
                shown = [(m["from"], m["text"], m["buttons"]) for m in messages[-4:]]
                raise AssertionError(f"{what} did not come within {within} s; the chat ends with {shown}")
            await asyncio.sleep(0.05)
