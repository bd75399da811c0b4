"""The whole conversation, over HTTP, from the first tap to the reminder, as two people live it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from icalendar import Calendar

from tests.process.program import Control, Person, Program

Starts = Callable[..., Awaitable[Program]]


CALLED = {
    "answerCallbackQuery",
    "deleteWebhook",
    "editMessageText",
    "getMe",
    "getUpdates",
    "sendDocument",
    "sendMessage",
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
}
"""Every Bot API method that the conversation makes the bot call by long polling; `setWebhook` comes by webhook."""


@dataclass(frozen=True)
class Words:
    """What somebody reads and presses, in one language."""

    code: str
    welcome: str
    topic: str
    purpose: str
    course: str
    example: str
    join: str
    ask_name: str
    ask_birth: str
    no_such_day: str
    in_future: str
    seat: str
    mine: str
    have_place: str
    reminder: str
    coming: str
    leave: str
    why: str
    left: str
    way: str
    old: str


SPANISH = Words(
    code="es",
    welcome="Te damos la bienvenida",
    topic="Empleo",
    purpose="Un oficio, tu primer trabajo",
    course="Uñas acrílicas",
    example="Datos de ejemplo",
    join="Unirme",
    ask_name="¿Cuál es tu nombre completo?",
    ask_birth="¿Cuándo naciste?",
    no_such_day="ese día no existe",
    in_future="todavía no llega",
    seat="Listo, tienes lugar",
    mine="Mis cursos",
    have_place="Tienes lugar",
    reminder="¿Vienes?",
    coming="Voy",
    leave="Ya no puedo ir",
    why="horario",
    left="Listo",
    way="No encontré nada",
    old="ya cambió",
)
ENGLISH = Words(
    code="en",
    welcome="Welcome",
    topic="Jobs",
    purpose="A trade, a first job",
    course="Acrylic nails",
    example="Sample data",
    join="Join",
    ask_name="your full name",
    ask_birth="When were you born?",
    no_such_day="isn't in the calendar",
    in_future="hasn't come yet",
    seat="Done, you have a place",
    mine="My courses",
    have_place="You have a place",
    reminder="Are you coming?",
    coming="coming",
    leave="I can't go any more",
    why="time",
    left="Done",
    way="I found nothing",
    old="has changed",
)


@pytest.fixture
async def ana(control: Control) -> Person:
    return await control.person(7_000_000_101, "Ana", "es")


async def signs_up(person: Person, words: Words) -> None:
    await person.says("/start")
    await person.sees(words.welcome)
    await person.presses(words.topic)
    await person.sees(words.purpose)
    await person.presses(words.course)
    await person.sees(words.example)
    await person.presses(words.join)
    await person.sees(words.ask_name)
    await person.says("Ana María Pérez")
    await person.sees(words.ask_birth)
    await person.says("15/03/2008")
    await person.sees(words.seat)


@pytest.mark.parametrize(
    ("engine", "words"),
    # In Spanish on SQLite the browser has the same conversation.
    [pytest.param("sqlite", SPANISH, marks=pytest.mark.full), ("postgresql", ENGLISH)],
    indirect=["engine"],
    ids=lambda w: getattr(w, "code", w),
)
async def test_from_start_to_the_reminder_and_out_again(
    running: Starts, control: Control, client: aiohttp.ClientSession, words: Words
) -> None:
    program = await running()
    somebody = await control.person(7_000_000_101, "Ana", words.code)
    await somebody.says("/start")
    await somebody.sees(words.welcome)
    await somebody.presses(words.topic)
    await somebody.sees(words.purpose)
    await somebody.presses(words.course)
    await somebody.sees(words.example)
    await somebody.presses(words.join)
    await somebody.sees(words.ask_name)
    await somebody.says("👩‍👩‍👧")
    await somebody.sees(words.ask_name)
    await somebody.says("Ana María Pérez")
    await somebody.sees(words.ask_birth)
    await somebody.says("31/02/2005")
    await somebody.sees(words.no_such_day)
    await somebody.says("01/01/2099")
    await somebody.sees(words.in_future)
    await somebody.says("15/03/2008")
    await somebody.sees(words.seat)

    document = (await somebody.waits_for(lambda m: bool(m["document"]), "the calendar file"))["document"]
    async with client.get(control.url + document["url"]) as response:
        events = Calendar.from_ical(await response.text()).walk("VEVENT")
    first = min(event.decoded("DTSTART") for event in events)

    await somebody.presses(words.mine)
    await somebody.sees(words.have_place)
    await control.post("clock", now=(first.astimezone(UTC) - timedelta(days=2)).isoformat())
    await somebody.sees(words.reminder)
    await somebody.presses(words.coming)
    await somebody.presses(words.leave)
    await somebody.presses(words.why)
    await somebody.sees(words.left)
    await somebody.presses("Inicio" if words.code == "es" else "Home")
    await somebody.says("algo que nadie espera")
    await somebody.sees(words.way)
    await somebody.says("/no_existe")
    answered = await control.post(f"chats/{somebody.id}/presses", data="zz.9")
    assert words.old in answered["text"]
    called = {call["method"] for call in await control.calls(limit=10_000)}
    assert called == CALLED, "a method the bot calls is one the playground behaves for, and stands in this list"
    await program.stop()
    for private in ("Ana María", "15/03/2008", "2008-03-15", "algo que nadie espera", "42:any"):
        assert private not in program.log


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_five_taps_within_fifty_milliseconds_are_one_enrolment(
    running: Starts, control: Control, ana: Person
) -> None:
    await running()
    await signs_up(ana, SPANISH)
    await ana.presses("Inicio")
    await ana.presses("Educación")
    await ana.presses("Corte láser")
    card = await ana.sees("Corte láser")
    data = next(b["data"] for row in card["buttons"] for b in row if b["text"] == "Unirme")
    path = f"chats/{ana.id}/presses"
    taps = [control.post(path, message_id=card["message_id"], data=data, wait=10) for _ in range(5)]
    answers = await asyncio.gather(*taps)
    assert [answer["answered"] for answer in answers] == [True] * 5
    await ana.sees("Listo, tienes lugar en Corte láser")
    seats = [m for m in await ana.messages() if "Listo, tienes lugar en Corte láser" in (m["text"] or "")]
    assert len(seats) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_process_killed_in_the_middle_of_a_question_goes_on_where_it_was(
    running: Starts, control: Control, ana: Person
) -> None:
    program = await running()
    await ana.says("/start")
    await ana.presses("Empleo")
    await ana.presses("Uñas acrílicas")
    await ana.presses("Unirme")
    await ana.sees("¿Cuál es tu nombre completo?")
    await ana.says("Ana María Pérez")
    await ana.sees("¿Cuándo naciste?")
    await program.kill()
    await ana.says("15/03/2008")
    await program.start()
    await ana.sees("Listo, tienes lugar")


@pytest.mark.full
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_who_blocks_the_bot_gets_nothing_and_is_welcome_back(
    running: Starts, control: Control, ana: Person
) -> None:
    await running()
    await signs_up(ana, SPANISH)
    await control.post(f"chats/{ana.id}/messages", block=True)
    before = len(await ana.messages())
    await control.advance(40 * 24 * 3600)
    await control.post(f"chats/{ana.id}/messages", block=False)
    await ana.says("/start")
    await ana.waits_for(
        lambda m: m["from"] == "bot" and SPANISH.welcome in (m["text"] or "") and m["message_id"] > before, "hi"
    )
    sent = [call for call in await control.calls(chat_id=ana.id) if call["status"] == 403]
    assert len(sent) <= 1, "after one refusal nothing more is tried"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_clock_of_the_playground_is_followed_and_the_machine_keeps_its_own(
    running: Starts, control: Control, ana: Person
) -> None:
    await running()
    await control.advance(400 * 24 * 3600)
    later = datetime.now(UTC) + timedelta(days=400)
    # A course of next year can only be listed by a bot that follows the playground's clock; it asks for the time twice
    # a second, so the first list may still be yesterday's.
    async with asyncio.timeout(60):
        while not await _lists_a_dated_course(ana):
            continue
    assert (datetime.fromisoformat((await control.get("clock"))["now"]) - later) < timedelta(minutes=2)


async def _lists_a_dated_course(person: Person) -> bool:
    await person.says("/cursos")
    try:
        await person.waits_for(
            lambda m: any(b["text"] != "Inicio" and "·" in b["text"] for row in m["buttons"] for b in row), "courses", 3
        )
    except AssertionError:
        return False
    return True
