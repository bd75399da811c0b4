"""A wheel cut into parts, and where in each part there is room for a drawing with a label and a line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, hypot, pi, sin
from typing import Final

MIDDLE: Final = (450.0, 564.0)
OUTER: Final = 406.0
INNER: Final = 116.0
_WIDE: Final = (224.0, 204.0)
"""Widths of label and line that are wide enough."""
_EDGE: Final = 17.0
"""What stays free along the edges of a part."""
_STEP: Final = 6
"""Pixels from one row that is looked at to the next; all heights are multiples of it."""
_Span = tuple[float, float]


@dataclass(frozen=True)
class Part:
    """One part of `count` (2 to 8), clockwise from the top. Angles in radians."""

    index: int
    count: int

    @property
    def half(self) -> float:
        return pi / self.count

    @property
    def angle(self) -> float:
        return -pi / 2 + self.half * (2 * self.index + 1)

    @property
    def heights(self) -> tuple[int, int, int]:
        """Of the drawing (which is as wide), the label and the line."""
        return (96, 72, 36) if self.count <= 6 else (72, 54, 30)

    def outline(self, margin: float) -> str:
        """Its path, with `margin` pixels kept free all around."""
        outer, inner = OUTER - margin, INNER + margin
        corners = []
        for radius, turn in ((outer, -1), (outer, 1), (inner, 1), (inner, -1)):
            at = self.angle + turn * (self.half - margin / radius)
            corners.append(f"{MIDDLE[0] + radius * cos(at):.1f} {MIDDLE[1] + radius * sin(at):.1f}")
        arcs = f"A{outer} {outer} 0 0 1 {corners[1]}L{corners[2]}A{inner} {inner} 0 0 0 {corners[3]}Z"
        return f"M{corners[0]}{arcs}"

    def holds(self, x: float, y: float) -> bool:
        """Whether a point (from the wheel's middle) is well inside."""
        if not INNER + _EDGE <= hypot(x, y) <= OUTER - _EDGE:
            return False
        along, aside = x * cos(self.angle) + y * sin(self.angle), -x * sin(self.angle) + y * cos(self.angle)
        # The distance to the nearer straight edge.
        return along * sin(self.half) - abs(aside) * cos(self.half) >= _EDGE


@dataclass(frozen=True)
class Room:
    """One x for all; the middles of drawing, label and line; how wide the words may be."""

    x: float
    seal_y: float
    label_y: float
    line_y: float
    label_width: float
    line_width: float


@lru_cache(maxsize=64)
def room(part: Part) -> Room:
    """The place where the words can be widest: with the drawing above them or, where that is much wider, below."""
    across = part.count - 1 - part.index
    if across < part.index:
        mirrored = room(Part(across, part.count))
        return replace(mirrored, x=2 * MIDDLE[0] - mirrored.x)
    rows = {y: _span(part, y) for y in range(-int(OUTER), int(OUTER), _STEP)}
    return max((found for y in rows for found in _rooms(part, rows, y)), key=lambda found: found[0])[1]


def _rooms(part: Part, rows: dict[int, _Span], y: int) -> Iterator[tuple[float, Room]]:
    """The places that begin at this height, each with how good it is."""
    size, *words = part.heights
    for below, heights in enumerate(([size, *words], [*words, size])):
        tops = [y, y + heights[0], y + heights[0] + heights[1]]
        bands = [_band(rows, top, height) for top, height in zip(tops, heights, strict=True)]
        middles = [MIDDLE[1] + top + height / 2 for top, height in zip(tops, heights, strict=True)]
        if below:
            bands, middles = bands[-1:] + bands[:2], middles[-1:] + middles[:2]
        seal, label, line = bands
        for x in range(int(seal[0] + size / 2), int(seal[1] - size / 2) + 1, 4):
            widths = [2 * min(x - left, right - x) for left, right in (label, line)]
            if min(widths) > 0:
                wide = [min(width, most) for width, most in zip(widths, _WIDE, strict=True)]
                aside = abs(hypot(x, y + sum(heights) / 2) - (INNER + OUTER) / 2)
                good = 2 * min(wide[0], wide[1] * 1.1) + sum(wide) - 0.5 * aside - 60 * below
                yield good, Room(MIDDLE[0] + x, *middles, *wide)


def _span(part: Part, y: int) -> _Span:
    """The longest stretch of a row that lies well inside the part; an empty one where there is none."""
    best, start = (1.0, 0.0), None
    for x in range(-int(OUTER), int(OUTER) + _STEP, _STEP):
        if not part.holds(x, y):
            start = None
        elif start is None:
            start = float(x)
        if start is not None and x - start > best[1] - best[0]:
            best = (start, float(x))
    return best


def _band(rows: dict[int, _Span], top: int, height: int) -> _Span:
    """What all rows of a band have in common."""
    spans = [rows.get(y, (1.0, 0.0)) for y in range(top, top + height + 1, _STEP)]
    return max(span[0] for span in spans), min(span[1] for span in spans)
