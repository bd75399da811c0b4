"""Roles, invitations and the log, on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot.db import Database
from bot.errors import InvitationGone, LastAdministrator, NotAllowed, NotThere
from bot.models import AuditEntry, AuditHead, Role, StaffRole
from bot.services import audit, rights, team
from bot.services.rights import Act
from tests.services.making import NOW, person


async def _invited(db: Database, role: Role = Role.ADMINISTRATOR) -> str:
    async with db.begin() as session:
        token, _made = await team.invite(session, role, by=None, now=NOW)
    return token


async def _joins(db: Database, role: Role) -> int:
    token = await _invited(db, role)
    async with db.begin() as session:
        someone = await person(session)
        await team.accept(session, token, someone, called="Ana", now=NOW)
    return someone


async def test_an_invitation_gives_its_role_to_one_of_many_who_open_it_at_once(db: Database) -> None:
    token = await _invited(db)
    async with db.begin() as session:
        people = [await person(session) for _ in range(6)]

    async def tries(someone: int) -> bool:
        try:
            async with db.begin() as session:
                await team.accept(session, token, someone, called="Ana", now=NOW)
        except InvitationGone as gone:
            assert gone.why == "used"
            return False
        return True

    assert sorted(await asyncio.gather(*map(tries, people))) == [False] * 5 + [True]
    async with db.reading() as session:
        assert len((await session.exec(select(StaffRole))).all()) == 1
        assert (await audit.verify(session)).broken is None


@pytest.mark.parametrize(("token", "later", "why"), [("guessed", 0, "unknown"), ("", 49, "expired")])
async def test_a_guessed_or_an_old_link_gives_nothing(db: Database, token: str, later: int, why: str) -> None:
    token = token or await _invited(db)
    with pytest.raises(InvitationGone) as gone:
        async with db.begin() as session:
            await team.accept(session, token, await person(session), called="", now=NOW + timedelta(hours=later))
    assert gone.value.why == why


async def test_an_invitation_that_was_taken_back_is_over_and_only_its_hash_was_kept(db: Database) -> None:
    token = await _invited(db)
    async with db.begin() as session:
        (made,) = await team.open_invitations(session, now=NOW)
        assert token not in made.token_hash and len(made.token_hash) == 64
        await team.take_back(session, made.id or 0, by=1, now=NOW)
        with pytest.raises(InvitationGone):
            await team.look_at(session, token, now=NOW)


async def test_a_role_ends_at_once_and_the_last_administrator_stays(db: Database) -> None:
    first, second = await _joins(db, Role.ADMINISTRATOR), await _joins(db, Role.ADMINISTRATOR)
    async with db.begin() as session:
        await rights.require(session, second, Act.INVITE)
        await team.remove(session, second, Role.ADMINISTRATOR, by=first, now=NOW)
    async with db.begin() as session:
        with pytest.raises(NotThere):
            await rights.require(session, second, Act.INVITE)
        with pytest.raises(LastAdministrator):
            await team.remove(session, first, Role.ADMINISTRATOR, by=first, now=NOW)


async def test_a_colleague_without_the_role_is_told_and_for_a_stranger_there_is_nothing(db: Database) -> None:
    author = await _joins(db, Role.AUTHOR)
    async with db.begin() as session:
        stranger = await person(session)
        with pytest.raises(NotAllowed):
            await rights.require(session, author, Act.INVITE)
        with pytest.raises(NotThere):
            await rights.require(session, stranger, Act.ENTER)


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_somebodys_and_what_is_in_no_list_is_forbidden(act: Act) -> None:
    assert rights.MATRIX[act]
    assert not rights.may(frozenset(), act)
    assert rights.may(frozenset(Role), act)
    assert {role for role in Role if rights.may({role}, act)} == set(rights.MATRIX[act])


async def _log(db: Database, lines: int = 5) -> None:
    async with db.begin() as session:
        for number in range(lines):
            await audit.note(session, 7, "invite", f"invitation:{number}", now=NOW, role="author\nforged: line")


async def test_the_database_refuses_to_change_or_delete_a_line(db: Database) -> None:
    await _log(db)
    for change in ("UPDATE audit_entry SET actor = 8", "DELETE FROM audit_entry WHERE number = 5"):
        with pytest.raises(DBAPIError):
            async with db.begin() as session:
                await (await session.connection()).execute(text(change))
    async with db.reading() as session:
        assert (await audit.verify(session)).broken is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit_entry SET actor = 8 WHERE number = 3", 3),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE number = 1", 1),
        ("DELETE FROM audit_entry WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 5", 5),
        ("UPDATE audit_head SET number = 4", 6),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"])
async def test_whoever_gets_round_that_breaks_the_chain_from_there_on(
    db: Database, engine: str, change: str, broken: int
) -> None:
    await _log(db)
    async with db.begin() as session:
        connection = await session.connection()
        for act in ("update", "delete"):
            await connection.execute(text(f"DROP TRIGGER audit_entry_no_{act}"))
        await connection.execute(text(change))
    async with db.reading() as session:
        assert (await audit.verify(session)).broken == broken


async def test_many_write_at_once_and_no_line_is_lost_or_doubled(db: Database) -> None:
    await asyncio.gather(*(_log(db, 3) for _ in range(8)))
    async with db.reading() as session:
        assert (await audit.verify(session)).lines == 24
        assert len((await session.exec(select(AuditEntry))).all()) == 24
        assert (await session.exec(select(AuditHead))).one().number == 24
