"""Following the playground's clock, so that a reminder of next week can be seen today."""

from datetime import timedelta

import aiohttp

from bot import time


class Follower:
    """Asks the stand-in what time it is. Made only where the Bot API is on this machine."""

    def __init__(self, api_url: str) -> None:
        self._url = f"{api_url}/playground/clock"

    async def look(self) -> bool:
        """Set the institution's clock like the stand-in's; True when it moved. Silence leaves it as it is."""
        try:
            timeout = aiohttp.ClientTimeout(total=2)
            async with aiohttp.ClientSession(timeout=timeout) as client, client.get(self._url) as response:
                if response.status != 200:
                    return False
                offset = timedelta(seconds=float((await response.json())["offset"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
            return False
        moved = abs(offset - (time.now() - time.wall())) > timedelta(seconds=1)
        if moved:
            time.follow(offset)
        return moved
