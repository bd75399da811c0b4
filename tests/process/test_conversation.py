"""The whole conversation, over HTTP, from the first tap to the reminder."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from tests.process.program import Control, Program

Starts = Callable[..., Awaitable[Program]]
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Words:
    """What somebody reads and presses, in one language."""

    code: str
    start: str
    welcome: str
    notice: str
    topic: str
    purpose: str
    course: str
    example: str
    join: str
    name: str
    birth: str
    no_such_day: str
    not_yet: str
    seat: str
    mine: str
    in_it: str
    reminder: str
    coming: str
    confirmed: str
    leave: str
    why: str
    left: str
    anything: str
    old: str


SPANISH = Words(
    code="es",
    start="/start",
    welcome="Te damos la bienvenida",
    notice="Aviso completo",
    topic="Empleo",
    purpose="Un oficio, tu primer trabajo",
    course="Uñas acrílicas",
    example="Datos de ejemplo",
    join="Unirme",
    name="¿Cuál es tu nombre completo?",
    birth="¿Cuándo naciste?",
    no_such_day="ese día no existe",
    not_yet="todavía no llega",
    seat="tienes lugar",
    mine="Mis cursos",
    in_it="Tienes lugar",
    reminder="Uñas acrílicas",
    coming="Voy",
    confirmed="",
    leave="Ya no puedo ir",
    why="Ya no me queda el horario",
    left="",
    anything="",
    old="",
)


@pytest.mark.parametrize("words", [SPANISH], ids=lambda w: w.code)
async def test_from_start_to_the_reminder(running: Starts, control: Control, words: Words) -> None:
    await running()
    ana = await control.person(7_000_000_101, "Ana", words.code)
    await ana.says(words.start)
    await ana.sees(words.welcome)
    await ana.presses(words.topic)
    await ana.sees(words.purpose)
    await ana.presses(words.course)
    await ana.sees(words.example)
    await ana.presses(words.join)
    await ana.sees(words.name)
    await ana.says("Ana María Pérez")
    await ana.sees(words.birth)
    await ana.says("31/02/2005")
    await ana.sees(words.no_such_day)
    await ana.says("01/01/2099")
    await ana.sees(words.not_yet)
    await ana.says("15/03/2008")
    await ana.sees(words.seat)
    await ana.waits_for(lambda m: bool(m["document"]), "the calendar file")
    for _ in range(30):
        await control.advance(12 * 3600)
        for m in await ana.messages():
            print(m["message_id"], m["text"][:150], m["buttons"])
        break
