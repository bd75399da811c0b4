"""What a colleague is writing: something new, or changes to what is there. A row; nobody else sees it before it is
published, and it can be gone on with next week."""

import json
import zlib
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from bot.db import Session
from bot.errors import BadField, ChangedMeanwhile, NotThere
from bot.models import CatalogueDraft, Venue
from bot.packs import Pack
from bot.services import courses
from bot.services.editing.arranging import MOST as MOST_SESSIONS
from bot.services.editing.fields import COURSE, FIELDS, SESSIONS, VENUE, checked, stored
from bot.services.editing.foreseeing import Effects, Thing, effects, held
from bot.services.editing.putting import Outcome, find, put, put_course
from bot.services.facts import Facts

GROUP: Final = "_group_of"
"""In a draft's fields: the key of the course of which it is another group."""
FOR: Final = "_for"
"""In those of a venue: the draft of the course that is to meet there."""
NAME: Final = "_key"
"""In those of a venue: the pack's venue that it describes anew."""
MOST: Final = 50
"""Drafts that one person may have."""


async def get(session: Session, person_id: int, draft_id: int) -> CatalogueDraft:
    """One's own. Raises NotThere."""
    draft = await session.get(CatalogueDraft, draft_id, populate_existing=True)
    if draft is None or draft.person_id != person_id:
        raise NotThere
    return draft


async def mine(session: Session, person_id: int) -> list[CatalogueDraft]:
    """The newest first."""
    query = select(CatalogueDraft).where(CatalogueDraft.person_id == person_id)
    return list(await session.exec(query.order_by(col(CatalogueDraft.edited_at).desc(), col(CatalogueDraft.id).desc())))


async def begin(
    session: Session, person_id: int, kind: str, *, now: datetime, fields: dict[str, Any] | None = None
) -> CatalogueDraft:
    """Something new. Raises BadField (too_many)."""
    if kind not in FIELDS:
        raise NotThere
    if len(await mine(session, person_id)) >= MOST:
        raise BadField("draft", "too_many", high=MOST)
    draft = CatalogueDraft(kind=kind, fields=fields or {}, person_id=person_id, edited_at=now)
    session.add(draft)
    await session.flush()
    return draft


async def of(session: Session, person_id: int, kind: str, target_id: int, *, now: datetime) -> CatalogueDraft:
    """The person's changes to something that is there; begun where there are none yet."""
    thing = await _thing(session, kind, target_id)
    query = select(CatalogueDraft).where(
        CatalogueDraft.person_id == person_id, CatalogueDraft.kind == kind, CatalogueDraft.target_id == target_id
    )
    draft = (await session.exec(query)).first()
    if draft is None:
        draft = await begin(session, person_id, kind, now=now)
        draft.target_id, draft.revision = target_id, thing.revision
    elif not draft.fields:
        draft.revision = thing.revision
    await session.flush()
    return draft


async def copy(session: Session, person_id: int, course_id: int, *, group: bool, now: datetime) -> CatalogueDraft:
    """A course again, without its dates: as another group of the same course, or as a course of its own."""
    course = await courses.get(session, course_id)
    fields = {name: value for name, value in (await held(session, COURSE, course)).items() if name != SESSIONS}
    kept = {name: value for name, value in fields.items() if value not in (None, [], "")}
    return await begin(
        session, person_id, COURSE, now=now, fields=stored(kept) | ({GROUP: course.key} if group else {})
    )


async def write(session: Session, draft: CatalogueDraft, values: dict[str, Any], *, pack: Pack, now: datetime) -> None:
    """Fields become these. Raises BadField; then the draft is as it was."""
    found = stored(checked(draft.kind, values, pack=pack))
    if len(found.get(SESSIONS, ())) > MOST_SESSIONS:
        # The other rules about dates depend on what is held already: `preview` asks them.
        raise BadField(SESSIONS, "too_many", low=len(found[SESSIONS]), high=MOST_SESSIONS)
    draft.fields = {**draft.fields, **found}
    draft.edited_at = now
    await session.flush()


def written(draft: CatalogueDraft) -> dict[str, Any]:
    """Its fields, without what the draft notes for itself."""
    return {name: value for name, value in draft.fields.items() if not name.startswith("_")}


async def target(session: Session, draft: CatalogueDraft) -> Thing | None:
    """What it changes, as it is now."""
    return await _thing(session, draft.kind, draft.target_id) if draft.target_id else None


async def state(session: Session, draft: CatalogueDraft, *, pack: Pack) -> dict[str, Any]:
    """Every field as it would be; one that can't be so any more, since a pack changed, is left out."""
    thing = await target(session, draft)
    found = await held(session, draft.kind, thing)
    for name, value in written(draft).items():
        try:
            found |= checked(draft.kind, {name: value}, pack=pack)
        except BadField:
            continue
    return found


async def preview(session: Session, draft: CatalogueDraft, *, pack: Pack, facts: Facts, now: datetime) -> Effects:
    """What publishing it would do. Raises BadField for what is missing or can't be, and ChangedMeanwhile."""
    thing = await target(session, draft)
    if thing is not None and thing.revision != draft.revision:
        raise ChangedMeanwhile(draft.kind, thing.id or 0, draft.id or 0)
    return await effects(session, draft.kind, thing, written(draft), pack=pack, facts=facts, now=now)


def mark(draft: CatalogueDraft) -> str:
    """What tells this text of the draft from another: what is published is what was previewed."""
    return f"{zlib.crc32(json.dumps([draft.fields, draft.revision], sort_keys=True).encode()):x}"


async def publish(session: Session, draft: CatalogueDraft, *, pack: Pack, facts: Facts, now: datetime) -> Outcome:
    """Make it true, and the draft is gone. Raises what `preview` raises."""
    await preview(session, draft, pack=pack, facts=facts, now=now)
    fields = written(draft)
    how: dict[str, Any] = {"by": draft.person_id, "pack": pack, "facts": facts, "now": now}
    if draft.target_id:
        outcome = await put(session, draft.kind, fields, id=draft.target_id, revision=draft.revision, **how)
    elif draft.kind == COURSE:
        outcome = await put_course(session, fields, edition_of=str(draft.fields.get(GROUP, "")), **how)
    else:
        outcome = await put(session, draft.kind, fields, key=str(draft.fields.get(NAME, "")), **how)
    if draft.kind == VENUE and (waiting := draft.fields.get(FOR)):
        await _meet_there(session, draft, int(waiting), outcome.id, now)
    await session.delete(draft)
    await session.flush()
    return outcome


async def take_up(session: Session, draft: CatalogueDraft) -> None:
    """After somebody else's change was seen: what was written holds for the thing as it is now."""
    thing = await target(session, draft)
    if thing is not None:
        draft.revision = thing.revision
        await session.flush()


async def discard(session: Session, draft: CatalogueDraft) -> None:
    await session.delete(draft)
    await session.flush()


async def _meet_there(session: Session, draft: CatalogueDraft, waiting: int, venue_id: int, now: datetime) -> None:
    """The course for which a new venue was described meets there."""
    venue = await find(session, VENUE, id=venue_id)
    course = await session.get(CatalogueDraft, waiting)
    if isinstance(venue, Venue) and course is not None and course.person_id == draft.person_id:
        course.fields = {**course.fields, "venue": venue.key}
        course.edited_at = now


async def _thing(session: Session, kind: str, id: int) -> Thing:
    thing = await find(session, kind, id=id) if kind in FIELDS else None
    if thing is None:
        raise NotThere
    return thing
