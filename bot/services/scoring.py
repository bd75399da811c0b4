"""How well something fits a person: features from 0 to 1, the weight of each in one table, and the reason in values.

Age isn't scored: who can't take something is never shown it. What isn't known is neutral and speaks neither for nor
against.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Final

from bot import time
from bot.models import Call, Course
from bot.services.facts import Facts
from bot.services.fits import Thing

WEIGHTS: Final[Mapping[str, float]] = {
    "interests": 0.28,
    "answers": 0.16,
    "free": 0.16,
    "near": 0.10,
    "soon": 0.10,
    "finished": 0.08,
    "fresh": 0.06,
    "room": 0.06,
}
NEUTRAL: Final = 0.5
FIRST: Final = 8
"""So many sessions tell a course's days and hours."""
NEAR: Final = 5.0
FAR: Final = 15.0
"""Kilometres: up to here near is worth saying; from here on distance counts against it as much as it can."""
SOON: Final = 7
AHEAD: Final = 42
"""Days: up to here soon is worth saying; further ahead than this nothing is soon."""
NEW: Final = 14
"""Days for which something is new."""
_NO_PLACE: Final = ("online", "whatsapp", "phone")
_LIKELY: Final[Mapping[str | None, frozenset[str]]] = {
    "studying": frozenset({"afternoons", "evenings", "weekends"}),
    "working": frozenset({"evenings", "weekends"}),
    "both": frozenset({"weekends"}),
}
"""When there is probably time, for who didn't say so."""


@dataclass(frozen=True)
class Reason:
    """Why it is suggested, as a screen words it. `kind` is `interest`, `answers`, `free`, `near`, `closes`, `starts`,
    `finished`, `fresh`, `topic` or, for something sensitive, `neutral`."""

    kind: str
    key: str = ""
    """Of the interest or the topic; a topic too where a pack without interests asks for topics."""
    times: str = ""
    """One of FREE; empty where several of them mix."""
    weekday: int | None = None
    """Monday is 0; None where the days differ."""
    km: int = 0
    """Rounded; 0 for less than one."""
    on: date | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    """Of the course that was finished."""


@dataclass(frozen=True)
class Known:
    """What suggestions follow. `renewed`: by the course's key, when its latest group before this one began, which is
    when the next one opened."""

    moves: frozenset[str]
    answers: Mapping[str, int]
    free: frozenset[str]
    occupation: str | None
    place: tuple[float, float] | None
    finished: Sequence[Course]
    renewed: Mapping[str, datetime]
    places: Mapping[str, tuple[float, float]]
    """Where the venues are, as far as that is published."""


@dataclass(frozen=True)
class Score:
    features: Mapping[str, float]
    reason: Reason

    @property
    def total(self) -> float:
        return sum(WEIGHTS[name] * value for name, value in self.features.items())


def score(thing: Thing, known: Known, starts: Sequence[datetime], *, facts: Facts, now: datetime) -> Score:
    """`starts`: when its first sessions start."""
    today = time.local(now, facts.zone).date()
    judged = {
        "interests": _interests(thing, known),
        "answers": _answers(thing, known),
        "free": _free(starts, known, facts),
        "near": _near(thing, known),
        "soon": _soon(thing, today, facts),
        "finished": _finished(thing, known),
        "fresh": _fresh(thing, known, today, facts),
        "room": (0.0 if isinstance(thing, Course) and thing.seats is not None and not thing.left else 1.0, None),
    }
    features = {name: value for name, (value, _reason) in judged.items()}
    if thing.sensitive:
        return Score(features, Reason("neutral"))
    true = [(WEIGHTS[name] * value, reason) for name, (value, reason) in judged.items() if reason is not None]
    strongest = max(true, key=lambda pair: pair[0], default=(0.0, Reason("topic", key=thing.topic)))
    return Score(features, strongest[1])


Judged = tuple[float, Reason | None]
"""A feature's value, and the reason where it is true and worth saying."""


def _interests(thing: Thing, known: Known) -> Judged:
    liked = next((key for key in thing.interests if key in known.moves), None)
    if liked is not None:
        return 1.0, Reason("interest", key=liked)
    # A pack without interests asks for topics instead.
    return (1.0, Reason("interest", key=thing.topic)) if thing.topic in known.moves else (0.0, None)


def _answers(thing: Thing, known: Known) -> Judged:
    most = max(known.answers.values(), default=0)
    best = max(thing.interests, key=lambda key: known.answers.get(key, 0), default=None)
    if best is None or not known.answers.get(best):
        return 0.0, None
    return known.answers[best] / most, Reason("answers", key=best)


def _free(starts: Sequence[datetime], known: Known, facts: Facts) -> Judged:
    free = known.free or _LIKELY.get(known.occupation, frozenset())
    if not starts or not free:
        return NEUTRAL, None
    here = [time.local(start, facts.zone) for start in starts]
    parts = [part_of(moment) for moment in here]
    share = sum(part in free for part in parts) / len(parts)
    if share < 1 or not known.free:
        return share, None
    days = {moment.weekday() for moment in here}
    return share, Reason(
        "free", times=parts[0] if len(set(parts)) == 1 else "", weekday=days.pop() if len(days) == 1 else None
    )


def part_of(moment: datetime) -> str:
    """Which part of the week (one of FREE) a local moment belongs to."""
    if moment.weekday() >= 5:
        return "weekends"
    if moment.hour < 13:
        return "mornings"
    return "afternoons" if moment.hour < 17 else "evenings"


def _near(thing: Thing, known: Known) -> Judged:
    if not isinstance(thing, Course) or known.place is None or thing.modality in _NO_PLACE:
        return NEUTRAL, None
    there = known.places.get(thing.venue or "")
    if there is None:
        return NEUTRAL, None
    km = distance(known.place, there)
    return max(0.0, 1 - km / FAR), Reason("near", km=round(km)) if km <= NEAR else None


def distance(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres along the ground between two places in degrees (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (here, there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def _soon(thing: Thing, today: date, facts: Facts) -> Judged:
    if isinstance(thing, Call):
        kind, on = "closes", thing.closes
    else:
        kind, on = "starts", time.local(thing.starts_at, facts.zone).date() if thing.starts_at else None
    if on is None or on < today:
        return 0.0, None
    days = (on - today).days
    return max(0.0, 1 - days / AHEAD), Reason(kind, on=on) if days <= SOON else None


def _finished(thing: Thing, known: Known) -> Judged:
    """What is like something they finished. A sensitive course is nobody's business, so it leads to nothing."""
    told = [course for course in known.finished if not course.sensitive]
    alike = next((course for course in told if set(course.interests) & set(thing.interests)), None)
    if alike is not None:
        return 1.0, Reason("finished", title=alike.short_title)
    return (NEUTRAL if any(course.topic == thing.topic for course in told) else 0.0), None


def _fresh(thing: Thing, known: Known, today: date, facts: Facts) -> Judged:
    if isinstance(thing, Call):
        since = thing.opens
    else:
        began = known.renewed.get(thing.key)
        since = time.local(began, facts.zone).date() if began else None
    if since is None or not timedelta() <= today - since < timedelta(days=NEW):
        return 0.0, None
    return 1 - (today - since).days / NEW, Reason("fresh")
