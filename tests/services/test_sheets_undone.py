"""Taking back what a list changed: only what nobody has to do with yet, and exactly what was there before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.db import Database, Session
from bot.errors import NotThere, TooLateToUndo
from bot.models import (
    AuditEntry,
    Broadcast,
    Course,
    Interest,
    Role,
    SheetImport,
    SheetState,
    StaffRole,
)
from bot.services import courses, editing
from bot.services.sheets import imports, planning, undoing
from bot.services.sheets.understood import Row, Understood
from tests.packs.reading import read
from tests.services import making
from tests.services.making import FACTS, NOW

HERE: dict[str, Any] = {"pack": read("leon"), "facts": FACTS}


def row(number: int, key: str, **fields: Any) -> Row:
    return Row(number, key, fields.get("title", {}).get("es", key), True, fields)


def new(number: int, title: str) -> Row:
    start = NOW + timedelta(days=20, hours=number)
    words = {"es": title, "en": title}
    meeting = [start.isoformat(), (start + timedelta(hours=1)).isoformat()]
    return row(number, title.lower(), title=words, summary=words, topic="employment", sessions=[meeting], seats=5)


async def applied(session: Session, author: int, *rows: Row) -> SheetImport:
    one = SheetImport(person_id=author, file_name="lista.xlsx", made_at=NOW)
    session.add(one)
    await session.flush()
    steps, missing = await planning.plan(session, rows, now=NOW, **HERE)
    assert all(step.fate in (planning.Fate.NEW, planning.Fate.CHANGED) for step in steps), steps
    imports.understood(one, Understood(tuple(rows)), steps, missing)
    await session.flush()
    one, done = await imports.confirm(session, one.id or 0, author, now=NOW, **HERE)
    assert done
    await session.flush()
    return one


async def undone(session: Session, one: SheetImport, at: datetime = NOW) -> SheetImport:
    found = await undoing.undo(session, one.id or 0, one.person_id, now=at, **HERE)
    await session.flush()
    return found


async def titled(session: Session, title: str) -> Course | None:
    """The course of this title that is in the catalogue."""
    found = await session.exec(select(Course).execution_options(populate_existing=True))
    return next((one for one in found if one.title["es"] == title and one.closed_at is None), None)


async def test_new_courses_go_but_for_those_that_somebody_has_to_do_with(db: Database) -> None:
    async with db.begin() as session:
        author, ana = await making.crowd(session, 2)
        names = ["Libre", "Inscrita", "Pedida", "Anunciada", "Cambiada"]
        one = await applied(session, author, *(new(number, name) for number, name in enumerate(names, 1)))
        made = {name: await titled(session, name) for name in names}
        ids = {name: course.id or 0 for name, course in made.items() if course}
        await making.join(session, ana, ids["Inscrita"])
        session.add(Interest(person_id=ana, course_key=made["Pedida"].key, asked_at=NOW))  # type: ignore[union-attr]
        button = {"kind": "course", "id": ids["Anunciada"]}
        session.add(Broadcast(author_id=author, created_at=NOW, edited_at=NOW, buttons=[button]))
        await editing.put_course(session, {"seats": 9}, by=None, now=NOW, course_id=ids["Cambiada"], **HERE)
        await session.flush()
        one, found = await undoing.foresee(session, one.id or 0, author, now=NOW, **HERE)
        stays = {
            ("Inscrita", undoing.SIGNED_UP),
            ("Pedida", undoing.ASKED),
            ("Anunciada", undoing.ANNOUNCED),
            ("Cambiada", undoing.CHANGED),
        }
        assert (found.new, set(found.stays)) == (1, stays)
        one = await undone(session, one)
        assert one.state is SheetState.UNDONE and set(undoing.stayed(one)) == stays
        assert await titled(session, "Libre") is None
        left = await session.get_one(Course, ids["Libre"])
        assert left.closed_at and left.external_key is None, "its number stays taken: old cards carry it"
        assert all([await titled(session, name) for name in names[1:]])
        again = await undone(session, one)
        assert again.outcome == one.outcome, "a second time is harmless"
        noted = list(await session.exec(select(AuditEntry).where(AuditEntry.act == "undo_sheet")))
        assert [(entry.details["back_new"], entry.details["stay"]) for entry in noted] == [(1, 4)]
        anew = await applied(session, author, new(1, "Libre"))
        again_made = await titled(session, "Libre")
        assert again_made and anew.outcome["new"] == 1 and again_made.id != ids["Libre"], "it can be sent again"


async def test_what_changed_gets_back_what_it_had_and_an_example_is_one_again(db: Database) -> None:
    async with db.begin() as session:
        author, ana = await making.crowd(session, 2)
        sample = await making.course(session, seats=5, key="muestra", illustrative_fields=["seats", "cost_mxn"])
        taken = await making.course(session, seats=5, key="llena", cost=10)
        before = [(one.starts_at, one.ends_at) for one in await courses.sessions(session, sample)]
        moved = [[(at + timedelta(days=1)).isoformat() for at in pair] for pair in before]
        one = await applied(
            session, author, row(1, "muestra", seats=8, cost=50, sessions=moved), row(2, "llena", cost=99)
        )
        course = await session.get_one(Course, sample, populate_existing=True)
        assert (course.seats, course.illustrative_fields) == (8, []) and "seats" in course.edited
        await making.join(session, ana, taken)
        await session.flush()
        one = await undone(session, one)
        course = await session.get_one(Course, sample, populate_existing=True)
        assert (course.seats, course.cost, course.edited) == (5, None, [])
        assert course.illustrative_fields == ["seats", "cost_mxn"], "nobody confirmed it"
        assert [(one.starts_at, one.ends_at) for one in await courses.sessions(session, sample)] == before
        assert (await session.get_one(Course, taken, populate_existing=True)).cost == 99
        assert undoing.stayed(one) == [("llena", undoing.SIGNED_UP)] and one.outcome["back_changed"] == 1


async def test_a_list_is_taken_back_for_a_day_by_who_sent_it(session: Session) -> None:
    author, other = await making.crowd(session, 2)
    for person in (author, other):
        session.add(StaffRole(person_id=person, role=Role.AUTHOR, called="C", since=NOW))
    one = await applied(session, author, new(1, "Libre"))
    assert (await undoing.newest(session, author, now=NOW + timedelta(hours=23))) is not None
    assert await undoing.newest(session, other, now=NOW) is None
    with pytest.raises(NotThere):
        await undoing.undo(session, one.id or 0, other, now=NOW, **HERE)
    with pytest.raises(TooLateToUndo):
        await undone(session, one, NOW + timedelta(hours=24))
    assert await undoing.newest(session, author, now=NOW + timedelta(hours=24)) is None
    assert await titled(session, "Libre") is not None
    one = await undone(session, one, NOW + timedelta(hours=23, minutes=59))
    assert one.outcome["back_new"] == 1
    unsent = SheetImport(person_id=author, file_name="otra.xlsx", made_at=NOW)
    session.add(unsent)
    await session.flush()
    with pytest.raises(NotThere):
        await undone(session, unsent)
