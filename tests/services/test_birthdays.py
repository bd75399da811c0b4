"""Dates of birth as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotADate
from bot.services.people import birth_date_from

TODAY = date(2026, 11, 21)
BORN = date(2008, 1, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "31/01/2008",
        "31/1/2008",
        "31-1-2008",
        "31.01.2008",
        "31 01 2008",
        " 31 / 01 / 2008 ",
        "2008-01-31",
        "2008/1/31",
        "31 de enero de 2008",
        "31 de Enero del 2008",
        "31 DE ENERO DE 2008",
        "el 31 de enero de 2008",
        "31 enero 2008",
        "31 ene 2008",
        "31 ene. 2008",
        "31-ene-2008",
        "31/ene/2008",
        "January 31, 2008",
        "january 31 2008",
        "Jan 31, 2008",
        "jan 31st, 2008",
        "31 jan 2008",
        "31st of January 2008",
        "enero 31, 2008",
        "31012008",
        "３１／０１／２００８",
        "٣١/٠١/٢٠٠٨",
        "31/01/2008.",
        "31\u200b/01/\u202e2008",
    ],
)
def test_people_write_the_same_day_in_many_ways(typed: str) -> None:
    assert birth_date_from(typed, today=TODAY) == BORN


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("29/02/2008", date(2008, 2, 29)),
        ("29 de febrero de 2000", date(2000, 2, 29)),
        ("1o de mayo de 2005", date(2005, 5, 1)),
        ("1ro de septiembre de 2005", date(2005, 9, 1)),
        ("3 setiembre 2005", date(2005, 9, 3)),
        ("3 sept 2005", date(2005, 9, 3)),
        ("5 ago 2005", date(2005, 8, 5)),
        ("Aug 5 2005", date(2005, 8, 5)),
        ("4/3/2005", date(2005, 3, 4)),
        ("21/11/2026", TODAY),
        ("21/11/1916", date(1916, 11, 21)),
    ],
)
def test_these_dates_are_understood(typed: str, born: date) -> None:
    assert birth_date_from(typed, today=TODAY) == born


@pytest.mark.parametrize(
    ("typed", "why", "hints"),
    [
        ("31/02/2005", "no_such_day", ()),
        ("29/02/2007", "no_such_day", ()),
        ("29/02/1900", "no_such_day", ()),
        ("00/01/2005", "no_such_day", ()),
        ("31 de abril de 2005", "no_such_day", ()),
        ("10/13/2005", "no_such_day", ("13/10/2005",)),
        ("31/01/2050", "in_future", ()),
        ("22/11/2026", "in_future", ()),
        ("20/11/1915", "too_old", ()),
        ("31/01/1008", "too_old", ()),
        ("31/01/0000", "no_such_day", ()),
        ("31/01/08", "ambiguous_year", ("31/01/2008",)),
        ("31 ene 98", "ambiguous_year", ("31/01/1998",)),
        ("1/2/20", "ambiguous_year", ("01/02/1920", "01/02/2020")),
        ("31/02/08", "ambiguous_year", ()),
        ("", "not_understood", ()),
        ("   ", "not_understood", ()),
        ("ayer", "not_understood", ()),
        ("17", "not_understood", ()),
        ("tengo 17 años", "not_understood", ()),
        ("31/01", "not_understood", ()),
        ("31/01/208", "not_understood", ()),
        ("31/01/20088", "not_understood", ()),
        ("31 de brumario de 2008", "not_understood", ()),
        ("1/1/2005 y 2/2/2006", "not_understood", ()),
        ("9" * 5_000, "not_understood", ()),
        ("\u3164", "not_understood", ()),
        ("²/½/2005", "not_understood", ()),
    ],
)
def test_what_is_no_birth_date_says_why(typed: str, why: str, hints: tuple[str, ...]) -> None:
    with pytest.raises(NotADate) as refused:
        birth_date_from(typed, today=TODAY)
    assert (refused.value.why, refused.value.hints) == (why, hints)


def test_what_was_typed_is_quoted_back_shortened() -> None:
    with pytest.raises(NotADate) as refused:
        birth_date_from("nací hace mucho " * 400, today=TODAY)
    assert refused.value.typed.startswith("nací hace mucho")
    assert len(refused.value.typed) <= 41


@given(st.dates(min_value=date(1917, 1, 1), max_value=TODAY), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"]))
def test_every_day_comes_back_as_it_was_written(born: date, way: str) -> None:
    assert birth_date_from(born.strftime(way), today=TODAY) == born


@given(st.text(max_size=60) | st.from_regex(r"\d{0,4}[/ .-]\d{0,3}[/ .-]\d{0,5}", fullmatch=True))
def test_whatever_is_typed_is_a_date_or_a_refusal(typed: str) -> None:
    try:
        born = birth_date_from(typed, today=TODAY)
    except NotADate:
        return
    assert TODAY - timedelta(days=111 * 366) < born <= TODAY
