"""One engine over SQLite or PostgreSQL, and the only place that opens a transaction."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession as Session

__all__ = ["AWAY", "Database", "Session", "address", "async_address"]

AWAY: Final = (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a database raises that can't be reached, is full, locked or just starting."""


def async_address(url: str) -> str:
    """The address with the driver we use, whichever way the operator wrote it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite").render_as_string(hide_password=False)
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def behave(engine: AsyncEngine) -> None:
    """Make SQLite keep its word: writers queue instead of failing, foreign keys hold, a commit survives a power cut,
    and what is deleted is overwritten."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=20000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # A deferred transaction that reads and then writes fails at once under load; busy_timeout doesn't help it.
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Turnstile:
    """Lets one writer through at a time, in this process and among all processes of the file.

    SQLite alone makes writers poll a busy file and gives up on the unlucky; a lock of the operating system wakes them
    one after the other, and opens by itself when its holder is killed."""

    def __init__(self, database: str) -> None:
        self._here = asyncio.Lock()
        self._path = f"{database}.lock"
        self._file: int | None = None

    def _opened(self) -> int:
        # Not when it is made: a folder that can't be written to yet is a database that is away, not a broken start.
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file

    async def __aenter__(self) -> None:
        await self._here.acquire()
        try:
            file = self._opened()
        except OSError:
            self._here.release()
            raise
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting = asyncio.ensure_future(asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX))
            try:
                await asyncio.shield(waiting)
            except asyncio.CancelledError:
                # The thread will get the lock some day; it must not keep it for somebody who has gone.
                waiting.add_done_callback(lambda _: self._open())
                raise
            except OSError:
                self._here.release()
                raise

    async def __aexit__(self, *_error: object) -> None:
        self._open()

    def _open(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._here.release()

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Database:
    """Opens sessions. Whoever calls `begin` owns the transaction: it commits at the end or rolls back on an error."""

    def __init__(self, url: str) -> None:
        address = async_address(url)
        self.is_sqlite = address.startswith("sqlite")
        if self.is_sqlite and (file := make_url(address).database):
            with suppress(OSError):
                Path(file).parent.mkdir(parents=True, exist_ok=True)
        # hide_parameters: an error's text must not carry what people typed.
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        self.engine = create_async_engine(address, hide_parameters=True, **options)
        self._turnstile: Turnstile | None = None
        if self.is_sqlite:
            behave(self.engine)
            self._turnstile = Turnstile(make_url(address).database or "")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Session]:
        """A transaction that may write."""
        one_writer: AbstractAsyncContextManager[Any] = self._turnstile or nullcontext()
        async with one_writer, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """A transaction that only reads: it never waits for a writer."""
        async with Session(self.engine, expire_on_commit=False) as session:
            await session.connection(execution_options={"reading": True})
            yield session

    async def scrub(self) -> bool:
        """Rewrite the file, so that nothing deleted is left in its corners or in the write-ahead log. Writers wait
        meanwhile. False where it couldn't be (a reader in the way, a full disk): then another time. PostgreSQL's own
        vacuum does it there."""
        if self._turnstile is None:
            return True
        async with self._turnstile:
            return await asyncio.to_thread(_scrub, self.engine.url.database or "")

    async def close(self) -> None:
        await self.engine.dispose()
        if self._turnstile is not None:
            self._turnstile.close()


def _scrub(path: str) -> bool:
    connection = sqlite3.connect(path, isolation_level=None, timeout=20)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return not busy


def address(db: Database) -> str:
    """The database's address as an operator writes it, without its password."""
    return db.engine.url.set(drivername=db.engine.url.get_backend_name()).render_as_string(hide_password=True)
