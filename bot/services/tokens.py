"""What a single-use link carries: random, and kept only as its hash."""

import hashlib
import secrets
from typing import Final

_BYTES: Final = 20
"""Of randomness in a link: 160 bits."""


def fresh() -> str:
    """Forty hexadecimal digits: a link that ends in a sign loses it where Telegram finds links in a text."""
    return secrets.token_hex(_BYTES)


def digest(token: str) -> str:
    """What is stored; safe for anything that somebody typed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
