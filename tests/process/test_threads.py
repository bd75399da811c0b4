"""Over HTTP: a conversation with the team in a forum's topic, and kill -9 between the topic and its answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, update

from bot import time
from bot.db import Database
from bot.models import Letter, Post, Role
from bot.services import team
from tests.process.program import Control, Person, Program

Starts = Callable[..., Awaitable[Program]]
DORA, EVA, ANA = 7_000_000_310, 7_000_000_311, 7_000_000_312


async def topics(control: Control, group: int) -> list[dict[str, Any]]:
    return list((await control.get(f"chats/{group}"))["topics"])


async def until(look: Callable[[], Awaitable[object]], what: str, within: float = 30) -> None:
    for _ in range(int(within * 20)):
        if await look():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{what} did not come within {within} s")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_conversation_goes_both_ways_and_survives_kill_9_while_its_topic_is_made(
    running: Starts, control: Control, db: Database
) -> None:
    ana = await control.person(ANA, "Ana", "es")
    for number, name in ((DORA, "Dora"), (EVA, "Eva")):
        await control.person(number, name, "es")
    group = (await control.post("groups", title="Equipo", type="supergroup", forum=True, members=[EVA, DORA]))["id"]
    tokens = []
    async with db.begin() as session:
        for _colleague in (DORA, EVA):
            token, _made = await team.invite(session, Role.FACILITATOR, by=None, now=time.now())
            tokens.append(token)
    program = await running(STAFF_CHAT=str(group))
    for number, token in zip((DORA, EVA), tokens, strict=True):
        await control.post(f"chats/{number}/messages", start=f"i_{token}")
        await Person(control, number).presses("Aceptar")

    await control.post("faults", method="createForumTopic", status="timeout", after_delivery=True)
    await ana.says("/ayuda")
    await ana.presses("Hablar con alguien")
    await ana.sees("Escríbeme de qué se trata")
    await ana.says("uno")
    await ana.says("dos")
    await until(lambda: topics(control, group), "a topic")
    await program.kill()
    async with db.begin() as session:
        # A quarter of a minute is long in a test: the dead process's lease is over at once.
        over = update(Letter).where(col(Letter.state) == Post.SENDING)
        await session.exec(over.values(lease_until=time.wall() - timedelta(seconds=1)))
    await running(STAFF_CHAT=str(group))

    team_side = Person(control, group)
    first = await team_side.sees("Conversación 1")
    assert first["protected"] and "Ana" in first["text"]
    orphan, topic = (one["message_thread_id"] for one in await topics(control, group))
    assert first["thread"] == topic
    await team_side.sees("Algo me interrumpió")
    await team_side.sees("dos")
    said = [message["text"] for message in await team_side.messages() if message["thread"] == topic]
    assert said.count("uno") == said.count("dos") == 1 and said.index("uno") < said.index("dos")

    await control.post(
        f"chats/{group}/messages", **{"text": "Hola, ¿qué pasó?", "as": DORA, "message_thread_id": topic}
    )
    await ana.sees("Ahora te escribe una persona del equipo")
    answer = await ana.sees("Hola, ¿qué pasó?")
    assert answer["sender"]["name"] == "Rumbo"
    mine = await control.post(f"chats/{ANA}/messages", text="todo bien", reply_to=answer["message_id"])
    copy = await team_side.sees("todo bien")
    assert copy["protected"] and copy["reply_to"]
    await control.post(
        f"chats/{ANA}/messages", edit={"message_id": mine["message"]["message_id"], "text": "todo <b>mejor</b>"}
    )
    await team_side.sees("todo <b>mejor</b>")
    await control.post(f"chats/{group}/messages", **{"text": "¿Aquí?", "as": DORA, "message_thread_id": orphan})
    await team_side.sees("Este tema se creó dos veces")

    async def closed() -> bool:
        return [one["message_thread_id"] for one in await topics(control, group) if one["closed"]] == expected

    expected = [orphan]
    await until(closed, "the end of the double")
    await team_side.presses("Terminar")
    await ana.sees("terminó aquí la plática")
    expected = [orphan, topic]
    await until(closed, "the end")
    assert not [call for call in await control.calls(limit=1000) if call["status"] == 400]
