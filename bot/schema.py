"""Bringing a database to the newest schema. One history, `migrations/`, for both databases."""

import asyncio
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, pool, text
from sqlalchemy.engine import make_url

from bot.db import Database

FOLDER: Final = Path(__file__).resolve().parent.parent / "migrations"
_LOCK: Final = 7_280_199_301
"""PostgreSQL's advisory lock: whoever comes second waits, finds nothing to do and goes on."""


class TooNew(Exception):
    """The database was migrated by a newer Rumbo; this one doesn't know its tables."""


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def head() -> str | None:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


def knows(revision: str) -> bool:
    """Whether this code's history contains the revision."""
    try:
        return ScriptDirectory.from_config(config()).get_revision(revision) is not None
    except CommandError:
        return False


def upgrade(connection: Connection) -> None:
    """Apply what is missing, in the caller's transaction: all of it or none. Raises TooNew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    try:
        command.upgrade(config(connection), "head")
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise TooNew(
                "This database was made by a newer Rumbo. Install that version again, or use another DATABASE_URL."
            ) from None
        raise


async def migrate(db: Database) -> None:
    """Bring the database to the newest schema. Safe when several processes start at once: SQLite's write lock or
    PostgreSQL's advisory lock lets one work while the others wait."""
    if not db.is_sqlite:
        async with db.engine.begin() as connection:
            await connection.run_sync(upgrade)
        return
    await asyncio.to_thread(_migrate_file, db.engine.url.database or "")


def _migrate_file(path: str) -> None:
    # An engine of its own, because foreign keys must be off while a batch migration copies a table, and SQLite ignores
    # that pragma inside a transaction.
    engine = create_engine(make_url("sqlite://").set(database=path), poolclass=pool.NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection, _record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA busy_timeout=8000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        upgrade(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows that point nowhere; nothing was changed")
    engine.dispose()


async def current(db: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    async with db.engine.connect() as connection:
        return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
