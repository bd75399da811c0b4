"""People and their accounts."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import NotThere
from bot.models import Account, Person
from bot.services import people
from tests.services.making import NOW

ANA = 7_000_000_001


async def test_a_telegram_id_beyond_32_bits_leads_to_the_same_person_every_time(db: Database) -> None:
    async with db.begin() as session:
        first = await people.of(session, 2**52 - 1, language_code="es", now=NOW)
    async with db.begin() as session:
        again = await people.of(session, 2**52 - 1, language_code="es", now=NOW + timedelta(days=1))
        assert again.id == first.id
        assert again.created_at == NOW
        assert (await session.exec(select(Account.id))).all() == [2**52 - 1]


@pytest.mark.parametrize(
    ("code", "locale"),
    [("es", "es"), ("en", "en"), ("en_US", "en"), ("EN-gb", "en"), ("pt-br", "es"), (None, "es"), ("", "es")],
)
async def test_the_language_is_what_telegram_says_until_one_is_chosen(
    db: Database, code: str | None, locale: str
) -> None:
    async with db.begin() as session:
        assert (await people.of(session, ANA, language_code=code, now=NOW)).locale == locale


async def test_a_guessed_language_follows_telegram_and_a_chosen_one_stays(db: Database) -> None:
    async with db.begin() as session:
        ana = await people.of(session, ANA, language_code="es", now=NOW)
        assert (await people.of(session, ANA, language_code="en", now=NOW)).locale == "en"
        assert (await people.of(session, ANA, language_code=None, now=NOW)).locale == "en", "silence says nothing"
        await people.speak(session, ana.id or 0, "es")
        assert (await people.of(session, ANA, language_code="en", now=NOW)).locale == "es"


async def test_a_language_we_do_not_have_is_refused(db: Database) -> None:
    async with db.begin() as session:
        ana = await people.of(session, ANA, language_code="es", now=NOW)
        with pytest.raises(NotThere):
            await people.speak(session, ana.id or 0, "xx")
        with pytest.raises(NotThere):
            await people.speak(session, 10**12, "en")


async def test_who_stopped_the_bot_is_out_of_reach_until_they_write_again(db: Database) -> None:
    async with db.begin() as session:
        ana = await people.of(session, ANA, language_code="es", now=NOW)
        assert ana.id is not None
        assert await people.reach(session, ana.id) == ANA
        await people.stopped(session, ANA, NOW)
        await people.stopped(session, ANA, NOW + timedelta(days=1))
        assert await people.reach(session, ana.id) is None
        assert (await session.exec(select(Account.stopped_at))).one() == NOW
        await people.of(session, ANA, language_code="es", now=NOW)
        assert await people.reach(session, ana.id) == ANA


async def test_nobody_is_reached_where_there_is_no_account(db: Database) -> None:
    async with db.begin() as session:
        assert await people.reach(session, 10**12) is None
        await people.stopped(session, 10**12, NOW)


async def test_an_account_that_another_turn_made_a_moment_ago_is_found(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.begin() as session:
        ana = await people.of(session, ANA, language_code="es", now=NOW)
    seen = people._known
    looks = iter([True, False])

    async def blind_at_first(session: object, account_id: int) -> object:
        return None if next(looks) else await seen(session, account_id)  # type: ignore[arg-type]

    monkeypatch.setattr(people, "_known", blind_at_first)
    async with db.begin() as session:
        assert (await people.of(session, ANA, language_code="es", now=NOW)).id == ana.id
        assert len((await session.exec(select(Person))).all()) == 1
