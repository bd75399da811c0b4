"""Correcting what was announced, or taking it back: for exactly those who got it, and only as long as Telegram lets a
bot change its messages.

Both are broadcasts of their own that name the one they correct. A new text is approved like any other; taking back says
nothing to anybody, so whoever may announce may do it at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, func, select

from bot.db import Session
from bot.errors import CantAnnounce, NotThere
from bot.models import Broadcast, Letter, Post, Stage
from bot.services import audit
from bot.services.broadcasts import drafts, running
from bot.services.broadcasts.content import CAPTIONED, Content
from bot.services.broadcasts.drafts import Draft
from bot.services.broadcasts.freezing import Row

WITHIN: Final = timedelta(hours=48)
"""How long a message can be edited or deleted."""
TOO_OLD: Final = "older than 48 hours"
AMENDABLE: Final = ("photo", "video", "animation", "document", "audio")
"""What a message can be made to show instead."""
STILL: Final = (Stage.PAUSED, Stage.STOPPED, Stage.DONE)
"""Only what stands still is corrected: what still goes out would arrive wrong after it."""


async def reachable(session: Session, broadcast_id: int, *, now: datetime) -> tuple[int, int]:
    """How many messages can still be changed, and how many are too old for it."""
    got = (Letter.broadcast_id == broadcast_id, Letter.state == Post.DELIVERED)
    fresh = (await session.exec(select(func.count()).where(*got, col(Letter.said_at) > now - WITHIN))).one()
    return fresh, (await session.exec(select(func.count()).where(*got))).one() - fresh


async def correct(session: Session, broadcast_id: int, author_id: int, *, now: datetime) -> Broadcast:
    """A draft that will take the place of that broadcast's messages; one that was begun and is empty goes on. Raises
    NotThere, and CantAnnounce: `moving`, `late`, `unchangeable` for what Telegram changes in no way."""
    old = await _standing_still(session, broadcast_id, now=now)
    if any(one["kind"] not in ("text", *CAPTIONED) for said in old.messages.values() for one in said):
        raise CantAnnounce("unchangeable")
    begun = select(Broadcast).where(
        Broadcast.corrects_id == old.id, Broadcast.author_id == author_id, Broadcast.stage == Stage.DRAFT
    )
    for row in await session.exec(begun.order_by(col(Broadcast.id))):
        if not (await drafts.look(session, row.id or 0)).messages:
            return row
    row = await drafts.copied(session, old.row, author_id, now=now, corrects=old.id)
    await audit.note(session, author_id, "broadcast_correction", drafts.subject(row), now=now, of=old.id)
    return row


async def check(session: Session, draft: Draft) -> None:
    """Whether the old one stands still, and Telegram can make the new messages out of its. Raises CantAnnounce:
    `moving`, `misfit`."""
    if draft.row.corrects_id is None:
        return
    old = await drafts.look(session, draft.row.corrects_id)
    if old.row.stage not in STILL:
        raise CantAnnounce("moving")
    for locale, contents in draft.messages.items():
        before = old.said_in(locale) or next(iter(old.messages.values()), ())
        into = contents[0]["kind"]
        files = bool(before) and before[0]["kind"] in CAPTIONED
        # Voice notes keep their sound: only the words below can be others.
        fits = into == "text" or (into in AMENDABLE and not (files and before[0]["kind"] == "voice"))
        if len(contents) > 1 or not fits or (len(before) > 1 and into != "text"):
            raise CantAnnounce("misfit")


async def take_back(session: Session, broadcast_id: int, by: int, *, now: datetime) -> Broadcast:
    """Delete its messages from now on, for everybody who got them; one that paused is stopped, or whoever says go on
    would send to the rest what was taken back. Asked twice it is one. Raises NotThere, and CantAnnounce: `moving`,
    `late`."""
    old = await _standing_still(session, broadcast_id, now=now)
    for row in await session.exec(select(Broadcast).where(Broadcast.corrects_id == old.id)):
        if is_recall(row, ()):
            return row
    await running.stop(session, broadcast_id, by, now=now)
    row = Broadcast(
        stage=Stage.FREEZING, author_id=by, created_at=now, edited_at=now, started_at=now, corrects_id=old.id,
        reason=RECALL, shown=[one | {"message": None} for one in old.row.shown],
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await audit.note(session, by, "broadcast_recalled", drafts.subject(row), now=now, of=old.id)
    return row


async def end_old(session: Session, draft: Draft, *, now: datetime) -> bool:
    """Right before a correction begins: what it corrects says nothing more, ever. False while that is on its way
    again; the correction waits then, because the old version would arrive after it."""
    if draft.row.corrects_id is None:
        return True
    old = await drafts.look(session, draft.row.corrects_id, lock=True)
    if old.row.stage not in STILL:
        return False
    await running.stop(session, draft.row.corrects_id, draft.row.approver_id or draft.row.author_id, now=now)
    return True


RECALL: Final = "recall"


def is_recall(row: Broadcast, messages: Mapping[str, Sequence[Content]] | Sequence[object]) -> bool:
    """Whether it takes messages back instead of changing them: it says nothing and was never a draft."""
    return row.corrects_id is not None and not messages and row.asked_hash is None and row.stage is not Stage.DRAFT


async def _standing_still(session: Session, broadcast_id: int, *, now: datetime) -> Draft:
    old = await drafts.look(session, broadcast_id, lock=True)
    if old.row.corrects_id is not None or old.row.stage in (*drafts.OPEN, Stage.DISCARDED):
        raise NotThere
    if old.row.stage not in STILL:
        raise CantAnnounce("moving")
    if not (await reachable(session, broadcast_id, now=now))[0]:
        raise CantAnnounce("late")
    return old


async def slice_of(
    session: Session, broadcast_id: int, after: int, limit: int, *, now: datetime
) -> tuple[list[Row], int]:
    """The next who got it, behind that letter's id, and the last letter looked at. Whose message is too old to be
    changed is among them, closed from the start, so that it is counted."""
    query = select(Letter).where(
        Letter.broadcast_id == broadcast_id, Letter.state == Post.DELIVERED, col(Letter.id) > after
    )
    found: list[Row] = []
    for letter in await session.exec(query.order_by(col(Letter.id)).limit(limit)):
        after = letter.id or after
        if letter.person_id is None or letter.said_at is None:
            continue
        until = letter.said_at + WITHIN
        one: dict[str, Any] = {"person_id": letter.person_id, "chat_id": letter.chat_id}
        if until <= now:
            one |= {"state": Post.DROPPED, "reason": TOO_OLD}
        found.append(one | {"subject": {"messages": letter.message_ids, "until": until.isoformat()}})
    return found, after
