"""The days in which the law counts, and when staff is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot import time
from bot.db import Database
from bot.errors import NotThere
from bot.jobs import requests as telling
from bot.models import Letter
from bot.services import requests, working_days
from tests.services.making import FACTS, NOW, letters, person


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # a Friday
        ("2026-11-21", 1, "2026-11-23"),  # a Saturday
        ("2026-11-12", 2, "2026-11-17"),  # Monday 16 is a holiday
        ("2026-11-26", 20, "2026-12-24"),
        ("2026-11-27", 20, "2026-12-28"),  # over Christmas Day
    ],
)
def test_weekends_and_holidays_do_not_count(asked: str, days: int, due: str) -> None:
    assert working_days.after(date.fromisoformat(asked), days, FACTS) == date.fromisoformat(due)


def test_the_institutions_own_closures_do_not_count() -> None:
    shut = frozenset(date(2026, 12, 21) + timedelta(days=day) for day in range(5))
    facts = replace(FACTS, closures=shut)
    assert working_days.after(date(2026, 12, 18), 1, facts) == date(2026, 12, 28)
    assert working_days.left(date(2026, 12, 18), date(2026, 12, 28), facts) == 1
    assert working_days.left(date(2026, 12, 29), date(2026, 12, 28), facts) == -1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_staff_is_told_at_once_twice_before_the_end_and_when_it_is_late(db: Database) -> None:
    async with db.begin() as session:
        someone = await person(session)
        request = await requests.receive(session, someone, "canario de la solicitud", facts=FACTS, now=NOW)
    told: list[tuple[date, int]] = []
    for day in range(45):
        now = NOW + timedelta(days=day)
        async with db.begin() as session:
            found = await requests.to_tell(session, facts=FACTS, now=now)
            told += [(time.local(now, FACTS.zone).date(), left) for _one, left in found]
    assert [left for _day, left in told] == [20, 5, 1, -1]
    assert told[-1][0] == request.due_on + timedelta(days=1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_group_reads_a_number_and_a_date_and_the_person_the_answer(db: Database) -> None:
    async with db.begin() as session:
        someone = await person(session, name="Canario Pérez")
        request = await requests.receive(session, someone, "canario de la solicitud", facts=FACTS, now=time.now())
    assert await telling.remind(db, FACTS, -100_777) == 1
    assert await telling.remind(db, FACTS, -100_777) == 0
    async with db.begin() as session:
        letter = (await session.get(Letter, 1)) or Letter(call="", kind="", priority=0, due_at=NOW)
        assert letter.chat_id == -100_777 and letter.person_id is None
        assert f"Solicitud {request.id}" in (letter.call or "") and "anario" not in (letter.call or "")
        await requests.close(session, request.id or 0, "Ya está corregido.", now=datetime.now(NOW.tzinfo))
        assert [one.kind for one in await letters(session, someone)] == [requests.ANSWERED]
        with pytest.raises(NotThere):
            await requests.close(session, request.id or 0, "Otra vez.", now=NOW)
