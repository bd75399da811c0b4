"""The private calendar over HTTP, read back by the library that calendars use."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from icalendar import Calendar, Event

from bot import time
from bot.db import Database
from bot.models import Person
from bot.running import beside_a_playground
from bot.services import enrollments, feeds, offers
from bot.settings import Settings
from bot.web import feed
from tests.packs.reading import read
from tests.process.program import Control, Program
from tests.process.program import Person as Hands
from tests.process.test_modes import free_port
from tests.services.making import FACTS, NOW, course, crowd, join, person


@pytest.fixture
async def address(db: Database) -> AsyncIterator[str]:
    time.follow(NOW - time.wall())
    site = web.Application()
    site.add_routes(feed.routes(db, read("leon")))
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def ana(db: Database) -> int:
    async with db.begin() as session:
        return await person(session)


async def token_of(db: Database, who: int) -> str:
    async with db.begin() as session:
        return feeds.renew(await session.get_one(Person, who))


async def events(client: aiohttp.ClientSession, url: str) -> list[Event]:
    async with client.get(url) as response:
        assert response.status == 200, await response.text()
        return sorted(Calendar.from_ical(await response.read()).events, key=lambda one: one.start)


async def test_it_holds_what_one_takes_part_in_and_what_is_offered_and_forgets_what_one_left(
    address: str, client: aiohttp.ClientSession, db: Database, ana: int
) -> None:
    url = feeds.address(address, await token_of(db, ana))
    assert await events(client, url) == []
    async with db.begin() as session:
        (beto,) = await crowd(session, 1)
        welding = await join(session, ana, await course(session, meetings=2, venue="casa-juventud"))
        hidden = await course(session, starts=NOW + timedelta(days=40), venue="casa-juventud", sensitive=True)
        await join(session, ana, hidden)
        full = await course(session, seats=1, starts=NOW + timedelta(days=50))
        seat = await join(session, beto, full)
        await join(session, ana, full)
        await join(session, beto, await course(session, starts=NOW + timedelta(days=60)))
    first, second, secret = await events(client, url)
    assert (str(first["summary"]), str(second["summary"])) == ("Soldadura (1/2)", "Soldadura (2/2)")
    assert first.start == NOW + timedelta(days=14) and "Casa de la Juventud" in first["location"]
    assert "status" not in first
    assert str(secret["summary"]) == "Cita" and "location" not in secret and "description" not in secret
    async with db.begin() as session:
        await enrollments.leave(session, beto, seat.id or 0, reason="time", facts=FACTS, now=NOW)
        await enrollments.leave(session, ana, welding.id or 0, reason="time", facts=FACTS, now=NOW)
    secret, offer = await events(client, url)
    assert str(offer["status"]) == "TENTATIVE" and offer.start == NOW + timedelta(days=50)
    async with db.begin() as session:
        await offers.lapse(session, facts=FACTS, now=NOW + timedelta(days=2))
    assert [str(one["summary"]) for one in await events(client, url)] == ["Cita"]


async def test_a_new_address_ends_the_old_one_and_an_address_can_be_taken_back(
    address: str, client: aiohttp.ClientSession, db: Database, ana: int
) -> None:
    old, new = [await token_of(db, ana) for _ in range(2)]
    assert len({old, new}) == 2 and len(old) == 22, "128 random bits"

    async def status(token: str) -> int:
        async with client.get(feeds.address(address, token)) as response:
            return response.status

    assert (await status(old), await status(new)) == (404, 200)
    async with db.begin() as session:
        feeds.end(await session.get_one(Person, ana))
    assert await status(new) == 404


@pytest.mark.parametrize("token", ["A" * 22, "", "x", "%00" * 22, "None", "A" * 5000, "ñ" * 22, "..%2F..%2Fetc"])
async def test_an_address_that_is_nobodys_says_nothing(
    address: str, client: aiohttp.ClientSession, db: Database, ana: int, token: str
) -> None:
    answers = []
    for one in (token, "B" * 22):
        async with client.get(f"{address}/calendar/{one}.ics") as response:
            answers.append((response.status, await response.text()))
    assert answers == [(404, "404: Not Found")] * 2


async def test_it_is_private_and_told_apart_by_what_it_says(
    address: str, client: aiohttp.ClientSession, db: Database, ana: int
) -> None:
    url = feeds.address(address, await token_of(db, ana))
    async with client.get(url) as response:
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Cache-Control"].startswith("private")
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"].startswith("noindex")
        mark, length = response.headers["ETag"], len(await response.read())
    async with client.head(url) as response:
        assert (response.status, int(response.headers["Content-Length"])) == (200, length)
        assert await response.read() == b""
    time.follow(NOW + timedelta(minutes=10) - time.wall())
    for known, status in ((mark, 304), ('"other"', 200)):
        async with client.get(url, headers={"If-None-Match": known}) as response:
            assert response.status == status
    async with db.begin() as session:
        await join(session, ana, await course(session))
    async with client.get(url, headers={"If-None-Match": mark}) as response:
        assert response.status == 200, "something was added"


async def test_while_the_database_is_away_it_says_come_back(
    address: str, client: aiohttp.ClientSession, db: Database, ana: int
) -> None:
    url = feeds.address(address, await token_of(db, ana))
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE enrollment RENAME TO gone")
    async with client.get(url) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "60")


async def subscribes(noa: Hands, public: str) -> str:
    """Signs up for a course of ten sessions and asks for the calendar's address."""
    await noa.says("/start c_glocal")
    await noa.presses("Unirme")
    await noa.presses("Usar")
    await noa.says("15/03/2008")
    await noa.presses("Mis cursos")
    await noa.presses("Calendario en tu celular")
    await noa.presses("Quiero mi dirección")
    shown = (await noa.sees(f"{public}/calendar/"))["text"]
    return next(word for word in shown.split() if word.endswith(".ics"))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_program_serves_it_at_the_address_it_gave_and_logs_none_of_it(
    running: Callable[..., Awaitable[Program]], control: Control, client: aiohttp.ClientSession
) -> None:
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    program = await running(PORT=str(port), PUBLIC_URL=public)
    noa = await control.person(7_000_000_101, "Noa", "es")
    url = await subscribes(noa, public)
    assert [str(one["summary"]).partition(" (")[0] for one in await events(client, url)] == ["Glocal"] * 10
    await noa.presses("Quitar")
    await noa.sees("ya no muestra nada")
    async with client.get(url) as response:
        assert response.status == 404
    assert url.rpartition("/")[2].removesuffix(".ics") not in program.log


@pytest.mark.slow
async def test_a_newcomer_has_the_pages_at_the_playgrounds_address(
    tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    """`make run` without a token nor PUBLIC_URL: one address for the chat page, the notice and the calendar."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    unset = dict.fromkeys(("BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "PUBLIC_URL"), "")
    program = Program("", "", tmp_path, env={**unset, "PORT": str(port)})
    try:
        await program.start()
        control = Control(here, client)
        await control.waits_for_a_listener(program)
        noa = await control.person(7_000_000_101, "Noa", "es")
        assert len(await events(client, await subscribes(noa, here))) == 10
        async with client.get(f"{here}/privacy?lang=en") as page:
            assert page.status == 200 and "Who answers for your data" in await page.text()
        async with client.get(f"{here}/calendar/{'A' * 22}.ics") as response:
            assert response.status == 404
        async with client.get(f"{here}/privacy", headers={"Host": "evil.example"}) as response:
            assert response.status == 403, "only this machine"
    finally:
        await program.kill()


@pytest.mark.parametrize(
    ("given", "public"),
    [
        ({"port": 8081}, "http://127.0.0.1:8081"),
        ({"port": 8081, "public_url": "https://x.mx"}, "https://x.mx"),
        ({"port": 0}, ""),
        ({"host": "0.0.0.0", "port": 8081}, ""),
    ],
)
def test_beside_a_playground_the_pages_are_where_the_bot_listens(given: dict[str, object], public: str) -> None:
    found = Settings(_env_file=None, **given)  # type: ignore[arg-type]
    assert beside_a_playground(found).public_url == public
