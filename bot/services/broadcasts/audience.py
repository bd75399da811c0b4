"""Whom an announcement is for: a rule kept as JSON, counted, and gone through in slices.

What the rule names in one field is any of them, and what it names in several fields has to hold together. A rule that
names nothing is for nobody. Whoever muted announcements or wants no unasked messages, can't be reached, has closed
their profile, reads no language it is written in, or is known to be too young for what it links to is left out, and
counted by reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, Text, and_, case, cast, false, func, literal, true
from sqlmodel import col, exists, or_, select

from bot import time
from bot.db import Session
from bot.models import (
    ACTIVE,
    Account,
    Application,
    Decision,
    Enrollment,
    FirmCheck,
    Follow,
    JourneyStage,
    Letter,
    Person,
    Placement,
    Post,
    Progress,
    Role,
    StaffRole,
    Standing,
)
from bot.services.broadcasts import KIND, firms
from bot.services.facts import Facts
from bot.services.wishes import CALL_OPEN

CLOSED, UNREACHABLE, MUTED, LANGUAGE, YOUNG = "closed", "unreachable", "muted", "language", "young"
REASONS: Final = (CLOSED, UNREACHABLE, MUTED, LANGUAGE, YOUNG)
"""Why somebody whom the rule names is left out; the first that holds counts."""
OLDEST: Final = 120
WAITS, WRITES, SENT_IT, CHOSEN, NOT_CHOSEN = "waits", "writes", "sent", "chosen", "not_chosen"
APPLIED: Final = (WAITS, WRITES, SENT_IT, CHOSEN, NOT_CHOSEN)
"""How somebody has to do with a call; what was decided counts once the person could read it."""
ANY_CALL: Final = 0
"""In `Rule.checked`: whichever call it was."""


@dataclass(frozen=True)
class Rule:
    """`written_in` and `youngest` follow from what the announcement says and links to; the rest is chosen."""

    everybody: bool = False
    topics: tuple[str, ...] = ()
    """Follows one of these."""
    courses: tuple[int, ...] = ()
    """Has a place in one of these editions, of one of `standings` (any active one where none is named)."""
    standings: tuple[str, ...] = ()
    calls: tuple[int, ...] = ()
    """Has to do with one of these in one of the ways of `applied`: some of APPLIED; none named: waits for it to open,
    is writing, or has applied and not heard yet."""
    applied: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    """Completed years, both included; who didn't say their birth date isn't among them."""
    colonias: tuple[str, ...] = ()
    """As people wrote them."""
    languages: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    """Has the stamp of one of these parts of the journey."""
    roles: tuple[str, ...] = ()
    """Colleagues."""
    firms: tuple[str, ...] = ()
    """Has a place in one of these, however it is written; see `bot.services.broadcasts.firms`."""
    checked: tuple[int, ...] = ()
    """Began to check a firm of theirs for one of these calls, or for ANY_CALL."""
    written_in: tuple[str, ...] = ()
    """The languages it is written in; none: it is for whoever reads anything."""
    youngest: int | None = None
    """Who is known to be younger can't do anything with what it links to."""

    @property
    def is_empty(self) -> bool:
        chosen = replace(self, standings=(), applied=(), written_in=(), youngest=None)
        return chosen == Rule()

    def to_json(self) -> dict[str, Any]:
        """Only what isn't as it stands."""
        plain = Rule()
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != getattr(plain, name)
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Rule":
        """ValueError for what this version doesn't know: without a condition it would reach people it isn't for."""
        known = {slot.name for slot in fields(cls)}
        if unknown := set(kept) - known:
            raise ValueError(f"an audience that this version doesn't know: {sorted(unknown)}")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        return cls(**values)


@dataclass(frozen=True)
class Count:
    """How many would get it, by the language they read, and how many are left out, by reason."""

    total: int = 0
    by_locale: dict[str, int] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    beside: int = 0
    """Whom its author writes to alone besides; see `bot.services.broadcasts.alone`."""


async def count(session: Session, rule: Rule, *, now: datetime, facts: Facts) -> Count:
    """One query, and one more where firms are named."""
    today = time.local(now, facts.zone).date()
    rule = await _spelled(session, rule, today)
    found = select(Person.locale, _why(rule, today).label("why")).where(*_named(rule, today)).subquery()
    query = select(found.c.locale, found.c.why, func.count()).group_by(found.c.locale, found.c.why)
    by_locale: dict[str, int] = {}
    excluded: dict[str, int] = {}
    for locale, reason, number in await session.exec(query):
        if reason:
            excluded[reason] = excluded.get(reason, 0) + number
        else:
            by_locale[locale] = number
    return Count(sum(by_locale.values()), by_locale, excluded)


async def slice_of(
    session: Session, rule: Rule, *, after: int, limit: int, now: datetime, facts: Facts
) -> list[tuple[int, str]]:
    """The next people of the audience behind that person's id, in the order of ids, and the language each reads.
    Queries as `count`."""
    today = time.local(now, facts.zone).date()
    rule = await _spelled(session, rule, today)
    query = (
        select(Person.id, Person.locale)
        .where(col(Person.id) > after, *_named(rule, today), ~or_(*(holds for _why, holds in _left_out(rule, today))))
        .order_by(col(Person.id))
        .limit(limit)
    )
    return [(person_id or 0, locale) for person_id, locale in await session.exec(query)]


async def includes(session: Session, rule: Rule, person_id: int, *, now: datetime, facts: Facts) -> bool:
    """Whether somebody is in the audience at this moment."""
    found = await slice_of(session, rule, after=person_id - 1, limit=1, now=now, facts=facts)
    return bool(found) and found[0][0] == person_id


async def _spelled(session: Session, rule: Rule, today: date) -> Rule:
    """The rule with every way in which its firms are written at this moment. What was chosen stays in it: a rule that
    lost its only condition would be for others."""
    return replace(rule, firms=(*rule.firms, *await firms.spellings(session, rule.firms, today)))


def _named(rule: Rule, today: date) -> list[ColumnElement[bool]]:
    """What has to hold together."""
    if rule.is_empty:
        return [false()]
    me = col(Person.id)
    found: list[ColumnElement[bool]] = []
    if rule.topics:
        follows = select(Follow.person_id).where(col(Follow.topic).in_(rule.topics), col(Follow.muted).is_(False))
        found.append(me.in_(follows))
    if rule.courses:
        standings = [Standing(one) for one in rule.standings] or list(ACTIVE)
        placed = select(Enrollment.person_id).where(
            col(Enrollment.course_id).in_(rule.courses), col(Enrollment.standing).in_(standings)
        )
        found.append(me.in_(placed))
    if rule.calls:
        ways = rule.applied or (WAITS, WRITES, SENT_IT)
        found.append(or_(*(me.in_(_with_calls(rule.calls, way)) for way in ways)))
    if rule.ages is not None:
        youngest, oldest = rule.ages
        found.append(
            and_(col(Person.birth_date) <= _born(today, youngest), col(Person.birth_date) > _born(today, oldest + 1))
        )
    if rule.colonias:
        found.append(col(Person.colonia).in_(rule.colonias))
    if rule.languages:
        found.append(col(Person.locale).in_(rule.languages))
    if rule.stamps:
        stamped = select(JourneyStage.person_id).where(
            col(JourneyStage.topic).in_(rule.stamps), col(JourneyStage.stamped_at).is_not(None)
        )
        found.append(me.in_(stamped))
    if rule.roles:
        found.append(me.in_(select(StaffRole.person_id).where(col(StaffRole.role).in_([Role(r) for r in rule.roles]))))
    if rule.firms:
        found.append(me.in_(select(Placement.person_id).where(*firms.held(today), col(Placement.firm).in_(rule.firms))))
    if rule.checked:
        mine = select(FirmCheck.person_id)
        of_these = col(FirmCheck.call_id).in_(rule.checked)
        found.append(me.in_(mine if ANY_CALL in rule.checked else mine.where(of_these)))
    return found or [true()]


def _with_calls(calls: Sequence[int], way: str) -> Any:
    """The people who have to do with one of the calls in this way."""
    if way == WAITS:
        asked = or_(*(col(Letter.key).like(f"{CALL_OPEN}:{int(call)}:%") for call in calls))
        return select(Letter.person_id).where(
            col(Letter.kind) == CALL_OPEN, asked, col(Letter.state) != Post.DROPPED, col(Letter.person_id).is_not(None)
        )
    told = col(Application.released_at).is_not(None)
    decided = col(Application.progress) == Progress.DECIDED
    holds = {
        WRITES: col(Application.progress) == Progress.DRAFT,
        SENT_IT: or_(
            col(Application.progress).in_([Progress.GUARDIAN, Progress.SUBMITTED, Progress.CORRECTING]),
            and_(decided, ~told),
        ),
        CHOSEN: and_(decided, told, col(Application.decision) == Decision.ACCEPTED),
        NOT_CHOSEN: and_(decided, told, col(Application.decision) != Decision.ACCEPTED),
    }
    return select(Application.person_id).where(col(Application.call_id).in_(calls), holds[way])


def _left_out(rule: Rule, today: date) -> list[tuple[str, ColumnElement[bool]]]:
    reached = exists().where(col(Account.person_id) == Person.id, col(Account.stopped_at).is_(None))
    muted = or_(col(Person.weekly) == 0, cast(col(Person.muted), Text).contains(f'"{KIND}"'))
    found = [(CLOSED, col(Person.erase_at).is_not(None)), (UNREACHABLE, ~reached), (MUTED, muted)]
    if rule.written_in:
        found.append((LANGUAGE, col(Person.locale).not_in(rule.written_in)))
    if rule.youngest is not None:
        young = and_(col(Person.birth_date).is_not(None), col(Person.birth_date) > _born(today, rule.youngest))
        found.append((YOUNG, young))
    return found


def _why(rule: Rule, today: date) -> ColumnElement[str]:
    return case(*((holds, literal(reason)) for reason, holds in _left_out(rule, today)), else_=literal(""))


def _born(today: date, years: int) -> date:
    """The last birth date of whoever has completed so many years by today."""
    years = min(max(years, 0), OLDEST + 1)
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


async def names(session: Session, rule: Rule, *, now: datetime, facts: Facts) -> Sequence[str]:
    """The names in the audience that are most likely to break something, the longest and the least plain, a few of
    each; see `bot.services.broadcasts.showing`."""
    today = time.local(now, facts.zone).date()
    rule = await _spelled(session, rule, today)
    mine = (*_named(rule, today), ~or_(*(holds for _why, holds in _left_out(rule, today))))
    name = col(Person.name)
    # More bytes than characters: accents, other scripts, symbols. Both databases count bytes of a hexadecimal dump.
    strange = func.length(_bytes(session, name)) - func.length(name)
    found: list[str] = []
    for order in (func.length(name), strange):
        query = select(name).where(*mine, name.is_not(None)).order_by(order.desc(), col(Person.id)).limit(20)
        found += [one for one in await session.exec(query) if one]
    return list(dict.fromkeys(found))


def _bytes(session: Session, name: Any) -> Any:
    """The name as bytes, whose length then counts them."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(name, LargeBinary)
    return func.convert_to(name, "UTF8")
