"""HTTP for broadcasts, where each microsecond counts a million times: one POST after the other over kept connections.

It does what the Bot API needs and no more: a body of a known length out, a status and a whole answer back. Errors are
`transport`'s, so that everything above is the same; whatever is unusual about an answer makes it garbled, never lost.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from telegram._utils.types import ODVInput
from telegram.error import TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.courier.transport import CONNECT, IDLE, READ, Garbled, NotSent, Transport, checked

LARGEST: Final = 1 << 20
"""Bytes of one answer."""
_END: Final = b"\r\n\r\n"


@dataclass(frozen=True)
class Body:
    """A form, encoded once for all to whom the same is said."""

    form: bytes

    @classmethod
    def of(cls, params: Mapping[str, Any], encode: Any) -> "Body":
        return cls("&".join(f"{name}={quote_plus(encode(value))}" for name, value in params.items()).encode())

    def with_chat(self, chat_id: int) -> "Body":
        return Body(b"chat_id=%d&%b" % (chat_id, self.form))


class _Line(asyncio.Protocol):
    """One connection; one request at a time."""

    __slots__ = ("_asked", "_body", "_chunked", "_heard", "_length", "_status", "_transport", "closed", "since")

    def __init__(self) -> None:
        self.closed = False
        self.since = 0.0
        self._transport: asyncio.Transport | None = None
        self._asked: asyncio.Future[tuple[int, bytes]] | None = None
        self._heard = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        assert self._transport is not None
        self._asked = asyncio.get_running_loop().create_future()
        self._heard.clear()
        self._transport.write(request)
        return self._asked

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if self._asked is None or len(self._heard) > LARGEST:
            # Nobody asked: whatever this is, the next answer must not be mistaken for it.
            self._end(Garbled("An answer that is too long"))
            return
        try:
            self._read()
        except ValueError:
            self._end(Garbled("Not an answer"))

    def _read(self) -> None:
        end = self._heard.find(_END)
        if end < 0:
            return
        first, *lines = bytes(self._heard[:end]).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
        status = int(first.split(" ", 2)[1])
        begin = end + len(_END)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = _unchunked(self._heard, begin)
        elif "content-length" in headers:
            length = int(headers["content-length"])
            if len(self._heard) > begin + length:
                raise ValueError("more than was announced")
            body = bytes(self._heard[begin:]) if len(self._heard) == begin + length else None
        else:
            raise ValueError("of unknown length")
        if body is None:
            return
        if headers.get("connection", "").lower() == "close" or not first.startswith("HTTP/1.1"):
            self.close()
        asked, self._asked = self._asked, None
        if asked is not None and not asked.done():
            asked.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        # The request began to leave: nobody can tell how much was read.
        self._end(TimedOut("The connection broke"))

    def _end(self, error: TelegramError) -> None:
        self.close()
        asked, self._asked = self._asked, None
        if asked is not None and not asked.done():
            asked.set_exception(error)

    def close(self) -> None:
        self.closed = True
        if self._transport is not None:
            self._transport.abort()


def _unchunked(heard: bytearray, at: int) -> bytes | None:
    """The body, or None while it isn't whole."""
    body = bytearray()
    while True:
        line = heard.find(b"\r\n", at)
        if line < 0:
            return None
        size = int(bytes(heard[at:line]).split(b";")[0], 16)
        at = line + 2
        if size == 0:
            return bytes(body) if heard.find(b"\r\n", at) >= 0 else None
        if len(heard) < at + size + 2:
            return None
        body += heard[at : at + size]
        at += size + 2


class Express(BaseRequest):
    """At most as many connections as requests at once. `url` is the API's address without what belongs to a bot."""

    __slots__ = ("_free", "_head", "_host", "_port", "_read", "_ssl")

    def __init__(self, url: str, *, read: float = READ) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        secure = parts.scheme == "https"
        self._port = parts.port or (443 if secure else 80)
        self._ssl = ssl.create_default_context() if secure else None
        self._read = read
        self._free: list[_Line] = []
        named = parts.netloc.rpartition("@")[2]
        self._head = f"Host: {named}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ".encode()

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        """Connections are made when they are needed."""

    async def shutdown(self) -> None:
        for line in self._free:
            line.close()
        self._free.clear()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: Any = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """`url` is the path, `request_data` a Body. As `Transport.do_request`."""
        line = self._kept() or await self._connected()
        form: bytes = request_data.form
        loop = asyncio.get_running_loop()
        answer = line.ask(b"POST %b HTTP/1.1\r\n%b%d%b%b" % (url.encode(), self._head, len(form), _END, form))
        timer = loop.call_later(self._read, _too_long, answer, line)
        try:
            status, payload = await answer
        except asyncio.CancelledError:
            line.close()
            raise
        finally:
            timer.cancel()
        if not line.closed:
            line.since = loop.time()
            self._free.append(line)
        return checked(status, payload)

    def _kept(self) -> _Line | None:
        """The connection used last, where it is still there."""
        oldest = asyncio.get_running_loop().time() - IDLE
        while self._free:
            line = self._free.pop()
            if not line.closed and line.since >= oldest:
                return line
            line.close()
        return None

    async def _connected(self) -> _Line:
        trouble: TelegramError
        try:
            async with asyncio.timeout(CONNECT):
                _transport, line = await asyncio.get_running_loop().create_connection(
                    _Line, self._host, self._port, ssl=self._ssl, happy_eyeballs_delay=0.25
                )
            return line
        except (OSError, TimeoutError) as error:
            trouble = NotSent(type(error).__name__)
        raise trouble

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As `Transport`'s."""
        return Transport.parse_json_payload(payload)


def _too_long(answer: "asyncio.Future[tuple[int, bytes]]", line: _Line) -> None:
    if not answer.done():
        answer.set_exception(TimedOut())
        line.close()
