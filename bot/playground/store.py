"""The playground's own file: everything is a JSON document under (kind, owner, id), written a moment later.

The working set lives in memory; `put` notes a document as changed and `flush` writes all changed ones in a single
transaction. Whatever must be on disk before somebody hears of it (updates handed out, ids) is flushed by whoever
hands it out. A committed transaction survives kill -9.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Key = tuple[str, int, int]
DELAY = 0.05
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL, owner INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, owner, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
"""


class Store:
    """`path` None keeps everything in memory and forgets it at the end. OSError when the file can't be used."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=1.0)
        try:
            self._open()
        except sqlite3.OperationalError as trouble:
            self.db.close()
            raise OSError(f"The file {path} can't be used; maybe another playground has it open ({trouble}).") from None
        self.changed: dict[Key, Any] = {}
        self.timer: asyncio.TimerHandle | None = None

    def _open(self) -> None:
        # Two playgrounds on one file would hand out the same ids: the lock makes the second one fail here.
        self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.executescript(SCHEMA)
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("COMMIT")

    def put(self, kind: str, owner: int, id: int, document: Any) -> None:
        """`document` is kept by reference and read at the flush; None removes it."""
        self.changed[kind, owner, id] = document
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(DELAY, self.flush)

    def flush(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if not self.changed:
            return
        kept, gone = [], []
        for key, document in self.changed.items():
            if document is None:
                gone.append(key)
            else:
                kept.append((*key, ENCODE(document)))
        self.db.execute("BEGIN IMMEDIATE")
        try:
            self.db.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)", kept)
            self.db.executemany("DELETE FROM document WHERE kind = ? AND owner = ? AND id = ?", gone)
            self.db.execute("COMMIT")
        except sqlite3.Error:
            self.db.execute("ROLLBACK")
            raise
        self.changed.clear()

    def all(self, kind: str) -> Iterator[tuple[int, int, Any]]:
        """(owner, id, document) in the order of their ids."""
        rows = self.db.execute("SELECT owner, id, body FROM document WHERE kind = ? ORDER BY owner, id", (kind,))
        for owner, id, body in rows:
            yield owner, id, json.loads(body)

    def write_content(self, id: int, body: bytes) -> None:
        self.db.execute("INSERT OR REPLACE INTO content VALUES (?, ?)", (id, body))

    def read_content(self, id: int) -> bytes:
        (body,) = self.db.execute("SELECT body FROM content WHERE id = ?", (id,)).fetchone()
        return bytes(body)

    def close(self) -> None:
        self.flush()
        self.db.close()
