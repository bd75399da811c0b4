"""/calendar/<token>.ics: a person's sessions for the calendar on their phone. Whoever knows the address reads it, so
an address that is nobody's answers like one that never was, after the same work."""

from hashlib import sha256
from typing import Final

from aiohttp import ETag, web
from sqlalchemy.exc import SQLAlchemyError

from bot import time
from bot.db import Database
from bot.i18n import words
from bot.models import Person
from bot.packs import Pack
from bot.screens.lines import venue_of, venue_text
from bot.services import calendar, feeds

_HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def routes(db: Database, pack: Pack) -> list[web.RouteDef]:
    """GET and HEAD: 200 with the calendar, 304 where the reader has it, 404, or 503 while the database is away."""

    async def show(request: web.Request) -> web.Response:
        try:
            person, content = await _read(db, pack, request.match_info["token"])
        except (SQLAlchemyError, OSError):
            return web.Response(status=503, headers={**_HEADERS, "Retry-After": "60"})
        mark = sha256(calendar.lasting(content)).hexdigest()[:32]
        if person is None:
            return web.Response(status=404, text="404: Not Found", headers=_HEADERS)
        known = request.if_none_match or ()
        fresh = any(one.value in (mark, "*") for one in known)
        answer = (
            web.Response(status=304, headers=_HEADERS)
            if fresh
            else web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=_HEADERS)
        )
        # Weak: the moment of writing differs each time, what is said doesn't.
        answer.etag = ETag(mark, is_weak=True)
        return answer

    return [web.get("/calendar/{token}.ics", show)]


async def _read(db: Database, pack: Pack, token: str) -> tuple[Person | None, bytes]:
    """The owner and their calendar; for nobody an empty one."""
    async with db.reading() as session:
        person = await feeds.owner(session, token)
        entries = await feeds.entries(session, person.id or 0 if person else 0)
    content = calendar.feed(
        entries,
        place=lambda course: venue_text(venue_of(course, pack)),
        institution=lambda: words(pack.institution.name),
        locale=person.locale if person else "es",
        now=time.now(),
    )
    return person, content
