"""Hostile files are refused, or kept without what was hidden in them: soon, in little memory, without holding up the
loop, leaving nothing."""

import asyncio
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import pypdf
import pytest
from PIL import Image

from bot.papers import cleaning
from bot.papers.cleaning import Clean
from bot.papers.kinds import NotTaken
from tests.papers import hostile, nursery
from tests.papers.hostile import MARK, MB, SAFE, SHOWN
from tests.sheets.test_hostile import watched

SOON = 1.0
"""Seconds; of a processor where other things run beside it, on the wall with --full."""
ROOM = 64 * MB
STALL = 0.1
_EVIL: Final = (
    *(MARK, b"<script", b"PK\x03\x04", b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/XFA", b"/AA"),
    *(b"/OpenAction", b"/Metadata", b"/Author", b"/Encrypt", b"Exif", b"ICC_PROFILE", b"http:"),
)


def ended(answer: bytes) -> tuple[str, Clean | None]:
    try:
        return SAFE, cleaning._read(answer)
    except NotTaken as refusal:
        return refusal.why, None


def is_harmless(name: str, clean: Clean) -> None:
    """It opens, shows what it showed, and has nothing else in it."""
    found = [one for one in _EVIL if one in clean.content or one in clean.thumbnail]
    assert not found, name
    if clean.kind == "jpeg":
        image = Image.open(io.BytesIO(clean.content))
        assert (image.format, max(image.size) <= 2_500, dict(image.getexif())) == ("JPEG", True, {}), name
        assert "icc_profile" not in image.info and "comment" not in image.info
        assert max(Image.open(io.BytesIO(clean.thumbnail)).size) <= 320
        return
    reader = pypdf.PdfReader(io.BytesIO(clean.content), strict=True)
    assert len(reader.pages) == clean.pages == 1 and reader.metadata is None, name
    assert SHOWN in reader.pages[0].extract_text(), name


async def test_each_is_refused_or_made_harmless_in_little_time_and_memory() -> None:
    corpus = [one for one in hostile.by_name().values() if 0 < len(one.content) <= cleaning.LARGEST]
    assert len(hostile.by_name()) >= 40
    for one, outcome in zip(corpus, await nursery.look_at([one.content for one in corpus]), strict=True):
        why, clean = ended(outcome.answer)
        assert why in one.ends, one.name
        assert outcome.seconds <= SOON and outcome.peak <= ROOM, (one.name, outcome.seconds, outcome.peak / MB)
        if clean is not None:
            is_harmless(one.name, clean)


SOME: Final = (
    "png_40k",
    "jpeg_of_a_place",
    "jpeg_huge_profile",
    "pdf_script",
    "pdf_million_pages",
    "too_much",
    "nothing",
)
"""Through the whole way, where not all go it."""


def _files() -> Iterator[Path]:
    for place in (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.cwd()):
        yield from (one for one in place.glob("*") if MARK.decode() in one.name or one.suffix in (".pdf", ".jpg"))


async def test_the_loop_goes_on_meanwhile_and_nothing_is_left(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = request.config.getoption("--full")
    corpus = [one for one in hostile.by_name().values() if strict or one.name in SOME]
    before, took, kept = set(_files()), dict[str, float](), dict[str, Clean]()
    async with watched(monkeypatch) as watch:
        for one in corpus:
            begun = time.perf_counter()
            try:
                kept[one.name] = await cleaning.clean(one.content)
                why = SAFE
            except NotTaken as refusal:
                why = refusal.why
            took[one.name] = time.perf_counter() - begun
            assert why in one.ends, one.name
    for name, clean in kept.items():
        is_harmless(name, clean)
    slow = {name: round(seconds, 2) for name, seconds in took.items() if seconds > SOON}
    assert max(took.values()) <= (SOON if strict else 5 * SOON), slow
    assert watch.grown <= ROOM
    assert watch.stall <= (STALL if strict else 5 * STALL)
    assert set(_files()) == before and not [
        one for one in psutil.Process().children() if "papers" in str(one.cmdline())
    ]


@pytest.mark.parametrize("name", ["png_that_is_large", "pdf_flate_bomb", "pdf_photo_of_a_place"])
async def test_plain_libraries_would_not_have_held_up(name: str) -> None:
    """The control: the same file in the usual way, opened and written again."""
    one = hostile.by_name()[name]
    out, before = io.BytesIO(), psutil.Process().memory_info().rss
    begun, peak = time.perf_counter(), before
    if name.startswith("png"):
        image = Image.open(io.BytesIO(one.content)).convert("RGB")
        peak = psutil.Process().memory_info().rss
        image.save(out, "JPEG")
    else:
        with pypdf.apply_configuration(zlib_maximum_output_length=10**9):
            writer = pypdf.PdfWriter(clone_from=io.BytesIO(one.content))
            held = writer.pages[0].get_contents()
            assert held is not None and held.get_data()
            peak = psutil.Process().memory_info().rss
            writer.write(out)
    harmful = any(evil in out.getvalue() for evil in (b"Exif", MARK))
    assert harmful or peak - before > ROOM or time.perf_counter() - begun > SOON


async def test_one_that_hangs_is_ended_and_none_knows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "PATIENCE", 0.3)
    monkeypatch.setattr(cleaning, "_PROGRAM", "import time; time.sleep(60)")
    with pytest.raises(NotTaken, match="busy"):
        await cleaning.clean(b"%PDF-1.7")
    monkeypatch.setattr(cleaning, "PATIENCE", 10)
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    program = "import os, sys; sys.stdout.write('{\"why\": \"%d\"}\\n' % ('BOT_TOKEN' in os.environ))"
    monkeypatch.setattr(cleaning, "_PROGRAM", program)
    with pytest.raises(NotTaken, match="0"):
        await asyncio.wait_for(cleaning.clean(b"%PDF-1.7"), 10)
