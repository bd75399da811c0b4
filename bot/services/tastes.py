"""The three short questions: what moves somebody, when they have time, what they are doing now."""

from datetime import datetime
from typing import Final

from bot import time
from bot.errors import NotThere
from bot.models import FREE, OCCUPATIONS, Person
from bot.packs import Pack
from bot.services import people
from bot.services.facts import Facts

STEPS: Final = ("moves", "free", "occupation")


def choices(pack: Pack, step: int) -> tuple[str, ...]:
    """What can be tapped: the pack's interests, or its topics where it has none; then FREE; then OCCUPATIONS."""
    if STEPS[step] == "free":
        return FREE
    if STEPS[step] == "occupation":
        return OCCUPATIONS
    return tuple(one.key for one in pack.interests or pack.topics)


def tap(person: Person, pack: Pack, step: int, value: str, *, facts: Facts, now: datetime) -> None:
    """Choose it, or no longer, where several can be chosen; an occupation takes the place of the one before.
    Raises NotThere for a choice that isn't (any more)."""
    if not 0 <= step < len(STEPS) or value not in (offered := choices(pack, step)):
        raise NotThere
    today = time.local(now, facts.zone).date()
    name = STEPS[step]
    if name == "occupation":
        people.learn(person, name, value, today=today)
        return
    # In the pack's order; what left the pack meanwhile goes with the first change.
    chosen = {*getattr(person, name)} ^ {value}
    people.learn(person, name, [one for one in offered if one in chosen], today=today)
