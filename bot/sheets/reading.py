"""Reading a file that somebody sent, in a child of this process."""

import asyncio
from typing import Final

from bot import confining
from bot.sheets.tables import Sheet, Unreadable, load

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a file that is looked at."""
ANSWER: Final = 3 * 1024 * 1024
PATIENCE: Final = 10.0
"""Seconds on the wall; a child that is working uses up its own limit of processor time long before."""
_PROGRAM: Final = confining.program("bot.sheets.child")
_turns = asyncio.Semaphore(2)


async def read(content: bytes) -> list[Sheet]:
    """Its visible sheets. Raises Unreadable. Nothing touches the disk."""
    if not content:
        raise Unreadable("empty")
    if len(content) > LARGEST:
        raise Unreadable("too_big")
    try:
        async with _turns:
            answer = await confining.ask(_PROGRAM, content, most=ANSWER, patience=PATIENCE)
    except confining.Silent as silent:
        raise Unreadable(silent.why) from None
    if answer.startswith(b'{"why": "'):
        raise Unreadable(answer[9:-2].decode("ascii", "replace"))
    try:
        return load(answer)
    except (ValueError, TypeError, KeyError):
        # It was killed before it could answer: it wanted more than it may have.
        raise Unreadable("too_big") from None
