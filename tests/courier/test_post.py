"""Who may say which letter: claims, leases, and marks by their right owner."""

import asyncio
from datetime import timedelta

from sqlmodel import select

from bot import time
from bot.courier import post
from bot.db import Database
from bot.models import Letter, Post, Priority
from bot.screen import Screen, Show
from tests.courier.conftest import ANA, BETO, CASEY, Office, past


async def claim(db: Database, n: int = 10, **more) -> list[Letter]:  # type: ignore[no-untyped-def]
    asked = {"owner": "me", "now": time.now(), "wall": time.wall()} | more
    async with db.begin() as session:
        return await post.claim(session, n, **asked)


async def test_the_most_urgent_then_the_oldest_are_claimed(db: Database, office: Office) -> None:
    news = await office.put(person_id=await office.person(1), due_at=past(5))
    older = await office.put(person_id=await office.person(2), due_at=past(50))
    broadcast = await office.put(person_id=await office.person(3), priority=Priority.NUDGE, due_at=past(500))
    reply = await office.reply("hola")
    assert [one.id for one in await claim(db, 3)] == [reply, older, news]
    assert [one.id for one in await claim(db, 3)] == [broadcast]


async def test_a_claim_leases_on_the_machines_clock(db: Database, office: Office) -> None:
    await office.reply("hola")
    time.follow(timedelta(days=7))
    (letter,) = await claim(db)
    assert letter.state is Post.SENDING and letter.lease_token
    assert letter.lease_until is not None and timedelta() < letter.lease_until - time.wall() <= post.LEASE


async def test_nothing_is_claimed_before_it_is_due_or_before_its_next_try(db: Database, office: Office) -> None:
    await office.put(person_id=await office.person(1), due_at=time.now() + timedelta(minutes=1))
    await office.reply("hola", not_before=past(-60))
    assert await claim(db) == []


async def test_a_reply_is_due_even_where_the_clock_was_set_back(db: Database, office: Office) -> None:
    number = await office.reply("hola", due_at=time.now() + timedelta(days=2))
    assert [one.id for one in await claim(db)] == [number]


async def test_only_the_oldest_unsaid_reply_of_a_chat_is_claimed(db: Database, office: Office) -> None:
    first, _, other = await office.reply("1"), await office.reply("2"), await office.reply("3", BETO)
    assert [one.id for one in await claim(db)] == [first, other]
    assert await claim(db) == []


async def test_a_reply_that_rests_still_holds_its_place(db: Database, office: Office) -> None:
    await office.reply("1", not_before=past(-60))
    await office.reply("2")
    assert await claim(db) == []


async def test_two_letters_of_one_person_are_not_claimed_together(db: Database, office: Office) -> None:
    person = await office.person(ANA)
    first = await office.put(person_id=person, due_at=past(9))
    second = await office.put(person_id=person)
    (letter,) = await claim(db)
    assert letter.id == first
    assert await claim(db) == []
    assert letter.lease_token
    async with db.begin() as session:
        assert await post.mark(session, first, letter.lease_token, **post.final(Post.DELIVERED))
    assert [one.id for one in await claim(db)] == [second]


async def test_two_orphans_of_one_person_are_both_taken_over(db: Database, office: Office) -> None:
    person = await office.person(ANA)
    orphan = {"state": Post.SENDING, "lease_until": past(1), "lease_token": "gone"}
    first, second = await office.put(person_id=person, **orphan), await office.put(person_id=person, **orphan)
    (letter,) = await claim(db)
    assert letter.id == first and letter.lease_token
    assert letter.repeats == 0, "it had not even been written"
    async with db.begin() as session:
        assert await post.mark(session, first, letter.lease_token, **post.final(Post.DELIVERED))
    assert [one.id for one in await claim(db)] == [second]


async def test_a_letter_whose_process_died_is_taken_over_once(db: Database, office: Office) -> None:
    number = await office.reply("hola")
    await claim(db)
    later = time.wall() + post.LEASE + timedelta(seconds=1)
    (again,) = await claim(db, wall=later)
    assert (again.id, again.repeats) == (number, 1)
    assert await claim(db, wall=later + post.LEASE + timedelta(seconds=1)) == []
    letter = await office.letter(number)
    assert (letter.state, letter.call) == (Post.UNCERTAIN, None)


async def test_an_edit_is_taken_over_as_often_as_needed(db: Database, office: Office) -> None:
    await office.reply(Show(Screen("x")), tapped=4)
    wall = time.wall()
    for repeats in range(4):
        (letter,) = await claim(db, wall=wall)
        assert letter.repeats == repeats
        wall += post.LEASE + timedelta(seconds=1)


async def test_who_lost_a_letter_cannot_mark_it(db: Database, office: Office) -> None:
    number = await office.reply("hola")
    (stale,) = await claim(db)
    (fresh,) = await claim(db, wall=time.wall() + post.LEASE + timedelta(seconds=1))
    assert stale.lease_token and fresh.lease_token
    async with db.begin() as session:
        assert not await post.mark(session, number, stale.lease_token, **post.final(Post.REJECTED))
        assert await post.renew(session, [stale.lease_token], time.wall()) == set()
    assert (await office.letter(number)).lease_token == fresh.lease_token
    async with db.begin() as session:
        assert await post.mark(session, number, fresh.lease_token, **post.final(Post.DELIVERED, message_id=9))
    letter = await office.letter(number)
    assert (letter.state, letter.message_id, letter.call) == (Post.DELIVERED, 9, None)


async def test_a_renewed_lease_is_not_taken_over(db: Database, office: Office) -> None:
    await office.reply("hola")
    (letter,) = await claim(db)
    assert letter.lease_token
    later = time.wall() + post.LEASE - timedelta(seconds=1)
    async with db.begin() as session:
        assert await post.renew(session, [letter.lease_token], later) == {letter.lease_token}
    assert await claim(db, wall=later + timedelta(seconds=5)) == []


async def test_what_one_holds_is_not_claimed_again_by_oneself(db: Database, office: Office) -> None:
    number = await office.reply("hola")
    await claim(db)
    assert await claim(db, wall=time.wall() + timedelta(minutes=1), held={number}) == []


async def test_only_urgent_letters_are_claimed_when_asked(db: Database, office: Office) -> None:
    await office.put(person_id=await office.person(1))
    reply = await office.reply("hola", CASEY)
    assert [one.id for one in await claim(db, up_to=Priority.REPLY)] == [reply]


async def test_many_processes_claim_every_letter_exactly_once(db: Database, office: Office) -> None:
    numbers = {await office.reply("x", 8_000_000_000 + n) for n in range(60)}
    other = Database(db.engine.url.render_as_string(hide_password=False))

    async def work(database: Database) -> list[int | None]:
        mine: list[int | None] = []
        while found := await claim(database, 3):
            mine += [one.id for one in found]
        return mine

    claimed = [number for mine in await asyncio.gather(*[work(one) for one in (db, other) * 4]) for number in mine]
    await other.close()
    assert len(claimed) == len(numbers) and set(claimed) == numbers


async def test_a_group_that_moved_takes_its_letters_along(db: Database, office: Office) -> None:
    waiting, done = await office.reply("x", -5), await office.reply("y", -5, state=Post.DELIVERED)
    async with db.begin() as session:
        await post.follow(session, -5, -1005)
    async with db.reading() as session:
        chats = {one.id: one.chat_id for one in (await session.exec(select(Letter))).all()}
    assert chats == {waiting: -1005, done: -5}
