"""/health: whether updates can be accepted. Readable by anybody, so it says nothing else."""

from collections.abc import Callable

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Database


def route(db: Database, hearing: Callable[[], bool]) -> web.RouteDef:
    """The GET route: 200 while the database takes writes and Telegram was heard of lately, else 503 and what isn't."""

    async def health(_request: web.Request) -> web.Response:
        try:
            async with db.begin() as session:
                await (await session.connection()).execute(text("UPDATE loaded SET pack = pack"))
            writable = True
        except (SQLAlchemyError, OSError):
            writable = False
        answer = {"database": writable, "telegram": hearing()}
        return web.json_response(answer, status=200 if all(answer.values()) else 503)

    return web.get("/health", health)
