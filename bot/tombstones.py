"""Who was forgotten, so that a backup that is brought back forgets them again.

A file beside the database, never inside it: a line says when, and the account's number under a key of its own, so that
the file alone names nobody. It only grows; what is older than any backup may be goes when the program starts.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

KEPT: Final = timedelta(days=90)
"""Longer than backups are kept (35 days)."""


class Tombstones:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "tombstones"
        self._key_file = folder / "tombstones.key"
        self._key = b""

    def add(self, accounts: Iterable[int], at: datetime) -> None:
        """On disk when this returns."""
        lines = "".join(f"{at.isoformat()} {self._name(account)}\n" for account in accounts)
        if lines:
            _append(self._file, lines)

    def read(self, *, now: datetime) -> dict[str, datetime]:
        """When each was forgotten last. Lines that have served are left out, and off the disk."""
        if not self._file.exists():
            return {}
        lines = self._file.read_text().splitlines()
        kept = [line for line in lines if (found := _parsed(line)) and found[1] > now - KEPT]
        if len(kept) < len(lines):
            new = self._file.with_suffix(".new")
            _append(new, "".join(f"{line}\n" for line in kept))
            new.replace(self._file)
        found_all = [found for line in kept if (found := _parsed(line))]
        return {name: max(at for other, at in found_all if other == name) for name, _at in found_all}

    def forgotten(self, account: int, known_since: datetime, stones: dict[str, datetime]) -> bool:
        """Whether what is known of this account is older than its being forgotten. Who came back later is somebody
        new."""
        at = stones.get(self._name(account))
        return at is not None and known_since <= at

    def _name(self, account: int) -> str:
        if not self._key:
            self._key = _key(self._key_file)
        return hmac.new(self._key, str(account).encode(), hashlib.sha256).hexdigest()


def _parsed(line: str) -> tuple[str, datetime] | None:
    moment, _space, name = line.partition(" ")
    try:
        return name, datetime.fromisoformat(moment)
    except ValueError:
        # The machine died while it was written: nobody was erased then, and it is done again.
        return None


def _append(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _key(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(file.read_text().strip())
    with os.fdopen(descriptor, "w") as new:
        new.write(secrets.token_hex(32))
    return bytes.fromhex(file.read_text().strip())
