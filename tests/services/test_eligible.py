"""Who may apply to a call."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.db import Session
from bot.errors import NotEligible
from bot.models import Call, CallRound, Decision, Letter, Person, Progress
from bot.services import standing, wishes
from bot.services.applications import eligible, paths
from tests.services import applying
from tests.services.making import FACTS, NOW, REAL, letters, person, somebody

CLOSES = (NOW + timedelta(days=14)).date()
CHECK = {
    "key": "is_registered",
    "ask": {"es": "¿Tu colectivo está registrado?", "en": "Is your group registered?"},
    "unlocks": {"es": "Regístralo en el Instituto.", "en": "Register it at the Institute."},
}


async def _setting(session: Session, born: date | None, **fields: Any) -> tuple[Call, CallRound, Person]:
    call = await applying.call(session, **fields)
    who = await somebody(session, await person(session, born=born))
    return call, await applying.round_of(session, call), who


async def _refused(
    session: Session, call: Call, of: CallRound, who: Person, *, now: datetime = NOW, facts: Any = FACTS
) -> NotEligible | None:
    try:
        await eligible.check(session, call, of, who, facts=facts, now=now)
    except NotEligible as refusal:
        return refusal
    return None


@pytest.mark.parametrize(("born", "asked"), [(date(2010, 5, 5), 2), (date(2000, 5, 5), 1)])
async def test_what_only_minors_are_asked_is_asked_of_nobody_else(session: Session, born: date, asked: int) -> None:
    first, *_more = applying.FORM["questions"]
    form = {"questions": [first, {**first, "key": "guardian_id", "for_minors": True}]}
    call, of, who = await _setting(session, None, form=form, sensitive=True)
    assert "birth_date" in eligible.needs(call, who, of, facts=FACTS), "it has to be known"
    who.birth_date = born
    one = await applying.application(session, who.id or 0, of, progress=Progress.DRAFT)
    path = await paths.load(session, who, one, facts=FACTS, now=NOW)
    assert len(path.questions) == asked
    assert ("guardian_id" in [question.key for question in path.missing]) is (asked == 2)


@pytest.mark.parametrize(
    ("born", "fields", "rule", "on"),
    [
        (CLOSES.replace(year=CLOSES.year - 18), {"age_min": 18}, None, None),
        (CLOSES.replace(year=CLOSES.year - 18) + timedelta(days=1), {"age_min": 18}, "young", CLOSES + timedelta(1)),
        (CLOSES.replace(year=CLOSES.year - 30) + timedelta(days=1), {"age_max": 29}, None, None),
        (CLOSES.replace(year=CLOSES.year - 30), {"age_max": 29}, "old", None),
        (date(2012, 3, 1), {"employment": True, "age_min": 12}, "law", date(2027, 3, 1)),
        (date(2008, 11, 21), {"loan": True, "form": {"nature": "loan"}}, None, None),
        # Of age when it closes isn't of age when one signs.
        (date(2008, 11, 22), {"loan": True, "form": {"nature": "loan"}}, "loan", date(2026, 11, 22)),
        (None, {"age_min": 18, "loan": True, "form": {"nature": "loan"}}, None, None),
    ],
)
async def test_ages_count_on_the_day_it_closes_and_a_loan_is_for_who_is_of_age_today(
    session: Session, born: date | None, fields: dict[str, Any], rule: str | None, on: date | None
) -> None:
    refusal = await _refused(session, *await _setting(session, born, **fields))
    assert (refusal and refusal.rule, refusal and refusal.on) == (rule, on)


async def test_a_placeholder_age_counts_in_a_rehearsal_only(session: Session) -> None:
    call, of, who = await _setting(session, date(2012, 1, 1), age_min=18, illustrative_fields=["ages"])
    assert await _refused(session, call, of, who) is not None
    assert await _refused(session, call, of, who, facts=REAL) is None
    who.birth_date = None
    assert "birth_date" not in eligible.needs(call, who, of, facts=REAL)


@pytest.mark.parametrize(
    ("occupation", "asked_for", "passes"),
    [
        ("studying", ["studying"], True),
        ("both", ["studying"], True),
        ("working", ["studying"], False),
        ("studying", ["both"], False),
        ("studying", ["looking"], False),
        (None, ["looking"], True),
    ],
)
async def test_some_calls_are_for_who_does_one_thing(
    session: Session, occupation: str | None, asked_for: list[str], passes: bool
) -> None:
    call, of, who = await _setting(session, date(2004, 1, 1), form={"occupations": asked_for})
    who.occupation = occupation
    refusal = await _refused(session, call, of, who)
    assert (refusal is None) is passes
    assert ("occupation" in eligible.needs(call, who, of, facts=FACTS)) is (occupation is None)


async def test_who_was_chosen_waits_the_years_that_the_form_says(session: Session) -> None:
    call, of, who = await _setting(session, date(2004, 1, 1), form={"years_between": 2})
    before = await applying.round_of(session, call, edition="2025")
    told = NOW - timedelta(days=400)
    earlier = await applying.application(
        session, who.id or 0, before, progress=Progress.DECIDED, decision=Decision.ACCEPTED, released_at=None
    )
    assert await _refused(session, call, of, who) is None, "nobody has told them yet"
    earlier.released_at = told
    refusal = await _refused(session, call, of, who)
    assert refusal is not None and (refusal.rule, refusal.on) == ("again", told.date().replace(year=2027))
    assert await _refused(session, call, of, who, now=NOW + timedelta(days=400)) is None
    earlier.decision = Decision.DECLINED
    assert await _refused(session, call, of, who) is None


async def test_a_no_to_a_check_is_in_the_way_until_it_is_answered_again(session: Session) -> None:
    call, of, who = await _setting(session, date(2004, 1, 1), form={"checks": [CHECK]})
    assert [one.key for one in eligible.needs(call, who, of, facts=FACTS) if not isinstance(one, str)] == [
        "is_registered"
    ]
    draft = await applying.application(
        session, who.id or 0, of, answers={"is_registered": False}, progress=Progress.DRAFT
    )
    refusal = await _refused(session, call, of, who)
    assert refusal is not None and (refusal.rule, refusal.key) == ("check", "is_registered")
    assert eligible.needs(call, who, of, facts=FACTS, answers={"is_registered": False})
    assert not eligible.needs(call, who, of, facts=FACTS, answers={"is_registered": True})
    draft.progress = Progress.WITHDRAWN
    assert await _refused(session, call, of, who) is None


@pytest.mark.parametrize(
    ("fields", "asked"),
    [({}, False), ({"age_max": 29}, True), ({"eligibility": ["minor_guardian_consent"]}, True)],
)
async def test_a_birth_date_is_asked_only_where_it_matters(
    session: Session, fields: dict[str, Any], asked: bool
) -> None:
    call, of, who = await _setting(session, None, **fields)
    assert ("birth_date" in eligible.needs(call, who, of, facts=FACTS)) is asked


async def test_the_wish_to_apply_waits_for_the_birthday_and_then_for_the_call(session: Session) -> None:
    call, _of, who = await _setting(session, date(2009, 1, 10), age_min=18)
    on = date(2027, 1, 10)
    kept = await wishes.when_i_may(session, who, call, on, facts=FACTS, now=NOW)
    again = await wishes.when_i_may(session, who, call, on, facts=FACTS, now=NOW)
    assert (kept.what, kept.anew, again.anew) == ("allowed", True, False)
    planned: list[Letter] = await letters(session, who.id or 0)
    assert [one.kind for one in planned] == ["call_open"] and planned[0].due_at.date() == on
    assert len(await standing.mine(session, who, facts=FACTS, now=NOW)) == 1
