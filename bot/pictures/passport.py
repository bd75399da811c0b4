"""The passport: a wheel with a part for each stamp, filled as they come."""

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Any, Final

from bot.pictures import colours, icons, page, wheel
from bot.pictures.lettering import drawable
from bot.pictures.page import Words

WIDTH: Final = 900
HEIGHT: Final = 980
MOST: Final = 8


def draw(values: Mapping[str, Any]) -> bytes:
    """`title`, `name` (the person's first name, may be empty), `parts`: 2 to 8 of {`label`, `stamp`, `stamped`,
    `emoji`?}, and `line`?, small below the title. KeyError, TypeError or ValueError where something is missing."""
    parts = list(values["parts"])
    if not 2 <= len(parts) <= MOST:
        raise ValueError(f"a wheel has 2 to {MOST} parts, not {len(parts)}")
    line = drawable(values.get("line", ""))
    words = [
        Words(drawable(values["title"]), 450, 62 if line else 80, 840, 76, 62, 34, colours.INK),
        Words(line, 450, 122, 780, 46, 36, 26, colours.QUIET, weight=400),
    ]
    shapes = _paper()
    for index, part in enumerate(parts):
        more, labels = _part(wheel.Part(index, len(parts)), part)
        shapes += more
        words += labels
    name, (x, y) = drawable(values["name"], 48), wheel.MIDDLE
    shapes += f'<circle cx="{x}" cy="{y}" r="{wheel.INNER - 14}" fill="{colours.WHITE}"/>'
    if name:
        words.append(Words(name, x, y, 170, 112, 58, 24, colours.INK))
    else:
        shapes += icons.drawn(icons.icon(None, 0), x, y, 120, colours.INK, 1.4)
    return page.png(WIDTH, HEIGHT, shapes, words)


def _paper() -> str:
    """The background, with fine lines in its corners as passports have."""
    x, y = wheel.MIDDLE
    lines = "".join(
        f'<circle cx="{corner_x}" cy="{corner_y}" r="{radius}"/>'
        for corner_x, corner_y in ((0, 0), (WIDTH, 0), (0, HEIGHT), (WIDTH, HEIGHT))
        for radius in range(50, 180, 32)
    )
    return (
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours.PAPER}"/>'
        f'<g fill="none" stroke="{colours.THREAD}" stroke-width="6">{lines}</g>'
        f'<circle cx="{x}" cy="{y}" r="{wheel.OUTER + 8}" fill="{colours.PAPER}"/>'
    )


def _part(cut: wheel.Part, part: Mapping[str, Any]) -> tuple[str, list[Words]]:
    colour, path, room = colours.of_part(cut.index), icons.icon(part.get("emoji"), cut.index), wheel.room(cut)
    size, label_height, line_height = cut.heights
    label, stamped = drawable(part["label"]), bool(part["stamped"])
    fill = colours.WHITE if stamped else colours.INK
    words = [Words(label, room.x, room.label_y, room.label_width, label_height, 38, 20, fill)]
    if not stamped:
        look = f'fill="{colours.WHITE}" stroke="{colour}" stroke-width="4" stroke-dasharray="14 12"'
        shapes = f'<path d="{cut.outline(9)}" {look} stroke-linejoin="round" stroke-linecap="round"/>'
        return shapes + icons.drawn(path, room.x, room.seal_y, 0.8 * size, colour, 1.7), words
    look = f'fill="{colour}" stroke="{colour}" stroke-width="20" stroke-linejoin="round"'
    words.append(
        Words(drawable(part["stamp"]), room.x, room.line_y, room.line_width, line_height, 32, 20, fill, 400, "italic")
    )
    return f'<path d="{cut.outline(17)}" {look}/>' + _stamp(path, room.x, room.seal_y, size / 96, colour), words


def _stamp(path: str, x: float, y: float, scale: float, colour: str) -> str:
    """A stamp, a little askew as by hand, with a check beside it: nobody has to tell colours apart."""
    teeth = "".join(
        f'<circle cx="{39 * cos(n * pi / 7):.1f}" cy="{39 * sin(n * pi / 7):.1f}" r="9"/>' for n in range(14)
    )
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.2f})">'
        f'<g fill="{colours.WHITE}">{teeth}<circle r="40"/></g>'
        f'<g transform="rotate(-10)"><circle r="37" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        f"{icons.drawn(path, 0, 0, 48, colour, 2.1)}</g>"
        f'<circle cx="36" cy="30" r="19" fill="{colours.INK}" stroke="{colours.WHITE}" stroke-width="4"/>'
        f'<path d="M28 30l6 6 10.5-12" fill="none" stroke="{colours.WHITE}" stroke-width="5" stroke-linecap="round" '
        'stroke-linejoin="round"/></g>'
    )
