"""One file from Telegram, into memory. The address holds the token: no error of aiohttp leaves this module, and none
of ours has a cause."""

from typing import Any, Final

import aiohttp

TIMEOUT: Final = aiohttp.ClientTimeout(total=60, connect=10, sock_read=20)
LARGEST: Final = 20 * 1024 * 1024
"""What Telegram lets a bot fetch."""
CHUNK: Final = 64 * 1024


class TooLarge(Exception):
    """More bytes than whoever waits for it takes."""


class Gone(Exception):
    """Telegram will never hand it over."""


class Trouble(Exception):
    """It may work another time; `pause`: not before so many seconds."""

    def __init__(self, what: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.pause = pause


class Fetcher:
    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api_url = api_url

    async def fetch(self, file_id: str, limit: int) -> bytes:
        """Raises TooLarge, Gone, Trouble."""
        trouble: Exception
        try:
            async with aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as client:
                path = await self._path(client, file_id, limit)
                return await self._content(client, path, limit)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            trouble = Trouble(type(error).__name__)
        raise trouble

    async def _path(self, client: aiohttp.ClientSession, file_id: str, limit: int) -> str:
        url = f"{self._api_url}/bot{self._token}/getFile"
        async with client.post(url, json={"file_id": file_id}, allow_redirects=False) as response:
            status, answer = response.status, _object(await response.json(content_type=None))
        if status == 200 and isinstance(result := answer.get("result"), dict):
            if isinstance(size := result.get("file_size"), int) and size > limit:
                raise TooLarge
            if isinstance(path := result.get("file_path"), str) and path and ".." not in path.split("/"):
                return path
            raise Trouble("no path")
        if status == 429:
            after = _object(answer.get("parameters")).get("retry_after")
            raise Trouble("429", float(after) if isinstance(after, int | float) and after > 0 else 1.0)
        if status in (400, 403, 404):
            raise TooLarge if "too big" in str(answer.get("description")) else Gone
        raise Trouble(str(status))

    async def _content(self, client: aiohttp.ClientSession, path: str, limit: int) -> bytes:
        """What a header says of the size isn't believed: reading ends where it becomes too much."""
        async with client.get(f"{self._api_url}/file/bot{self._token}/{path}", allow_redirects=False) as response:
            if response.status != 200:
                # A path lives an hour; another try asks for a new one.
                raise Trouble(str(response.status))
            if (response.content_length or 0) > limit:
                raise TooLarge
            content = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK):
                content += chunk
                if len(content) > limit:
                    raise TooLarge
            return bytes(content)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
