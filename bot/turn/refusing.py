"""From a refusal to its screen: looks up what it names and what it offers this person, then lets the screen find the
words."""

from typing import Any

from sqlmodel import col, select

from bot.errors import Clash, NotEligible, NotOldEnough, Refusal, SignUpClosed
from bot.models import Call, Course
from bot.screen import Screen
from bot.screens import not_eligible, not_yet, refusals
from bot.services import enrollments, suggestions, wishes
from bot.services.applications import rounds
from bot.turn import Turn


async def screen(refusal: Refusal, turn: Turn) -> Screen:
    """The refusal's screen in the language being spoken. To be called once the refused act is undone: it
    looks at what the person could do instead."""
    if isinstance(refusal, NotEligible):
        return await _not_eligible(refusal, turn)
    ids = {getattr(refusal, name) for name in ("course_id", "with_course_id") if hasattr(refusal, name)}
    found = (await turn.session.exec(select(Course).where(col(Course.id).in_(ids)))).all() if ids else []
    known = {course.id: course for course in found if course.id is not None}
    way = await _way(refusal, known, turn) if isinstance(refusal, not_yet.KINDS) else None
    return refusals.sentence(refusal, courses=known, facts=turn.facts, now=turn.now, way=way)


async def _not_eligible(refusal: NotEligible, turn: Turn) -> Screen:
    session, person, now = turn.session, turn.person, turn.now
    call = await session.get(Call, refusal.call_id, populate_existing=True)
    if call is None:
        return refusals.sentence(refusal, courses={}, facts=turn.facts, now=now)
    await session.refresh(person)
    noted = refusal.on is not None and await wishes.waiting_for(session, person.id or 0, call) is not None
    way = not_eligible.Way(
        noted=noted,
        meanwhile=await suggestions.meanwhile(session, person, turn.pack, call, facts=turn.facts, now=now),
    )
    tell = not_eligible.wish(refusal, call, noted=noted)
    return not_eligible.card(refusal, call, rounds.form_of(call), way, facts=turn.facts, tell=tell)


async def _way(refusal: Any, known: dict[int, Course], turn: Turn) -> not_yet.Way | None:
    course = known.get(refusal.course_id)
    if course is None or not turn.private:
        return None
    session, person, now = turn.session, turn.person, turn.now
    # The rollback may have taken away what was read of them.
    await session.refresh(person)
    assert person.id is not None
    wished = isinstance(refusal, not_yet.WISHED)
    return not_yet.Way(
        wish=course.id or 0 if wished else 0,
        noted=wished and await wishes.kept(session, person.id, course, refusal),
        meanwhile=await suggestions.meanwhile(session, person, turn.pack, course, facts=turn.facts, now=now),
        following=await _following(refusal, course, turn),
        in_the_way=await _in_the_way(refusal, known, turn),
    )


async def _following(refusal: Any, course: Course, turn: Turn) -> Course | None:
    """Where one group is closed or comes too early, another one of the same course that can be joined."""
    if not isinstance(refusal, SignUpClosed | NotOldEnough):
        return None
    return await wishes.another_group(turn.session, turn.person, course, facts=turn.facts, now=turn.now)


async def _in_the_way(refusal: Any, known: dict[int, Course], turn: Turn) -> int:
    other = known.get(refusal.with_course_id) if isinstance(refusal, Clash) else None
    if other is None:
        return 0
    own = await enrollments.own(turn.session, turn.person.id or 0, other, now=turn.now)
    return own[0].id or 0 if own else 0
