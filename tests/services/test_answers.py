"""What people type for each kind of question."""

import json
import time as stopwatch
import unicodedata
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadAnswer
from bot.i18n import LOCALES, speaking
from bot.packs.forms import CHOICES, Question, QuestionKind
from bot.screens import answers as screens
from bot.services.applications.answers import parse

TODAY = date(2026, 11, 26)
BORN = date(2005, 5, 5)
KINDS = get_args(QuestionKind)
_OPTIONS = [
    {"key": "social", "label": {"es": "Social", "en": "Social"}},
    {"key": "art", "label": {"es": "Arte y cultura", "en": "Art and culture"}},
    {"key": "sport", "label": {"es": "Atlético", "en": "Sports"}},
]


def question(kind: str, **fields: Any) -> Question:
    words = {"es": "Algo", "en": "Something"}
    options = _OPTIONS if kind in CHOICES else []
    return Question.model_validate(
        {"key": kind, "kind": kind, "label": words, "ask": words, "options": options, **fields}
    )


def said(kind: str, text: str, *, born: date | None = BORN, **fields: Any) -> Any:
    return parse(question(kind, **fields), text, born=born, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("short", "  Huerto\n del\u202e barrio ", "Huerto del barrio"),
        ("short", unicodedata.normalize("NFD", "Tlapalería Ñu"), "Tlapalería Ñu"),
        ("short", "{0.__init__.__globals__}", "{0.__init__.__globals__}"),
        ("long", "Primero esto.\r\n\n\n\n  Luego\u200b aquello. \n", "Primero esto.\n\nLuego aquello."),
        ("choice", "atletico", "sport"),
        ("choice", "SPORTS!", "sport"),
        ("choice", "arte", "art"),
        ("choice", "social", "social"),
        ("several", "Sports, social, SOCIAL", ["social", "sport"]),
        ("several", "Arte y cultura", ["art"]),
        ("several", "social y atlético", ["social", "sport"]),
        ("several", "- Arte y cultura\n- Social", ["social", "art"]),
        ("number", "15,000", 15_000),
        ("number", "$15,000.00 MXN", 15_000),
        ("number", "15 mil pesos", 15_000),
        ("number", "hace como 4 meses", 4),
        ("number", "unos 20", 20),
        ("number", "1'500,000", 1_500_000),
        ("number", "2.5 millones", 2_500_000),
        ("number", "１２ personas", 12),
        ("number", "12 millas", 12),
        ("date", "15/03/2027", "2027-03-15"),
        ("date", "15 de marzo de 2019", "2019-03-15"),
        ("date", "ayer", "2026-11-25"),
        ("date", "15 mar", "2027-03-15"),
        ("curp", "PEMA050505MGTRRNA8", "PEMA050505MGTRRNA8"),
        ("curp", "Mi CURP es: pema-050505 mgtrrn a8", "PEMA050505MGTRRNA8"),
        ("curp", "PEMA050505XGTRRNA2", "PEMA050505XGTRRNA2"),
        ("rfc", "gode 561231-gr8", "GODE561231GR8"),
        ("rfc", "RFC: MAB-930714-8T4", "MAB9307148T4"),
        ("rfc", "Ñ&A9307148T4", "Ñ&A9307148T4"),
        ("phone", "477 123 4567", "+524771234567"),
        ("phone", "+52 1 477 123 45 67", "+524771234567"),
        ("phone", "044-477-123-4567", "+524771234567"),
        ("phone", "045 (477) 1234567", "+524771234567"),
        ("phone", "52 477 123 4567", "+524771234567"),
        ("phone", "cel: ４７７ 123 4567", "+524771234567"),
        ("phone", "+34 612 34 56 78", "+34612345678"),
        ("phone", "0034 612345678", "+34612345678"),
        ("place", "San Juan Bosco", "San Juan Bosco"),
        ("link", "youtube.com/watch?v=1", "https://youtube.com/watch?v=1"),
        ("link", "HTTPS://Gob.MX/curp", "https://gob.mx/curp"),
        ("link", "https://ñandú.com/", "https://xn--and-6ma2c.com/"),
        ("team", "1. Ana López\n2. Beto Ruiz, Carla; ana lopez", ["Ana López", "Beto Ruiz", "Carla"]),
        ("team", "Solo yo", []),
        ("team", "Ana López, Beto Ruiz y Carla", ["Ana López", "Beto Ruiz", "Carla"]),
        ("team", "Ana López / Beto Ruiz", ["Ana López", "Beto Ruiz"]),
        ("team", "José Ortega y Gasset\nAna", ["José Ortega y Gasset", "Ana"]),
    ],
)
def test_what_people_type_is_understood(kind: str, typed: str, value: Any) -> None:
    assert said(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("short", " \u200b\u3164 ", "blank"),
        ("short", "…", "blank"),
        ("short", "a" * 121, "too_long"),
        ("long", "👨‍👩‍👧‍👦" * 2_001, "too_long"),
        ("choice", "otra cosa", "option"),
        ("choice", "", "option"),
        ("several", "social, otra", "options"),
        ("number", "quince", "number"),
        ("number", "2 o 3", "number"),
        ("number", "15.000", "whole"),
        ("number", "150.50", "whole"),
        ("number", "-5", "too_low"),
        ("number", "9" * 30, "too_high"),
        ("date", "31/02/2027", "no_such_day"),
        ("date", "12/3/99", "year"),
        ("date", "pronto", "date"),
        ("date", "1/1/1200", "far"),
        ("curp", "PEMA050505MGTRRNA", "curp_length"),
        ("curp", "PE0A050505MGTRRNA8", "curp_letters"),
        ("curp", "ÑEMA050505MGTRRNA8", "curp_letters"),
        ("curp", "PUTO050505MGTRRNA8", "curp_letters"),
        ("curp", "PEMAO50505MGTRRNA8", "curp_digits"),
        ("curp", "PEMA050230MGTRRNA8", "curp_day"),
        ("curp", "PEMA300505MGTRRNA8", "curp_day"),
        ("curp", "PEMA050505QGTRRNA8", "curp_sex"),
        ("curp", "PEMA050505MZZRRNA8", "curp_state"),
        ("curp", "PEMA050505MGTR0NA8", "curp_inside"),
        ("curp", "PEMA050505MGTRRNAB", "curp_end"),
        ("curp", "PEMA050505MGTRRNA4", "curp_check"),
        ("rfc", "GODE561231", "rfc_short"),
        ("rfc", "GODE", "rfc_length"),
        ("rfc", "G0DE561231GR8", "rfc_form"),
        ("rfc", "GODE561331GR8", "rfc_day"),
        ("rfc", "XAXX010101000", "rfc_generic"),
        ("rfc", "XEXX010101000", "rfc_generic"),
        ("phone", "911", "phone_short"),
        ("phone", "477 123 45678", "phone_long"),
        ("phone", "477 CALL NOW", "phone_signs"),
        ("phone", "0000000000", "phone_unknown"),
        ("place", "Calle Juárez 12", "street"),
        ("file", "aquí va", "needs_file"),
        ("link", "http://169.254.169.254/latest", "host"),
        ("link", "http://2130706433/", "host"),
        ("link", "http://0x7f.1/", "host"),
        ("link", "http://[::1]/", "host"),
        ("link", "http://localhost/", "host"),
        ("link", "http://router.internal/", "host"),
        ("link", "https://example.com:8080/", "host"),
        ("link", "https://gob.mx@malo.com/", "link"),
        ("link", "https://gob.mx\\@malo.com/", "link"),
        ("link", "ftp://example.com/", "link"),
        ("link", "javascript:alert(1)", "link"),
        ("link", "file:///etc/passwd", "link"),
        ("link", "https://a.mx https://b.mx", "link"),
        ("link", "ana@gmail.com", "email"),
        ("team", "Ana, 12345", "name"),
        ("team", ",".join(f"Ana {chr(97 + n)}" for n in range(13)), "too_many"),
    ],
)
def test_each_way_to_be_wrong_says_how_to_mend_it(kind: str, typed: str, why: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        said(kind, typed)
    assert refused.value.why == why
    for locale in LOCALES:
        with speaking(locale):
            assert "{" not in (told := screens.trouble(question(kind), refused.value)) and len(told) < 320
            if kind in ("curp", "rfc", "phone"):
                assert typed not in told, "what identifies somebody is repeated"


def test_a_curp_agrees_with_the_birth_date_where_that_is_known() -> None:
    assert said("curp", "PEMA050505MGTRRNA8", born=None)
    with pytest.raises(BadAnswer) as refused:
        said("curp", "PEMA050505MGTRRNA8", born=date(2005, 5, 6))
    assert refused.value.why == "curp_born"
    # Somebody else's, such as a guardian's.
    assert said("curp", "PEMA050505MGTRRNA8", born=date(2009, 1, 1), key="guardian_curp")


def test_a_number_keeps_to_its_range_and_says_it() -> None:
    assert said("number", "50,000", low=1, high=50_000) == 50_000
    for typed, why in (("0", "too_low"), ("50,001", "too_high")):
        with pytest.raises(BadAnswer) as refused:
            said("number", typed, low=1, high=50_000)
        assert refused.value.why == why
        with speaking("es"):
            assert screens.trouble(question("number"), refused.value) == "Un número de 1 a 50,000."


@given(st.sampled_from(KINDS), st.text(max_size=300))
def test_whatever_is_typed_is_a_value_or_a_refusal_that_can_be_said(kind: str, text: str) -> None:
    of = question(kind)
    try:
        value = parse(of, text, born=BORN, today=TODAY)
    except BadAnswer as refusal:
        assert screens.trouble(of, refusal)
        return
    kept = json.loads(json.dumps(value))
    assert kept == value and screens.shown(of, kept)
    again = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    if value != []:
        assert parse(of, again, born=BORN, today=TODAY) == value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["a" * 4096 + "!", "1," * 2048, " " * 4096, "9" * 4096, "a@" * 2048, ". " * 2048, "💥" * 4096]
)
def test_a_long_text_takes_no_time(kind: str, text: str) -> None:
    begun = stopwatch.process_time()
    with pytest.raises(BadAnswer):
        said(kind, text)
    assert stopwatch.process_time() - begun < 0.25


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_has_its_hint(locale: str) -> None:
    with speaking(locale):
        for kind in KINDS:
            assert 5 < len(screens.ask_hint(question(kind))) < 120


@pytest.mark.parametrize(("typed", "value"), [("4 meses", 4), ("unos 4", 4), ("1 año", None), ("2 years", None)])
def test_a_year_is_no_answer_where_months_are_asked_for(typed: str, value: int | None) -> None:
    ask = {"es": "¿Cuántos meses llevas?", "en": "For how many months?"}
    months = Question.model_validate({"key": "months", "kind": "number", "label": ask, "ask": ask})
    if value is None:
        with pytest.raises(BadAnswer):
            parse(months, typed, born=None, today=TODAY)
    else:
        assert parse(months, typed, born=None, today=TODAY) == value
