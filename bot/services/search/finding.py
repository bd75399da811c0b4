"""From what is asked for to what fits, best first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from bot import time
from bot.services.search.asking import TOLD, Asked, Slot, Wishes, understand
from bot.services.search.entries import Entry
from bot.services.search.index import Index
from bot.services.search.reasons import Asker, Reason, grants, meeting, reason, reasons, span
from bot.services.search.weighing import Weighed

BEST: Final = 3
"""How many results are shown."""
FITS: Final = 0.27
"""From which fit on (0 to 1, the mean over what was asked for) something is a result; chosen by measuring."""
CLOSE: Final = 0.14
"""From which on it may be shown as what comes nearest."""
SURE: Final = 0.5
"""What else may stand below helplines or below the answer to an everyday question."""
EQUAL: Final = 0.7
BESIDE: Final = 0.45
"""What counts as equally good as the best, and what may stand beside it, in parts of its score."""
DEEP: Final = 500
WEIGHED: Final = 30
"""How many of the best are looked through for what meets the conditions, and how many are put in order."""
ALIKE: Final = 78
"""From which likeness on (of 100) an unknown word is taken for another, where nothing else was found."""


@dataclass(frozen=True)
class Hit:
    entry: Entry
    score: float
    fit: float
    open: bool
    """Whether one can join, apply or ask for it; what is under way or closed stands below."""
    reasons: tuple[Reason, ...]


@dataclass
class Found:
    """What a text leads to. `hits` fit; where there are none, `near` comes nearest."""

    asked: Asked
    hits: list[Hit] = field(default_factory=list)
    beside: list[Hit] = field(default_factory=list)
    """Below too few hits: what only belongs to the topic that was named, or is called like it."""
    near: list[Hit] = field(default_factory=list)
    soon: list[Hit] = field(default_factory=list)
    """Where nothing comes near either: what begins soonest."""
    helplines: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    missed: bool = False
    """Whether something is there and only the conditions don't hold."""


def find(index: Index, text: str, *, language: str, now: datetime, zone: str) -> Found:
    """Everything that a text leads to; no database is asked. Reasons quote the reader's language where they can."""
    asked = understand(text, index)
    found = Found(asked)
    asker = Asker(index, asked.wishes, language, now, time.local(now, zone).date())
    weighed = Weighed(index, asked.slots)
    found.helplines = _helplines(asker, asked, weighed.scores)
    if asked.question and asked.question not in TOLD:
        return found
    if weighed.scores:
        _by_words(found, asker, weighed)
    if not (found.hits or found.near or asked.question):
        if asked.wishes.any:
            _by_wishes(found, asker)
        elif not found.helplines:
            _by_likeness(found, asker)
            if not found.near:
                _soonest(found, asker)
    return found


def _helplines(asker: Asker, asked: Asked, scores: dict[int, float]) -> list[str]:
    """In distress by what the lines help with; else a line that is called what was asked for, unless an everyday
    question is: "WhatsApp" asks how to reach the institute."""
    entries, lines = asker.index.entries, asker.index.of_kind.get("helpline", [])
    if asked.alarm:
        weighed = {
            number: sum(len(asked.alarm) - at for at, topic in enumerate(asked.alarm) if topic in entries[number].helps)
            for number in lines
        }
        ranked = sorted((number for number in lines if weighed[number]), key=lambda number: -weighed[number])
    elif asked.question:
        return []
    else:
        best = max(scores.values(), default=0.0)
        ranked = [n for n in lines if best and scores.get(n, 0.0) >= best and _is_called(asker, n, asked.slots)]
    return [entries[number].key for number in ranked[:BEST]]


def _is_called(asker: Asker, number: int, slots: list[Slot]) -> bool:
    named = [why for slot in slots if (why := reason(asker, number, slot)) and why.why in ("named", "spelled")]
    return len(named) * 2 > len(slots)


def _by_words(found: Found, asker: Asker, weighed: Weighed) -> None:
    index, asked = asker.index, found.asked
    found.topics = [index.entries[n].key for n in index.of_kind.get("topic", ()) if weighed.fit(n) >= 2 * FITS][:2]
    least = SURE if asked.alarm or asked.question else CLOSE
    ranked = weighed.ranked(index.results, DEEP)
    living = (n for n in ranked if index.entries[n].exists(asker.now, asker.today) and weighed.fit(n) >= least)

    if asked.wishes.any:
        close = list(living)
        fitting = [n for n in close if weighed.fit(n) >= FITS]
        granted = list(islice((n for n in fitting if grants(index.entries[n], asker, asked.wishes)), WEIGHED))
    else:
        close = list(islice(living, WEIGHED))
        granted = fitting = [n for n in close if weighed.fit(n) >= FITS]
    found.missed = bool(fitting) and not granted
    scores = weighed.scores

    def shown(numbers: list[int]) -> list[Hit]:
        chosen = sorted(
            _best(asker, numbers, scores),
            key=lambda n: (
                not index.entries[n].is_open(asker.now, asker.today),
                -round(scores[n], 2),
                _start(n, asker),
            ),
        )
        return [_hit(asker, n, scores[n], weighed.fit(n), asked.slots) for n in chosen[:BEST]]

    if not granted:
        found.near = shown([n for n in fitting[:WEIGHED] or close[:WEIGHED] if not index.entries[n].sensitive])
        return
    # Whoever asks for sport wants sport; what stands in the same topic with it comes below, and is said to.
    rest = {n for n in granted if _is_only_of_topic(asker, n, asked.slots)}
    own = [n for n in granted if n not in rest]
    found.hits = shown(own or granted)
    if own and len(found.hits) < BEST:
        others = [n for n in granted if n in rest and not index.entries[n].sensitive]
        found.beside = shown(others)[: BEST - len(found.hits)]


def _is_only_of_topic(asker: Asker, number: int, slots: list[Slot]) -> bool:
    """Whether nothing but the name of its topic says what was asked for."""
    said = [found.why for slot in slots if (found := reason(asker, number, slot)) is not None]
    return bool(said) and all(why == "topic" for why in said)


def _best(asker: Asker, chosen: list[int], scores: dict[int, float]) -> list[int]:
    """The best and what is about as good; lesser ones only where none of those is closed, for what is closed stands
    below what is open, and what was asked for never below something else."""
    best = scores[chosen[0]] if chosen else 0.0
    equal = [n for n in chosen if scores[n] >= EQUAL * best]
    if len(equal) >= BEST or not all(asker.index.entries[n].is_open(asker.now, asker.today) for n in equal):
        return equal
    return [n for n in chosen if scores[n] >= BESIDE * best][:BEST]


def _by_wishes(found: Found, asker: Asker) -> None:
    """Only conditions were said, or nothing else that anybody here says: the soonest that meet them all; where none
    does, those that meet most of them."""
    entries, wishes = asker.index.entries, found.asked.wishes
    held = (n for n in _candidates(asker, wishes) if grants(entries[n], asker, wishes))
    granted = list(islice((n for n in held if entries[n].exists(asker.now, asker.today)), WEIGHED))
    found.missed = not granted
    if not granted:
        single = wishes.each
        met = {
            n: sum(grants(entries[n], asker, one) for one in single)
            for n in islice(_candidates(asker, Wishes(calls=wishes.calls)), DEEP)
            if entries[n].exists(asker.now, asker.today)
        }
        most = max(met.values(), default=0)
        granted = [n for n in met if most and met[n] == most][:WEIGHED]
    # Conditions alone ask for nothing sensitive.
    granted = [n for n in granted if not entries[n].sensitive]
    granted.sort(key=lambda n: (not entries[n].is_open(asker.now, asker.today), _start(n, asker, wishes)))
    hits = [_hit(asker, n, 1.0, 1.0, []) for n in granted[:BEST]]
    if found.missed or found.asked.slots:
        found.near = hits
    else:
        found.hits = hits


def _candidates(asker: Asker, wishes: Wishes) -> Iterable[int]:
    """Those that may meet the conditions, the soonest first."""
    index = asker.index
    if wishes.calls:
        return index.of_kind.get("call", [])
    if wishes.date:
        first, last = span(wishes.date, asker.today)
        days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
        return dict.fromkeys(n for day in days for n in index.on_day.get(day, ()))
    if wishes.days:
        return sorted({n for day in wishes.days for n in index.on_weekday[day]}, key=lambda n: index.entries[n].first)
    return index.of_kind.get("course", [])


def _by_likeness(found: Found, asker: Asker) -> None:
    """Nothing says any of the words: those of titles that are written much like them."""
    index = asker.index
    guesses = []
    for slot in found.asked.slots[:BEST]:
        typed = slot.readings[0].word
        alike = process.extractOne(typed, index.title_words, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if alike and len(typed) >= 5:
            guesses.append(Slot(slot.typed, index.readings(alike[0]), (), 1, True))
    weighed = Weighed(index, guesses)
    ranked = [n for n in weighed.ranked(index.results, WEIGHED) if not index.entries[n].sensitive]
    living = [n for n in ranked if index.entries[n].exists(asker.now, asker.today)]
    found.near = [_hit(asker, n, weighed.scores[n], weighed.fit(n), guesses) for n in living[:BEST]]
    found.near.sort(key=lambda hit: not hit.open)


def _soonest(found: Found, asker: Asker) -> None:
    """Nothing comes near in words: what begins soonest and can be joined, each of another topic."""
    entries = asker.index.entries
    each: dict[str, int] = {}
    for n in islice(asker.index.of_kind.get("course", ()), DEEP):
        entry = entries[n]
        if entry.topic in each or entry.sensitive or not entry.is_open(asker.now, asker.today):
            continue
        if entry.exists(asker.now, asker.today) and _start(n, asker) != float("inf"):
            each[entry.topic] = n
        if len(each) == BEST:
            break
    found.soon = [_hit(asker, n, 0.0, 0.0, []) for n in sorted(each.values(), key=lambda n: _start(n, asker))]


def _hit(asker: Asker, number: int, score: float, fit: float, slots: list[Slot]) -> Hit:
    entry = asker.index.entries[number]
    return Hit(entry, score, fit, entry.is_open(asker.now, asker.today), reasons(asker, number, slots))


def _start(number: int, asker: Asker, wishes: Wishes | None = None) -> float:
    """When what was asked for begins, in seconds: the session that was meant, or the next edition."""
    entry = asker.index.entries[number]
    if wishes is not None and wishes.time:
        found = meeting(entry, asker, wishes)
        return found.starts_at.timestamp() if found else float("inf")
    return min((e.starts_at.timestamp() for e in entry.coming(asker.now) if e.starts_at), default=float("inf"))
