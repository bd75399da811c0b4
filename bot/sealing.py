"""Sealing what people write before it reaches the disk: Fernet (AES-128-CBC with HMAC-SHA256) under the keys of
`DATA_KEY`. The first key seals; every one of them opens, so that keys can be changed without a moment in which nothing
is readable."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

MARK: Final = "sealed:"
"""Begins what is sealed; what doesn't begin so was written before there were keys."""


class NoKey(RuntimeError):
    """Something should be sealed or opened, and this process has no key, or not the one it was sealed with."""


class _Ring:
    first: Fernet | None = None
    all: MultiFernet | None = None


def use(keys: Sequence[str]) -> None:
    """From now on this process seals with the first key and opens with any. ValueError for what is no key."""
    made = [Fernet(key) for key in keys]
    _Ring.first, _Ring.all = (made[0], MultiFernet(made)) if made else (None, None)


def new_key() -> str:
    return Fernet.generate_key().decode()


def kept_key(file: Path) -> str:
    """The key in the file, made at the first time; nobody else on the machine may read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as new:
        new.write(made := new_key())
    return made


def seal(text: str) -> str:
    if _Ring.all is None:
        raise NoKey("no DATA_KEY is in use")
    return MARK + _Ring.all.encrypt(text.encode()).decode()


def seal_bytes(content: bytes) -> bytes:
    if _Ring.all is None:
        raise NoKey("no DATA_KEY is in use")
    return _Ring.all.encrypt(content)


class AsSealed(bytes):
    """Bytes that are sealed already, for a column that would seal what it is given: megabytes are sealed beside the
    loop, and copied as they are."""

    __slots__ = ()


def open_bytes(kept: bytes) -> bytes:
    """Raises NoKey, also for what was never sealed: no file ever was."""
    if _Ring.all is None:
        raise NoKey("no DATA_KEY is in use")
    try:
        return _Ring.all.decrypt(kept)
    except InvalidToken:
        raise NoKey("none of the keys in DATA_KEY opens it") from None


def open_(kept: str) -> str:
    """What was sealed; what never was, as it is. Raises NoKey."""
    if not kept.startswith(MARK):
        return kept
    if _Ring.all is None:
        raise NoKey("no DATA_KEY is in use")
    try:
        return _Ring.all.decrypt(kept.removeprefix(MARK)).decode()
    except InvalidToken:
        raise NoKey("none of the keys in DATA_KEY opens it") from None


def sealed_anew(kept: str) -> str:
    """The same under the first key; itself where it is so already. Raises NoKey."""
    if _Ring.first is not None and kept.startswith(MARK):
        try:
            _Ring.first.decrypt(kept.removeprefix(MARK))
        except InvalidToken:
            pass
        else:
            return kept
    return seal(open_(kept))


def bytes_sealed_anew(kept: bytes) -> bytes:
    """The same for a file."""
    if _Ring.first is not None:
        try:
            _Ring.first.decrypt(kept)
        except InvalidToken:
            pass
        else:
            return kept
    return seal_bytes(open_bytes(kept))
