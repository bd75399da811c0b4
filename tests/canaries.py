"""Whatever a test has somebody say, share or be called is a canary: it may stand in no line that the program writes."""

import io
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

import structlog

from bot import logs

TOKEN: Final = "7000000001:AAH-canary_token_of_the_bot_0123456789"
_SAID: Final = ("text", "caption", "query", "phone_number")
_LONG_ENOUGH: Final = 8
"""Shorter words, and single ones, may well be an event's or a course's name."""


def said_in(update: Any) -> Iterator[str]:
    """Everything of that kind in an update or a request to the playground."""
    if isinstance(update, dict):
        for name, value in update.items():
            if name in _SAID and isinstance(value, str):
                yield value
            elif name not in ("message", "reply_to_message") or "data" not in update:  # not what the bot said
                yield from said_in(value)
    elif isinstance(update, list):
        for one in update:
            yield from said_in(one)


def found(log: str, said: Iterable[str]) -> list[str]:
    """Which of it stands in the log, plain or as JSON writes it."""
    return [
        one
        for one in sorted(set(said))
        if len(one) >= _LONG_ENOUGH
        and (" " in one.strip() or one.strip("+").isdigit())
        and not one.startswith("/")
        and (one in log or json.dumps(one)[1:-1] in log)
    ]


@contextmanager
def logging_everything(*secrets: str) -> Iterator[io.StringIO]:
    """The log as the program writes it, at DEBUG."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    sink = io.StringIO()
    with mock.patch("sys.stderr", sink):
        logs.configure("DEBUG", secrets=secrets)
    try:
        yield sink
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
