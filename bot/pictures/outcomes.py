"""How an announcement went: one bar for each outcome, as long as its part."""

from collections.abc import Mapping
from typing import Any, Final

from bot.pictures import page
from bot.pictures.lettering import drawable
from bot.pictures.page import Words

WIDTH: Final = 1200
HEIGHT: Final = 820
MOST: Final = 8
_LEFT: Final = 330
_ROOM: Final = 620
_INK: Final = "#1f2430"
_PAPER: Final = "#fbfaf6"
_RAIL: Final = "#e9e6dd"


def draw(values: Mapping[str, Any]) -> bytes:
    """`title`, `line` below it, and `bars`: each with `label`, `count`, `shown` (the count in words) and `colour`.
    KeyError, TypeError or ValueError where something is missing."""
    bars = list(values["bars"])
    if not 1 <= len(bars) <= MOST:
        raise ValueError(f"1 to {MOST} bars, not {len(bars)}")
    whole = max(1, sum(int(bar["count"]) for bar in bars))
    shapes = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>'
    words = [
        Words(drawable(values["title"], 60), 600, 84, 1080, 80, 60, 30, _INK),
        Words(drawable(values["line"]), 600, 158, 1080, 48, 36, 24, _INK, 400),
    ]
    step = 560 / len(bars)
    for index, bar in enumerate(bars):
        y, high = 230 + step * index, min(64.0, step * 0.6)
        part = int(bar["count"]) / whole
        # Something that happened is seen, however small its part.
        long = max(8.0, _ROOM * part) if bar["count"] else 0.0
        shapes += f'<rect x="{_LEFT}" y="{y}" width="{_ROOM}" height="{high}" rx="10" fill="{_RAIL}"/>'
        shapes += f'<rect x="{_LEFT}" y="{y}" width="{long:.1f}" height="{high}" rx="10" fill="{_colour(bar)}"/>'
        middle = y + high / 2
        shown = f"{drawable(bar['shown'])} · {_percent(part)}"
        words.append(Words(drawable(bar["label"], 24), 170, middle, 280, high, 36, 20, _INK))
        words.append(Words(shown, 1072, middle, 220, high, 32, 18, _INK, 400))
    return page.png(WIDTH, HEIGHT, shapes, words)


def _percent(part: float) -> str:
    return f"{part:.0%}" if part in (0, 1) or 0.01 <= part <= 0.99 else f"{part:.2%}"


def _colour(bar: Mapping[str, Any]) -> str:
    """Only six hexadecimal digits: this goes into the page's shapes."""
    number = int(str(bar["colour"]).removeprefix("#"), 16)
    return f"#{number & 0xFFFFFF:06x}"
