"""The journey: where a person stands in each part of it, what they answered and told, and which stamps they have.

Nothing here counts against anybody: a part is stamped, begun, or still to be discovered, and none of it ends.
"""

import zlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import regex
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot.db import Session
from bot.errors import NotThere
from bot.models import JourneyStage, Person
from bot.packs import Pack
from bot.packs.journey import Journey, Option, Question, Stage
from bot.services import consents, nudges, purposes
from bot.services.facts import Facts
from bot.services.names import visible

LONGEST: Final = 1_000
"""Of what somebody tells about a challenge, in graphemes: what a reader counts as one character."""
_READ: Final = 4_096
"""In code points: Telegram's longest message; what comes after is nobody's message."""


FILES: Final = ("photo", "voice", "audio", "video", "video_note", "document")
"""What is kept as Telegram's id; nothing of it is downloaded."""


@dataclass(frozen=True)
class Part:
    """One part of the journey as the pack has it now, and what the person did there. An answer whose question or
    option left the pack doesn't count, and what was stamped stays stamped."""

    stage: Stage
    row: JourneyStage | None = None

    @property
    def begun(self) -> bool:
        return self.row is not None

    @property
    def stamped(self) -> bool:
        return self.row is not None and self.row.stamped_at is not None

    def answer(self, question: Question) -> Option | None:
        chosen = self.row.answers.get(question.key) if self.row else None
        return next((option for option in question.options if option.key == chosen), None)

    @property
    def answered(self) -> list[Option]:
        return [option for question in self.stage.questions if (option := self.answer(question))]

    @property
    def open_step(self) -> int | None:
        """Where the first question without an answer stands, counted from 0."""
        steps = enumerate(self.stage.questions)
        return next((step for step, question in steps if self.answer(question) is None), None)

    @property
    def leads_to(self) -> set[str]:
        """Keys of courses and calls that the answers lead to by name."""
        return {key for option in self.answered for key in option.leads_to}

    @property
    def interests(self) -> Counter[str]:
        """What the answers say about the person, with how often."""
        return Counter(interest for option in self.answered for interest in option.interests)


@dataclass(frozen=True)
class Answered:
    part: Part
    step: int
    """Where the question stands, counted from 0."""
    before: Option | None
    """What they had answered until now."""


@dataclass(frozen=True)
class Evidence:
    """`kind` is `text`, `done` or one of FILES; `content` is what was written or Telegram's id of the file."""

    kind: str
    content: str | None = None
    caption: str | None = None


@dataclass(frozen=True)
class Told:
    part: Part
    new_stamp: bool
    finished: bool
    """Whether it was the stamp that completes the journey."""


async def parts(session: Session, person_id: int, journey: Journey) -> list[Part]:
    """Every part, in the pack's order."""
    query = select(JourneyStage).where(JourneyStage.person_id == person_id)
    rows = {row.topic: row for row in await session.exec(query)}
    return [Part(stage, rows.get(stage.topic)) for stage in journey.stages]


async def part(session: Session, person_id: int, journey: Journey, topic: str) -> Part:
    """Raises NotThere for a part that the pack doesn't have."""
    stage = journey.stage(topic)
    if stage is None:
        raise NotThere
    return Part(stage, await _row(session, person_id, topic))


async def answer(
    session: Session,
    person: Person,
    journey: Journey,
    topic: str,
    question: str,
    option: str,
    *,
    facts: Facts,
    now: datetime,
) -> Answered:
    """Keep one answer, in place of an earlier one, and plan the nudge for a long silence.

    Raises NotThere where the part, the question or the option left the pack."""
    assert person.id is not None
    known = await part(session, person.id, journey, topic)
    at = next((step for step, one in enumerate(known.stage.questions) if one.key == question), None)
    if at is None or all(one.key != option for one in known.stage.questions[at].options):
        raise NotThere
    before = known.answer(known.stage.questions[at])
    row = known.row or await _begin(session, person.id, topic, now)
    # A new dict: changing the old one in place would not be noticed, and so not be stored.
    row.answers = {**row.answers, question: option}
    await session.flush()
    await consents.give_by_doing(session, person.id, purposes.SUGGESTIONS, facts=facts, now=now)
    await nudges.plan(session, person, facts=facts, now=now)
    return Answered(replace(known, row=row), at, before)


async def tell(
    session: Session, person: Person, journey: Journey, topic: str, evidence: Evidence, *, facts: Facts, now: datetime
) -> Told | None:
    """How the challenge went. The first time gives the stamp; later, something told takes the place of what was told
    before, and a mere `done` changes nothing. None while questions are open. Raises NotThere."""
    assert person.id is not None
    known = await part(session, person.id, journey, topic)
    if known.row is None or (known.open_step is not None and not known.stamped):
        return None
    new = not known.stamped
    if new or evidence.kind != "done":
        row = known.row
        row.evidence_kind, row.evidence, row.caption = evidence.kind, evidence.content, evidence.caption
        row.stamped_at = row.stamped_at or now
        await session.flush()
        if evidence.kind != "done":
            # They chose to write or show something where they needn't have, knowing that it is kept.
            await consents.give(session, person.id, purposes.EVIDENCE, facts=facts, now=now)
    await nudges.plan(session, person, facts=facts, now=now)
    finished = new and finished_at(await parts(session, person.id, journey)) is not None
    return Told(known, new, finished)


def mark_of(evidence: Evidence) -> str:
    """What tells one sending from another in a button's address."""
    return f"{zlib.crc32(repr((evidence.kind, evidence.content, evidence.caption)).encode()):x}"


async def take_back(session: Session, part: Part, mark: str) -> Evidence | None:
    """What was told wasn't meant so: it is forgotten, and the stamp waits again. Returns it; None where that isn't
    what is kept (any more)."""
    row = part.row
    if row is None or not part.stamped or row.evidence_kind is None:
        return None
    told = Evidence(row.evidence_kind, row.evidence, row.caption)
    if mark_of(told) != mark:
        return None
    row.evidence_kind = row.evidence = row.caption = row.stamped_at = None
    await session.flush()
    return told


def finished_at(parts: list[Part]) -> datetime | None:
    """When the last stamp came; None while one can still be had."""
    stamped = [one.row.stamped_at for one in parts if one.row is not None and one.row.stamped_at is not None]
    return max(stamped) if stamped and len(stamped) == len(parts) else None


def next_step(parts: list[Part]) -> Part | None:
    """What is nearest: the part begun last and not stamped, else the first one not begun; None with all stamps."""
    begun = [(one.row.begun_at, one) for one in parts if one.row is not None and not one.stamped]
    if begun:
        return max(begun, key=lambda pair: pair[0])[1]
    return next((one for one in parts if not one.begun), None)


async def interests(session: Session, person_id: int, pack: Pack) -> dict[str, int]:
    """What all their answers on the journey say about a person: keys of the pack's interests, with how often."""
    if pack.journey is None:
        return {}
    found: Counter[str] = Counter()
    for one in await parts(session, person_id, pack.journey):
        found += one.interests
    return dict(found)


def told_in(text: str) -> tuple[str, bool]:
    """What was written, line by line, without anything invisible, and whether it had to be cut. Empty where there was
    nothing to see."""
    shown = regex.sub(r"\n{3,}", "\n\n", "\n".join(visible(line) for line in text[:_READ].splitlines())).strip()
    letters = regex.findall(r"\X", shown)
    return "".join(letters[:LONGEST]).strip(), len(letters) > LONGEST or len(text) > _READ


async def _row(session: Session, person_id: int, topic: str) -> JourneyStage | None:
    query = select(JourneyStage).where(JourneyStage.person_id == person_id, JourneyStage.topic == topic)
    return (await session.exec(query)).one_or_none()


async def _begin(session: Session, person_id: int, topic: str, now: datetime) -> JourneyStage:
    try:
        async with session.begin_nested():
            row = JourneyStage(person_id=person_id, topic=topic, begun_at=now)
            session.add(row)
    except IntegrityError:
        # The person's other account answered at the same moment, and was first.
        found = await _row(session, person_id, topic)
        if found is None:
            raise
        return found
    return row
