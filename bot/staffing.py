"""Inviting the first colleagues and checking the log, from the command line."""

from datetime import timedelta
from typing import NoReturn

from rich.console import Console

from bot import schema, time
from bot.courier import CallFailed, Courier
from bot.db import Database, Session
from bot.models import Letter, Role
from bot.services import audit, team
from bot.settings import Settings, WrongSettings


class Broken(WrongSettings):
    """The log isn't what was written."""


async def invite(settings: Settings, role: str, hours: int, out: Console) -> None:
    """`rumbo invite ROLE`: prints what to pass on; it is kept nowhere."""
    if role not in set(Role):
        raise WrongSettings(f"There is no role {role!r}. There are: {', '.join(Role)}.")
    db = Database(settings.database)
    try:
        await schema.migrate(db)
        async with db.begin() as session:
            token, _made = await team.invite(
                session, Role(role), by=None, now=time.now(), within=timedelta(hours=hours)
            )
        name = await _name(settings, db)
    finally:
        await db.close()
    out.print(f"[bold]{role}[/], once, within {hours} hours. Pass it on to one person, in private:")
    if name:
        out.print(f"  https://t.me/{name}?start=i_{token}", soft_wrap=True)
    out.print(f"  /start i_{token}    [dim](written to the bot; the same)[/]", soft_wrap=True)


async def _name(settings: Settings, db: Database) -> str:
    """The bot's name for the link; empty where Telegram can't be asked."""
    if settings.bot_token is None:
        return ""
    courier = Courier(db, settings.bot_token.get_secret_value(), settings.telegram_api_url, write=_nothing)
    try:
        return str((await courier.call("get_me")).get("username", ""))
    except CallFailed:
        return ""
    finally:
        await courier.close()


async def _nothing(session: Session, letter: Letter) -> NoReturn:
    """This courier makes one call and says no letters."""
    raise AssertionError("nobody runs it")


async def verify(settings: Settings, out: Console) -> None:
    """`rumbo audit verify`. Raises Broken."""
    db = Database(settings.database)
    try:
        async with db.reading() as session:
            verdict = await audit.verify(session)
    finally:
        await db.close()
    if verdict.broken is not None:
        raise Broken(
            f"The log is broken from line {verdict.broken} on: somebody changed or took out what was written. "
            "Restore the database from a backup, and look at who could write to it."
        )
    out.print(f"[green]✓[/] {verdict.lines} lines, none changed. Head: {verdict.head or 'none yet'}", soft_wrap=True)
