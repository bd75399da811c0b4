"""One budget over everything that the bot starts by itself: which rules each kind of letter keeps, and until when a
letter waits that would break one.

Asked right before a letter is written, so that it holds whatever happened since it was planned, an outage included:

* Nobody is written to in their quiet hours; a minor's are longer. What has to do with a place of one's own, or with a
  seat on offer, still comes then if the morning would be too late for it: the session would have begun, the offer
  would be over. Everything else waits for the morning, or isn't said where it would be of no use by then.
* What needs a yes (see `purposes`) is said only while that yes stands.
* News and nudges come at most so many in seven days as the person chose, and never within an hour of another message.
* While somebody talks to a person of the team, news, nudges and what they asked to be told of wait until that is over.
* Announcements count among those and don't wait for them: their hour was approved. Whoever wants none gets none.
* What is late, after an outage, or was held for the night, comes one message an hour, the most urgent first.

Every kind can be turned off, from the message itself and in *Notices*, but two: the question two days before whether
one is coming, and the offer of a seat one waits for. Each speaks of a seat that somebody else could have, comes once,
and is ended by its own buttons (*I can't*, *No, thank you*); silence there would keep a seat from others or pass the
person over unheard. That a course has other dates, another place or doesn't take place at all can't be turned off
either: nobody is to wait at a closed door. Letters about changing accounts, a guardian's yes, referrals, requests and a
conversation with the team answer what somebody asked, and so does what becomes of an application that was sent; that
data are about to be deleted, and that the privacy notice changed, has to be said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import and_, col, func, or_, select

from bot.db import Session
from bot.models import Letter, Person, Post, Priority
from bot.services import broadcasts, consents, digests, holds, nudges, of_age, purposes, threads
from bot.services.applications import (
    closings,
    correcting,
    deadlines,
    deciding,
    lateness,
    outages,
    papers,
    releasing,
    reminding,
)
from bot.services.broadcasts import approving
from bot.services.facts import Facts

WEEK: Final = timedelta(days=7)
APART: Final = timedelta(hours=1)
LATE: Final = timedelta(minutes=15)
"""What is due longer than this has met an outage."""
HERE: Final = timedelta(minutes=10)
"""Whoever was heard of a moment ago is awake."""

NIGHT, ENOUGH, TOO_SOON = "quiet hours", "enough for this week", "too soon after another message"
TALKING: Final = "talking to a person"
"""Why a letter waits."""
MUTED, NONE_WANTED, NOT_ALLOWED = "muted", "no unasked messages wanted", "no consent"
"""Why it isn't said at all, as things are."""
CLOSED: Final = "the profile is closed"
"""Why everything waits."""

BEFORE: Final = "before"
"""In a letter's subject: the moment, in ISO, from which on a pressing one comes too late, where that isn't the one
after which it is of no use at all."""

WISHES: Final = "wishes"
WEEK_AHEAD: Final = "reminder_week"
TODAY: Final = "reminder_today"
LATER: Final = "reminder_tomorrow"
LINE_ENDED: Final = "line_ended"


@dataclass(frozen=True)
class Rule:
    """How a kind of letter may disturb. As it stands: never in quiet hours, and an hour after another message where it
    is late."""

    switch: str | None = None
    """What `Person.muted` calls it; None for what can't be turned off."""
    weekly: bool = False
    """Counts among the unasked messages of seven days, and waits where they are used up."""
    spaced: bool = False
    """An hour from any other message, late or not."""
    pressing: bool = False
    """Comes in quiet hours where it would be too late in the morning."""
    own: bool = False
    """About a place of one's own: only the night holds it."""
    anytime: bool = False
    """Nothing holds it."""


_OWN = Rule(own=True, pressing=True)
_AT_ONCE = Rule(anytime=True)
_ASKED = Rule(switch=WISHES, spaced=True)
"""The person asked to be told: it doesn't count as unasked."""

RULES: Final[Mapping[str, Rule]] = {
    WEEK_AHEAD: replace(_OWN, switch=WEEK_AHEAD),
    "reminder_two_days": _OWN,
    "reminder_today": replace(_OWN, switch=TODAY),
    "reminder_tomorrow": replace(_OWN, switch=LATER),
    "seat_offer": Rule(pressing=True),
    "offer_lapsed": Rule(switch=LINE_ENDED),
    "line_over": Rule(switch=LINE_ENDED),
    "skipped": Rule(switch=LINE_ENDED),
    **dict.fromkeys(("course_changed", "course_cancelled"), _OWN),
    "inactive": Rule(),
    "notice_changed": Rule(),
    "request_answered": Rule(),
    **dict.fromkeys(("permission_asked", "guardian_answered", "permission_given"), Rule(pressing=True)),
    **dict.fromkeys(("guardian_confirmed", "guardian_refused", "guardian_declined"), Rule()),
    **dict.fromkeys(("guardian_in_vain", "guardian_parted", "guardian_free", "permission_withdrawn"), Rule()),
    holds.SOON: Rule(pressing=True),
    holds.LAPSED: Rule(),
    "grown_up": Rule(),
    deadlines.KIND: Rule(switch=deadlines.KIND, own=True, pressing=True),
    closings.LAPSED: Rule(switch=deadlines.KIND),
    # There is an hour to send what an outage kept from being sent.
    outages.KIND: Rule(own=True, pressing=True),
    closings.SOON: Rule(pressing=True),
    **dict.fromkeys((closings.NO_YES, of_age.APPLIED, lateness.DELAYED), Rule()),
    **dict.fromkeys((threads.LATE, threads.QUIET, threads.OVER), Rule()),
    # About a referral that somebody asked for: what came of it, and their guardian's yes.
    **dict.fromkeys(("referral_passed", "referral_declined", "referral_word"), Rule()),
    **dict.fromkeys(("referral_asked", "referral_answered"), Rule(pressing=True)),
    "referral_check": Rule(spaced=True),
    # A place in a firm: the log on Fridays, who signs it and what they ask; to the tutor, on Mondays.
    "dual_week": Rule(spaced=True),
    **dict.fromkeys(("dual_tutor_answered", "dual_tutor_confirmed", "dual_remarked", "dual_to_sign"), Rule()),
    "sheet_read": _AT_ONCE,
    papers.KIND: _AT_ONCE,
    # To colleagues, about their own work: only the night holds it.
    **dict.fromkeys((approving.ASKED, approving.ANSWERED, lateness.SOON, lateness.LATE), Rule(own=True)),
    **dict.fromkeys((reminding.KIND, deciding.FREE), Rule(own=True)),
    # About one's own application: only the night holds it.
    **dict.fromkeys((*releasing.KINDS.values(), correcting.KIND, correcting.OVER), Rule(own=True)),
    "account_asked": _AT_ONCE,
    "account_moved": _AT_ONCE,
    "account_kept": _AT_ONCE,
    "course_confirmed": _ASKED,
    "can_now": _ASKED,
    "new_group": _ASKED,
    "call_open": _ASKED,
    "firm_papers": _ASKED,
    "of_age": _ASKED,
    digests.KIND: Rule(switch=digests.KIND, weekly=True, spaced=True),
    nudges.KIND: Rule(switch=nudges.MUTED, weekly=True, spaced=True),
    broadcasts.KIND: Rule(switch=broadcasts.KIND, weekly=True),
}
"""A kind that isn't here keeps the strictest rules, and a test fails."""
_STRICTEST = Rule(weekly=True, spaced=True)

SWITCHES: Final = (
    digests.KIND,
    broadcasts.KIND,
    nudges.MUTED,
    WISHES,
    WEEK_AHEAD,
    TODAY,
    LATER,
    LINE_ENDED,
    deadlines.KIND,
)
"""What a person can turn on and off, in the order in which it is shown."""

_WEEKLY: Final = tuple(kind for kind, rule in RULES.items() if rule.weekly)
_REACHED: Final = (Post.DELIVERED, Post.UNCERTAIN)
_UNSENT: Final = (Post.WAITING, Post.SENDING)


@dataclass(frozen=True)
class Wait:
    """Not before this moment, and why."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Never:
    """Not at all, and why."""

    reason: str


def rule_of(kind: str) -> Rule:
    return RULES.get(kind, _STRICTEST)


def kinds_of(switch: str) -> list[str]:
    """The kinds of letters that a switch turns on and off."""
    return [kind for kind, rule in RULES.items() if rule.switch == switch]


def ended_by_none(switch: str) -> bool:
    """Whether what this switch is for doesn't come, whatever it says, to who wants no unasked messages a week."""
    return any(RULES[kind].weekly for kind in kinds_of(switch))


def weekly_kinds() -> tuple[str, ...]:
    """The kinds of letters that count among the unasked ones."""
    return _WEEKLY


async def judge(
    session: Session, letter: Letter, person: Person, *, facts: Facts, now: datetime
) -> Wait | Never | None:
    """None where it may be said now. Safety is never held, whatever its kind; to a closed profile nothing is said."""
    if person.erase_at is not None:
        return Wait(max(person.erase_at, now + LATE), CLOSED)
    rule = rule_of(letter.kind)
    if letter.priority <= Priority.SAFETY or rule.anytime:
        return None
    if rule.switch in person.muted:
        return Never(MUTED)
    if rule.weekly and not person.weekly:
        return Never(NONE_WANTED)
    if purposes.needs_consent(rule.switch) and not await consents.holds(
        session, person.id or 0, rule.switch or "", facts=facts
    ):
        return Never(NOT_ALLOWED)
    wait = await _wait(session, letter, rule, person, facts=facts, now=now)
    if wait is None:
        return None
    if rule.pressing and (before := letter.subject.get(BEFORE)) and now < datetime.fromisoformat(before) <= wait.until:
        return None
    if letter.useful_until is None or wait.until < letter.useful_until:
        return wait
    return None if rule.pressing else Never("too late when it could be said")


async def _wait(
    session: Session, letter: Letter, rule: Rule, person: Person, *, facts: Facts, now: datetime
) -> Wait | None:
    """What holds the letter, until when; after that the rules are asked again."""
    mine = facts.for_born(person.birth_date, now)
    until, reason = now, ""
    if rule.spaced and await threads.is_open(session, person.id or 0):
        return Wait(now + APART, TALKING)
    if rule.weekly and (free := await _free_again(session, person, now)) > until:
        until, reason = free, ENOUGH
    if not rule.own and until == now and (rule.spaced or _is_late(letter, now)):
        apart = await _apart(session, letter, person, now, ahead=rule.spaced)
        until, reason = (apart, TOO_SOON) if apart > now else (now, "")
    awake = mine.awake(until)
    if awake > until and not (until == now and _is_here(letter, person, now)):
        until, reason = awake, ENOUGH if reason == ENOUGH else NIGHT
    if letter.kind == digests.KIND and reason in (NIGHT, ENOUGH):
        until = digests.next_hour(person, until, facts=facts)
    return Wait(until, reason) if until > now else None


def _is_late(letter: Letter, now: datetime) -> bool:
    return now - letter.due_at > LATE or letter.reason in (NIGHT, TOO_SOON)


def _is_here(letter: Letter, person: Person, now: datetime) -> bool:
    """Decisions and offers needn't wait for the morning of somebody who is writing to us."""
    answers = Priority.DECISION <= letter.priority <= Priority.OFFER
    return answers and person.seen_at is not None and timedelta() <= now - person.seen_at <= HERE


async def _free_again(session: Session, person: Person, now: datetime) -> datetime:
    """When the number that the person chose allows one more; `now` where it does."""
    said = and_(col(Letter.state).in_(_REACHED), col(Letter.said_at) > now - WEEK)
    on_its_way = and_(col(Letter.state).in_(_UNSENT), col(Letter.call).is_not(None))
    query = select(Letter.said_at).where(
        Letter.person_id == person.id, col(Letter.kind).in_(_WEEKLY), or_(said, on_its_way)
    )
    moments = sorted(at or now for at in await session.exec(query))
    return now if len(moments) < person.weekly else moments[-person.weekly] + WEEK


async def _apart(session: Session, letter: Letter, person: Person, now: datetime, *, ahead: bool) -> datetime:
    """An hour after the last message, one that is more urgent and due, and, where it looks ahead, the next one that
    can't wait; `now` where none is near."""
    others = (col(Letter.person_id) == person.id, col(Letter.id) != letter.id, col(Letter.priority) > Priority.REPLY)
    said = select(func.max(col(Letter.said_at))).where(
        *others, col(Letter.state).in_(_REACHED), col(Letter.said_at) > now - APART, col(Letter.said_at) <= now
    )
    moments = [at for at in [(await session.exec(said)).one()] if at is not None]
    leaving = select(Letter.id).where(*others, col(Letter.state).in_(_UNSENT), col(Letter.call).is_not(None))
    # In another process's hands, maybe: two processes take up a person's letters in any order.
    first = select(Letter.id).where(
        *others,
        col(Letter.state).in_(_UNSENT),
        col(Letter.priority) < letter.priority,
        col(Letter.due_at) <= now,
        or_(col(Letter.useful_until).is_(None), col(Letter.useful_until) > now),
    )
    for query in (leaving, first):
        if (await session.exec(query.limit(1))).first() is not None:
            moments.append(now)
    if ahead:
        coming = select(func.max(col(Letter.due_at))).where(
            *others,
            col(Letter.priority) <= Priority.OFFER,
            col(Letter.state) == Post.WAITING,
            col(Letter.due_at) > now,
            col(Letter.due_at) < now + APART,
        )
        moments += [at for at in [(await session.exec(coming)).one()] if at is not None]
    return max(moments) + APART if moments else now
