"""Making a paper anew, in a child of this process."""

import asyncio
import json
from dataclasses import dataclass
from typing import Final

from bot import confining
from bot.papers.kinds import NotTaken

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of a file that is looked at."""
PAGES: Final = 20
"""Of a PDF."""
PATIENCE: Final = 10.0
"""Seconds on the wall; a child that is working uses up its own limit of processor time long before."""
_PROGRAM: Final = confining.program("bot.papers.child")
_HEAD: Final = 200
_turns = asyncio.Semaphore(2)


@dataclass(frozen=True)
class Clean:
    """A paper to be kept. `kind` is `jpeg` or `pdf`; the thumbnail is a JPEG of its first page; `size` is the
    content's, in bytes."""

    kind: str
    content: bytes
    thumbnail: bytes
    pages: int
    size: int


async def clean(content: bytes) -> Clean:
    """What is to be seen in it, and nothing else. Raises NotTaken. Nothing touches the disk."""
    if not content:
        raise NotTaken("empty")
    if len(content) > LARGEST:
        raise NotTaken("too_large")
    try:
        async with _turns:
            answer = await confining.ask(_PROGRAM, content, most=2 * LARGEST, patience=PATIENCE)
    except confining.Silent as silent:
        raise NotTaken(silent.why) from None
    return _read(answer)


def _read(answer: bytes) -> Clean:
    """One line of JSON, then the content and the thumbnail."""
    end = answer.find(b"\n", 0, _HEAD)
    try:
        said = json.loads(answer[:end]) if end >= 0 else {}
    except ValueError:
        said = {}
    if isinstance(why := said.get("why"), str):
        raise NotTaken(why[:20])
    kind, pages, size = said.get("kind"), said.get("pages"), said.get("size")
    if kind not in ("jpeg", "pdf") or not isinstance(pages, int) or not isinstance(size, int):
        # It was killed before it could answer: it wanted more than it may have.
        raise NotTaken("too_big")
    start = end + 1
    return Clean(kind, answer[start : start + size], answer[start + size :], pages, size)
