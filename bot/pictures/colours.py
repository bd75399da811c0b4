"""The colours of the pictures. Each has a background of its own, so it reads the same in dark and in light chats."""

from collections.abc import Sequence
from typing import Final

PAPER: Final = "#FFF6E6"
WHITE: Final = "#FFFFFF"
INK: Final = "#33241A"
QUIET: Final = "#6B5442"
"""Small words on the paper."""
THREAD: Final = "#F4E2C4"
"""The pattern in the paper; it says nothing."""
NIGHT: Final = "#1D2450"
DUSK: Final = "#3A2F6B"
DAWN: Final = "#8A3A5E"
SUN: Final = "#FFD98A"

PARTS: Final[Sequence[str]] = (
    "#B0184F",
    "#A8480A",
    "#7A5B00",
    "#2B6E2F",
    "#00686B",
    "#2A5BB0",
    "#5A3AA6",
    "#8E2A8C",
)
"""One for each part of a wheel, in order; dark enough for white words on them and for lines on white."""

PAIRS: Final[Sequence[tuple[str, str]]] = (
    (INK, PAPER),
    (INK, WHITE),
    (INK, THREAD),
    (QUIET, PAPER),
    (QUIET, THREAD),
    (WHITE, NIGHT),
    (WHITE, DUSK),
    (SUN, NIGHT),
    (SUN, DUSK),
    *((WHITE, part) for part in PARTS),
    (NIGHT, SUN),
)
"""All that is read on something: the words or lines, and what is behind them."""


def of_part(index: int) -> str:
    return PARTS[index % len(PARTS)]
