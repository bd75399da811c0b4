"""What one can be referred to: a course or a call of a partner, and for whom it is."""

from datetime import date, datetime
from typing import Final

from bot import time
from bot.db import Session
from bot.errors import NotThere
from bot.models import Call, Course, Person, Referral
from bot.packs import Pack
from bot.packs.institutions import Partner
from bot.packs.offers import WORKING_AGE
from bot.services import calls, courses, eligibility, guardians
from bot.services.applications import rounds
from bot.services.facts import OF_AGE, Facts

COURSE, CALL = "c", "k"
FINANCING: Final = "financing"


def kind_of(thing: Course | Call) -> str:
    return COURSE if isinstance(thing, Course) else CALL


async def get(session: Session, kind: str, thing_id: int) -> Course | Call:
    """Raises NotThere."""
    if kind == COURSE:
        return await courses.get(session, thing_id)
    if kind == CALL:
        return await calls.get(session, thing_id)
    raise NotThere


async def of(session: Session, referral: Referral, *, facts: Facts, now: datetime) -> Course | Call | None:
    """What a referral is to, as it is now; None once it left the catalogue."""
    if referral.kind == COURSE:
        try:
            return await courses.latest(session, referral.key, now=now)
        except NotThere:
            return None
    return next(
        (call for call in await calls.everything(session, facts=facts, now=now) if call.key == referral.key), None
    )


def partner_of(thing: Course | Call, pack: Pack, facts: Facts) -> Partner | None:
    """Whoever takes referrals for it; one that nobody has agreed with only in a rehearsal."""
    try:
        partner = pack.organiser(thing.organiser).partner
    except KeyError:
        return None
    return partner if partner is not None and (facts.rehearsal or not partner.illustrative) else None


def takes_referrals(thing: Course | Call, pack: Pack, *, facts: Facts, now: datetime) -> bool:
    """Whether one is referred to it: it is a partner's and open, and one can't get in right here in the chat."""
    if thing.closed_at is not None or partner_of(thing, pack, facts) is None:
        return False
    if isinstance(thing, Course):
        return thing.seats is None
    today = time.local(now, facts.zone).date()
    return calls.standing(thing, today) == "open" and not rounds.takes_applications(thing, facts)


def ages(thing: Course | Call, facts: Facts) -> tuple[int | None, int | None]:
    """The youngest and oldest who may; a placeholder of ours counts in a rehearsal only, the law's always. What is
    sensitive is help, and has none: nobody is asked when they were born."""
    if thing.sensitive:
        return None, None
    counts = facts.rehearsal or "ages" not in thing.illustrative_fields
    youngest, oldest = (thing.age_min, thing.age_max) if counts else (None, None)
    if thing.employment:
        youngest = max(youngest or 0, WORKING_AGE)
    if isinstance(thing, Call) and (thing.loan or thing.kind == FINANCING):
        youngest = max(youngest or 0, OF_AGE)
    return youngest or None, oldest


def needs_age(thing: Course | Call, facts: Facts) -> bool:
    """Whether the birth date has to be known: for its ages, or because a guardian may have to agree."""
    if thing.sensitive:
        return False
    named = guardians.matters(thing, facts) if isinstance(thing, Course) else "applications" in facts.guardian_for
    return named or ages(thing, facts) != (None, None)


def misfit(thing: Course | Call, person: Person, *, facts: Facts, today: date) -> str:
    """`young` or `old` for whoever it isn't for today; empty otherwise, also while nobody knows."""
    age, (youngest, oldest) = person.age(today), ages(thing, facts)
    if age is None:
        return ""
    if youngest is not None and age < youngest:
        return "young"
    return "old" if oldest is not None and age > oldest else ""


def old_enough_on(thing: Course | Call, person: Person, facts: Facts) -> date | None:
    """The day on which a person who is too young isn't any more."""
    youngest, _oldest = ages(thing, facts)
    return eligibility.turns(person.birth_date, youngest) if youngest and person.birth_date else None


def guardian_needed(thing: Course | Call, person: Person, *, facts: Facts, now: datetime) -> bool:
    """Whether a guardian has to agree that this person is referred: where one would have to agree to taking part."""
    if isinstance(thing, Course):
        return guardians.needed(thing, person, facts=facts, now=now)
    if thing.sensitive or not guardians.is_minor(person, facts=facts, now=now):
        return False
    age = person.age(time.local(now, facts.zone).date()) or 0
    return "applications" in facts.guardian_for or (thing.employment and age < guardians.WORK_ALONE)
