"""A log line carries ids, never secrets."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

TOKEN = "7000000001:AAH-canary_token_of_the_bot_0123456789"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    sink = io.StringIO()
    monkeypatch.setattr("sys.stderr", sink)
    logs.configure("DEBUG", secrets=("a-webhook-secret",))
    yield sink
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_token_is_blanked_wherever_it_stands(written: io.StringIO) -> None:
    structlog.get_logger().info("calling", url=f"https://api.telegram.org/bot{TOKEN}/sendMessage")
    logging.getLogger("somebody.else").warning("POST %s", f"http://127.0.0.1/bot{TOKEN}/getMe")
    logging.getLogger("somebody.else").warning("GET https://rumbo.example/calendar/canary_of_a_calendar-0.ics")
    try:
        raise ValueError(f"bad answer from /bot{TOKEN}/getMe with a-webhook-secret")
    except ValueError:
        logging.getLogger("somebody.else").exception("failed")
    text = written.getvalue()
    assert text.count("\n") >= 3
    assert "canary" not in text
    assert "a-webhook-secret" not in text
    assert "[token]" in text


def test_libraries_that_log_whole_requests_are_quiet(written: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("aiohttp.access").info("GET /bot%s/getMe", TOKEN)
    logging.getLogger("aiosqlite").debug("executing %s with %s", "INSERT", ["15/03/2008"])
    assert written.getvalue() == ""


def test_the_last_look_is_what_keeps_the_token_out(written: io.StringIO) -> None:
    """The control: the same record through a formatter without our filter shows the token."""
    record = logging.LogRecord("x", logging.INFO, "", 0, f"/bot{TOKEN}/getMe", None, None)
    assert "canary" in logging.Formatter().format(record)
    assert "canary" not in logging.getLogger().handlers[0].format(record)
