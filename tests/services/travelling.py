"""Somebody on a small journey, for the tests of its rules."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot import letters
from bot.db import Database, Session
from bot.models import Letter, Person, Post
from bot.packs import Pack
from bot.packs.journey import Journey
from bot.services import journey
from bot.services.journey import Evidence
from tests.packs.reading import read
from tests.services import making
from tests.services.making import FACTS, NOW

WEEK = timedelta(days=7)


def both(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


def stage(topic: str, *interests: str, questions: int = 2) -> dict[str, Any]:
    """A part whose options `a` lead to these interests, and `b` to none."""
    options = [
        {"key": "a", "label": both("A"), "interests": list(interests)},
        {"key": "b", "label": both("B")},
    ]
    return {
        "topic": topic,
        "welcome": both("Hola."),
        "questions": [{"key": f"q{n}", "ask": both(f"¿{n}?"), "options": options} for n in range(questions)],
        "challenge": {"text": both("Haz algo."), "example": both("Lo hice.")},
        "stamp": both("Sello"),
        "done": both("Bien."),
    }


def a_journey(*stages: dict[str, Any], **fields: Any) -> Journey:
    words = {name: both(name) for name in ("name", "welcome", "title", "finished", "give_back")}
    return Journey.model_validate({**words, "stages": list(stages), **fields})


TRIP = a_journey(stage("employment", "beauty", "business"), stage("culture", "art"))


@pytest.fixture(scope="session")
def leon() -> Pack:
    return read("leon")


@pytest.fixture
def pack(leon: Pack) -> Pack:
    return leon.model_copy(update={"journey": TRIP})


Act = Callable[..., Awaitable[Any]]


class Traveller:
    """Somebody on the journey, by whose hands every rule is tried."""

    def __init__(self, session: Session, person: Person, pack: Pack) -> None:
        self.session, self.person, self.pack = session, person, pack
        self.trip = pack.journey or TRIP
        person.seen_at = NOW

    @property
    def id(self) -> int:
        return self.person.id or 0

    async def answers(self, topic: str, question: str = "q0", option: str = "a", *, now: datetime = NOW) -> Any:
        self.person.seen_at = now
        return await journey.answer(self.session, self.person, self.trip, topic, question, option, facts=FACTS, now=now)

    async def tells(self, topic: str, kind: str = "done", content: str | None = None, *, now: datetime = NOW) -> Any:
        self.person.seen_at = now
        return await journey.tell(
            self.session, self.person, self.trip, topic, Evidence(kind, content), facts=FACTS, now=now
        )

    async def goes_through(self, topic: str, *, now: datetime = NOW) -> Any:
        await self.answers(topic, "q0", now=now)
        await self.answers(topic, "q1", now=now)
        return await self.tells(topic, now=now)

    async def stands(self, topic: str) -> journey.Part:
        return await journey.part(self.session, self.id, self.trip, topic)

    async def nudges(self) -> list[Letter]:
        query = select(Letter).where(Letter.person_id == self.id).order_by(col(Letter.id))
        return list(await self.session.exec(query))

    async def gets(self, letter: Letter, at: datetime) -> letters.Written:
        """What the courier would do with a nudge at that moment."""
        written = await letters.write(self.session, letter, pack=self.pack, facts=FACTS, now=at)
        if isinstance(written, letters.Held):
            letter.due_at = written.until
        else:
            letter.state = Post.DROPPED if isinstance(written, letters.Dropped) else Post.DELIVERED
            letter.said_at = at
        await self.session.flush()
        return written


@pytest.fixture
async def eva(db: Database, pack: Pack) -> Any:
    async with db.begin() as session:
        person = await making.somebody(session, await making.person(session))
        yield Traveller(session, person, pack)
