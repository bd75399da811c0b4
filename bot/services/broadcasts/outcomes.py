"""What became of a broadcast: who got it and who didn't, and why. Counted from the letters' own receipts, so that the
parts are always the whole; kept with the broadcast once it has ended, because its letters go long before it does."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, func, select

from bot.db import Session
from bot.models import Broadcast, Letter, Person, Post
from bot.services.broadcasts.freezing import shelf

ERASED: Final = "erased"
"""Their profile is gone, and their letter with it."""
_OUTCOMES: Final[dict[str, str]] = {
    Post.DELIVERED: "sent",
    Post.STOPPED: "unreachable",
    Post.REJECTED: "failed",
    Post.UNCERTAIN: "uncertain",
    Post.DROPPED: "skipped",
    Post.WAITING: "waiting",
    Post.SENDING: "waiting",
}


@dataclass(frozen=True)
class Tally:
    """`sent + failed + unreachable + uncertain + skipped + waiting` is the audience; `waiting` is 0 once it has ended.

    Unreachable (403): blocked the bot, or the account is gone. Failed: Telegram doesn't take it. Uncertain: it may have
    arrived, and isn't sent again. Skipped: `reasons` say why."""

    audience: int = 0
    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    uncertain: int = 0
    skipped: int = 0
    waiting: int = 0
    asleep: int = 0
    """Of those waiting: until the morning."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Of the skipped and the failed."""
    by_locale: dict[str, dict[str, int]] = field(default_factory=dict)
    """By the language that each reads: how many of each outcome."""

    @property
    def tried(self) -> int:
        return self.sent + self.failed + self.uncertain

    @property
    def errors(self) -> int:
        """What staff could mend, or has to know of. That somebody blocked the bot is their free choice."""
        return self.failed + self.uncertain

    @property
    def done(self) -> int:
        return self.audience - self.waiting

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Tally":
        return cls(**kept)


async def so_far(session: Session, row: Broadcast, *, now: datetime) -> Tally:
    """The counts as they are. One look at the index, some 50 ms for a million."""
    if row.outcome:
        return Tally.from_json(row.outcome)
    query = select(Letter.state, func.count()).where(Letter.broadcast_id == row.id).group_by(col(Letter.state))
    counts: dict[str, int] = {}
    for state, number in await session.exec(query):
        counts[_OUTCOMES[state]] = counts.get(_OUTCOMES[state], 0) + number
    tally = _whole(_counted(counts), row)
    return replace(tally, asleep=await _asleep(session, row, now)) if tally.waiting else tally


def _counted(counts: Mapping[str, int]) -> Tally:
    of = dict.fromkeys(("sent", "failed", "unreachable", "uncertain", "skipped", "waiting"), 0) | dict(counts)
    return Tally(
        sent=of["sent"],
        failed=of["failed"],
        unreachable=of["unreachable"],
        uncertain=of["uncertain"],
        skipped=of["skipped"],
        waiting=of["waiting"],
    )


def _whole(tally: Tally, row: Broadcast) -> Tally:
    """With those whose letters went with them."""
    written = tally.tried + tally.unreachable + tally.skipped + tally.waiting
    audience = max(written, row.audience_size or 0)
    gone = audience - written
    reasons = tally.reasons | ({ERASED: gone} if gone else {})
    return replace(tally, audience=audience, skipped=tally.skipped + gone, reasons=reasons)


async def _asleep(session: Session, row: Broadcast, now: datetime) -> int:
    query = select(func.count()).where(
        Letter.broadcast_id == row.id,
        Letter.state == Post.WAITING,
        col(Letter.due_at) > now,
        col(Letter.due_at) < shelf(0),
    )
    return (await session.exec(query)).one()


async def in_full(session: Session, row: Broadcast) -> Tally:
    """With reasons and languages; seconds for a million, and only reads."""
    if row.outcome:
        return Tally.from_json(row.outcome)
    query = (
        select(Person.locale, Letter.state, Letter.reason, func.count())
        .join(Person, col(Person.id) == col(Letter.person_id))
        .where(Letter.broadcast_id == row.id)
        .group_by(col(Person.locale), col(Letter.state), col(Letter.reason))
    )
    counts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    by_locale: dict[str, dict[str, int]] = {}
    for locale, state, reason, number in await session.exec(query):
        outcome = _OUTCOMES[state]
        counts[outcome] = counts.get(outcome, 0) + number
        mine = by_locale.setdefault(locale, {})
        mine[outcome] = mine.get(outcome, 0) + number
        if state in (Post.DROPPED, Post.REJECTED, Post.UNCERTAIN) and reason:
            reasons[reason] = reasons.get(reason, 0) + number
    return _whole(replace(_counted(counts), reasons=reasons, by_locale=by_locale), row)
