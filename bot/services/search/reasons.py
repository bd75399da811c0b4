"""Why something is found: the word that matched, or the condition that holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from bot.services.search.asking import Slot, Wishes
from bot.services.search.entries import Entry, Meeting
from bot.services.search.index import LANGUAGES, Index

REMOTE: Final = frozenset({"online", "hybrid", "whatsapp", "phone"})
HOURS: Final = {"morning": (0, 12), "afternoon": (12, 19), "evening": (18, 24)}

Why = Literal["named", "said", "meant", "spelled", "topic", "place", "time", "free", "online", "age"]
_WHY: Final[dict[str, Why]] = {"title": "named", "topic": "topic", "place": "place"}


@dataclass(frozen=True)
class Asker:
    """Who asks, and when: what every question about an entry needs."""

    index: Index
    wishes: Wishes
    language: str
    now: datetime
    today: date


@dataclass(frozen=True)
class Reason:
    """`typed` is what the person wrote, `word` what the catalogue says in the reader's language, if it does."""

    why: Why
    typed: str = ""
    word: str = ""
    meeting: Meeting | None = None


def reasons(asker: Asker, number: int, slots: list[Slot]) -> tuple[Reason, ...]:
    """All of an entry's reasons: by what was asked for, then by the conditions that hold."""
    by_words = [found for slot in slots if (found := reason(asker, number, slot)) is not None]
    return (*by_words, *_held(asker.index.entries[number], asker))


def reason(asker: Asker, number: int, slot: Slot) -> Reason | None:
    """Why an entry was found by one thing asked for; None where it wasn't."""
    index = asker.index
    languages = sorted(LANGUAGES, key=lambda language: language != asker.language)
    for language in languages:
        for read in slot.readings:
            if at := index.place(number, read, language):
                why = _WHY.get(at[0], "said")
                corrected = read.weight < 1 and why == "named"
                return Reason("spelled" if corrected else why, slot.typed, at[1] if language == asker.language else "")
    for language in languages:
        for idea in slot.ideas:
            for way in index.lexicon.ideas[idea].ways:
                if at := index.says(number, way, language):
                    why = "topic" if at[0] == "topic" else "meant"
                    return Reason(why, slot.typed, at[1] if language == asker.language else "")
    return None


def grants(entry: Entry, asker: Asker, wishes: Wishes) -> bool:
    """Whether everything that was said as a condition is known to hold."""
    youngest, oldest = entry.ages
    return (
        (not wishes.calls or entry.kind == "call")
        and (not wishes.free or entry.cost == 0)
        and (not wishes.online or entry.modality in REMOTE)
        and (not wishes.near or bool(entry.venue))
        and (not wishes.venue or entry.venue == wishes.venue)
        and (wishes.age is None or (youngest or 0) <= wishes.age <= (oldest or 200))
        and (not wishes.time or meeting(entry, asker, wishes) is not None)
    )


def meeting(entry: Entry, asker: Asker, wishes: Wishes) -> Meeting | None:
    """The soonest session to come that falls into the time asked for."""
    first, last = span(wishes.date, asker.today)
    earliest, latest = HOURS.get(wishes.hours, (0, 24))
    fitting = (
        meeting
        for edition in entry.coming(asker.now)
        for meeting in edition.meetings
        if first <= meeting.day <= last
        and (not wishes.days or meeting.day.weekday() in wishes.days)
        and earliest <= meeting.hour < latest
        and meeting.ends_at > asker.now
    )
    return min(fitting, key=lambda found: found.starts_at, default=None)


def span(said: str, today: date) -> tuple[date, date]:
    """First and last day of what was said; all of time for nothing."""
    if not said:
        return date.min, date.max
    monday = today - timedelta(days=today.weekday())
    from_, to = {
        "today": (today, today),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=1)),
        "after_tomorrow": (today + timedelta(days=2), today + timedelta(days=2)),
        "this_week": (today, monday + timedelta(days=6)),
        "next_week": (monday + timedelta(days=7), monday + timedelta(days=13)),
    }[said]
    return from_, to


def _held(entry: Entry, asker: Asker) -> list[Reason]:
    """The conditions that hold, one by one."""
    wishes, found = asker.wishes, []
    if wishes.time and (held := meeting(entry, asker, wishes)):
        found.append(Reason("time", meeting=held))
    if wishes.free and entry.cost == 0:
        found.append(Reason("free"))
    if wishes.online and entry.modality in REMOTE:
        found.append(Reason("online"))
    if entry.venue and (entry.venue == wishes.venue if wishes.venue else wishes.near):
        found.append(Reason("place"))
    youngest, oldest = entry.ages
    if wishes.age is not None and (youngest or 0) <= wishes.age <= (oldest or 200):
        found.append(Reason("age", typed=str(wishes.age)))
    return found
