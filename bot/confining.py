"""Asking a child of this process about a stranger's file: bytes in, bytes out."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[1]


class Silent(Exception):
    """No answer that can be used: it took too long (`busy`), or said too much (`too_big`)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def program(module: str) -> str:
    """What the child runs: `main` of a module of ours."""
    return f"import sys; sys.path.append({str(_ROOT)!r}); from {module} import main; main()"


async def ask(program: str, content: bytes, *, most: int, patience: float) -> bytes:
    """What it answers, at most so many bytes and after so many seconds on the wall: empty where it was killed. The loop
    waits, and never works on it. The child has an environment of its own: what parses a stranger's file knows no
    token. Raises Silent."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", program),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(patience):
            _said, answer = await asyncio.gather(_feed(child, content), _listen(child, most))
            await child.wait()
            return answer
    except TimeoutError:
        raise Silent("busy") from None
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


async def _listen(child: asyncio.subprocess.Process, most: int) -> bytes:
    assert child.stdout is not None
    answer = bytearray()
    while chunk := await child.stdout.read(65_536):
        answer += chunk
        if len(answer) > most:
            raise Silent("too_big")
    return bytes(answer)
