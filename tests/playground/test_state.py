"""What outlives the process: chats, ids, updates, files, the clock."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground import Running, serve
from bot.playground.updates import emit
from tests.playground.speaking import ANA, BETO, Bot, People, bot_polls, png


@asynccontextmanager
async def playground_at(state: Path) -> AsyncIterator[Running]:
    running = await serve("127.0.0.1", 0, state, limits=False)
    try:
        yield running
    finally:
        await running.close()


async def test_everything_is_there_after_a_restart(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    state = tmp_path / "deep" / "playground.db"
    async with playground_at(state) as running:
        bot, people = Bot(session, running.url), People(session, running.url)
        await people.send({"start": ""})
        await people.post("people", {"id": 9, "first_name": "Fer"})
        await people.post("clock", {"advance": 86400})
        group = (await people.post("groups", {"title": "Equipo", "type": "supergroup", "members": [ANA]}))["id"]
        await bot.call("setMyCommands", commands=[{"command": "cursos", "description": "Cursos"}])
        await bot.says("<b>hola</b>", parse_mode="HTML", reply_markup={"keyboard": [["Sí"]]})
        photo = (await bot.parts("sendPhoto", {"photo": ("a.png", png())}, chat_id=ANA)).result["photo"][0]
        await bot.says("en grupo", group)
        before = (await people.sees(), await people.get("people"), await people.get(f"chats/{ANA}"))
        waiting = (await bot.call("getUpdates")).result

    async with playground_at(state) as running:
        bot, people = Bot(session, running.url), People(session, running.url)
        assert (await people.sees(), await people.get("people")) == before[:2]
        chat = await people.get(f"chats/{ANA}")
        assert (chat["keyboard"], chat["menu"]) == (before[2]["keyboard"], before[2]["menu"])
        assert abs((await people.get("clock"))["offset"] - 86400) < 1
        assert (await bot.call("getUpdates")).result == waiting
        file = (await bot.call("getFile", file_id=photo["file_id"])).result
        async with session.get(f"{running.url}/file/bot42:any/{file['file_path']}") as response:
            assert await response.read() == png()
        assert (await bot.says("después"))["message_id"] > max(message["message_id"] for message in before[0])
        assert (await bot.says("después", group))["message_id"] > 1
        await people.write("nuevo")
        assert (await bot.call("getUpdates")).result[-1]["update_id"] > waiting[-1]["update_id"]


async def test_no_id_is_given_twice_though_the_process_is_killed(tmp_path: Path) -> None:
    state = tmp_path / "playground.db"
    message_ids: list[int] = []
    confirmed: list[int] = []
    for _ in range(4):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.playground", "--port", "0", "--state", str(state), "--no-limits",
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        # A connector of its own: connections to the killed process die with it.
        async with aiohttp.ClientSession() as session:
            bot, people = Bot(session, url), People(session, url)
            for place in range(5):
                message_ids.append((await people.write(f"hola {place}"))["message_id"])
            updates = (await bot.call("getUpdates")).result
            assert all(update["update_id"] > max(confirmed, default=0) for update in updates)
            message_ids += [(await bot.says("x"))["message_id"] for _ in range(10)]
            await bot.call("getUpdates", offset=updates[-2]["update_id"] + 1)
            confirmed += [update["update_id"] for update in updates[:-1]]
            # At once: whatever is only promised to the file is lost.
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    assert len(set(message_ids)) == len(message_ids) == 60
    assert message_ids == sorted(message_ids)


def on_disk(running: Running, kind: str) -> list[dict[str, Any]]:
    """Documents as another process would find them after kill -9; the file itself is locked, so asked from within."""
    assert not running.world.store.db.in_transaction
    return [document for _, _, document in running.world.store.all(kind)]


async def test_an_update_is_on_disk_when_it_is_handed_out_and_off_it_when_confirmed(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    async with playground_at(tmp_path / "playground.db") as running:
        bot = Bot(session, running.url)
        poll = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
        await bot_polls(running)
        running.world.store.put = _never_by_itself(running)  # type: ignore[method-assign]
        emit(running.world, "poll", {"id": "1"})
        update = (await poll).result[0]
        assert on_disk(running, "update") == [update]
        assert (await bot.call("getUpdates", offset=update["update_id"] + 1)).result == []
        assert on_disk(running, "update") == []


def _never_by_itself(running: Running) -> Callable[..., None]:
    """Notes changes as ever, but nothing reaches the file unless somebody flushes."""
    changed = running.world.store.changed
    return lambda kind, owner, id, document: changed.__setitem__((kind, owner, id), document)


async def test_ids_are_promised_to_the_file_before_they_are_given(tmp_path: Path) -> None:
    async with playground_at(tmp_path / "playground.db") as running:
        world = running.world
        supergroup = world.add_group("Equipo", "supergroup", False, [ANA])
        world.store.flush()
        world.store.put = _never_by_itself(running)  # type: ignore[method-assign]
        for _ in range(1500):
            id = world.take_message_id(world.chats[ANA])
            assert on_disk(running, "world")[0]["ids_reserved"] > id
        for _ in range(1500):
            id = world.take_message_id(supergroup)
            stored = next(chat for chat in on_disk(running, "chat") if chat["id"] == supergroup.id)
            assert stored["ids_reserved"] > id
        for _ in range(1500):
            number = world.number()
            assert on_disk(running, "world")[0]["numbers_reserved"] > number


async def test_what_a_person_did_is_on_disk_when_it_is_answered(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    async with playground_at(tmp_path / "playground.db") as running:
        people = People(session, running.url)
        running.world.store.put = _never_by_itself(running)  # type: ignore[method-assign]
        await people.write("hola", BETO)
        assert [message["text"] for message in on_disk(running, "message")] == ["hola"]
        await people.post("clock", {"advance": 60})
        assert on_disk(running, "world")[0]["offset"] == 60


async def test_two_playgrounds_cannot_share_a_file(tmp_path: Path) -> None:
    state = tmp_path / "playground.db"
    async with playground_at(state):
        with pytest.raises(OSError, match="another playground"):
            await serve("127.0.0.1", 0, state)
    async with playground_at(state):
        pass
