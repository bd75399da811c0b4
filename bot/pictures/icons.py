"""Small line drawings in a square of 24, for the emoji that the fonts don't have."""

from collections.abc import Mapping, Sequence
from typing import Final

_BY_EMOJI: Final[Mapping[str, str]] = {
    "📣": "M3 10v4.5h4l10 5V5L7 10z M7 14.5l1.2 5h3.2l-1.2-4 M20 9.5a4 4 0 0 1 0 5.5",
    "📚": "M12 6.5C10 5 7 4.5 3 4.5v13.5c4 0 7 .5 9 2 2-1.5 5-2 9-2V4.5c-4 0-7 .5-9 2z M12 6.5V20",
    "💼": "M4.5 8h15a1.5 1.5 0 0 1 1.5 1.5v9"
    "a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5v-9A1.5 1.5 0 0 1 4.5 8z"
    " M8.5 8V5.5A1.5 1.5 0 0 1 10 4h4a1.5 1.5 0 0 1 1.5 1.5V8 M3 13.5h18 M12 12v3",
    "💚": "M12 20.5C5.5 16 3 12.6 3 9a4.7 4.7 0 0 1 9-2 4.7 4.7 0 0 1 9 2c0 3.6-2.5 7-9 11.5z",
    "🎨": "M12 3a9 9 0 1 0 0 18c1.9 0 2.3-1.3 1.6-2.6-.9-1.7.2-3.1 2-3.1H18a3 3 0 0 0 3-3.1C20.8 6.8 17 3 12 3z"
    " M7.5 12.5h.01 M9 8h.01 M14 7h.01 M17.3 10.5h.01",
    "🤝": "M8 12.5a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2z M1.8 20c.3-3.2 2.8-5 6.2-5s5.9 1.8 6.2 5"
    " M15.5 5.5a3.5 3.5 0 0 1 0 6.8 M17 15.2c2.9.4 4.9 2.1 5.2 4.8",
    "🔧": "M20.3 7.2a5 5 0 0 1-6.6 6.2l-6.5 6.5a2.2 2.2 0 0 1-3.1-3.1l6.5-6.5a5 5 0 0 1 6.2-6.6l-3 3 .6 2.9 2.9.6z",
    "💻": "M5.5 5h13v10.5h-13z M2.5 19h19",
    "🍳": "M4 12h12.5a6.25 6.25 0 0 1-12.5 0z M16.5 12l5-1.5 M8 8.5c-1-1.2 1-2 0-3.5 M12.5 8.5c-1-1.2 1-2 0-3.5",
    "🏭": "M3 20V9l6 4V9l6 4V4h3.5L21 20z M8 17h.01 M12 17h.01 M16 17h.01",
}
_PLAIN: Final[Sequence[str]] = (
    "M12 2.5l2.6 6.9 6.9 2.6-6.9 2.6L12 21.5l-2.6-6.9L2.5 12l6.9-2.6z",
    "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M12 2v2.5 M12 19.5V22 M2 12h2.5 M19.5 12H22"
    " M5 5l1.7 1.7 M17.3 17.3L19 19 M19 5l-1.7 1.7 M6.7 17.3L5 19",
    "M5 19C4 10 9 4.5 20 4c.5 11-5 16-12 14 M4 21c2-5 5-8.5 9.5-11",
    "M2.5 19.5L9 7l4.5 8 2.5-4 5.5 8.5z",
    "M2 10c2.5-3 5-3 7.5 0s5 3 7.5 0 3.5-2.5 5-1.5 M2 16c2.5-3 5-3 7.5 0s5 3 7.5 0 3.5-2.5 5-1.5",
    "M6 21V4 M6 4.5c4-2 7 2 12 0v9c-5 2-8-2-12 0",
    "M8 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M12.5 12H21v3.5 M17 12v3",
    "M19.5 14.5A8.5 8.5 0 1 1 10 4a7 7 0 0 0 9.5 10.5z",
)
_VARIATION: Final = "\ufe0f"


def icon(emoji: str | None, index: int) -> str:
    """The path of an emoji's drawing; for one that has none, a shape of its own for each index."""
    return _BY_EMOJI.get((emoji or "").strip().rstrip(_VARIATION), _PLAIN[index % len(_PLAIN)])


def drawn(path: str, x: float, y: float, size: float, colour: str, width: float = 1.9) -> str:
    """The drawing as SVG, its middle at (x, y)."""
    return (
        f'<path transform="translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({size / 24:.3f})" d="{path}" '
        f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>'
    )
