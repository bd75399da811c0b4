"""The recognition for a whole passport: its colours as a sun that comes up."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import Any, Final

from bot.pictures import colours, icons, page
from bot.pictures.lettering import drawable
from bot.pictures.page import Words

WIDTH: Final = 1200
HEIGHT: Final = 820
MOST: Final = 8
_MIDDLE: Final = (600.0, 760.0)
_OUTER: Final = 290.0
_INNER: Final = 128.0


def draw(values: Mapping[str, Any]) -> bytes:
    """`title`, `name` (may be empty), `institution`, `date` (a line), and `emoji`?, those of the parts. KeyError,
    TypeError or ValueError where something is missing."""
    emoji = list(values.get("emoji") or [None] * 6)
    if len(emoji) > MOST:
        raise ValueError(f"a sun has at most {MOST} parts, not {len(emoji)}")
    name = drawable(values["name"], 60)
    words = [
        Words(drawable(values["institution"]), 600, 60, 1080, 52, 38, 28, colours.WHITE, 400),
        Words(name, 600, 152, 1080, 100, 84, 36, colours.WHITE, 400, "italic"),
        Words(drawable(values["title"]), 600, 264 if name else 210, 1100, 128, 116, 52, colours.SUN),
        Words(drawable(values["date"]), 600, 366 if name else 330, 1000, 50, 38, 28, colours.WHITE, 400),
    ]
    return page.png(WIDTH, HEIGHT, _sky() + _sun(emoji), words)


def _sky() -> str:
    """Night above, where the words are, and dawn below."""
    x, y = _MIDDLE
    dawn = "".join(
        f'<stop offset="{at}" stop-color="{colour}"/>'
        for at, colour in ((0, colours.NIGHT), (0.5, colours.DUSK), (1, colours.DAWN))
    )
    glow = "".join(f'<circle cx="{x}" cy="{y}" r="{_OUTER + more}"/>' for more in (20, 64))
    near = _OUTER + 22
    rays = "".join(
        f'<path d="M{x + near * cos(at):.1f} {y - near * sin(at):.1f}l{long * cos(at):.1f} {-long * sin(at):.1f}"/>'
        for at, long in ((n * pi / 24, 10 if n % 2 else 24) for n in range(1, 24))
    )
    return (
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">{dawn}</linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/><g fill="{colours.SUN}" opacity="0.16">{glow}</g>'
        f'<g fill="none" stroke="{colours.SUN}" stroke-width="5" stroke-linecap="round">{rays}</g>'
    )


def _sun(emoji: Sequence[str | None]) -> str:
    x, y = _MIDDLE
    wide = pi / len(emoji)
    edge = _OUTER + 8
    shapes = f'<path fill="{colours.SUN}" d="M{x - edge} {y}A{edge} {edge} 0 0 1 {x + edge} {y}Z"/>'
    for index, one in enumerate(emoji):
        at, away = pi - (index + 0.5) * wide, (_OUTER + _INNER) / 2 + 2
        corners = [
            f"{x + radius * cos(at + turn * half):.1f} {y - radius * sin(at + turn * half):.1f}"
            for radius, turn in ((_OUTER, 1), (_OUTER, -1), (_INNER, -1), (_INNER, 1))
            for half in (wide / 2 - 4 / radius,)
        ]
        shapes += (
            f'<path fill="{colours.of_part(index)}" d="M{corners[0]}A{_OUTER} {_OUTER} 0 0 1 {corners[1]}L{corners[2]}'
            f'A{_INNER} {_INNER} 0 0 0 {corners[3]}Z"/>'
        )
        size = min(84.0, 0.72 * 2 * away * sin(min(wide, pi / 2) / 2))
        shapes += icons.drawn(icons.icon(one, index), x + away * cos(at), y - away * sin(at), size, colours.WHITE)
    shapes += icons.drawn("M4.500 12.500l5 5 10-11", x, y - 0.42 * _INNER, 92, colours.NIGHT, 2.6)
    return shapes + f'<rect y="{y}" width="{WIDTH}" height="{HEIGHT - y}" fill="{colours.NIGHT}"/>'
