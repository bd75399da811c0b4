"""Hours of announcements as people on a phone write them."""

import pytest

from bot import time
from bot.services.broadcasts.aiming import hour_from
from tests.services.making import FACTS, NOW


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mañana 5pm", "22/11 17:00"),
        ("mañana a las 5 p. m.", "22/11 17:00"),
        ("28 nov 6 pm", "28/11 18:00"),
        ("viernes 10:00", "27/11 10:00"),
        ("12 am", "22/11 00:00"),
        ("hoy a las 18:00 horas", "21/11 18:00"),
        ("28/11, 18:00", "28/11 18:00"),
    ],
)
def test_an_hour_is_understood_as_it_is_said(typed: str, meant: str) -> None:
    at = hour_from(typed, facts=FACTS, now=NOW)
    assert at is not None and f"{time.local(at, FACTS.zone):%d/%m %H:%M}" == meant


@pytest.mark.parametrize(
    "typed", ["viernes 12", "dic 12", "28 nov", "18", "13 pm", "25:99", "31/02 10:00", "ayer a las 5"]
)
def test_what_may_mean_a_day_or_nothing_is_asked_again(typed: str) -> None:
    assert hour_from(typed, facts=FACTS, now=NOW) is None
