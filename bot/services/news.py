"""What is new: reading it, by topic or all, until the day on which it is no news any more."""

from datetime import date, datetime

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import News
from bot.services.facts import Facts


async def current(session: Session, *, facts: Facts, now: datetime, topic: str = "") -> list[News]:
    """Published and not over, the newest first; of one topic where one is named. News without topics are in none."""
    today = time.local(now, facts.zone).date()
    query = (
        select(News)
        .where(col(News.closed_at).is_(None), col(News.published) <= today, col(News.expires) >= today)
        .order_by(col(News.published).desc(), col(News.id).desc())
    )
    return [one for one in await session.exec(query) if not topic or topic in one.topics]


async def get(session: Session, news_id: int, *, facts: Facts, now: datetime) -> News:
    """Also what is over, as long as it wasn't withdrawn. Raises NotThere."""
    found = await session.get(News, news_id)
    if found is None or found.closed_at is not None or found.published > time.local(now, facts.zone).date():
        raise NotThere
    return found


async def named(session: Session, key: str, *, facts: Facts, now: datetime) -> News:
    """The same by its key, which is what is shared. Raises NotThere."""
    id = (await session.exec(select(News.id).where(News.key == key))).first()
    return await get(session, id or 0, facts=facts, now=now)


def is_over(news: News, today: date) -> bool:
    """Whether its last day has passed."""
    return news.expires < today
