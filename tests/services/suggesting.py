"""A catalogue to suggest from, and what is known of people."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from bot.db import Session
from bot.models import Call
from bot.packs import Pack
from bot.services import suggestions
from bot.services.suggestions import Suggestion
from tests.packs.reading import read
from tests.services.making import FACTS, NOW, REAL, somebody

SATURDAY = datetime(2026, 12, 5, 16, tzinfo=UTC)
"""Ten in the morning in León."""
MINOR, ADULT = date(2010, 1, 1), date(2000, 1, 1)


@cache
def leon() -> Pack:
    """With a venue whose place on the map is known."""
    pack = read("leon")
    here = [
        venue.model_copy(update={"latitude": 21.12, "longitude": -101.68}) if at == 0 else venue
        for at, venue in enumerate(pack.venues)
    ]
    return pack.model_copy(update={"venues": here})


def topic(number: int) -> str:
    return leon().topics[number].key


async def call(session: Session, **fields: Any) -> Call:
    words = {"es": "Premio", "en": "Prize"}
    given = {"key": "prize", "kind": "award", "topic": topic(0), "organiser": "imju", "closes": date(2026, 12, 20)}
    texts = dict.fromkeys(("title", "short_title", "summary", "benefit", "how_to_apply"), words)
    made = Call(**{**texts, **given, "opens": date(2026, 11, 1), **fields})
    session.add(made)
    await session.flush()
    return made


async def suggested(
    session: Session, person_id: int, *, real: bool = False, now: datetime = NOW, pack: Pack | None = None
) -> list[Suggestion]:
    who = await somebody(session, person_id)
    return await suggestions.ranked(session, who, pack or leon(), facts=REAL if real else FACTS, now=now)


async def keys(session: Session, person_id: int, **how: Any) -> list[str]:
    return [one.thing.key for one in await suggested(session, person_id, **how)]


async def learns(session: Session, person_id: int, **what: Any) -> None:
    who = await somebody(session, person_id)
    for name, value in what.items():
        setattr(who, name, value)
    await session.flush()
