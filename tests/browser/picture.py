"""The README's picture: three people talk to the real bot, each in a conversation of their own.

    python -m tests.browser.picture docs/chat.png
    python -m tests.browser.picture docs/journey.png --scene journey
    python -m tests.browser.picture /tmp/dark.png --theme dark --size 360x740 --people beto

Needs Chromium; the picture is made smaller when `pngquant` is installed.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from playwright.async_api import async_playwright

from bot import packs
from bot.playground import serve
from tests.browser.conftest import ARGUMENTS
from tests.browser.page_parts import ANA, BETO, CASEY
from tests.process.program import Control, Person, Program

PEOPLE = {"ana": ANA, "casey": CASEY, "beto": BETO}
# A machine without a desktop has no letters of its own to speak of; these are on every Debian with Chromium.
FONT = '"Liberation Sans", "Noto Color Emoji"'
# Always the same days, so that a new picture differs from the old one only where Rumbo does. León is six hours behind.
FIVE_DAYS_BEFORE = "2026-11-18T16:40:00Z"
TODAY = "2026-11-23T22:12:00Z"


async def beto_signs_up(beto: Person) -> None:
    await beto.says("/start")
    await beto.presses("Empleo")
    await beto.presses("Uñas acrílicas")
    await beto.presses("Unirme")
    await beto.says("Alberto Ruiz Mena")
    await beto.sees("¿Cuándo naciste?")
    await beto.says("14/07/2004")
    await beto.waits_for(lambda message: bool(message["document"]), "the calendar file")


async def ana_reads_a_card(ana: Person) -> None:
    await ana.says("/start")
    await ana.presses("Empleo")
    await ana.presses("Barbería")
    await ana.sees("lugares")


async def casey_gets_a_seat(casey: Person) -> None:
    await casey.says("/start")
    await casey.presses("Jobs")
    await casey.presses("Photography")
    await casey.presses("Join")
    await casey.says("Casey Morales")
    await casey.sees("When were you born?")
    await casey.says("02/05/2006")
    await casey.waits_for(lambda message: bool(message["document"]), "the calendar file")


async def talk(control: Control) -> None:
    """Beto was here five days ago; today he is asked whether he comes, while the others look around and sign up."""
    ana, beto, casey = (Person(control, id) for id in (ANA, BETO, CASEY))
    await beto_signs_up(beto)
    await control.post("clock", now=TODAY)
    await beto.sees("¿Vienes?")
    await ana_reads_a_card(ana)
    await casey_gets_a_seat(casey)


async def travels(who: Person, locale: str, topic: str) -> None:
    """Answer a stage's questions with the first options and do its challenge."""
    journey = packs.read("leon").journey
    assert journey is not None
    stage = next(one for one in journey.stages if one.topic == topic)
    for question in stage.questions:
        await who.presses(question.options[0].label.in_(locale))
    await who.presses({"es": "Ya lo hice", "en": "I did it"}[locale])


async def journey(control: Control) -> None:
    """Ana earns two stamps and looks at her passport, Beto sees what is for him, Casey begins in English."""
    ana, beto, casey = (Person(control, id) for id in (ANA, BETO, CASEY))
    await control.post("clock", now=TODAY)
    for topic, door in (("culture", "Cultura y deporte"), ("education", "Educación")):
        await ana.says("/viaje")
        await ana.presses(door)
        await travels(ana, "es", topic)
    await ana.says("/pasaporte")
    await ana.waits_for(lambda message: bool(message["photo"]), "the passport")
    await beto.says("/para_ti")
    await beto.presses("Cortes y uñas")
    await beto.presses("Listo")
    await beto.presses("Saltar lo demás")
    await casey.says("/journey")
    await casey.presses("Well-being")


SCENES = {"sign-ups": talk, "journey": journey}


@asynccontextmanager
async def conversation(scene: str) -> AsyncIterator[str]:
    """The address of a playground whose people have talked to the bot, which is still listening."""
    playground = await serve("127.0.0.1", 0, None)
    try:
        async with aiohttp.ClientSession() as client:
            with tempfile.TemporaryDirectory() as folder:
                control = Control(playground.url, client)
                await control.post("clock", now=FIVE_DAYS_BEFORE)
                program = Program(playground.url, f"sqlite:///{folder}/rumbo.db", Path(folder))
                await program.start()
                try:
                    await control.waits_for_a_listener(program)
                    await SCENES[scene](control)
                    yield playground.url
                finally:
                    await program.stop()
    finally:
        await playground.close()


async def shoot(address: str, out: Path, size: str, scale: float) -> None:
    width, height = (int(part) for part in size.split("x"))
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            locale="es-MX",
            timezone_id="America/Mexico_City",
        )
        await page.goto(address)
        await page.add_style_tag(content=f"body {{ font-family: {FONT}; }}")
        await page.locator("[data-message-id], .hello").first.wait_for()
        await page.locator("[data-connected=true]").wait_for()
        await page.wait_for_timeout(1500)  # what slides in has arrived
        await page.screenshot(path=out)
        await browser.close()


async def picture(options: argparse.Namespace) -> None:
    people = ",".join(str(PEOPLE[name]) for name in options.people.split(","))
    async with conversation(options.scene) as url:
        address = f"{url}/?people={people}&theme={options.theme}&lang={options.lang}"
        await shoot(address, options.out, options.size, options.scale)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.picture", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scene", choices=list(SCENES), default="sign-ups")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--lang", choices=["es", "en"], default="es")
    parser.add_argument("--size", default="1280x860")
    parser.add_argument("--scale", type=float, default=2)
    parser.add_argument("--people", default="ana,casey,beto")
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    asyncio.run(picture(options))
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--strip", "--output", options.out, "256", options.out], check=True)


if __name__ == "__main__":
    main()
