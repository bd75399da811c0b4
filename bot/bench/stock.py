"""A catalogue without a database: a pack's own, and a large one made of the packs' real words."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.models import Call, Course, CourseSession
from bot.packs import Pack, dates
from bot.packs.offers import Course as PackedCourse
from bot.services.rows import call_fields, course_fields
from bot.services.search.entries import Entry, gather


def entries_of(pack: Pack, now: datetime) -> list[Entry]:
    """What the search finds in a pack that was loaded at that moment."""
    courses: list[Course] = []
    sessions: list[CourseSession] = []
    for number, packed in enumerate(pack.courses, start=1):
        course, held = _course(packed, number, pack.institution.timezone, now)
        courses.append(course)
        sessions += held
    calls = [
        Call(id=number, key=packed.key, **call_fields(packed)) for number, packed in enumerate(pack.calls, start=1)
    ]
    return gather(courses, sessions, calls, [], pack=pack, zone=pack.institution.timezone)


def many(packs: Sequence[Pack], size: int, now: datetime, *, seed: int) -> list[Entry]:
    """So many courses, each with the name of one and half the name of another, the description of a third, and the
    rest of the first; the first pack's topics and helplines with them. The same for the same seed."""
    chance = random.Random(seed)
    known = {pack.key: entries_of(pack, now) for pack in packs}
    offered = [entry for entries in known.values() for entry in entries if entry.kind == "course"]
    made = []
    for number in range(1, size + 1):
        named, beside, described = (chance.choice(offered) for _ in range(3))
        words = (
            *(("title", of, f"{_title(named, of)} · {_half(_title(beside, of))}") for of in ("es", "en")),
            *(text for text in named.words if text[0] not in ("title", "text")),
            *(text for text in described.words if text[0] == "text"),
        )
        made.append(replace(named, key=f"made-{number}", words=words))
    return [*made, *(entry for entry in known[packs[0].key] if entry.kind in ("topic", "helpline"))]


def _title(entry: Entry, language: str) -> str:
    return next(text for place, of, text in entry.words if place == "title" and of == language)


def _half(title: str) -> str:
    words = title.split()
    return " ".join(words[: max(1, len(words) // 2)])


def _course(packed: PackedCourse, number: int, zone: str, now: datetime) -> tuple[Course, list[CourseSession]]:
    held = dates.sessions(packed.schedule, now, zone) if packed.schedule else []
    course = Course(
        id=number,
        key=packed.key,
        seats=packed.seats,
        starts_at=held[0][0] if held else None,
        ends_at=held[-1][1] if held else None,
        **course_fields(packed),
    )
    return course, [
        CourseSession(course_id=number, number=at, starts_at=start, ends_at=end)
        for at, (start, end) in enumerate(held, start=1)
    ]
