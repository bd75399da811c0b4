"""A chart for a phone held upright: a few bars or columns, each with its number beside it.

Nothing is said by colour alone: every bar has its label, and a number too small to be told is a dashed outline with
its words, not a short bar.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.pictures import colours, icons, page
from bot.pictures.lettering import drawable
from bot.pictures.page import Words

WIDTH: Final = 900
EDGE: Final = 44
MOST: Final = 8
"""Bars of one panel."""
COLUMNS: Final = 13
_VALUE: Final = 150
"""Room for the number after the longest bar."""
_BAR: Final = 104
_PLOT: Final = 250
_STUB: Final = 30


def draw(values: Mapping[str, Any]) -> bytes:
    """`title`, `when`, `foot` (a sentence below), and `panels`: each a `heading` and either `bars` (1 to 8 of {`label`,
    `value`, `text`, `note`?, `emoji`?, `part`?}) or `columns` (1 to 13 of {`label`, `below`, `value`, `text`,
    `note`?}). `value` is a number from 0, drawn to scale; `text` is what is read. KeyError, TypeError or ValueError
    where something is missing."""
    words = [
        _left(values["title"], 70, 64, 56, 36, colours.INK),
        _left(values["when"], 128, 44, 34, 26, colours.QUIET, weight=400),
    ]
    shapes, y = "", 172.0
    for panel in values["panels"]:
        words.append(_left(panel["heading"], y + 26, 46, 36, 26, colours.INK))
        more, labels, y = _bars(panel["bars"], y + 62) if "bars" in panel else _columns(panel["columns"], y + 62)
        shapes, words, y = shapes + more, [*words, *labels], y + 40
    words.append(_left(values["foot"], y + 40, 80, 28, 22, colours.QUIET, weight=400))
    height = round(y + 100)
    ground = f'<rect width="{WIDTH}" height="{height}" fill="{colours.PAPER}"/>'
    rule = f'<path d="M{EDGE} {y - 12:.0f}H{WIDTH - EDGE}" stroke="{colours.THREAD}" stroke-width="5"/>'
    return page.png(WIDTH, height, ground + shapes + rule, words)


def _left(text: str, y: float, height: float, largest: int, smallest: int, fill: str, weight: int = 700) -> Words:
    width = WIDTH - 2 * EDGE
    return Words(drawable(text, 200), WIDTH / 2, y, width, height, largest, smallest, fill, weight, align="left")


def _bars(bars: Sequence[Mapping[str, Any]], y: float) -> tuple[str, list[Words], float]:
    if not 1 <= len(bars) <= MOST:
        raise ValueError(f"a panel has 1 to {MOST} bars, not {len(bars)}")
    icon = 76 if any(bar.get("emoji") for bar in bars) else 0
    left = EDGE + icon
    longest, room = max(1, *(bar["value"] for bar in bars)), WIDTH - EDGE - left - _VALUE
    shapes, words = "", list[Words]()
    for index, bar in enumerate(bars):
        colour = colours.of_part(bar.get("part", 5))
        if icon:
            path = icons.icon(bar.get("emoji"), index)
            shapes += f'<circle cx="{EDGE + 30}" cy="{y + 48}" r="32" fill="{colour}"/>'
            shapes += icons.drawn(path, EDGE + 30, y + 48, 42, colours.WHITE, 1.9)
        width = room * bar["value"] / longest
        shapes += _block(left, y + 46, width if bar["value"] else _STUB, 42, colour, solid=bool(bar["value"]))
        note = drawable(bar.get("note", ""), 60)
        label = WIDTH - EDGE - left if not note else (WIDTH - EDGE - left) * 0.47
        words.append(_at(bar["label"], left, y + 22, label, 42, 36, colours.INK))
        if note:
            words.append(
                _at(note, left + label + 8, y + 22, WIDTH - EDGE - left - label - 8, 38, 28, colours.QUIET, "right")
            )
        end = left + (width if bar["value"] else _STUB) + 14
        words.append(_at(bar["text"], end, y + 67, WIDTH - EDGE - end, 48, 40, colours.INK))
        y += _BAR
    return shapes, words, y


def _columns(columns: Sequence[Mapping[str, Any]], y: float) -> tuple[str, list[Words], float]:
    if not 1 <= len(columns) <= COLUMNS:
        raise ValueError(f"a panel has 1 to {COLUMNS} columns, not {len(columns)}")
    slot = min(200.0, (WIDTH - 2 * EDGE) / len(columns))
    above = 36 if any(column.get("note") for column in columns) else 0
    width, highest = min(90.0, 0.68 * slot), max(1, *(column["value"] for column in columns))
    floor = y + 44 + above + _PLOT
    shapes = f'<path d="M{EDGE} {floor:.0f}H{WIDTH - EDGE}" stroke="{colours.QUIET}" stroke-width="3"/>'
    words = list[Words]()
    for index, column in enumerate(columns):
        middle, solid = EDGE + slot * (index + 0.5), bool(column["value"])
        height = _PLOT * column["value"] / highest if solid else _STUB
        shapes += _block(middle - width / 2, floor - height, width, height, colours.of_part(5), solid=solid)
        wide = slot - 6
        text, note = drawable(column["text"]), drawable(column.get("note", ""))
        lifted = 24 + (above if note else 0)
        words.append(Words(text, middle, floor - height - lifted, wide, 40, 34, 20, colours.INK))
        if note:
            words.append(Words(note, middle, floor - height - 21, wide, 34, 28, 20, colours.QUIET, 400))
        words.append(Words(drawable(column["label"]), middle, floor + 24, wide, 38, 32, 22, colours.INK))
        words.append(Words(drawable(column["below"]), middle, floor + 62, wide, 36, 28, 20, colours.QUIET, 400))
    return shapes, words, floor + 90


def _at(
    text: str, x: float, y: float, width: float, height: float, largest: int, fill: str, align: str = "left"
) -> Words:
    weight = 700 if fill == colours.INK else 400
    return Words(drawable(text), x + width / 2, y, width, height, largest, 22, fill, weight, align=align)


def _block(x: float, y: float, width: float, height: float, colour: str, *, solid: bool) -> str:
    look = f'fill="{colour}"' if solid else f'fill="none" stroke="{colour}" stroke-width="4" stroke-dasharray="9 7"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="6" {look}/>'
