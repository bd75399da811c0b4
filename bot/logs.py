"""Structured logs with ids only, and a last look at every finished line before it leaves."""

import logging
import re
import sys
from typing import Final

import structlog

_TOKEN: Final = re.compile(r"\b\d{3,18}:[A-Za-z0-9_-]{20,}\b|(?<=/bot)\d+:[^/\s\"']+|(?<=/calendar/)[A-Za-z0-9_-]+")
# At DEBUG several of these print whole requests, or statements with what people typed.
_QUIET: Final = (
    "aiosqlite",
    "alembic",
    "asyncpg",
    "sqlalchemy",
    "httpx",
    "httpcore",
    "aiohttp.access",
    "aiohttp.server",
    "aiogram",
    "telegram",
    "apscheduler",
    "asyncio",
)


class Redacting(logging.Formatter):
    """Renders a record, then blanks what must never be in a log: whatever looks like a token, and given secrets."""

    def __init__(self, inner: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 6)

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return _TOKEN.sub("[token]", line)


def configure(level: str, *, secrets: tuple[str, ...] = ()) -> None:
    """One handler on the root, for our events and the libraries' alike; the libraries from WARNING up."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(formatter, secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
