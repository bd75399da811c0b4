"""Names as people type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAName
from bot.services.people import name_from


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ana María Pérez", "Ana María Pérez"),
        ("  Ana \n María\t Pérez  ", "Ana María Pérez"),
        (unicodedata.normalize("NFD", "José Núñez"), "José Núñez"),
        ("Ana\u202e", "Ana"),
        ("\u200bBe\u00adto\ufeff", "Beto"),
        ("Ana\x00María", "AnaMaría"),
        ("Ana\u2066 María\u2069", "Ana María"),
        ("Ana\u3164 Pérez", "Ana Pérez"),
        ("Ñu", "Ñu"),
        ("D'Angelo O’Neill-Ruiz", "D'Angelo O’Neill-Ruiz"),
        ("Li 李", "Li 李"),
        ("नीतू", "नीतू"),
        ("J. R. Gómez-Peña", "J. R. Gómez-Peña"),
        ("Àlex Paral·lel", "Àlex Paral·lel"),
        ("Иван Ångström", "Иван Ångström"),
        ("محمد علي", "محمد علي"),
        ("a" * 80, "a" * 80),
        ("Zo" + "\u0301" * 500, "Zó" + "\u0301" * 3),
    ],
)
def test_a_name_is_kept_as_typed_without_what_nobody_sees(typed: str, name: str) -> None:
    assert name_from(typed) == name


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "blank"),
        ("   \n\t ", "blank"),
        ("\u200b\u200d\u2060\ufeff", "blank"),
        ("\u3164", "blank"),
        ("\u3164\u115f\u1160\uffa0", "blank"),
        ("\u2800\u2800", "blank"),
        ("\u202e\u202d", "blank"),
        ("A", "too_short"),
        ("A\u0301\u0301\u0301\u0301", "too_short"),
        ("12345", "no_letters"),
        ("😀😀", "no_letters"),
        ("👨‍👩‍👧‍👦", "no_letters"),
        ("...", "no_letters"),
        ("Xóchitl 🌸", "not_letters"),
        ('<b>Ana</b> & "Q"', "not_letters"),
        ("Ana 2", "not_letters"),
        ("Ana, Beto", "not_letters"),
        ("ana@example.org", "not_letters"),
        ("A.", "too_short"),
        ("A-'", "too_short"),
        ("a" * 81, "too_long"),
        ("ab " * 1_667, "too_long"),
        ("x" * 100_000, "too_long"),
    ],
)
def test_what_is_no_name_says_why(typed: str, why: str) -> None:
    with pytest.raises(NotAName) as refused:
        name_from(typed)
    assert refused.value.why == why
    assert len(refused.value.typed) < 200


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_clean_name_or_a_refusal(typed: str) -> None:
    try:
        name = name_from(typed)
    except NotAName:
        return
    assert name == unicodedata.normalize("NFC", name) == name.strip()
    assert len(name) <= 120, "the column holds 120"
    assert not {unicodedata.category(char) for char in name} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert name_from(name) == name
