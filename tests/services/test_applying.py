"""Drafts and sending: what may be written when, what counts as in time, and whose it is."""

from datetime import timedelta
from typing import Any

import pytest

from bot.db import Session
from bot.errors import CallClosed, NotEditable, NotThere, Unanswered
from bot.models import Application, Decision, Progress
from bot.services.applications import drafts, rounds, sending
from tests.services import applying
from tests.services.making import FACTS, NOW, person

FORM: dict[str, Any] = {"questions": applying.FORM["questions"][:2]}
END = NOW + timedelta(days=14)


@pytest.fixture
async def ana(session: Session) -> int:
    return await person(session)


async def begun(session: Session, ana: int, **fields: Any) -> Application:
    call = await applying.call(session, form=FORM)
    of = await applying.round_of(session, call, **fields)
    answers = {"project_name": "Huerto", "what_for": "Un huerto."}
    return await applying.application(session, ana, of, answers=answers, progress=Progress.DRAFT)


async def send(session: Session, one: Application, **when: Any) -> None:
    await sending.submit(session, one, facts=FACTS, **when)


async def test_the_last_moment_counts_and_the_closing_doesnt(session: Session, ana: int) -> None:
    one = await begun(session, ana)
    with pytest.raises(CallClosed):
        await send(session, one, now=END)
    with pytest.raises(CallClosed):
        await send(session, one, now=END + timedelta(seconds=5), heard=END)
    await send(session, one, now=END - timedelta(microseconds=1))
    assert one.progress is Progress.SUBMITTED


async def test_what_was_heard_in_time_is_in_time_even_after_it_lapsed(session: Session, ana: int) -> None:
    one = await begun(session, ana)
    one.progress = Progress.LAPSED
    await send(session, one, now=END + timedelta(minutes=20), heard=END - timedelta(seconds=1))
    assert one.progress is Progress.SUBMITTED


async def test_a_claim_to_have_been_heard_later_than_now_opens_nothing_and_twice_is_refused(
    session: Session, ana: int
) -> None:
    one = await begun(session, ana)
    await send(session, one, now=NOW, heard=END + timedelta(days=1))
    with pytest.raises(NotEditable):
        await send(session, one, now=NOW)
    with pytest.raises(NotEditable):
        await drafts.put(session, one, "what_for", "Otra cosa.", now=NOW)


async def test_what_is_missing_is_named(session: Session, ana: int) -> None:
    one = await begun(session, ana)
    await drafts.take_back(session, one, "what_for", now=NOW)
    with pytest.raises(Unanswered) as refused:
        await send(session, one, now=NOW)
    assert refused.value.questions == ("what_for",)


async def test_only_what_is_to_be_corrected_can_be_written_until_its_own_day(session: Session, ana: int) -> None:
    one = await begun(session, ana)
    await send(session, one, now=NOW)
    one.progress, one.corrections = Progress.CORRECTING, {"what_for": "¿Cuánto cuesta?"}
    one.correct_until = END + timedelta(days=5)
    with pytest.raises(NotEditable):
        await drafts.put(session, one, "project_name", "Otro", now=NOW)
    await drafts.put(session, one, "what_for", "Cuesta 900.", now=END + timedelta(days=4))
    with pytest.raises(CallClosed):
        await send(session, one, now=END + timedelta(days=5))
    await send(session, one, now=END + timedelta(days=4))
    assert one.progress is Progress.SUBMITTED and one.submitted_at == NOW and one.correct_until is None


async def test_nobody_withdraws_what_was_told_and_nobody_elses(session: Session, ana: int) -> None:
    one = await begun(session, ana)
    beto = await person(session)
    with pytest.raises(NotThere):
        await drafts.get(session, beto, one.id or 0)
    await send(session, one, now=NOW)
    one.progress, one.decision, one.released_at = Progress.DECIDED, Decision.DECLINED, NOW
    with pytest.raises(NotEditable):
        await sending.withdraw(session, one, now=NOW)
    one.released_at = None
    await sending.withdraw(session, one, now=NOW)
    await sending.withdraw(session, one, now=NOW + timedelta(days=1))
    assert one.withdrawn_at == NOW


async def test_an_answer_that_fits_no_more_isnt_offered(session: Session, ana: int) -> None:
    """Another kind of question, or an option that is gone."""
    call = await applying.call(session)
    before = await applying.round_of(session, call, edition="2025")
    await applying.application(session, ana, before, progress=Progress.LAPSED)
    of = await applying.round_of(session, call)
    one = await applying.application(session, ana, of, answers={}, progress=Progress.DRAFT)
    form = rounds.asked(of)
    assert await drafts.before(session, one, form.questions[0]) == "Huerto del barrio"
    assert await drafts.before(session, one, form.questions[2]) == "social"
    fewer = form.questions[2].model_copy(update={"options": form.questions[2].options[1:]})
    assert await drafts.before(session, one, fewer) is None
    assert await drafts.before(session, one, form.questions[0].model_copy(update={"kind": "long"})) is None
