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
    """Up to three courses or calls of the part's topic that speak to what was answered there, those that an answer
    names first, then the best; only what the person can take. What is sensitive is here only by its name."""
    named, liked = part.leads_to, part.interests.keys()
    ranked = await suggestions.ranked(session, person, pack, facts=facts, now=now, asked=named)
    mine = [one.thing for one in ranked if one.confirmed and one.topic == part.stage.topic]
    fit = [thing for thing in mine if thing.key in named or not liked.isdisjoint(thing.interests)]
    return sorted(fit, key=lambda thing: thing.key not in named)[:MOST]


async def giving_back(session: Session, trip: Journey, *, facts: Facts, now: datetime) -> list[Thing]:
    """What the journey names to give back in, in its order, as far as it is in the catalogue and not over."""
    things: list[Thing] = [*await courses.everything(session, now=now)]
    things += await calls.everything(session, facts=facts, now=now)
    by_key = {thing.key: thing for thing in things}
    return [by_key[key] for key in trip.give_back_in if key in by_key]
