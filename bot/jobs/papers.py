"""A paper of an application: its bytes made harmless and sealed, outside of any turn; what can't be taken is said."""

import asyncio
from dataclasses import dataclass, replace

import structlog

from bot import sealing, time
from bot.db import Database, Session
from bot.models import Download
from bot.papers import cleaning
from bot.papers.cleaning import Clean
from bot.papers.kinds import NotTaken
from bot.services.applications import papers

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Taking:
    """What waits for papers."""

    limit: int = cleaning.LARGEST

    async def look(self, db: Database, download: Download, content: bytes) -> Clean | str:
        """The paper sealed; or, as a code, why it isn't taken."""
        try:
            clean = await cleaning.clean(content)
        except NotTaken as refusal:
            return refusal.why
        return await asyncio.to_thread(_sealed, clean)

    async def keep(self, session: Session, download: Download, seen: Clean | str) -> None:
        found = await papers.waiting(session, download)
        if found is None:
            return
        paper, application = found
        if isinstance(seen, str):
            await papers.refuse(session, paper, application, seen, now=time.now())
        else:
            papers.keep(session, paper, seen)
        log.info("a paper came", paper=paper.id, kind=paper.kind, pages=paper.pages, refused=paper.problem)

    async def fail(self, session: Session, download: Download, problem: str) -> None:
        found = await papers.waiting(session, download)
        if found is not None:
            await papers.refuse(session, *found, problem, now=time.now())


def _sealed(clean: Clean) -> Clean:
    """Sealing megabytes takes a while: not on the loop."""
    small = sealing.AsSealed(sealing.seal_bytes(clean.thumbnail)) if clean.thumbnail else b""
    return replace(clean, content=sealing.AsSealed(sealing.seal_bytes(clean.content)), thumbnail=small)
