"""Small pictures side by side, numbered, to see at a glance what was sent. Only of our own thumbnails."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont

CELL: Final = 340
COLUMNS: Final = 3
MOST: Final = 12
_PAPER, _INK, _LINE = "#f4f1ea", "#22304a", "#b9b4a7"


def drawn(thumbnails: Sequence[bytes | None], pages: Sequence[int]) -> bytes:
    """A JPEG; where there is no thumbnail, a sheet with the number of its pages."""
    shown = thumbnails[:MOST]
    columns = min(COLUMNS, len(shown))
    lines = -(-len(shown) // columns)
    whole = Image.new("RGB", (columns * CELL, lines * CELL), _PAPER)
    draw = ImageDraw.Draw(whole)
    for place, small in enumerate(shown):
        x, y = place % columns * CELL, place // columns * CELL
        if small:
            picture = Image.open(io.BytesIO(small), formats=["JPEG"])
            picture.thumbnail((CELL - 20, CELL - 20))
            whole.paste(picture, (x + (CELL - picture.width) // 2, y + (CELL - picture.height) // 2))
        else:
            _sheet(draw, x, y, pages[place])
        draw.ellipse((x + 8, y + 8, x + 56, y + 56), fill=_INK)
        draw.text((x + 32, y + 32), str(place + 1), fill="white", anchor="mm", font=_font(26))
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=80)
    return out.getvalue()


def _sheet(draw: ImageDraw.ImageDraw, x: int, y: int, pages: int) -> None:
    left, top, right, bottom = x + 75, y + 40, x + CELL - 75, y + CELL - 40
    draw.rectangle((left, top, right, bottom), fill="white", outline=_LINE, width=2)
    for line in range(top + 30, bottom - 80, 22):
        draw.line((left + 24, line, right - 24, line), fill=_LINE, width=3)
    middle = (left + right) // 2
    draw.text((middle, bottom - 48), f"PDF · {pages}", fill=_INK, anchor="mm", font=_font(30))


def _font(size: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    return ImageFont.load_default(size)
