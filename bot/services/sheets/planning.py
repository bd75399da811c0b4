"""What a list would change in the catalogue, row by row; and changing it, all of it or nothing.

The rules about a course, what becomes of those who have a place in it, and the log are `bot.services.editing`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from bot.db import Session
from bot.errors import BadField, ChangedMeanwhile
from bot.models import Course
from bot.packs import Pack
from bot.services import editing
from bot.services.editing.fields import stored
from bot.services.facts import Facts
from bot.services.sheets.folding import fold
from bot.services.sheets.understood import Row, Trouble

BILINGUAL = ("title", "short_title", "summary", "certificate", "note")


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True)
class Step:
    """What one row does. `before` and `after` hold the fields in `changed`, as JSON has them; `people` have a place,
    `told` says whether they get a letter; `problems` are why it is left out."""

    number: int
    title: str
    fate: Fate
    key: str = ""
    course_id: int | None = None
    revision: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    people: int = 0
    told: bool = False
    problems: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()
    left: int | None = None
    """The revision with which it was left; None while it isn't done, and where it did nothing."""
    had: Mapping[str, Any] = field(default_factory=dict)
    """Of a course that it changed: `edited` and `illustrative_fields` before."""

    def stored(self) -> dict[str, Any]:
        return {**asdict(self), "fate": self.fate.value}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Step":
        def troubles(name: str) -> tuple[Trouble, ...]:
            return tuple(Trouble(o["column"], o["why"], o["said"], tuple(o["hints"])) for o in kept[name])

        more = {"problems": troubles("problems"), "notes": troubles("notes"), "changed": tuple(kept["changed"])}
        return cls(**{**kept, **more, "fate": Fate(kept["fate"])})


async def plan(
    session: Session, rows: Sequence[Row], *, pack: Pack, facts: Facts, now: datetime
) -> tuple[list[Step], list[str]]:
    """What each row would do; and the titles of what the catalogue has and the list doesn't: that stays. Reads only."""
    courses = await newest(session)
    by_title: dict[str, list[Course]] = {}
    for course in courses:
        for title in {fold(words) for words in course.title.values()}:
            by_title.setdefault(title, []).append(course)
    steps, met = [], set[int]()
    for row in rows:
        step = await _step(session, row, by_title, met, pack=pack, facts=facts, now=now)
        if step.course_id is not None:
            met.add(step.course_id)
        steps.append(step)
    missing = [course.title.get("es", course.key) for course in courses if course.id not in met]
    return steps, missing


async def newest(session: Session) -> list[Course]:
    """The newest edition of each course that is in the catalogue, by title."""
    shown = select(Course).where(col(Course.closed_at).is_(None)).order_by(col(Course.edition))
    rows = await session.exec(shown.execution_options(populate_existing=True))
    found = {course.key: course for course in rows}
    return sorted(found.values(), key=lambda course: fold(course.title.get("es", "")))


async def _step(
    session: Session,
    row: Row,
    by_title: Mapping[str, Sequence[Course]],
    met: set[int],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
) -> Step:
    def bad(*more: Trouble, course: Course | None = None) -> Step:
        id = course.id if course else None
        return Step(row.number, row.title, Fate.BAD, row.key, id, problems=(*row.problems, *more), notes=row.notes)

    if not row.key:
        return bad()
    course = await editing.find_course(session, row.key)
    if course is None and not row.keyed:
        same = by_title.get(fold(row.title), ())
        if len(same) > 1:
            return bad(Trouble("key", "several", row.title, tuple(one.key for one in same)))
        course = same[0] if same else None
    if row.problems:
        return bad(course=course)
    if course is not None and course.id in met:
        return bad(Trouble("key", "same_title", row.title, ("",)))
    notes = list(row.notes)
    fields = _spoken(row.fields, course)
    if course is None and "summary" not in fields:
        fields["summary"] = dict(fields["title"])
        notes.append(Trouble("summary", "from_title"))
    try:
        found = await editing.effects(session, "course", course, fields, pack=pack, facts=facts, now=now)
    except BadField as refusal:
        return bad(_trouble(refusal), course=course)
    fate = Fate.NEW if found.new else Fate.CHANGED if found.changed else Fate.SAME
    return Step(
        row.number,
        row.title,
        fate,
        (course.external_key or course.key) if course else row.key,
        course.id if course else None,
        course.revision if course else 0,
        fields,
        found.changed,
        stored({name: found.before.get(name) for name in found.changed}),
        stored({name: found.after.get(name) for name in found.changed}),
        found.people,
        found.told,
        notes=tuple(notes),
    )


def _spoken(fields: Mapping[str, Any], course: Course | None) -> dict[str, Any]:
    """Texts in both languages: what only came in Spanish keeps the English that is there, unless that was a copy."""
    found = dict(fields)
    for name in BILINGUAL:
        words = found.get(name)
        if not isinstance(words, dict) or "en" in words:
            continue
        had = (getattr(course, name) or {}) if course else {}
        english = had.get("en")
        if english and (english != had.get("es") or words["es"] == had.get("es")):
            found[name] = {**words, "en": english}
    return found


def _trouble(refusal: BadField) -> Trouble:
    hints = refusal.hints or tuple(str(one) for one in (refusal.low, refusal.high) if one is not None)
    said = refusal.at.isoformat() if refusal.at else ""
    return Trouble(refusal.name, f"field_{refusal.why}", said, hints)


async def apply(
    session: Session, steps: Sequence[Step], *, by: int, pack: Pack, facts: Facts, now: datetime
) -> tuple[dict[str, int], list[Step]]:
    """Create and change what the plan says; how many of each, and the rows with what undoing them needs. Raises
    ChangedMeanwhile or BadField where the catalogue isn't what it was when the plan was made: the caller's savepoint
    undoes the rest."""
    done, made = {Fate.NEW.value: 0, Fate.CHANGED.value: 0}, {step.number: step for step in steps}
    # In the order of the courses, as whoever locks several does.
    todo = [step for step in steps if step.fate in (Fate.NEW, Fate.CHANGED)]
    for step in sorted(todo, key=lambda one: (one.course_id is None, one.course_id or 0, one.number)):
        if step.course_id is None and await editing.find_course(session, step.key) is not None:
            raise ChangedMeanwhile("course", 0)
        had = await session.get(Course, step.course_id, populate_existing=True) if step.course_id else None
        before = {"edited": list(had.edited), "illustrative_fields": list(had.illustrative_fields)} if had else {}
        outcome = await editing.put_course(
            session,
            step.fields,
            by=by,
            pack=pack,
            facts=facts,
            now=now,
            course_id=step.course_id,
            key="" if step.course_id else step.key,
            revision=step.revision if step.course_id else None,
        )
        done[step.fate.value] += 1
        if not isinstance(outcome, editing.Unchanged):
            course = await session.get_one(Course, outcome.id)
            made[step.number] = replace(step, course_id=course.id, left=course.revision, had=before)
    return done, [made[step.number] for step in steps]
