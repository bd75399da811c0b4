"""`rumbo doctor`: everything a start needs, looked at one by one, each with a way to mend it."""

import sys
from collections.abc import AsyncIterator
from typing import NamedTuple

import aiohttp
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import packs, schema, settings, time
from bot.db import Database, address
from bot.settings import Settings, WrongSettings, is_loopback


class Finding(NamedTuple):
    """One thing that was looked at. `mend` is empty where all is well; only what is `grave` stops a start."""

    what: str
    mend: str = ""
    grave: bool = True


async def examine(out: Console) -> int:
    """Print what was found; 0 when a start would succeed, 1 when not."""
    ill = 0
    async for finding in _look():
        mark = "[green]✓[/]" if not finding.mend else "[red]✗[/]" if finding.grave else "[yellow]⚠[/]"
        out.print(f"{mark} {finding.what}", soft_wrap=True)
        if finding.mend:
            out.print(f"    {finding.mend}", soft_wrap=True)
            ill += finding.grave
    return 1 if ill else 0


async def _look() -> AsyncIterator[Finding]:
    yield Finding(f"Python {sys.version.split()[0]}")
    try:
        found = settings.read()
    except WrongSettings as wrong:
        yield Finding("Settings", str(wrong))
        return
    yield Finding("Settings: " + ("a playground, no BOT_TOKEN" if found.bot_token is None else "BOT_TOKEN is set"))
    if not found.data_keys and not found.rehearsal:
        yield Finding("DATA_KEY", "It is missing: `rumbo new-key` makes one. Keep a copy apart from the backups.")
    async for finding in _content(found):
        yield finding
    yield await _database(found)
    if found.bot_token is not None:
        yield await _telegram(found.telegram_api_url, found.bot_token.get_secret_value())
    elif not is_loopback(f"http://{found.host}"):
        yield Finding(f"HOST {found.host}", "Without BOT_TOKEN only 127.0.0.1 will do: a playground is not for others.")


async def _content(found: Settings) -> AsyncIterator[Finding]:
    try:
        pack = packs.read(found.pack)
    except packs.PackError as error:
        yield Finding(f"Pack {found.pack}", str(error))
        return
    yield Finding(f"Pack {pack.key}: {len(pack.courses)} courses, {len(pack.calls)} calls")
    today = time.local(time.now(), pack.institution.timezone).date()
    overdue = [line.key for line in pack.overdue_helplines(today)]
    mend = f"Call these numbers and set verified_on in helplines.yaml: {', '.join(overdue)}" if overdue else ""
    yield Finding(f"Helplines: {len(pack.shown_helplines(today))} shown", mend, grave=False)


async def _database(found: Settings) -> Finding:
    db = Database(found.database)
    shown = address(db)
    try:
        async with db.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        revision, newest = await schema.current(db), schema.head()
    except (SQLAlchemyError, OSError) as error:
        return Finding(f"Database {shown}", f"It doesn't answer ({type(error).__name__}). Check DATABASE_URL.")
    finally:
        await db.close()
    if revision not in (None, newest) and not schema.knows(revision):
        return Finding(f"Database {shown}", "A newer Rumbo made it. Install that version again.")
    return Finding(f"Database {shown}: " + ("ready" if revision == newest else "will be migrated at the next start"))


async def _telegram(api_url: str, token: str) -> Finding:
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.get(f"{api_url}/bot{token}/getMe") as response,
        ):
            status, answer = response.status, await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Finding(
            f"Telegram at {api_url}", f"No answer ({type(error).__name__}). Check the network and TELEGRAM_API_URL."
        )
    if status == 200:
        return Finding(f"Telegram: this is @{answer['result'].get('username')}")
    return Finding(f"Telegram at {api_url}", "It doesn't know this BOT_TOKEN. Copy it again from @BotFather.")
