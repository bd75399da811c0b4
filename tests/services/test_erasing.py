"""Everything about a person goes from every table and every byte of the file, and a backup doesn't bring it back."""

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from bot.db import Database
from bot.jobs import erase
from bot.models import Account, Enrollment, Letter, Person, Post, Request, Standing
from bot.services import erasing, exporting, people
from bot.services.register import INACTIVE, NOTICE, REGISTER, Ids
from bot.tombstones import KEPT, Tombstones
from tests import planting
from tests.planting import ACCOUNT, CANARIES, OTHER
from tests.services.making import FACTS, NOW, course, join, person, somebody, taken


async def _rows(db: Database, ids: Ids) -> dict[str, int]:
    """How many rows of theirs each table holds."""
    async with db.reading() as session:
        return {
            rule.name: (await session.exec(select(func.count()).select_from(rule.table).where(rule.mine(ids)))).one()
            for rule in REGISTER
            if rule.mine is not None
        }


async def test_no_row_of_theirs_is_left_and_all_of_somebody_elses(db: Database) -> None:
    async with db.begin() as session:
        gone, stays = await planting.everywhere(session), await planting.somebody_else(session)
    ids, others = Ids(gone, (ACCOUNT,)), Ids(stays, (OTHER,))
    before = await _rows(db, others)
    assert all((await _rows(db, ids)).values()), "plant a row in the new table too"
    async with db.begin() as session:
        assert await erasing.erase(session, gone, facts=FACTS, now=NOW) == (ACCOUNT,)
    assert not any((await _rows(db, ids)).values())
    assert await _rows(db, others) == before
    async with db.begin() as session:
        stub = (await session.exec(select(Request))).one()
        assert (stub.person_id, stub.text, stub.answer) == (None, None, None), "number and dates, nobody's"
        assert await erasing.erase(session, gone, facts=FACTS, now=NOW) == (), "twice is harmless"


async def test_the_number_of_somebody_who_is_gone_is_nobodys_again(db: Database) -> None:
    async with db.begin() as session:
        stays, last = await person(session), await person(session)
        await erasing.erase(session, last, facts=FACTS, now=NOW)
        newer = await people.of(session, ACCOUNT, language_code="es", now=NOW)
        assert newer.id is not None and newer.id > last > stays, "the log may still name the old number"
    async with db.begin() as session:
        await erasing.erase(session, stays, facts=FACTS, now=NOW)
        await erasing.erase(session, newer.id, facts=FACTS, now=NOW)
        assert ((await people.of(session, OTHER, language_code="es", now=NOW)).id or 0) > newer.id


async def test_the_export_holds_every_table_and_every_word(db: Database) -> None:
    async with db.begin() as session:
        someone = await planting.everywhere(session)
        await planting.somebody_else(session)
        held = await exporting.document(
            session, await somebody(session, someone), institution="IMJU", notice="1", now=NOW
        )
    whole = json.loads(held)
    assert set(whole["data"]) == {rule.name for rule in REGISTER if rule.mine is not None}
    assert all(whole["data"].values()) and set(whole["why"]) == set(whole["data"])
    text = held.decode()
    assert [canary for canary in CANARIES if canary not in text and canary.split("-")[1] not in planting.FILES] == []
    [file] = whole["data"]["paper_content"]
    assert file["content"] > 50 and file["thumbnail"] > 50, "of files how large they are; each is given back by itself"
    assert str(ACCOUNT) in text and str(OTHER) not in text and "Beto" not in text


async def test_a_seat_given_up_goes_to_whoever_waits_at_once(db: Database) -> None:
    async with db.begin() as session:
        one, two = await person(session), await person(session)
        taking, over = await course(session, seats=1), await course(session, seats=1, starts=NOW + timedelta(days=1))
        await join(session, one, taking)
        await join(session, one, over)
        await join(session, two, taking)
    later = NOW + timedelta(days=3)
    async with db.begin() as session:
        await erasing.close(session, await somebody(session, one), facts=FACTS, now=later)
    async with db.begin() as session:
        query = select(Enrollment.standing).where(Enrollment.person_id == two)
        assert (await session.exec(query)).one() is Standing.OFFERED
        await erasing.erase(session, one, facts=FACTS, now=later)
        assert await taken(session, taking) == 1
        assert await taken(session, over) == 1, "how many took part stays, without them"


async def test_who_is_silent_for_two_years_is_told_a_month_before(db: Database, tmp_path: Path) -> None:
    stones = Tombstones(tmp_path)
    async with db.begin() as session:
        silent, back, here = [await person(session) for _ in range(3)]
        for someone in (silent, back):
            (await somebody(session, someone)).seen_at = NOW
        (await somebody(session, here)).seen_at = NOW + INACTIVE
    almost = NOW + INACTIVE - NOTICE + timedelta(days=1)
    async with db.begin() as session:
        assert await erasing.warn(session, facts=FACTS, now=almost) == 2
        assert await erasing.warn(session, facts=FACTS, now=almost) == 0, "once"
        assert (await session.exec(select(func.count()).where(col(Letter.kind) == "inactive"))).one() == 2
        (await somebody(session, back)).seen_at = almost + timedelta(days=1)
        assert await erasing.due(session, now=almost + timedelta(days=20)) == []
        assert await erasing.due(session, now=almost + NOTICE + timedelta(days=2)) == [silent]
    assert stones.read(now=NOW) == {}


async def test_a_backup_that_is_brought_back_forgets_again(db: Database, tmp_path: Path) -> None:
    stones = Tombstones(tmp_path)
    async with db.begin() as session:
        gone, stays = await planting.everywhere(session), await planting.somebody_else(session)
        (await somebody(session, gone)).erase_at = NOW
    assert await erase.erase_due(db, FACTS, stones) == 1
    assert str(ACCOUNT) not in (tmp_path / "tombstones").read_text()
    async with db.begin() as session:  # as a backup of last week has it
        again = await planting.everywhere(session)
    assert await erase.forget_again(db, FACTS, Tombstones(tmp_path)) == 1
    async with db.begin() as session:
        assert await session.get(Person, again) is None and await session.get(Person, stays) is not None
        new = Person(locale="es", created_at=NOW + timedelta(days=999))
        session.add(new)
        await session.flush()
        session.add(Account(id=ACCOUNT, person_id=new.id))
    assert await erase.forget_again(db, FACTS, Tombstones(tmp_path)) == 0, "who came back later is somebody new"
    assert Tombstones(tmp_path).read(now=NOW + KEPT + timedelta(days=999)) == {}
    assert (tmp_path / "tombstones").read_text() == ""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_byte_of_it_is_left_in_the_file(db: Database, tmp_path: Path) -> None:
    """The control erases as a program would that trusts cascades and never looks at its file."""
    async with db.begin() as session:
        gone = await planting.everywhere(session)
        await planting.somebody_else(session)
    sealed = [c for c in CANARIES if c.split("-")[1] in planting.SEALED]
    plain = [*(c for c in CANARIES if c not in sealed), str(ACCOUNT)]
    assert set(_found(tmp_path, plain)) == set(plain), "they must be there to be looked for"
    assert _found(tmp_path, sealed) == [], "what people write is sealed"
    control = _copied(tmp_path)
    async with db.begin() as session:
        await erasing.erase(session, gone, facts=FACTS, now=NOW)
    assert await db.scrub()
    assert _found(tmp_path, plain) == []
    assert _found(tmp_path, ["Beto que se queda"]), "the others are still there"
    left = sqlite3.connect(control / "rumbo.db")
    left.execute("PRAGMA foreign_keys=OFF")
    left.execute("DELETE FROM person WHERE id = ?", [gone])
    left.commit()
    assert left.execute("SELECT count(*) FROM journey_stage WHERE person_id = ?", [gone]).fetchone() == (1,)
    assert len(_found(control, plain)) > 10
    left.close()


def _copied(folder: Path) -> Path:
    """The database's files as they are now, elsewhere."""
    copy = folder / "control"
    copy.mkdir()
    for file in folder.glob("rumbo.db*"):
        shutil.copy(file, copy)
    return copy


def _found(folder: Path, words: list[str]) -> list[str]:
    """Which of these stand in the database's files, write-ahead log and all."""
    content = b"".join(file.read_bytes() for file in folder.glob("rumbo.db*"))
    return [word for word in words if word.encode() in content or _as_number(word) in content]


def _as_number(word: str) -> bytes:
    """How SQLite keeps an account's number."""
    return int(word).to_bytes(6, "big") if word.isdigit() else b"\0no number"


async def test_letters_wait_while_a_profile_is_closed_and_come_when_it_is_recovered(db: Database) -> None:
    from bot import letters as writing
    from bot import packs

    pack = packs.read("leon")
    async with db.begin() as session:
        someone = await person(session)
        letter = Letter(priority=3, kind="account_kept", person_id=someone, due_at=NOW)
        session.add(letter)
        known = await somebody(session, someone)
        await erasing.close(session, known, facts=FACTS, now=NOW)
        held = await writing.write(session, letter, pack=pack, facts=FACTS, now=NOW)
        assert isinstance(held, writing.Held) and held.until == known.erase_at
        letter.due_at, letter.reason = held.until, held.reason
        await session.flush()
        assert await erasing.recover(session, known, now=NOW + timedelta(hours=1))
        await session.refresh(letter)
        assert letter.due_at == NOW + timedelta(hours=1) and letter.state is Post.WAITING
