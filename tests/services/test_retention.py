"""Nothing is stored that nobody accounts for, and what has served goes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, text
from sqlmodel import SQLModel, col, func, select

from bot.db import Database
from bot.models import Enrollment, InboxUpdate, Letter, Scene, Standing
from bot.services import retention
from bot.services.register import REGISTER, YEAR, Ends, Moment
from tests.services.making import NOW, course, person


def test_every_table_says_whose_it_is_what_for_how_long_and_why() -> None:
    assert list(retention.problems()) == []
    for rule in REGISTER:
        assert rule.owner and rule.purpose and rule.ground, rule.name


def test_a_table_that_nobody_accounts_for_is_found() -> None:
    """The control: each way of forgetting one."""
    stray = Table("diary", MetaData(), Column("id", Integer, primary_key=True), Column("person_id", Integer))
    tables = [*SQLModel.metadata.sorted_tables, stray]
    assert [one for one in retention.problems(tables) if "diary: not in the register" in one]
    broken = {
        "follow": {"ends": Ends.ENDLESS},
        "interest": {"over": None},
        "dismissal": {"mine": None},
        "request": {"law": ""},
    }
    register = [replace(rule, **broken.get(rule.name, {})) for rule in REGISTER]
    found = list(retention.problems(register=register))
    assert [one.partition(":")[0] for one in sorted(found)] == ["dismissal", "follow", "interest", "request"]


async def test_what_has_served_goes_and_the_rest_stays(db: Database) -> None:
    async with db.begin() as session:
        someone, taking = await person(session), await course(session)
        left = {"person_id": someone, "course_id": taking, "standing": Standing.LEFT, "joined_at": NOW}
        for days in (300, 400):
            session.add(Enrollment(**left, left_at=NOW - timedelta(days=days)))
        for days, state in ((1, "waiting"), (400, "waiting"), (400, "delivered"), (100, "delivered")):
            due = NOW - timedelta(days=days)
            session.add(Letter(priority=2, kind="reminder_today", person_id=someone, due_at=due, state=state))
        for hours, state in ((1, "done"), (60, "done"), (60, "waiting")):
            received = NOW - timedelta(hours=hours)
            session.add(InboxUpdate(bot_id=1, update_id=hours + len(state), lane=1, state=state, received_at=received))
        session.add(Scene(bot_id=1, chat_id=1, user_id=1, data={}))
        session.add(Scene(bot_id=1, chat_id=2, user_id=2, data={"draft": 1}))
    async with db.begin() as session:
        await retention.tidy(session, Moment(NOW, NOW))
    async with db.reading() as session:
        counts = [
            (await session.exec(select(func.count()).select_from(table))).one()
            for table in (Enrollment, Letter, InboxUpdate, Scene)
        ]
        oldest = (await session.exec(select(func.min(col(Enrollment.left_at))))).one()
    assert counts == [1, 3, 2, 1]
    assert oldest == NOW - timedelta(days=300) and timedelta(days=365) == YEAR


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_goes_is_overwritten_in_the_file(db: Database) -> None:
    async with db.begin() as session:
        assert (await session.exec(text("PRAGMA secure_delete"))).scalar() == 1  # type: ignore[call-overload]
