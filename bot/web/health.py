"""/health: whether updates can be accepted. Readable by anybody, so it says nothing else."""

from collections.abc import Callable

from aiohttp import web
from sqlalchemy import text

from bot.db import AWAY, Database


def route(db: Database, hearing: Callable[[], bool], warnings: Callable[[], list[str]] = list) -> web.RouteDef:
    """The GET route: 200 while the database takes writes and Telegram was heard of lately, else 503 and what isn't.
    `warnings` are shown where there are any; they make nothing unready."""

    async def health(_request: web.Request) -> web.Response:
        try:
            async with db.begin() as session:
                await (await session.connection()).execute(text("UPDATE loaded SET pack = pack"))
            writable = True
        except AWAY:
            writable = False
        answer = {"database": writable, "telegram": hearing()}
        status = 200 if all(answer.values()) else 503
        told = warnings()
        return web.json_response(answer | ({"warnings": told} if told else {}), status=status)

    return web.get("/health", health)
