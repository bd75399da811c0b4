"""A photo made anew: what is to be seen in it, upright, as a JPEG without a word about where or with what it was taken.

For the child alone: what opens an image here has already given up what it could do harm with.
"""

import io
import warnings
from typing import Final

from PIL import Image

from bot.papers.kinds import NotTaken

LONGEST: Final = 2_500
"""Pixels of the longer side, as kept."""
LEAST: Final = 20
"""Of the shorter one; a paper that is smaller shows nothing."""
ROOM: Final = 40_000_000
"""Bytes that may be needed to look at one, once a large JPEG is reduced while it is read."""
DECLARED: Final = 120_000_000
"""Pixels that a JPEG may have before that: a phone of 108 million pixels takes photos of fewer."""
SMALL: Final = 320
"""Pixels of a thumbnail's longer side."""
QUALITY: Final = 85
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What to do about each way in which a camera may have been held, as EXIF says it."""
_BANDS: Final = {"1": 1, "L": 1, "P": 4, "LA": 2, "CMYK": 4, "RGBA": 4, "I": 4, "F": 4, "I;16": 4, "YCbCr": 3}


def cleaned(content: bytes, kind: str) -> tuple[bytes, bytes]:
    """The JPEG and its thumbnail. Raises NotTaken."""
    shown = opened(content, kind, LONGEST)
    if min(shown.size) < LEAST:
        raise NotTaken("not_a_paper")
    return jpeg(shown, QUALITY), thumbnail(shown)


def opened(content: bytes, kind: str, longest: int) -> Image.Image:
    """The first frame, no longer than that on its longer side, however large it is. Raises NotTaken."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # what it says of its size is held against our own limits first
    try:
        image = Image.open(io.BytesIO(content), formats=[kind.upper()])
        if image.width * image.height > DECLARED:
            raise NotTaken("too_many_pixels")
        if image.format in ("JPEG", "MPO"):
            _read_reduced(image, longest)
        if image.width * image.height * _BANDS.get(image.mode, 3) > ROOM:
            raise NotTaken("too_many_pixels")
        image.load()
        return _shrunk(image, longest)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, AttributeError):
        raise NotTaken("broken") from None


def _read_reduced(image: Image.Image, longest: int) -> None:
    """A JPEG can be read at a half, a quarter or an eighth: at the smallest of these that still shows enough."""
    enough = longest * 7 // 10
    part = next((one for one in (8, 4, 2) if max(image.size) // one >= enough), 1)
    if part > 1:
        image.draft(image.mode, (image.width // part, image.height // part))


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    if image.mode in ("P", "1"):
        image = image.convert("RGBA" if "transparency" in image.info else "L" if image.mode == "1" else "RGB")
    elif image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    scale = longest / max(image.size)
    if scale < 1:
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    plain = _on_white(image)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info = {}
    return plain


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, in three colours or grey."""
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((SMALL, SMALL))
    return jpeg(small, 75)


def jpeg(image: Image.Image, quality: int) -> bytes:
    """Without EXIF, colour profile, comment or anything else besides the picture."""
    image.info = {}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
