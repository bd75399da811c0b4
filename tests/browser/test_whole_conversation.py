"""The real bot in a real browser, from the first tap to the answered reminder, in both languages."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground import Running
from tests.browser.conftest import Opens
from tests.browser.page_parts import ANA, CASEY, key, newest, part, phone, types
from tests.process.program import Control, Program

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

ZONE = ZoneInfo("America/Mexico_City")  # the page's, until one chooses another


@pytest.fixture
async def control(playground: Running, database_url: str, tmp_path: Path) -> AsyncIterator[Control]:
    """A hand on the playground that the real bot listens to."""
    program = Program(playground.url, database_url, tmp_path)
    async with aiohttp.ClientSession() as client:
        control = Control(playground.url, client)
        await program.start()
        try:
            await control.waits_for_a_listener(program)
            yield control
        finally:
            await program.kill()


@dataclass(frozen=True)
class Words:
    """What somebody reads and presses, in one language."""

    person: int
    description: str
    start: str
    welcome: str
    pillar: str
    purpose: str
    course: str
    title: str
    example: str
    join: str
    name: str
    birth: str
    no_such_day: str
    seat: str
    mine: str
    in_it: str
    are_you: str
    coming: str
    expected: str
    promised: str


SPANISH = Words(
    person=ANA,
    description="cursos y convocatorias",
    start="Iniciar",
    welcome="Te damos la bienvenida",
    pillar="💼 Empleo",
    purpose="Un oficio, tu primer trabajo",
    course="Uñas acrílicas",
    title="Aplicación de uñas acrílicas",
    example="Datos de ejemplo",
    join="Unirme",
    name="¿Cuál es tu nombre completo?",
    birth="¿Cuándo naciste?",
    no_such_day="ese día no existe en el calendario",
    seat="Listo, tienes lugar",
    mine="Mis cursos",
    in_it="Tienes lugar",
    are_you="¿Vienes?",
    coming="Voy",
    expected="Te esperamos",
    promised="Tienes lugar y dijiste que vas",
)
ENGLISH = Words(
    person=CASEY,
    description="courses and calls",
    start="Start",
    welcome="Welcome to",
    pillar="💼 Jobs",
    purpose="A trade, a first job",
    course="Acrylic nails",
    title="Acrylic nail application",
    example="Sample data",
    join="Join",
    name="What is your full name?",
    birth="When were you born?",
    no_such_day="that day isn't in the calendar",
    seat="Done, you have a place",
    mine="My courses",
    in_it="You have a place",
    are_you="Are you coming?",
    coming="I'm coming",
    expected="See you there",
    promised="You have a place, and you said you're coming",
)


async def opens_course(place: Locator, name: str) -> None:
    """Turn the list's pages until the course is on one of them: how far down it stands depends on today's date."""
    course = newest(place).get_by_role("button", name=re.compile(f"^{name} · "))
    number = 1
    while not await course.count():
        number += 1
        await key(newest(place), "›").click()
        await expect(newest(place).get_by_role("button", name=re.compile(f"^{number}/"))).to_be_visible()
    await course.click()


async def first_meeting(place: Locator, page: Page) -> datetime:
    """When the course begins, as the calendar file in the chat says."""
    address = await part(place, "document").last.get_attribute("href")
    calendar = await (await page.request.get(f"{page.url.split('/?')[0]}{address}")).text()
    assert calendar.startswith("BEGIN:VCALENDAR")
    starts = re.findall(r"^DTSTART:(\d{8}T\d{6})Z\r?$", calendar, re.MULTILINE)
    return datetime.strptime(min(starts), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


async def moves_clock(page: Page, moment: datetime) -> None:
    moment = moment.astimezone(ZONE)
    await page.locator("#clock-button").click()
    panel = part(page, "clock-panel")
    await panel.locator("[name=when]").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    await panel.locator("[data-t=clock_go]").click()
    await expect(part(page, "clock-now")).to_contain_text(moment.strftime("%H:%M"))


@pytest.mark.parametrize(
    ("words", "locale"),
    [pytest.param(SPANISH, "es-MX", id="es"), pytest.param(ENGLISH, "en-GB", id="en", marks=pytest.mark.full)],
)
async def test_from_start_to_the_answered_reminder(opens: Opens, control: Control, words: Words, locale: str) -> None:
    page = await opens(f"people={words.person}", locale=locale)
    place = phone(page, words.person)
    await expect(part(place, "messages")).to_contain_text(words.description)

    await place.get_by_role("button", name=words.start, exact=True).click()
    await expect(part(place, "messages")).to_contain_text(words.welcome)
    await key(newest(place), words.pillar).click()
    await expect(newest(place)).to_contain_text(words.purpose)
    await opens_course(place, words.course)
    await expect(newest(place)).to_contain_text(words.title)
    await expect(newest(place)).to_contain_text(words.example)

    await key(newest(place), words.join).click()
    await expect(newest(place)).to_contain_text(words.name)
    await types(place, "Ana María Pérez")
    await expect(newest(place)).to_contain_text(words.birth)
    await types(place, "31/02/2005")
    await expect(newest(place)).to_contain_text(words.no_such_day)
    await types(place, "15/03/2008")
    await expect(part(place, "messages")).to_contain_text(words.seat)
    await expect(part(newest(place), "document")).to_contain_text(".ics")

    await key(place, words.mine).last.click()
    await expect(newest(place)).to_contain_text(words.title)
    await expect(newest(place)).to_contain_text(words.in_it)

    two_days_before = await first_meeting(place, page) - timedelta(days=2)
    await moves_clock(page, two_days_before - timedelta(minutes=30))
    await page.get_by_role("button", name="+1 h", exact=True).click()
    await expect(newest(place)).to_contain_text(words.are_you)
    await key(newest(place), words.coming).click()
    await expect(part(place, "toast")).to_contain_text(words.expected)
    await expect(newest(place)).to_contain_text(words.promised)
