"""Texts in a text file that no program takes for a formula."""

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""What a formula, or a command for another program, begins with."""
MARK: Final = "'"


def _is_risky(text: str) -> bool:
    return text.lstrip(MARK).lstrip(" \u00a0").startswith(_STARTS)


def quoted(text: str) -> str:
    """A text in a text file, so that no program calculates it."""
    return MARK + text if _is_risky(text) else text


def unquoted(text: str) -> str:
    """The other way."""
    return text[1:] if text.startswith(MARK) and _is_risky(text[1:]) else text
