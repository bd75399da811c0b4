"""One history, two databases."""

import asyncio
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from bot import schema, time
from bot.db import Database
from bot.models import Account, Consent, Follow, JourneyStage, Person


async def test_migrations_and_models_describe_the_same_tables(db: Database) -> None:
    async with db.engine.connect() as connection:
        await connection.run_sync(lambda c: command.check(schema.config(c)))


async def test_migrating_twice_changes_nothing(db: Database) -> None:
    await schema.migrate(db)
    assert await schema.current(db) == schema.head()


async def test_two_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url)
    async with first.engine.begin() as connection:
        await connection.run_sync(lambda c: [t.drop(c) for t in reversed(SQLModel.metadata.sorted_tables)])
        await connection.execute(text("DROP TABLE alembic_version"))
    await asyncio.gather(schema.migrate(first), schema.migrate(second))
    assert await schema.current(second) == schema.head()
    await first.close()
    await second.close()


async def test_an_older_program_refuses_a_newer_database(db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.TooNew, match="newer Rumbo"):
        await schema.migrate(db)


async def test_a_telegram_id_beyond_32_bits_is_kept(db: Database) -> None:
    async with db.begin() as session:
        person = Person(locale="es", created_at=time.now())
        session.add(person)
        await session.flush()
        session.add(Account(id=7_000_000_000, person_id=person.id))
    async with db.reading() as session:
        account = (await session.exec(select(Account))).one()
    assert account.id == 7_000_000_000


async def test_a_moment_comes_back_as_it_went_in(db: Database) -> None:
    moment = time.now()
    async with db.begin() as session:
        session.add(Person(locale="es", created_at=moment))
    async with db.reading() as session:
        assert (await session.exec(select(Person.created_at))).one() == moment


async def test_what_people_gave_before_is_written_down_as_their_consent(db: Database) -> None:
    (file,) = (schema.FOLDER / "versions").glob("*_consents_requests_and_closing_a_profile.py")
    revision = import_module(f"migrations.versions.{file.stem}")
    now = time.now()
    async with db.begin() as session:
        people = [
            Person(locale="es", created_at=now, moves=["art"], colonia="Centro"),
            Person(locale="es", created_at=now, muted=["digest"]),
            Person(locale="es", created_at=now),
        ]
        session.add_all(people)
        await session.flush()
        one, quiet, stranger = (person.id or 0 for person in people)
        for person_id in (one, quiet):
            session.add(Follow(person_id=person_id, topic="health", since=now))
        session.add(JourneyStage(person_id=quiet, topic="health", evidence="algo", begun_at=now, stamped_at=now))
        await session.flush()
        connection = await session.connection()
        for statement in revision.statements():
            await connection.execute(text(statement))
    async with db.reading() as session:
        found = {(consent.person_id, consent.purpose) for consent in await session.exec(select(Consent))}
    assert found == {
        *((one, purpose) for purpose in ("digest", "suggestions", "place")),
        *((quiet, purpose) for purpose in ("suggestions", "evidence")),
    }
    assert stranger not in {person_id for person_id, _purpose in found}


async def test_a_permission_from_before_keeps_its_place_and_its_answer(tmp_path: Path) -> None:
    """On SQLite its table is made anew; what is about an application or about nothing tells the two apart."""
    db = Database(f"sqlite:///{tmp_path}/old.db")
    row = (
        "INSERT INTO permission (id, person_id, enrollment_id, token_hash, relation, name, asked_at, expires_at,"
        " approved) VALUES (7, 1, 1, 'abc', 'mother', 'Rosa', '2026-11-21 18:00:00', '2026-11-22 18:00:00', 1)"
    )
    before = [
        "INSERT INTO person (id, locale, chose_locale, moves, free, muted, weekly, since, created_at)"
        " VALUES (1, 'es', 0, '[]', '[]', '[]', 3, '{}', '2026-11-21 18:00:00')",
    ]
    async with db.engine.begin() as connection:
        await connection.execute(text("PRAGMA foreign_keys=OFF"))
        await connection.run_sync(lambda c: command.upgrade(schema.config(c), "0015"))
        for statement in (*before, row):
            await connection.execute(text(statement))
        await connection.run_sync(lambda c: command.upgrade(schema.config(c), "head"))
    async with db.engine.connect() as connection:
        kept = (
            await connection.execute(text("SELECT id, enrollment_id, application_id, name, approved FROM permission"))
        ).all()
        with pytest.raises(IntegrityError):
            await connection.execute(text("UPDATE permission SET enrollment_id = NULL"))
    await db.close()
    assert [tuple(one) for one in kept] == [(7, 1, None, "Rosa", 1)]
