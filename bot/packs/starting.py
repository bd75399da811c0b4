"""Forms to begin with, by the kind of call: what a colleague who makes one in the chat then changes."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.packs.forms import Form

_FILE: Final = Path(__file__).with_name("starting.yaml")


@cache
def _written() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def starting(kind: str) -> Form:
    """A whole form, which can be published as it is; for a kind without one of its own, that of a programme."""
    written = _written()
    chosen = written["forms"].get(kind) or written["forms"]["programme"]
    return Form.model_validate(
        {
            "nature": chosen["nature"],
            "questions": [{"key": key, **written["questions"][key]} for key in chosen["questions"]],
            "criteria": [{"key": key, **written["criteria"][key]} for key in chosen.get("criteria", [])],
            "reasons": [{"key": key, **one} for key, one in written["reasons"].items()],
            "next_steps": written["next_steps"],
        }
    )
