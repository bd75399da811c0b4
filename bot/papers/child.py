"""The process that makes one paper anew: from stdin to stdout. It may use little, and dies when it wants more."""

import json
import logging
import sys
from typing import Final

from bot.confined import limit
from bot.papers.kinds import NotTaken, kind_of

MEMORY: Final = 150 * 1024 * 1024
"""Bytes of addresses; of these sixty million are the interpreter's and the libraries'."""
SECONDS: Final = 0.8
"""Of a processor's time."""


def answer(content: bytes) -> list[bytes | bytearray]:
    """The parts of what `cleaning` reads. Raises NotTaken."""
    kind, pages = kind_of(content), 1
    kept: bytes | bytearray
    if kind == "pdf":
        if b"/Encrypt" not in content:
            # Importing it takes a tenth of a second, for nothing.
            sys.modules["cryptography"] = None  # type: ignore[assignment]
        from bot.papers import pdfs  # noqa: PLC0415 - a photo needs none of it

        kept, thumbnail, pages = pdfs.cleaned(content)
    else:
        from bot.papers import images  # noqa: PLC0415

        kept, thumbnail = images.cleaned(content, kind)
        kind = "jpeg"
    head = json.dumps({"kind": kind, "pages": pages, "size": len(kept)})
    return [head.encode(), b"\n", kept, thumbnail]


def main() -> None:
    """Says `{"why": ...}` for what it doesn't take."""
    limit(MEMORY, SECONDS)
    # What the libraries say of a stranger's file is nobody's to read.
    logging.disable()
    try:
        out = answer(sys.stdin.buffer.read())
    except NotTaken as reason:
        out = [b'{"why": "%s"}\n' % reason.why.encode()]
    except (MemoryError, RecursionError):
        out = [b'{"why": "too_big"}\n']
    except Exception:  # noqa: BLE001 - whatever a library says of a stranger's file, it isn't taken
        out = [b'{"why": "broken"}\n']
    sys.stdout.buffer.writelines(out)
