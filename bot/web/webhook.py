"""The webhook: Telegram's secret first, the database second, 200 last."""

import hmac
import json
from collections.abc import Callable
from typing import Final

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import time
from bot.db import Database
from bot.intake import inbox

PATH: Final = "/telegram"
LARGEST: Final = 2**20
"""Bytes of one update; Telegram's are far smaller."""


def route(db: Database, bot_id: int, secret: str, heard: Callable[[], None]) -> web.RouteDef:
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
            async with db.begin() as session:
                await inbox.write_down(session, bot_id, [update], wall=time.wall())
        except (SQLAlchemyError, OSError):
            return web.Response(status=503)
        heard()
        return web.Response()

    return web.post(PATH, receive)
