"""The forms of the packs: what is asked of whoever applies, and how it reads."""

import pytest

from bot.packs import NAMES
from bot.packs.forms import Question
from bot.packs.schema import Call
from tests.packs.reading import read

FORMS = [(pack, call.key) for pack in NAMES for call in read(pack).calls if call.form is not None]


@pytest.fixture(params=FORMS, ids=lambda param: param[1])
def call(request: pytest.FixtureRequest) -> Call:
    pack, key = request.param
    return read(pack).call(key)


def questions(call: Call) -> list[Question]:
    assert call.form is not None
    return call.form.questions


def test_the_calls_that_take_applications_are_these() -> None:
    assert [key for _pack, key in FORMS] == [
        "fortalecimiento-proyectos",
        "nails-cup",
        "premio-municipal-juventud",
        "fabrica-emprendedores",
        "alianza-educacion",
        "educacion-dual",
        "fideapech-fech",
    ]


def test_the_federal_programme_is_applied_to_on_its_own_platform_only() -> None:
    for pack in NAMES:
        jcf = read(pack).call("jcf")
        assert jcf.form is None and jcf.apply_url == "https://jovenesconstruyendoelfuturo.stps.gob.mx/"
        assert all(f"{key}_why" in read(pack).labels for key in jcf.documents), "a checklist says what each is for"


def test_nobody_has_confirmed_the_questions_so_they_only_serve_to_rehearse(call: Call) -> None:
    assert call.form is not None
    assert "form" in call.illustrative_fields and call.form.practice_days == 21


def test_each_paper_is_asked_with_its_reason(call: Call) -> None:
    for one in questions(call):
        if one.kind in ("file", "curp", "rfc", "phone"):
            assert one.why is not None, one.key
        if one.kind == "file":
            assert one.at_most is not None and one.paper in call.documents


def test_whoever_judges_blindly_sees_nothing_that_tells_who_it_is(call: Call) -> None:
    telling = {"curp", "rfc", "phone", "team"}
    for one in questions(call):
        if one.kind in telling or one.key in ("full_name", "colonia") or one.paper == "official_id":
            assert one.identifies, one.key


def test_what_two_calls_ask_alike_has_one_key_and_one_kind() -> None:
    kinds: dict[str, set[str]] = {}
    for pack, key in FORMS:
        for one in questions(read(pack).call(key)):
            kinds.setdefault(one.key, set()).add(one.kind)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}


def test_a_short_text_is_asked_for_in_one_breath(call: Call) -> None:
    assert call.form is not None
    for one in questions(call):
        assert len(one.ask.es) <= 200 and len(one.label.es) <= 30
        assert one.ask.es != one.ask.en or one.kind == "curp"
    for check in call.form.checks:
        assert check.ask.es.startswith("¿") or "¿" in check.ask.es
        assert check.unlocks.es.count(".") >= 2, "what changes it, and where to turn meanwhile"
    for reason in call.form.reasons:
        assert reason.says.es.endswith(".")


def test_a_loan_says_that_it_is_paid_back_before_anything_is_asked() -> None:
    form = read("juarez").call("fideapech-fech").form
    assert form is not None and form.nature == "loan"
    assert any("préstamo" in check.ask.es and "pagas" in check.ask.es for check in form.checks)


def test_money_is_asked_for_in_whole_pesos_within_reason(call: Call) -> None:
    for one in questions(call):
        if one.kind == "number":
            assert one.low is not None and one.high is not None, one.key
