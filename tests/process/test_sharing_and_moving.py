"""Over HTTP: a card goes to a chat by inline mode, and a profile goes to another account, place and all."""

import re
from collections.abc import Awaitable, Callable

import pytest

from tests.process.program import Control, Program

Starts = Callable[..., Awaitable[Program]]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_card_is_sent_by_inline_mode_and_a_profile_moves(running: Starts, control: Control) -> None:
    await running()
    ana = await control.person(7_000_000_301, "Ana", "es")
    sam = await control.person(7_000_000_302, "Sam", "en")
    offered = await control.post(f"chats/{sam.id}/inline", query="barbershop", wait=30)
    assert offered["answered"] and offered["results"], offered
    chosen = {"query_id": offered["query_id"], "result_id": offered["results"][0]["id"]}
    sent = (await control.post(f"chats/{sam.id}/inline", **chosen))["message"]
    (button,) = sent["buttons"][0]
    assert button["text"] == "See in the bot" and "?start=" in button["url"]
    await control.post(f"chats/{ana.id}/messages", start=button["url"].partition("start=")[2])
    await ana.sees("Esto es lo que te compartieron")

    await ana.says("/perfil")
    await ana.presses("Lugar")
    await ana.sees("¿Cómo se llama tu colonia?")
    await ana.says("Las Joyas")
    await ana.sees("Lugar: Las Joyas")
    await ana.presses("Usar otra cuenta")
    await ana.presses("Hacer el enlace")
    link = re.search(r"start=(m_[\w-]+)", (await ana.sees("Abre este enlace"))["text"])
    assert link
    await control.post(f"chats/{sam.id}/messages", start=link[1])
    await sam.presses("Bring my profile here")
    await ana.sees("Sam quiere llevarse tu perfil")
    await ana.presses("Sí, es mía")
    await sam.sees("your profile is here")
    await sam.presses("See my profile")
    await sam.sees("Las Joyas")
