"""What tests of the journey do: go through a part, and look at what is kept of it."""

from typing import Any

from sqlmodel import col, select

from bot.addresses import (
    ChallengeDone,
    Permit,
    Stage,
)
from bot.models import JourneyStage, Person
from bot.packs import journey as packed
from tests.talk import Talker

SAYS = {
    "es": {
        "again": "Seguir mi viaje",
        "done": "Ya lo hice",
        "for you": "Para ti",
        "home": "/viaje",
        "new": "Sello nuevo",
        "passport": "Mi pasaporte",
        "seen": "En la imagen: {title}",
        "stamps": "Con sello: ",
        "tell": "Contar o mostrar",
        "wheel": "Una rueda de 6 partes.",
    },
    "en": {
        "again": "Continue my journey",
        "done": "I did it",
        "for you": "For you",
        "home": "/journey",
        "new": "New stamp",
        "passport": "My passport",
        "seen": "In the picture: {title}",
        "stamps": "With a stamp: ",
        "tell": "Tell or show",
        "wheel": "A wheel of 6 parts.",
    },
}


def trip_of(talker: Talker) -> packed.Journey:
    assert talker.institute.pack.journey is not None
    return talker.institute.pack.journey


def stage_of(talker: Talker, topic: str) -> packed.Stage:
    found = trip_of(talker).stage(topic)
    assert found is not None
    return found


def told(text: Any, talker: Talker) -> str:
    """The pack's words in the talker's language."""
    return str(text.in_(talker.language_code))


async def answers_all(talker: Talker, topic: str) -> None:
    """Open a part and take the first option of every question."""
    await talker.taps(str(Stage(topic)))
    for question in stage_of(talker, topic).questions:
        assert told(question.ask, talker) in talker.sees
        await talker.presses(told(question.options[0].label, talker))


async def earns(talker: Talker, topic: str) -> None:
    """A whole part, the short way."""
    await answers_all(talker, topic)
    await talker.taps(str(ChallengeDone(topic)))


async def wants_to_be_told(talker: Talker) -> None:
    """A yes to the question that comes with the first stamp: the bot may write after a silent week."""
    await talker.taps(str(Permit("journey", 1, 0)))


async def row_of(talker: Talker, topic: str) -> JourneyStage | None:
    async with talker.institute.db.reading() as session:
        query = select(JourneyStage).join(Person, col(Person.id) == JourneyStage.person_id)
        return (await session.exec(query.where(JourneyStage.topic == topic))).one_or_none()


async def asked(talker: Talker, topic: str = "employment") -> None:
    """The challenge is open, and waits for a text or a photo."""
    await answers_all(talker, topic)
    await talker.presses(SAYS[talker.language_code]["tell"])
