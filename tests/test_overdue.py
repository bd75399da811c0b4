"""Helplines that should have been called again: shown still, told to staff once a week, seen in /health."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot import packs, time
from bot.db import Database
from bot.house import facts_of
from bot.jobs import overdue
from bot.models import Letter
from bot.packs.institutions import Opening
from bot.safety import Finding, Level, Topic
from bot.screens import floor, help
from bot.services import helplines, opening
from bot.settings import Settings

STAFF = -1001234567890
MONDAY = datetime(2027, 3, 1, 16, 0, tzinfo=UTC)
"""Ten in the morning in León, after every helpline's date."""
LEON = packs.read("leon")
FACTS = facts_of(LEON, Settings.model_construct(bot_token=None, telegram_api_url=""))


@pytest.fixture
def at() -> Callable[[datetime], None]:
    return lambda moment: time.follow(moment - time.wall())


async def test_staff_is_told_once_a_week_and_never_at_night(db: Database, at: Callable[[datetime], None]) -> None:
    told = []
    for days, hours in ((0, -4), (0, 0), (0, 3), (4, 0), (7, 0)):
        at(MONDAY + timedelta(days=days, hours=hours))
        told.append(await overdue.remind(db, LEON, FACTS, STAFF))
    assert told == [False, True, False, False, True]
    async with db.reading() as session:
        letters = (await session.exec(select(Letter))).all()
    assert {letter.chat_id for letter in letters} == {STAFF}
    assert "L\u00ednea de la Vida: 800 911 2000" in (letters[0].call or "").encode().decode()


async def test_while_nothing_is_overdue_nobody_is_told(db: Database, at: Callable[[datetime], None]) -> None:
    at(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert not await overdue.remind(db, LEON, FACTS, STAFF)


def test_what_is_overdue_is_shown_still() -> None:
    today = MONDAY.date()
    assert "800 911 2000" in str(help.help(LEON, today=today).text)
    finding = Finding(Level.DANGER, Topic.SUICIDE, False, "es", "test")
    assert "800 911 2000" in str(floor.card(LEON, finding, "x", today=today).text)


@pytest.mark.parametrize("name", packs.NAMES)
@pytest.mark.parametrize("topic", list(Topic))
def test_every_card_of_every_place_begins_with_911_and_has_somebody_who_listens(name: str, topic: Topic) -> None:
    pack = packs.read(name)
    lines = helplines.fitting(pack, topic, MONDAY.date())
    assert lines[0].dial == "911" and len(lines) == 3
    assert all(line.shown for line in lines)
    assert any(line.audience is None for line in lines[1:]), "a line for everybody, whoever wrote"


def test_whether_somebody_is_there_is_told_by_the_hours_of_that_day() -> None:
    week = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    hours = [Opening(**{"days": week, "from": "08:00", "to": "15:00"})]
    assert opening.is_open(hours, FACTS.zone, MONDAY)
    friday_evening = MONDAY + timedelta(days=4, hours=8)
    assert not opening.is_open(hours, FACTS.zone, friday_evening)
    assert opening.opens(hours, FACTS.zone, friday_evening) == MONDAY + timedelta(days=7, hours=-2)
    contact = LEON.institution.contact.model_copy(update={"opening": hours})
    pack = LEON.model_copy(update={"institution": LEON.institution.model_copy(update={"contact": contact})})
    said = str(floor.talk_to(pack, Topic.SUICIDE, now=friday_evening, today=friday_evening.date()).text)
    assert "Ahora no hay nadie; abren lun 8 mar, 08:00" in said and "El 911 contesta siempre" in said
