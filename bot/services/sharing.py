"""What may be sent to any chat: courses on offer, open calls, topics. Nothing sensitive, whoever asks."""

from datetime import datetime
from typing import Final

from bot import time
from bot.db import Session
from bot.models import Call, Course, News
from bot.packs import Pack
from bot.packs.schema import Topic
from bot.services import calls, courses, search
from bot.services.facts import Facts

Thing = Course | Call | Topic
TOPICS: Final = 6
"""How many topics stand before the courses where nothing was typed."""


async def find(
    session: Session,
    shelf: search.Shelf,
    text: str,
    *,
    language: str,
    pack: Pack,
    facts: Facts,
    now: datetime,
    at_most: int,
) -> list[Thing]:
    """What fits the words, then the topics that they name or lead to; empty where nothing fits. Where nothing was
    typed, the topics and the soonest courses."""
    if not text.strip():
        coming = [one for one in await courses.everything(session, now=now) if one.is_open(now) and not one.sensitive]
        return [*pack.topics[:TOPICS], *coming][:at_most]
    found = await search.answer(session, shelf, text, language=language, facts=facts, now=now)
    today = time.local(now, facts.zone).date()
    things: list[Thing] = []
    topics = set(found.topics)
    for result in found.results:
        thing = result.thing
        if not isinstance(thing, News):
            topics.add(thing.topic)
        if isinstance(thing, Course) and not thing.sensitive:
            things.append(thing)
        if isinstance(thing, Call) and not thing.sensitive and calls.standing(thing, today) != "closed":
            things.append(thing)
    return [*things, *(topic for topic in pack.topics if topic.key in topics)][:at_most]
