"""Promise P9: nothing that somebody typed or sent for an application disappears, whatever is killed, begun anew or
deployed between two of its steps; and one goes on at the last confirmed step."""

import asyncio
import io
import os
import random
import sys
import time as clock
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from PIL import Image
from sqlmodel import col, select

from bot import sealing, time
from bot.db import Database
from bot.models import Application, Paper, PaperState, Progress, Scene
from bot.playground import Running, serve
from bot.services.applications import drafts, papers
from tests.experiments.test_nothing_is_lost import polls
from tests.process.program import Control, Person, Program
from tests.services import applying

SEED: Final = 20261126
ANA: Final = 7_000_000_401
FILES: Final = 10
"""In full; a few in the short form, where each costs the start of a child."""
FEW: Final = 2
TYPED: Final = (
    ("short", "Huerto del barrio"),
    ("long", "Un huerto en la azotea.\nCon jitomates y {llaves}."),
    ("number", "15,000"),
    ("date", "15/03/2027"),
    ("place", "San Miguel"),
    ("team", "Beto López, Casey Díaz"),
)
KEPT: Final = (
    "Huerto del barrio",
    "Un huerto en la azotea.\nCon jitomates y {llaves}.",
    15_000,
    "2027-03-15",
    "San Miguel",
    ["Beto López", "Casey Díaz"],
)
"""The answers, and what is kept of them."""
COUNT: Final = len(TYPED) + 1
KINDS: Final = ("kill", "start", "deploy")


def plan(full: bool) -> tuple[int, dict[int, tuple[str, ...]]]:
    """How many steps, and what comes after which: each kind after every one; short, a version that is deployed after a
    kill, and one */start*."""
    if full:
        return len(TYPED) + FILES, dict.fromkeys(range(len(TYPED) + FILES), KINDS)
    return len(TYPED) + FEW, {1: ("killed for a deploy",), len(TYPED): ("start",)}


def _form() -> dict[str, Any]:
    def asked(key: str, kind: str, **more: Any) -> dict[str, Any]:
        words = {"es": f"Dime: {key}", "en": f"Tell me: {key}"}
        return {"key": key, "kind": kind, "label": words, "ask": words, **more}

    return {"questions": [*(asked(kind, kind) for kind, _said in TYPED), asked("papers", "file", at_most=FILES)]}


def _photo(number: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40 + number, 60), (20 * number, 90, 90)).save(made, "JPEG")
    return made.getvalue()


class Applicant(Person):
    """Waits for what is new since her latest act."""

    since = 0

    async def mark(self) -> None:
        self.since = max((message["message_id"] for message in await self.messages()), default=0)

    async def sends(self, number: int) -> None:
        form = aiohttp.FormData()
        form.add_field("kind", "photo")
        form.add_field("file", _photo(number), filename="foto.jpg", content_type="image/jpeg")
        url = f"{self.control.url}/playground/chats/{self.id}/messages"
        async with aiohttp.ClientSession() as client, client.post(url, data=form) as response:
            assert response.status == 200, await response.text()

    async def is_shown(self, text: str) -> None:
        def holds(message: dict[str, Any]) -> bool:
            return message["message_id"] > self.since and message["from"] == "bot" and text in (message["text"] or "")

        await self.waits_for(holds, f"a new message with {text!r}")

    async def does(self, step: int) -> None:
        await self.mark()
        if step < len(TYPED):
            await self.says(TYPED[step][1])
        else:
            await self.sends(step - len(TYPED))

    async def is_at(self, done: int) -> None:
        """So many steps are confirmed, and the next one is on the screen."""
        if done <= len(TYPED):
            await self.is_shown(f"{done + 1} de {COUNT}")
        else:
            await self.is_shown(f"Tengo {done - len(TYPED)} archivo")

    async def comes_back(self, done: int) -> None:
        await self.mark()
        await self.says("/start")
        await self.presses_new("Seguir: Tu proyecto")
        await self.is_at(done)

    async def presses_new(self, label: str) -> None:
        def offers(message: dict[str, Any]) -> bool:
            labels = [button["text"] for row in message["buttons"] for button in row]
            return message["message_id"] > self.since and label in labels

        message = await self.waits_for(offers, f"a new button {label!r}")
        path = f"chats/{self.id}/presses"
        await self.control.post(path, message_id=message["message_id"], button=label)


async def _until(found: Callable[[], Any], what: str, within: float = 60) -> None:
    end = clock.monotonic() + within
    while not await found():
        assert clock.monotonic() < end, f"{what} did not come within {within} s"
        await asyncio.sleep(0.1)


async def _begin(db: Database) -> str:
    today = time.wall().date()
    async with db.begin() as session:
        made = await applying.call(
            session, form=_form(), origin="staff", sensitive=True, opens=today, closes=None, rolling=True
        )
    return made.key


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_nothing_of_an_application_is_lost_at_any_step(
    db: Database, database_url: str, tmp_path: Path, full: bool
) -> None:
    dice, (steps, after) = random.Random(SEED), plan(full)
    key = sealing.new_key()
    call = await _begin(db)
    playground = await serve("127.0.0.1", 0, None, rate_factor=50)
    program = Program(playground.url, database_url, tmp_path, env={"DATA_KEY": key})
    async with aiohttp.ClientSession() as client:
        control = Control(playground.url, client)
        await control.person(ANA, "Ana", "es")
        ana = Applicant(control, ANA)
        await program.start()
        await polls(control)
        await control.post(f"chats/{ANA}/messages", start=f"k_{call}")
        await ana.presses("Solicitar")
        await ana.is_at(0)
        for step in range(steps):
            kinds = after.get(step, ())
            await ana.does(step)
            if any(kind.startswith("kill") for kind in kinds):
                # Before the answer is known to have been heard.
                await asyncio.sleep(dice.uniform(0, 0.3))
                await program.kill()
                if "killed for a deploy" in kinds:
                    await _rename(db)
                await program.start()
            await ana.is_at(step + 1)
            if "start" in kinds:
                await ana.comes_back(step + 1)
            if "deploy" in kinds:
                await program.stop()
                await _rename(db)
                await program.start()
        await ana.presses("Listo")
        await ana.sees("Está completa.")
        await ana.presses("Enviar")
        await ana.sees("Tengo tu solicitud")
        await _until(lambda: _all_kept(db, steps - len(TYPED)), "every paper")
        await program.stop()
    await playground.close()

    try:
        sealing.use([key])
        async with db.reading() as session:
            [one] = (await session.exec(select(Application))).all()
            answers = await drafts.answers_of(session, one.id or 0)
            files = [await papers.content(session, paper) for paper in await papers.of(session, one.id or 0)]
    finally:
        sealing.use([sealing.new_key()])
    assert one.progress is Progress.SUBMITTED
    assert list(answers.values()) == list(KEPT)
    sizes = [Image.open(io.BytesIO(content)).size for content in files]
    assert sizes == [(40 + number, 60) for number in range(steps - len(TYPED))], (
        "each once, in the order in which they were sent"
    )
    happened = sum(len(kinds) for kinds in after.values())
    print(f"seed {SEED}: {steps} steps, {happened} interruptions, 0 answers and 0 files lost")


async def _rename(db: Database) -> None:
    """As if the version before had called the state otherwise."""
    async with db.begin() as session:
        for scene in await session.exec(select(Scene).where(col(Scene.state).is_not(None))):
            scene.state = "asking_for_a_call"


async def _all_kept(db: Database, files: int) -> bool:
    async with db.reading() as session:
        kept = (await session.exec(select(Paper.id).where(Paper.state == PaperState.KEPT))).all()
    return len(kept) == files


async def test_the_control_loses_what_was_answered_before_a_kill(tmp_path: Path, full: bool) -> None:
    (steps, after), kept = plan(full), tmp_path / "answers"
    playground = await serve("127.0.0.1", 0, None, rate_factor=50)
    async with aiohttp.ClientSession() as client:
        control = Control(playground.url, client)
        await control.person(ANA, "Ana", "es")
        ana = Applicant(control, ANA)
        process = await _forgetful(playground, kept, steps)
        await polls(control)
        await ana.mark()
        await ana.says("/start")
        await ana.is_shown(f"1 de {steps}")
        for step in range(steps):
            kinds = after.get(step, ())
            await ana.does(step)
            await ana.waits_for(lambda message: message["message_id"] > ana.since + 1, "an answer")
            if set(kinds) - {"start"}:
                process.kill()
                await process.wait()
                process = await _forgetful(playground, kept, steps)
                await polls(control)
            if "start" in kinds:
                await ana.says("/start")
        process.kill()
        await process.wait()
        said = [message["text"] for message in await ana.messages() if message["from"] == "bot"]
    await playground.close()
    # In full each kill is followed by a /start, and every step is the first one again.
    forgot = "Press /start" in said or said.count(f"1 de {steps}") >= steps
    assert not kept.exists() and forgot, "the control lost nothing: this experiment proves nothing"
    print(f"control, seed {SEED}: begun from nothing after each of the same interruptions")


async def _forgetful(playground: Running, file: Path, steps: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.experiments.forgetful_bot", playground.url, str(file), str(steps),
        cwd=Path(__file__).parents[2], env=dict(os.environ), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
