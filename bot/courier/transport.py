"""HTTP for python-telegram-bot over aiohttp: a kept-alive pool, and errors that tell what may have arrived.

The address of a request contains the token. So no error of aiohttp leaves this file: each becomes one of ours, named
by its class only and without a cause, and no body is ever logged.
"""

import json
from typing import Any

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 10.0
READ = 20.0
"""Seconds of silence after the request has left. Telegram answers a message within two."""
WHOLE = 120.0
"""Seconds for a request with its uploads."""
IDLE = 20.0
"""Seconds an unused connection is kept: less than any server keeps it, so that none dies as a message enters it."""


class NotSent(NetworkError):
    """No connection came about: Telegram surely never saw the request."""


class Unwell(NetworkError):
    """Telegram, or something in front of it, answered 5xx."""


class SlowDown(TelegramError):
    """429. Nothing may be sent for so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests, retry after {seconds:g} seconds")
        self.seconds = seconds


class Garbled(NetworkError):
    """An answer that isn't JSON: the request may well have taken effect."""


class Transport(BaseRequest):
    """At most `connections` requests at once. `READ` and `CONNECT` are what a call without timeouts of its own gets."""

    __slots__ = ("_connections", "_read", "_session")

    def __init__(self, *, connections: int = 16, read: float = READ) -> None:
        self._connections = connections
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises NotSent, TimedOut (it may have arrived), Unwell, SlowDown; other statuses are the caller's."""
        if self._session is None:
            raise NotSent("The transport is closed")
        timeout = aiohttp.ClientTimeout(
            total=WHOLE,
            connect=_seconds(connect_timeout, CONNECT),
            sock_read=_seconds(read_timeout, self._read),
        )
        trouble: TelegramError
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            trouble = NotSent(type(error).__name__)
        except TimeoutError:
            trouble = TimedOut()
        except (aiohttp.ClientError, OSError) as error:
            # The connection broke after the request began to leave: nobody can tell how much was read.
            trouble = TimedOut(type(error).__name__)
        else:
            return checked(status, payload)
        # Raised out here, so that the original, which knows the address, is not even its context.
        raise trouble

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as an object. Unlike the original it never logs what it could not read."""
        answer = _json(payload)
        if not isinstance(answer, dict):
            raise Garbled("The answer is not JSON")
        return answer


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return None


def _seconds(given: Any, default: float) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else given


def checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """What a caller may see: an answer of ours for trouble that isn't about this one request."""
    if 300 <= status <= 399 or status >= 500:
        raise Unwell(f"HTTP {status}")
    if status == 429:
        answer = _json(payload)
        parameters = answer.get("parameters") if isinstance(answer, dict) else None
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        raise SlowDown(float(seconds) if isinstance(seconds, int | float) and seconds > 0 else 1.0)
    if status < 300:
        answer = _json(payload)
        if not isinstance(answer, dict) or "result" not in answer:
            raise Garbled("The answer can't be read")
    elif not isinstance(_json(payload), dict):
        # A proxy's page, not Telegram's word about this message.
        raise Unwell(f"HTTP {status} without an answer")
    return status, payload


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form
