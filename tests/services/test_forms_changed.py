"""Forms made and changed in the chat, and what holds for those who have begun."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot import packs
from bot.db import Session
from bot.errors import BadField
from bot.models import Call, CallRound, Progress
from bot.packs.forms import Form
from bot.packs.starting import starting
from bot.services.applications import changing
from bot.services.editing import form_parts, forms, putting
from bot.services.editing.fields import CALL, CALL_KINDS
from tests.packs.reading import read
from tests.services import applying
from tests.services.making import FACTS, NOW, letters, person

FORM = Form.model_validate(applying.FORM)


@pytest.mark.parametrize("kind", CALL_KINDS)
def test_every_kind_of_call_has_a_form_to_begin_with(kind: str) -> None:
    form = starting(kind)
    assert form.questions and form.reasons and form.question("full_name")
    assert (form.nature == "loan") is (kind == "financing")
    assert all(one.identifies for one in form.questions if one.key in ("full_name", "curp", "phone", "official_id"))


def test_a_question_is_added_worded_bounded_moved_and_taken_out() -> None:
    changed, key = forms.add(FORM, "choice", "¿Qué turno?")
    changed = forms.write(Form.model_validate(changed), key, "ask", "¿En qué turno puedes venir?")
    changed = forms.write(Form.model_validate(changed), key, "ask", "Which shift can you come to?", english=True)
    changed = forms.choose_from(Form.model_validate(changed), key, "Mañana / Morning\n- Tarde\n\nMañana")
    changed = forms.flip(Form.model_validate(changed), key, "optional")
    changed = forms.move(Form.model_validate(changed), key, -1)
    form = Form.model_validate(changed)
    made = forms.question(form, "que_turno")
    assert [(one.label.es, one.label.en) for one in made.options] == [("Mañana", "Morning"), ("Tarde", "Tarde")]
    assert (made.ask.es, made.ask.en, made.optional) == (
        "¿En qué turno puedes venir?",
        "Which shift can you come to?",
        True,
    )
    assert [one.key for one in form.questions][-2:] == ["que_turno", "official_id"]
    assert Form.model_validate(forms.remove(form, key)) == FORM


def test_a_second_curp_is_somebody_elses() -> None:
    changed, key = forms.add(FORM, "curp", "CURP de tu tutor")
    assert key == "curp_2" and Form.model_validate(changed).question("curp_2") is not None


def test_reasons_criteria_and_checks_are_added_worded_weighed_moved_and_taken_out() -> None:
    def form(changed: dict[str, Any]) -> Form:
        return Form.model_validate(changed)

    changed, key = form_parts.add(FORM, "criteria", "Utilidad para la colonia")
    made = form(form_parts.write(form(changed), "criteria", key, "help", "A cuánta gente sirve"))
    made = form(form_parts.write(made, "criteria", key, "help", "How many it serves", english=True))
    made = form(form_parts.move(form(form_parts.weigh(made, key, 1)), "criteria", key, -2))
    first = made.criteria[0]
    assert (first.label.en, first.help and (first.help.es, first.help.en), first.weight) == (
        "Utilidad para la colonia",
        ("A cuánta gente sirve", "How many it serves"),
        2,
    )
    assert form(form_parts.remove(made, "criteria", key)) == FORM
    changed, key = form_parts.add(FORM, "checks", "¿Vives aquí desde hace un año?")
    assert form(changed).checks[0].unlocks.es == "¿Vives aquí desde hace un año?"
    with pytest.raises(BadField, match="last_reason"):
        form_parts.remove(form(form_parts.remove(FORM, "reasons", "few_places")), "reasons", "incomplete")
    assert form_parts.as_published(form(form_parts.remove(FORM, "reasons", "few_places")), applying.FORM, "reasons")[
        "reasons"
    ] == [one.model_dump(mode="json") for one in FORM.reasons]


@pytest.mark.parametrize(
    ("typed", "hour"), [("15:00", "15:00"), ("3 pm", "15:00"), ("a las 9", "09:00"), ("12 am", "00:00")]
)
def test_a_closing_hour_is_read_as_people_write_it(typed: str, hour: str) -> None:
    assert forms.close_at(FORM, typed)["closes_at"] == hour


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda: forms.close_at(FORM, "tarde"), "at"),
        (lambda: forms.close_at(FORM, "25:00"), "at"),
        (lambda: forms.add(FORM, "short", "…"), "blank"),
        (lambda: forms.add(FORM, "short", "a" * 41), "too_long"),
        (lambda: forms.choose_from(FORM, "modality", "Una"), "range"),
        (lambda: forms.choose_from(FORM, "modality", f"Una\n{'a' * 21}"), "too_long"),
        (lambda: forms.bound(FORM, "project_name", "muchas"), "range"),
        (lambda: forms.places(FORM, "0"), "range"),
        (lambda: forms.checked("form", {"questions": []}, None), "form"),
    ],
)
def test_what_cant_be_in_a_form_is_refused(act: Any, why: str) -> None:
    with pytest.raises(BadField) as refused:
        act()
    assert refused.value.why == why


def _changed(**of_question: Any) -> Form:
    first, *rest = applying.FORM["questions"]
    return Form.model_validate({**applying.FORM, "questions": [{**first, **of_question}, *rest]})


@pytest.mark.parametrize(
    ("after", "hindered"),
    [
        (_changed(label={"es": "Otro nombre", "en": "Another"}), []),
        (_changed(optional=True, at_most=500), []),
        (_changed(at_most=20), ["project_name"]),
        (_changed(kind="long"), ["project_name"]),
        (Form.model_validate(forms.remove(FORM, "what_for")), []),
        (Form.model_validate(forms.add(FORM, "short", "Algo más")[0]), ["algo_mas"]),
        (Form.model_validate(forms.choose_from(FORM, "modality", "Social\nDeportivo\nArte")), []),
        (Form.model_validate(forms.choose_from(FORM, "modality", "Social\nArte")), ["modality"]),
        (Form.model_validate({**applying.FORM, "blind": False}), ["blind"]),
    ],
)
def test_whoever_has_begun_is_asked_nothing_more(after: Form, hindered: list[str]) -> None:
    assert changing.hindrances(FORM, after) == hindered


async def _put(session: Session, call: Call, **fields: Any) -> None:
    await putting.put(
        session, CALL, fields, by=None, pack=read("leon"), facts=FACTS, now=NOW, id=call.id, revision=call.revision
    )


async def _open(session: Session) -> tuple[Call, CallRound, int]:
    call = await applying.call(session, organiser="imju", age_min=18)
    of = await applying.round_of(session, call)
    me = await person(session)
    await applying.application(session, me, of, progress=Progress.DRAFT)
    return call, of, me


async def test_a_later_end_and_other_words_hold_for_those_who_are_writing(session: Session) -> None:
    call, of, me = await _open(session)
    later = (NOW + timedelta(days=20)).date()
    worded = forms.write(FORM, "project_name", "ask", "¿Qué nombre le pondrías?")
    await _put(session, call, closes=later, form=worded)
    assert (of.edition, of.form) == (later.isoformat(), worded)
    assert of.closes_at is not None and of.closes_at.date() == later + timedelta(days=1)
    assert of.promised_on == date(2027, 1, 15)
    reminded = [letter.due_at.date() for letter in await letters(session, me)]
    assert reminded == [later - timedelta(days=days) for days in (7, 3, 1)], "what tells of the end moves with it"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"form": None}, "begun_off"),
        ({"form": forms.add(FORM, "short", "Algo más")[0]}, "begun"),
        ({"closes": (NOW + timedelta(days=3)).date()}, "begun"),
        ({"form": form_parts.weigh(FORM, "impact", 1)}, "criteria"),
        ({"form": form_parts.add(FORM, "criteria", "Otro")[0]}, "criteria"),
    ],
)
async def test_what_would_spoil_a_draft_is_refused(session: Session, fields: dict[str, Any], why: str) -> None:
    call, of, _me = await _open(session)
    with pytest.raises(BadField) as refused:
        await _put(session, call, **fields)
    assert (refused.value.why, refused.value.low) == (why, 1)
    assert of.form == call.form


async def test_a_round_that_is_over_keeps_its_criteria_and_says_its_answers_as_of_today(session: Session) -> None:
    call, of, _me = await _open(session)
    of.closes_at = NOW - timedelta(days=1)
    one = await applying.application(session, await person(session), of, decision="declined", reason="incomplete")
    one.progress = Progress.DECIDED
    await session.flush()
    changed = Form.model_validate(form_parts.weigh(FORM, "impact", 1))
    changed = Form.model_validate(form_parts.write(changed, "reasons", "incomplete", "says", "Faltó el presupuesto."))
    added = form_parts.add(changed, "reasons", "Otro motivo")[0]
    with pytest.raises(BadField) as refused:
        await _put(session, call, form=form_parts.remove(Form.model_validate(added), "reasons", "incomplete"))
    assert (refused.value.why, refused.value.hints) == ("reason_used", ("Faltó información",))
    await _put(session, call, form=forms.go_on_with(Form.model_validate(added), "Ven a firmar.", english=False))
    held = Form.model_validate(of.form)
    assert held.criteria == FORM.criteria and held.questions == FORM.questions
    assert [one.key for one in held.reasons] == ["few_places", "incomplete", "otro_motivo"]
    assert (held.reasons[1].says.es, held.next_steps.es) == ("Faltó el presupuesto.", "Ven a firmar.")
    of.released_at = NOW
    told = of.form
    await _put(session, call, form=forms.go_on_with(Form.model_validate(added), "Ven mañana.", english=False))
    assert of.form == told, "what was told stays as it was said"


async def test_where_nobody_has_begun_everything_may_change(session: Session) -> None:
    call = await applying.call(session, organiser="imju")
    await _put(session, call, closes=(NOW + timedelta(days=3)).date(), form=None)
    assert call.form is None and "form" in call.edited


def test_a_packs_form_is_whole_after_the_round_trip_of_a_draft() -> None:
    for name in packs.NAMES:
        for call in read(name).calls:
            if call.form is not None:
                kept = forms.checked("form", call.form.model_dump(mode="json"), None)
                assert Form.model_validate(kept) == call.form
