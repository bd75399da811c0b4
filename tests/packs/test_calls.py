"""Whether a call is open is said only as far as the facts go."""

import datetime as dt
from typing import Any

import pytest

from bot.packs.schema import Call
from tests.packs.reading import read

TODAY = dt.date(2026, 11, 20)


def call(**says: Any) -> Call:
    basis = read("leon").call("trinchera").model_dump() | {
        "edition": None,
        "opens": None,
        "closes": None,
        "opens_month": None,
        "closes_month": None,
    }
    return Call.model_validate(basis | says)


@pytest.mark.parametrize(
    ("pack", "open_or_to_come"),
    [
        ("leon", {"jcf": "upcoming"}),
        ("huixquilucan", {"jcf": "upcoming", "inscripcion-talleres": "upcoming", "certificacion-conocer": "upcoming"}),
        ("juarez", {"jcf": "upcoming", "fideapech-fech": "open", "curso-abierto": "upcoming"}),
    ],
)
def test_on_the_day_of_the_facts_every_edition_seen_is_over(pack: str, open_or_to_come: dict[str, str]) -> None:
    found = {call.key: call.status_on(TODAY) for call in read(pack).calls}
    assert {key: status for key, status in found.items() if status != "closed"} == open_or_to_come


def test_a_call_is_open_from_its_first_day_to_its_last() -> None:
    seen = read("leon").call("fortalecimiento-proyectos")
    days = [dt.date(2025, 5, day) for day in (7, 8, 26, 27)]
    assert [seen.status_on(day) for day in days] == ["upcoming", "open", "open", "closed"]


def test_an_old_edition_stays_closed_in_its_month_of_the_next_year() -> None:
    cup = read("leon").call("nails-cup")
    assert cup.status_on(dt.date(2024, 8, 1)) == "open"
    assert cup.status_on(dt.date(2026, 8, 1)) == "closed"
    assert cup.last_seen == "2024-08"


def test_windows_open_and_close_with_their_months() -> None:
    jcf = read("leon").call("jcf")
    days = [dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
    assert [jcf.status_on(day) for day in days] == ["upcoming", "open", "open", "closed"]


def test_only_an_opening_day_closes_with_the_month_named() -> None:
    grant = read("juarez").call("alianza-educacion")
    days = [dt.date(2026, 1, 18), dt.date(2026, 1, 19), dt.date(2026, 2, 28), dt.date(2026, 3, 1)]
    assert [grant.status_on(day) for day in days] == ["upcoming", "open", "open", "closed"]


def test_months_without_an_edition_come_back_every_year() -> None:
    yearly = call(opens_month=11, closes_month=1)
    days = [dt.date(2027, 10, 31), dt.date(2027, 11, 1), dt.date(2028, 1, 31), dt.date(2028, 2, 1)]
    assert [yearly.status_on(day) for day in days] == ["upcoming", "open", "open", "upcoming"]


def test_nothing_known_is_not_called_open() -> None:
    assert call().status_on(TODAY) == "closed"
    assert call().last_seen is None


def test_a_bare_year_is_all_that_is_said_of_it() -> None:
    assert call(edition="2019").last_seen == "2019"
    assert call(edition="2021", opens_month=8, closes_month=8).last_seen == "2021-08"
