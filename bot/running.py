"""What each command of the command line does, once the settings are read."""

import asyncio
import errno
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from rich.console import Console
from sqlalchemy.exc import OperationalError

from bot import app, house, packs, schema, time
from bot import playground as stand_in
from bot.app import Part
from bot.db import Database, address
from bot.intake.polling import AnotherInstance, WrongToken
from bot.schema import TooNew
from bot.sealing import NoKey
from bot.services import sealing_anew
from bot.services.catalogue import Delta, OtherInstitution
from bot.settings import Settings, WrongSettings, is_loopback

PLAYGROUND_TOKEN: Final = "42:playground"  # noqa: S105 - opens nothing but a stand-in on this machine

MENDABLE: Final = (
    WrongSettings,
    NoKey,
    packs.PackError,
    AnotherInstance,
    WrongToken,
    TooNew,
    OtherInstitution,
    OperationalError,
    sqlite3.OperationalError,
    OSError,
)


def sentence(error: BaseException) -> str:
    """What went wrong and how to mend it, for whoever started the program."""
    match error:
        case AnotherInstance():
            return "Another program is polling Telegram with this BOT_TOKEN. Stop it, or use a token of your own."
        case WrongToken():
            return "Telegram doesn't know this BOT_TOKEN. Copy it again from @BotFather."
        case NoKey():
            return f"{error}: what was sealed can't be read. Add the key it was sealed with to DATA_KEY, at the end."
        case sqlite3.OperationalError():
            return (
                "Another playground uses this file of chats. Stop it first, or give this one another folder with VAR."
            )
        case OperationalError():
            return f"The database doesn't answer ({type(error.orig).__name__}). Check DATABASE_URL and try again."
        case OSError(errno=errno.EADDRINUSE):
            return "Something else listens on this port already. Stop it, or choose another with PORT."
        case OSError():
            where = error.filename or "check DATABASE_URL, HOST and PORT"
            return f"{error.strerror or type(error).__name__}: {where}."
        case _:
            return str(error)


def flat(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The errors inside a group of groups."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from flat(error)
        else:
            yield error


async def everything(settings: Settings) -> None:
    """`rumbo run`: a playground of its own without a token, Telegram with one."""
    if settings.bot_token is not None:
        await app.run(beside_a_playground(settings) if settings.rehearsal else settings)
        return
    if not is_loopback(f"http://{settings.host}"):
        raise WrongSettings("HOST: without BOT_TOKEN this is a playground, and that only opens on 127.0.0.1.")
    pack = packs.read(settings.pack)  # a mistake in the pack is said before there is an address to open
    async with AsyncExitStack() as ends:
        db = Database(settings.database)
        ends.push_async_callback(db.close)
        state = settings.var / "telegram.db"
        # One address for everything: the pages are the playground's guests, so that it needs to know nothing of them.
        running = await stand_in.serve(settings.host, settings.port, state, pages=house.pages(db, pack))
        ends.push_async_callback(running.close)
        print_address(running.url)
        own = {
            "bot_token": SecretStr(PLAYGROUND_TOKEN),
            "telegram_api_url": running.url,
            "port": 0,
            "public_url": settings.public_url or running.url,
        }
        await app.run(settings.model_copy(update=own), db=db)


def beside_a_playground(settings: Settings) -> Settings:
    """Without PUBLIC_URL the pages are where this process listens, if that is on this machine: nobody else reads."""
    here = f"http://{settings.host}:{settings.port}"
    if settings.public_url or not settings.port or not is_loopback(here):
        return settings
    return settings.model_copy(update={"public_url": here})


async def serve(settings: Settings) -> None:
    """`rumbo serve`."""
    if not settings.webhook_url or settings.bot_token is None:
        raise WrongSettings("rumbo serve hears by webhook: set BOT_TOKEN, WEBHOOK_URL and WEBHOOK_SECRET.")
    await app.run(settings, parts=Part.HEAR)


async def work(settings: Settings) -> None:
    """`rumbo work`."""
    if settings.bot_token is None:
        raise WrongSettings("rumbo work needs BOT_TOKEN, and the DATABASE_URL that rumbo serve writes to.")
    await app.run(settings, parts=Part.WORK)


async def playground(settings: Settings, *, port: int, state: Path) -> None:
    """`rumbo playground`: until it is interrupted."""
    if settings.bot_token is not None and not settings.rehearsal:
        raise WrongSettings(
            "A playground never starts beside a real Telegram: unset BOT_TOKEN, or point TELEGRAM_API_URL at it."
        )
    running = await stand_in.serve("127.0.0.1", port, state)
    print_address(running.url)
    try:
        await asyncio.Event().wait()
    finally:
        await running.close()


async def load(settings: Settings, name: str, out: Console) -> None:
    """`rumbo load PACK`."""
    pack = packs.read(name)
    settings = settings.model_copy(update={"pack": name})
    app.unlock(settings)
    db = Database(settings.database)
    try:
        changes = await app.prepare(db, pack, house.facts_of(pack, settings))
    finally:
        await db.close()
    institution = pack.institution.name.es
    out.print(f"[bold]{institution}[/] → {address(db)}", soft_wrap=True)
    for what, delta in (("courses", changes.courses), ("calls", changes.calls), ("news", changes.news)):
        out.print(f"  {what}: {_counted(delta)}")
        for how in ("added", "changed", "closed"):
            if keys := getattr(delta, how):
                out.print(f"    {how}: {', '.join(keys)}", soft_wrap=True)
    today = time.local(time.now(), pack.institution.timezone).date()
    for helpline in pack.overdue_helplines(today):
        out.print(
            f"  [yellow]⚠[/] helpline {helpline.key}: call it and set verified_on; it was due {helpline.reverify_by}"
        )


async def rotate_keys(settings: Settings, out: Console) -> None:
    """`rumbo rotate-keys`."""
    app.unlock(settings)
    db = Database(settings.database)
    try:
        await schema.migrate(db)
        changed = await sealing_anew.rotate(db)
    finally:
        await db.close()
    out.print(f"{changed} rows sealed anew. Everything opens with the first key of DATA_KEY; the others can go.")


def _counted(delta: Delta) -> str:
    if delta.nothing:
        return f"nothing to change, {len(delta.unchanged)} as they were"
    return f"{len(delta.added)} added, {len(delta.changed)} changed, {len(delta.closed)} closed"


def print_address(url: str) -> None:
    """The one line a newcomer waits for."""
    Console(highlight=False).print(f"\n  Rumbo → [bold]{url}[/]\n", soft_wrap=True)
