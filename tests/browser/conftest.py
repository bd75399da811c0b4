"""A real browser at a real playground. Without a Chromium these tests say so at the end instead of passing."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, Request, async_playwright, expect

from bot.playground import Running, serve
from tests.browser.tiny_bot import TinyBot

NOT_RUN = "browser tests: NOT RUN (no Chromium)"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE = (1280, 800)
# Generous: a busy machine draws slowly, and a test that succeeds waits no longer than it must.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)

Opens = Callable[..., Awaitable[Page]]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NOT_RUN in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(NOT_RUN, yellow=True, bold=True)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip(NOT_RUN)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def playground() -> AsyncIterator[Running]:
    running = await serve("127.0.0.1", 0, None, limits=False)
    yield running
    await running.close()


@pytest.fixture
async def bot(playground: Running) -> AsyncIterator[TinyBot]:
    async with aiohttp.ClientSession() as session:
        bot = TinyBot(playground.url, session)
        listening = asyncio.ensure_future(bot.listen())
        yield bot
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


@pytest.fixture
async def opens(browser: Browser, playground: Running) -> AsyncIterator[Opens]:
    """Opens the page. Afterwards: no script may have failed, and nothing may have been asked of another host."""
    troubles: list[str] = []
    contexts = []

    def asked(request: Request) -> None:
        if not request.url.startswith((playground.url, "data:", "blob:")):
            troubles.append(f"asked elsewhere: {request.url}")

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        page.on("request", asked)

    async def open_page(query: str = "", size: tuple[int, int] = WIDE, **context: Any) -> Page:
        options = {"locale": "es-MX", "timezone_id": "America/Mexico_City", **context}
        one = await browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(one)
        page = await one.new_page()
        page.set_default_timeout(PATIENCE)
        watch(page)
        await page.goto(f"{playground.url}/?{query}")
        await page.locator("[data-person]").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            await page.unroute_all(behavior="ignoreErrors")
        await context.close()
    assert troubles == []
