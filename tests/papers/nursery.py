"""Many files, each in a child as confined as the real one, forked from a process that has the libraries already: what
became of each, and what that cost."""

import asyncio
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest import mock

_PROGRAM: Final = (
    f"import sys; sys.path.append({str(Path(__file__).resolve().parents[2])!r}); "
    "from tests.papers.nursery import main; main()"
)


@dataclass(frozen=True)
class Outcome:
    answer: bytes
    """What the child said."""
    seconds: float
    """Of a processor."""
    peak: int
    """Bytes of memory that were ever its own or shared."""


async def look_at(contents: Sequence[bytes]) -> list[Outcome]:
    nursery = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", _PROGRAM),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={},
        cwd="/",
    )
    told = b"".join(len(one).to_bytes(4, "big") + one for one in contents)
    said, _nothing = await nursery.communicate(told)
    found, at = [], 0
    for _one in contents:
        size, head = int.from_bytes(said[at : at + 4], "big"), said.index(b"\n", at + 4)
        cost = json.loads(said[at + 4 : head])
        found.append(Outcome(said[head + 1 : head + 1 + size], cost["seconds"], cost["peak"]))
        at = head + 1 + size
    return found


def main() -> None:
    sys.modules["cryptography"] = None  # type: ignore[assignment]
    import PIL.JpegImagePlugin
    import PIL.PngImagePlugin
    import PIL.WebPImagePlugin  # noqa: F401

    from bot.papers import child, images, pdfs  # noqa: F401

    while size := sys.stdin.buffer.read(4):
        content = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        reading, writing = os.pipe()
        born = os.fork()
        if not born:
            os.close(reading)
            os.dup2(writing, 1)
            _act(content, child)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as answer:
            said = answer.read()
        _pid, _status, used = os.wait4(born, 0)
        cost = json.dumps({"seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024})
        sys.stdout.buffer.write(len(said).to_bytes(4, "big") + cost.encode() + b"\n" + said)
        sys.stdout.buffer.flush()


def _act(content: bytes, child: Any) -> None:
    """As the real one does, from what was read already."""
    out = io.FileIO(1, "w")
    with (
        mock.patch.object(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content))),
        mock.patch.object(sys, "stdout", SimpleNamespace(buffer=out)),
    ):
        child.main()
