"""What a single-use link carries: random, and kept only as its hash."""

import hashlib
import secrets
from typing import Final

_BYTES: Final = 24
"""Of randomness in a link: 192 bits."""


def fresh() -> str:
    """Letters, digits, `-` and `_`: 32 of them."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is stored; safe for anything that somebody typed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
