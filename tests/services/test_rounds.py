"""When one can apply: the edition of the day, to the second, on the local clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.db import Session
from bot.models import Call
from bot.services.applications import rounds
from tests.services import applying
from tests.services.making import FACTS, NOW, REAL


async def test_it_closes_with_the_last_second_of_the_last_day(session: Session) -> None:
    call = await applying.call(session, closes=date(2026, 12, 1))
    last = datetime(2026, 12, 2, 5, 59, 59, tzinfo=UTC)
    found = rounds.window(call, facts=FACTS, now=last)
    assert found is not None and found.is_open(last)
    after = last + timedelta(seconds=1)
    assert not found.is_open(after) and rounds.window(call, facts=FACTS, now=after) is None


async def test_an_hour_that_the_form_names_cuts_the_last_day(session: Session) -> None:
    call = await applying.call(session, form={"closes_at": "15:00"}, closes=date(2026, 12, 1))
    at = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    assert await rounds.current(session, call, facts=FACTS, now=at - timedelta(seconds=1)) is not None
    assert await rounds.current(session, call, facts=FACTS, now=at) is None


@pytest.mark.parametrize(
    ("dates", "edition"),
    [
        ({"opens": None, "closes": None, "rolling": True}, "2026"),
        ({"opens": None, "closes": None, "windows": ["2026-11", "2027-02"]}, "2026-11"),
        ({"opens": None, "closes": None, "opens_month": 11, "closes_month": 1}, "2027-01-31"),
    ],
)
async def test_each_way_of_publishing_dates_names_its_edition(
    session: Session, dates: dict[str, object], edition: str
) -> None:
    call = await applying.call(session, results_by=None, **dates)
    found = await rounds.current(session, call, facts=FACTS, now=NOW)
    assert found is not None and found.edition == edition
    assert (await rounds.current(session, call, facts=FACTS, now=NOW)) is found, "one round, whoever asks"


async def test_what_nobody_confirmed_takes_no_real_application(session: Session) -> None:
    call = await applying.call(session, illustrative_fields=[rounds.FORM])
    assert rounds.window(call, facts=REAL, now=NOW) is None
    assert rounds.window(call, facts=FACTS, now=NOW) is not None


async def test_in_a_rehearsal_a_closed_call_can_be_tried_out(session: Session) -> None:
    call: Call = await applying.call(session, closes=date(2024, 8, 25), opens=None)
    assert rounds.window(call, facts=FACTS, now=NOW) is None
    call.practice_until = date(2026, 12, 12)
    found = await rounds.current(session, call, facts=FACTS, now=NOW)
    assert found is not None and found.promised_on is not None and found.promised_on > date(2026, 12, 12)
