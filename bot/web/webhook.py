"""The webhook: Telegram's secret first, the crisis floor second, the database third, 200 last."""

import hmac
import json
from typing import Final

from aiohttp import web

from bot.db import AWAY
from bot.intake import inbox
from bot.intake.door import Door

PATH: Final = "/telegram"
LARGEST: Final = 2**20
"""Bytes of one update; Telegram's are far smaller."""


def route(door: Door, secret: str) -> web.RouteDef:
    """The POST route. Without the right secret it answers 401 before it reads the body; what it can't store it
    refuses with 503, so that Telegram brings it again."""
    expected = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.getall("X-Telegram-Bot-Api-Secret-Token", [])
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(errors="surrogateescape"), expected):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not inbox.is_update(update):
            return web.Response(status=400)
        try:
            await (await door.take([update]))
        except AWAY:
            return web.Response(status=503)
        return web.Response()

    return web.post(PATH, receive)
