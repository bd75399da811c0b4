"""Reading a file that somebody sent, in a child of this process."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.sheets.tables import Sheet, Unreadable, load

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a file that is looked at."""
ANSWER: Final = 3 * 1024 * 1024
PATIENCE: Final = 10.0
"""Seconds on the wall; a child that is working uses up its own limit of processor time long before."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_PROGRAM: Final = f"import sys; sys.path.append({str(_ROOT)!r}); from bot.sheets.child import main; main()"
_turns = asyncio.Semaphore(2)


async def read(content: bytes) -> list[Sheet]:
    """Its visible sheets. Raises Unreadable. The loop waits, and never works on it; nothing touches the disk."""
    if not content:
        raise Unreadable("empty")
    if len(content) > LARGEST:
        raise Unreadable("too_big")
    async with _turns:
        answer = await _ask(content)
    if answer.startswith(b'{"why": "'):
        raise Unreadable(answer[9:-2].decode("ascii", "replace"))
    try:
        return load(answer)
    except (ValueError, TypeError, KeyError):
        # It was killed before it could answer: it wanted more than it may have.
        raise Unreadable("too_big") from None


async def _ask(content: bytes) -> bytes:
    """With an environment of its own: what parses a stranger's file knows no token."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", _PROGRAM),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            _said, answer = await asyncio.gather(_feed(child, content), _listen(child))
            await child.wait()
            return answer
    except TimeoutError:
        raise Unreadable("busy") from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()


async def _feed(child: asyncio.subprocess.Process, content: bytes) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(content)
        await child.stdin.drain()
        child.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        return


async def _listen(child: asyncio.subprocess.Process) -> bytes:
    assert child.stdout is not None
    answer = bytearray()
    while chunk := await child.stdout.read(65_536):
        answer += chunk
        if len(answer) > ANSWER:
            raise Unreadable("too_big")
    return bytes(answer)
