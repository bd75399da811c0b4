"""An announcement while it is a draft: every piece of it a row, so that nothing that was sent or tapped is lost.

A draft is its author's alone. Whatever changes it takes back what was asked or approved before. Nothing is changed any
more once it is on its way.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import and_, col, delete, func, or_, select

from bot.db import Session
from bot.errors import CantAnnounce, NotThere
from bot.models import Broadcast, BroadcastMessage, Call, Course, Stage
from bot.services import audit
from bot.services.broadcasts import EVERYBODY, content
from bot.services.broadcasts.audience import Rule
from bot.services.broadcasts.content import Content
from bot.services.facts import Facts
from bot.services.guardians import WORK_ALONE

OPEN: Final = (Stage.DRAFT, Stage.ASKED, Stage.APPROVED)
"""Until here it is a text that can be changed."""
UNDER_WAY: Final = (Stage.FREEZING, Stage.CANARY, Stage.WATCHED, Stage.SENDING, Stage.PAUSED)
BUTTONS: Final = 4
LABEL: Final = 28
AHEAD: Final = timedelta(days=60)
WORKS: Final = WORK_ALONE - 1
"""The law's age for what one works in."""


@dataclass(frozen=True)
class Draft:
    """A broadcast with its messages by language, each an album or one message."""

    row: Broadcast
    messages: Mapping[str, Sequence[Content]]

    @property
    def id(self) -> int:
        return self.row.id or 0

    @property
    def rule(self) -> Rule:
        return Rule.from_json(self.row.audience)

    def said_in(self, locale: str) -> Sequence[Content]:
        """What a reader of this language gets; nothing where there is nothing for them."""
        return self.messages.get(locale) or self.messages.get(EVERYBODY) or ()

    @property
    def hash(self) -> str:
        """SHA-256 of all that a yes is given to: content, buttons, audience, hour, and what it corrects."""
        row = self.row
        said = {
            "messages": {locale: list(contents) for locale, contents in sorted(self.messages.items())},
            "buttons": row.buttons,
            "audience": row.audience,
            "due_at": row.due_at.isoformat(timespec="microseconds") if row.due_at else None,
            "corrects": row.corrects_id,
        }
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


async def create(session: Session, author_id: int, *, now: datetime) -> Draft:
    """A new draft; the author's own empty one where there is one already."""
    written = select(BroadcastMessage.broadcast_id)
    empty = select(Broadcast).where(
        Broadcast.author_id == author_id, Broadcast.stage == Stage.DRAFT, col(Broadcast.id).not_in(written)
    )
    for row in await session.exec(empty.order_by(col(Broadcast.id).desc())):
        if not row.audience and not row.buttons and row.corrects_id is None:
            return Draft(row, {})
    row = Broadcast(author_id=author_id, created_at=now, edited_at=now)
    session.add(row)
    await session.flush()
    return Draft(row, {})


async def look(session: Session, broadcast_id: int, *, lock: bool = False) -> Draft:
    """Any broadcast, as it is now. Raises NotThere."""
    # What is read anew would lose what wasn't written yet.
    await session.flush()
    row = await session.get(Broadcast, broadcast_id, with_for_update=lock or None, populate_existing=True)
    if row is None:
        raise NotThere
    query = select(BroadcastMessage).where(BroadcastMessage.broadcast_id == broadcast_id)
    messages: dict[str, list[Content]] = {}
    for one in await session.exec(query.order_by(col(BroadcastMessage.locale), col(BroadcastMessage.position))):
        messages.setdefault(one.locale, []).append(one.content)
    return Draft(row, messages)


async def own(session: Session, broadcast_id: int, author_id: int) -> Draft:
    """The author's own, not thrown away. Raises NotThere, also for somebody else's."""
    draft = await look(session, broadcast_id)
    if draft.row.author_id != author_id or draft.row.stage is Stage.DISCARDED:
        raise NotThere
    return draft


async def to_change(session: Session, broadcast_id: int, author_id: int, *, now: datetime) -> Draft:
    """The same, locked, and a draft again whatever was asked or approved. Raises NotThere, and CantAnnounce
    (`under_way`) for one that is on its way or over."""
    draft = await look(session, broadcast_id, lock=True)
    row = draft.row
    if row.author_id != author_id or row.stage is Stage.DISCARDED:
        raise NotThere
    if row.stage not in OPEN:
        raise CantAnnounce("under_way")
    if row.stage is not Stage.DRAFT:
        await audit.note(session, author_id, "broadcast_reopened", subject(row), now=now, stage=row.stage)
        void(row)
    row.edited_at, row.reason = now, None
    return draft


def void(row: Broadcast) -> None:
    """A draft again: what was asked and approved doesn't count any more."""
    row.stage = Stage.DRAFT
    row.asked_at = row.asked_hash = row.asked_count = None
    row.approver_id = row.approved_at = row.approved_hash = None


def subject(row: Broadcast) -> str:
    """What the log calls it."""
    return f"broadcast:{row.id}"


async def put(session: Session, draft: Draft, locale: str, contents: Sequence[Content]) -> Draft:
    """This is what it says in this language from now on. Raises CantAnnounce."""
    content.check(contents)
    await _forget(session, draft, [locale])
    for position, one in enumerate(contents):
        session.add(BroadcastMessage(broadcast_id=draft.id, locale=locale, position=position, content=one))
    await session.flush()
    return _written(draft, {**draft.messages, locale: list(contents)})


async def speak_only(session: Session, draft: Draft, locale: str) -> Draft:
    """What it says so far to everybody, or in one language, is in this one, or for everybody from now on; versions in
    other languages end where it is for everybody."""
    first = next(iter(draft.messages), None)
    if first is None or first == locale:
        return draft
    kept = draft.messages.get(locale) or draft.messages[first]
    others = {} if locale == EVERYBODY else {k: v for k, v in draft.messages.items() if k not in (first, locale)}
    await _forget(session, draft, list(draft.messages))
    draft = Draft(draft.row, {})
    for language, contents in {**others, locale: kept}.items():
        draft = await put(session, draft, language, contents)
    return draft


async def leave_out(session: Session, draft: Draft, locale: str) -> Draft:
    """No version in this language any more."""
    await _forget(session, draft, [locale])
    return _written(draft, {key: said for key, said in draft.messages.items() if key != locale})


async def _forget(session: Session, draft: Draft, locales: Collection[str]) -> None:
    ours = (col(BroadcastMessage.broadcast_id) == draft.id, col(BroadcastMessage.locale).in_(locales))
    await session.exec(delete(BroadcastMessage).where(*ours))


def _written(draft: Draft, messages: Mapping[str, Sequence[Content]]) -> Draft:
    languages = () if EVERYBODY in messages else tuple(sorted(messages))
    draft = Draft(draft.row, messages)
    aim(draft, replace(draft.rule, written_in=languages))
    return draft


def aim(draft: Draft, rule: Rule) -> None:
    draft.row.audience = rule.to_json()


async def add_button(session: Session, draft: Draft, button: Mapping[str, Any]) -> None:
    """`{kind: course | call, id}` or `{kind: link, url, label}`. The same one twice is once. Raises CantAnnounce: link,
    label, buttons_many; and NotThere."""
    kind = button.get("kind")
    if kind == "link":
        label = " ".join(str(button.get("label", "")).split())
        if not content.is_web(button.get("url")):
            raise CantAnnounce("link")
        if not 1 <= len(label) <= LABEL:
            raise CantAnnounce("label", most=LABEL)
        made: dict[str, Any] = {"kind": kind, "url": button["url"], "label": label}
    else:
        made = {"kind": kind, "id": int(button.get("id", 0))}
        found = next(iter((await linked(session, [made])).values()), None)
        if found is None or found.closed_at is not None:
            raise NotThere
    if made in draft.row.buttons:
        return
    if len(draft.row.buttons) >= BUTTONS:
        raise CantAnnounce("buttons_many", most=BUTTONS)
    await _link(session, draft, [*draft.row.buttons, made])


async def remove_button(session: Session, draft: Draft, at: int) -> None:
    """The one at this place; nothing where there is none."""
    if 0 <= at < len(draft.row.buttons):
        await _link(session, draft, [*draft.row.buttons[:at], *draft.row.buttons[at + 1 :]])


async def _link(session: Session, draft: Draft, buttons: list[dict[str, Any]]) -> None:
    """The buttons from now on, and who is too young for every one of them."""
    draft.row.buttons = buttons
    ages = [_least_age(thing) for thing in (await linked(session, buttons)).values()]
    links = any(button["kind"] == "link" for button in buttons)
    youngest = None if links or not ages or None in ages else min(age for age in ages if age is not None)
    aim(draft, replace(draft.rule, youngest=youngest))


def _least_age(thing: Course | Call) -> int | None:
    ages = [age for age in (thing.age_min, WORKS if thing.employment else None) if age]
    return max(ages) if ages else None


async def linked(session: Session, buttons: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Course | Call]:
    """The courses and calls that buttons lead to, by kind and id; one that is gone is left out."""
    found: dict[tuple[str, int], Course | Call] = {}
    courses = [int(one["id"]) for one in buttons if one.get("kind") == "course"]
    if courses:
        for course in await session.exec(select(Course).where(col(Course.id).in_(courses))):
            found["course", course.id or 0] = course
    calls = [int(one["id"]) for one in buttons if one.get("kind") == "call"]
    if calls:
        for call in await session.exec(select(Call).where(col(Call.id).in_(calls))):
            found["call", call.id or 0] = call
    return found


def be_due(draft: Draft, at: datetime | None, *, facts: Facts, now: datetime) -> None:
    """When it begins: out of quiet hours, or as soon as it is approved (None). Raises CantAnnounce: past, too_far."""
    if at is not None:
        if at <= now:
            raise CantAnnounce("past")
        if at > now + AHEAD:
            raise CantAnnounce("too_far", most=AHEAD.days)
        at = facts.awake(at)
    draft.row.due_at = at


async def discard(session: Session, broadcast_id: int, author_id: int, *, now: datetime) -> None:
    """It is never sent. Doing it twice is harmless. Raises NotThere, and CantAnnounce (`under_way`)."""
    row = (await look(session, broadcast_id, lock=True)).row
    if row.author_id != author_id:
        raise NotThere
    if row.stage is Stage.DISCARDED:
        return
    if row.stage not in OPEN:
        raise CantAnnounce("under_way")
    void(row)
    row.stage, row.edited_at, row.ended_at = Stage.DISCARDED, now, now
    await audit.note(session, author_id, "broadcast_discarded", subject(row), now=now)


async def duplicate(session: Session, broadcast_id: int, author_id: int, *, now: datetime) -> Draft:
    """A new draft with the same content, buttons and audience, to be sent whenever. Raises NotThere, also for somebody
    else's draft."""
    old = await look(session, broadcast_id)
    if old.row.author_id != author_id and old.row.stage in (Stage.DRAFT, Stage.DISCARDED):
        raise NotThere
    draft = Draft(await copied(session, old.row, author_id, now=now), {})
    for locale, contents in old.messages.items():
        draft = await put(session, draft, locale, contents)
    return draft


async def copied(
    session: Session, old: Broadcast, author_id: int, *, now: datetime, corrects: int | None = None
) -> Broadcast:
    """A draft with the audience and the buttons of another, and without its words."""
    row = Broadcast(
        author_id=author_id,
        created_at=now,
        edited_at=now,
        audience=dict(old.audience),
        buttons=[dict(one) for one in old.buttons],
        corrects_id=corrects,
    )
    session.add(row)
    await session.flush()
    return row


async def listed(session: Session, person_id: int, page: int, *, size: int) -> tuple[list[Draft], int, int]:
    """A page of one's own announcements and of everybody's that left the drafts, the newest change first; that page's
    number, from 1, and how many there are."""
    mine = and_(col(Broadcast.author_id) == person_id, col(Broadcast.stage) != Stage.DISCARDED)
    out = col(Broadcast.stage).not_in([Stage.DRAFT, Stage.DISCARDED])
    shown = or_(mine, out)
    total = (await session.exec(select(func.count()).select_from(Broadcast).where(shown))).one()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    query = select(Broadcast.id).where(shown).order_by(col(Broadcast.edited_at).desc(), col(Broadcast.id).desc())
    ids = list(await session.exec(query.offset((page - 1) * size).limit(size)))
    return [await look(session, id or 0) for id in ids], page, pages
