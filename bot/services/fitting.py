"""What follows from the journey: a few things that the answers of a part lead to, and where one can give back."""

from datetime import datetime
from typing import Final

from bot.db import Session
from bot.models import Person
from bot.packs import Pack
from bot.packs.journey import Journey
from bot.services import calls, courses, suggestions
from bot.services.facts import Facts
from bot.services.fits import Thing
from bot.services.journey import Part

MOST: Final = 3


async def fitting(
    session: Session, person: Person, pack: Pack, part: Part, *, facts: Facts, now: datetime
) -> list[Thing]:
    """Up to three courses or calls of the part's topic that speak to what was answered there, the best first; only
    what the person can take."""
    ranked = await suggestions.ranked(session, person, pack, facts=facts, now=now)
    mine = [one.thing for one in ranked if one.confirmed and one.topic == part.stage.topic]
    return [thing for thing in mine if not part.interests.keys().isdisjoint(thing.interests)][:MOST]


async def giving_back(session: Session, trip: Journey, *, facts: Facts, now: datetime) -> list[Thing]:
    """What the journey names to give back in, in its order, as far as it is in the catalogue and not over."""
    things: list[Thing] = [*await courses.everything(session, now=now)]
    things += await calls.everything(session, facts=facts, now=now)
    by_key = {thing.key: thing for thing in things}
    return [by_key[key] for key in trip.give_back_in if key in by_key]
