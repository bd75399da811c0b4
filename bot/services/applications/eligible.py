"""Who may apply: held against a person before anything is asked of them, and again when they send it."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.errors import NotEligible
from bot.models import LIVE, Answer, Application, Call, CallRound, Decision, Person, Progress
from bot.packs.forms import Check
from bot.packs.offers import WORKING_AGE
from bot.services.applications import rounds
from bot.services.eligibility import turns
from bot.services.facts import OF_AGE, Facts

Need = Literal["birth_date", "occupation"] | Check
GUARDIAN: Final = "minor_guardian_consent"
_DOES: Final[Mapping[str, frozenset[str]]] = {
    "both": frozenset({"both", "studying", "working"}),
    "studying": frozenset({"studying"}),
    "working": frozenset({"working"}),
    "looking": frozenset({"looking"}),
}


def needs(
    call: Call, person: Person, of: CallRound, *, facts: Facts, answers: Mapping[str, Any] | None = None
) -> list[Need]:
    """What has to be asked before one can say whether this person may apply, in the order in which it is asked. A check
    that was answered with no is asked again: things change, and fingers slip. `answers`: of their draft, if there is
    one."""
    form = rounds.asked(of)
    asked: list[Need] = []
    for_minors = any(one.for_minors for one in form.questions)
    if person.birth_date is None and (for_minors or _age_matters(call, facts)):
        asked.append("birth_date")
    if person.occupation is None and form.occupations:
        asked.append("occupation")
    return [*asked, *(one for one in form.checks if (answers or {}).get(one.key) is not True)]


async def check(session: Session, call: Call, of: CallRound, person: Person, *, facts: Facts, now: datetime) -> None:
    """Raises NotEligible with the first rule that is in the way. What isn't known yet passes."""
    check_age(call, of, person.birth_date, facts=facts, now=now)
    form, call_id = rounds.asked(of), call.id or 0
    if form.occupations and person.occupation and not _DOES[person.occupation] & set(form.occupations):
        raise NotEligible(call_id, "occupation", hints=tuple(form.occupations))
    again = await _again(session, of, person, form.years_between, facts) if form.years_between else None
    if again is not None and again > time.local(now, facts.zone).date():
        raise NotEligible(call_id, "again", on=again, age=form.years_between)
    answered = await _checks(session, of, person)
    for one in form.checks:
        if answered.get(one.key) is False:
            raise NotEligible(call_id, "check", key=one.key)


def check_age(call: Call, of: CallRound, born: date | None, *, facts: Facts, now: datetime) -> None:
    """The ages of the call on the day it closes, today where it is open all year. A loan can only be signed by who is
    of age today, and the law's age for working holds whatever a pack says. Raises NotEligible: loan, law, young or
    old."""
    if born is None:
        return
    today, call_id = time.local(now, facts.zone).date(), call.id or 0
    on = last_day(of, facts) or today
    if call.loan and time.age_on(today, born) < OF_AGE:
        raise NotEligible(call_id, "loan", on=turns(born, OF_AGE), age=OF_AGE)
    age = time.age_on(on, born)
    if call.employment and age < WORKING_AGE:
        raise NotEligible(call_id, "law", on=turns(born, WORKING_AGE), age=WORKING_AGE)
    if not _limits_count(call, facts):
        return
    if call.age_min is not None and age < call.age_min:
        raise NotEligible(call_id, "young", on=turns(born, call.age_min), age=call.age_min, counted=_closing(of, on))
    if call.age_max is not None and age > call.age_max:
        raise NotEligible(call_id, "old", age=call.age_max, counted=_closing(of, on))


def last_day(of: CallRound, facts: Facts) -> date | None:
    """The last day on which it can be sent; None where it is open all year."""
    return time.local(of.closes_at - timedelta(seconds=1), facts.zone).date() if of.closes_at else None


def _closing(of: CallRound, on: date) -> date | None:
    return on if of.closes_at else None


def _age_matters(call: Call, facts: Facts) -> bool:
    asks_guardians = "applications" in facts.guardian_for or GUARDIAN in call.eligibility
    limited = call.age_min is not None or call.age_max is not None
    return (
        call.loan
        or call.employment
        or (asks_guardians and not call.sensitive)
        or (limited and _limits_count(call, facts))
    )


def _limits_count(call: Call, facts: Facts) -> bool:
    """A placeholder of ours counts in a rehearsal only."""
    return facts.rehearsal or "ages" not in call.illustrative_fields


async def _again(session: Session, of: CallRound, person: Person, years: int, facts: Facts) -> date | None:
    """From which day somebody who was chosen before may apply once more."""
    query = select(Application.released_at).where(
        Application.person_id == person.id,
        Application.call_id == of.call_id,
        Application.round_id != of.id,
        Application.progress == Progress.DECIDED,
        Application.decision == Decision.ACCEPTED,
        col(Application.released_at).is_not(None),
    )
    told = [one for one in await session.exec(query) if one is not None]
    return turns(time.local(max(told), facts.zone).date(), years) if told else None


async def _checks(session: Session, of: CallRound, person: Person) -> dict[str, Any]:
    query = (
        select(Answer)
        .join(Application, col(Application.id) == Answer.application_id)
        .where(Application.person_id == person.id, Application.round_id == of.id, col(Application.progress).in_(LIVE))
    )
    return {one.question: json.loads(one.value) for one in await session.exec(query) if one.value is not None}
