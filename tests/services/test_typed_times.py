"""Days and hours as people type them."""

from dataclasses import replace
from datetime import date
from datetime import time as hour

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadField
from bot.services.editing import planning
from bot.services.typed_times import day_from, hours_from, meeting_from, rule_from
from tests.services.making import FACTS, JUAREZ

TODAY = date(2026, 11, 26)
"""A Thursday."""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12 dic", date(2026, 12, 12)),
        ("12 de diciembre", date(2026, 12, 12)),
        ("12/12", date(2026, 12, 12)),
        ("12/12/2026", date(2026, 12, 12)),
        ("12-1-27", date(2027, 1, 12)),
        ("2026-12-12", date(2026, 12, 12)),
        ("el sábado 12 de diciembre de 2026", date(2026, 12, 12)),
        ("sáb 12 dic", date(2026, 12, 12)),
        ("Dec 12", date(2026, 12, 12)),
        ("12th of December 2026", date(2026, 12, 12)),
        ("5 ene", date(2027, 1, 5)),
        ("5 ene 2026", date(2026, 1, 5)),
        ("29 feb", date(2028, 2, 29)),
        ("hoy", TODAY),
        ("Mañana", date(2026, 11, 27)),
        ("pasado mañana", date(2026, 11, 28)),
        ("martes", date(2026, 12, 1)),
        ("el próximo jueves", date(2026, 12, 3)),
        ("tomorrow", date(2026, 11, 27)),
    ],
)
def test_a_day_is_understood(typed: str, day: date) -> None:
    assert day_from(typed, today=TODAY, name="opens") == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [("", "date"), ("nunca", "date"), ("31 feb", "no_such_day"), ("32/1/2027", "no_such_day"), ("x" * 300, "too_long")],
)
def test_what_is_no_day_says_so(typed: str, why: str) -> None:
    with pytest.raises(BadField) as refused:
        day_from(typed, today=TODAY, name="opens")
    assert (refused.value.name, refused.value.why) == ("opens", why)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("16:00-18:00", hour(16), hour(18)),
        ("16:00 a 18:00", hour(16), hour(18)),
        ("de 16 a 18 hrs", hour(16), hour(18)),
        ("4 a 6 pm", hour(16), hour(18)),
        ("4 pm a 6:30 pm", hour(16), hour(18, 30)),
        ("4 a 6", hour(16), hour(18)),
        ("10 a 1 pm", hour(10), hour(13)),
        ("10 am a 12 pm", hour(10), hour(12)),
        ("9 a.m. - 1 p.m.", hour(9), hour(13)),
        ("de las 10 a las 12", hour(10), hour(12)),
        ("4 de la tarde a 6 de la tarde", hour(16), hour(18)),
        ("from 4 to 6 pm", hour(16), hour(18)),
    ],
)
def test_hours_are_understood(typed: str, start: hour, end: hour) -> None:
    assert hours_from(typed, name="sessions") == (start, end)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("16:00", "end"), ("18 a 16", "order"), ("25 a 26", "hour"), ("tarde", "hour"), ("14 pm a 15", "hour")],
)
def test_what_are_no_hours_says_so(typed: str, why: str) -> None:
    with pytest.raises(BadField) as refused:
        hours_from(typed, name="sessions")
    assert refused.value.why == why


@pytest.mark.parametrize("typed", ["12 dic 16:00-18:00", "12 dic, 4 a 6 pm", "sáb 12 de diciembre, de 16:00 a 18:00"])
def test_a_meeting_is_understood(typed: str) -> None:
    assert meeting_from(typed, today=TODAY, name="sessions") == (date(2026, 12, 12), (hour(16), hour(18)))


@pytest.mark.parametrize(
    "typed",
    [
        "martes y jueves 16:00-18:00 del 1 dic al 26 ene",
        "Martes, jueves; 4 a 6 pm, del 1 de diciembre al 26 de enero",
        "mar y jue de 16:00 a 18:00 del 1/12 al 26/1/2027",
        "tuesdays and thursdays 4 to 6 pm from Dec 1 to Jan 26",
    ],
)
def test_a_rule_is_understood(typed: str) -> None:
    said = rule_from(typed.replace(";", ""), today=TODAY, name="sessions")
    assert (said.days, said.hours) == (frozenset({1, 3}), (hour(16), hour(18)))
    assert (said.first, said.last) == (date(2026, 12, 1), date(2027, 1, 26))


@given(st.text(max_size=120))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    for read in (day_from, meeting_from, rule_from):
        try:
            read(text, today=TODAY, name="sessions")
        except BadField:
            continue


def test_holidays_and_closures_are_left_out_and_said() -> None:
    facts = replace(FACTS, closures=frozenset({date(2026, 12, 22), date(2026, 12, 24)}))
    found = planning.plan({1, 4}, (hour(16), hour(18)), date(2026, 12, 18), date(2027, 1, 5), facts=facts)
    assert [f"{start:%d}" for start, _end in found.meetings] == ["18", "29", "05"]
    assert found.skipped == (
        (date(2026, 12, 22), "closure"),
        (date(2026, 12, 25), "holiday"),
        (date(2027, 1, 1), "holiday"),
    )


def test_the_hour_stays_that_of_the_wall_when_the_clocks_change() -> None:
    facts = replace(FACTS, zone=JUAREZ)
    found = planning.plan({1}, (hour(16), hour(18)), date(2027, 3, 8), date(2027, 3, 16), facts=facts)
    assert [start.hour for start, _end in found.meetings] == [23, 22]


@pytest.mark.parametrize(
    ("days", "last", "why"),
    [
        (set(), date(2027, 1, 5), "weekday"),
        (set(range(7)), date(2027, 11, 1), "too_many"),
        ({0}, date(2030, 1, 1), "far"),
        ({6}, date(2026, 12, 3), "nothing"),
    ],
)
def test_a_rule_that_gives_too_much_or_nothing_is_refused(days: set[int], last: date, why: str) -> None:
    with pytest.raises(BadField) as refused:
        planning.plan(days, (hour(16), hour(18)), date(2026, 12, 1), last, facts=FACTS)
    assert refused.value.why == why
