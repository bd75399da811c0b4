"""Broadcasts on their way: who gets them, who doesn't and why; how they are held, stopped, changed and taken back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any

from sqlmodel import select

from bot import letters, packs, time
from bot.courier import Courier
from bot.db import Database
from bot.jobs.broadcast import Broadcasts
from bot.models import Account, Broadcast, BroadcastMessage, Letter, Person, Post, Stage
from bot.services.broadcasts import correcting, outcomes, running
from bot.services.broadcasts.audience import Rule
from bot.services.broadcasts.drafts import look
from bot.services.facts import Facts
from tests.courier.conftest import TOKEN, words
from tests.courier.wire import Heard, Wire, refused

AWAKE = Facts(zone="America/Mexico_City", quiet=(clock_time(3), clock_time(3)), rehearsal=True)
ASLEEP = replace(AWAKE, quiet_minors=(clock_time(0), clock_time(23, 59, 59)))
FIRST = 9_000_000_000


async def crowd(db: Database, many: int, **more: Any) -> None:
    async with db.begin() as session:
        for number in range(1, many + 1):
            session.add(Person(id=number, locale="es" if number % 2 else "en", created_at=time.now(), **more))
        await session.flush()
        session.add_all([Account(id=FIRST + number, person_id=number) for number in range(1, many + 1)])


async def broadcast(db: Database, many: int, *, text: str = "Feria de empleo", **more: Any) -> int:
    """Approved, for everybody."""
    now = time.now()
    async with db.begin() as session:
        for colleague in (900, 901):
            if await session.get(Person, colleague) is None:
                session.add(Person(id=colleague, locale="es", created_at=now))
        await session.flush()
        row = Broadcast(author_id=901, created_at=now, edited_at=now, audience=Rule(everybody=True).to_json(), **more)
        session.add(row)
        await session.flush()
        number = row.id or 0
        session.add(BroadcastMessage(broadcast_id=number, content={"kind": "text", "text": text}))
        await session.flush()
        row.asked_hash = row.approved_hash = (await look(session, number)).hash
        row.asked_at = row.approved_at = now
        row.asked_count, row.approver_id, row.stage = many, 900, Stage.APPROVED
    return number


@asynccontextmanager
async def sending(db: Database, wire: Wire, facts: Facts = AWAKE) -> AsyncIterator[Broadcasts]:
    """A courier and the clock's job."""
    announcer = letters.Announcements(packs.read("leon"), facts)
    courier = Courier(db, TOKEN, wire.url, write=words, announcer=announcer, paid=400, places=8)
    jobs, stop = Broadcasts(db, facts), asyncio.Event()

    async def tick() -> None:
        while not stop.is_set():
            if await jobs.tick():
                courier.nudge()
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run(stop))
        group.create_task(tick())
        try:
            yield jobs
        finally:
            stop.set()
            await courier.drain(1)


async def until(db: Database, number: int, *stages: Stage, ended: bool = False) -> Broadcast:
    async with asyncio.timeout(120):
        while True:
            async with db.reading() as session:
                row = await session.get_one(Broadcast, number)
            if row.stage in stages and (row.ended_at is not None or not ended):
                return row
            await asyncio.sleep(0.02)


async def go_on(db: Database, number: int) -> None:
    async with db.begin() as session:
        tally = await outcomes.so_far(session, await session.get_one(Broadcast, number), now=time.now())
        await running.resume(session, number, 1, tally, now=time.now())


async def done(db: Database, number: int) -> outcomes.Tally:
    row = await until(db, number, Stage.WATCHED, Stage.PAUSED, Stage.DONE)
    if row.stage is not Stage.DONE:
        await go_on(db, number)
    row = await until(db, number, Stage.DONE, ended=True)
    return outcomes.Tally.from_json(row.outcome)


def to(heard: list[Heard]) -> list[int]:
    return [int(one.params["chat_id"]) - FIRST for one in heard if int(one.params["chat_id"]) > FIRST]


async def test_a_few_go_first_and_the_rest_waits_for_a_look(db: Database, wire: Wire) -> None:
    await crowd(db, 30)
    number = await broadcast(db, 30)
    async with sending(db, wire):
        row = await until(db, number, Stage.WATCHED)
        assert row.canary_size == 20 and len(to(wire.of("sendMessage"))) == 20
        tally = await done(db, number)
    assert sorted(to(wire.of("sendMessage"))) == list(range(1, 31))
    assert tally.sent == tally.audience == 30
    heard = wire.of("sendMessage")[0]
    assert heard.params["text"] == "Feria de empleo" and "reply_markup" in heard.params, "it can be turned off below it"


async def test_the_sums_are_the_audience_and_who_changed_their_mind_is_left_out(db: Database, wire: Wire) -> None:
    def answer(heard: Heard) -> Any:
        number = int(heard.params.get("chat_id", 0)) - FIRST
        words_ = {3: "Bad Request: chat not found", 4: "Forbidden: bot was blocked by the user"}
        return refused(words_[number], 403 if number == 4 else 400) if number in words_ else None

    await crowd(db, 40)
    number = await broadcast(db, 40)
    async with sending(db, wire):
        await until(db, number, Stage.WATCHED, Stage.PAUSED)
        wire.answer = answer
        async with db.begin() as session:
            waiting = select(Letter.person_id).where(Letter.broadcast_id == number, Letter.state == Post.WAITING)
            muted, closed, gone, silent = [n for n in await session.exec(waiting) if n not in (3, 4)][:4]
            (await session.get_one(Person, muted)).muted = ["broadcast"]
            (await session.get_one(Person, closed)).erase_at = time.now() + timedelta(hours=24)
            (await session.get_one(Person, silent)).weekly = 0
            await session.delete(await session.get_one(Person, gone))
        tally = await done(db, number)
    skipped = {muted, closed, gone, silent}
    assert not skipped & set(to(wire.of("sendMessage")))
    assert tally.skipped == 4 and tally.reasons["erased"] == 1 and tally.reasons["muted"] == 2
    assert tally.sent + tally.failed + tally.unreachable + tally.uncertain + tally.skipped == tally.audience == 40
    blocked = 4 in to(wire.of("sendMessage"))[20:]
    async with db.reading() as session:
        assert ((await session.get_one(Account, FIRST + 4)).stopped_at is not None) == blocked


async def test_too_many_errors_pause_it_and_a_colleague_may_go_on(db: Database, wire: Wire) -> None:
    wire.answer = lambda heard: refused("Bad Request: wrong file identifier")
    await crowd(db, 60)
    number = await broadcast(db, 60)
    async with sending(db, wire):
        row = await until(db, number, Stage.PAUSED)
        assert row.reason == "errors" and len(wire.of("sendMessage")) == 20
        wire.answer = lambda heard: None
        await go_on(db, number)
        await until(db, number, Stage.WATCHED, Stage.DONE)
        tally = await done(db, number)
    assert (tally.failed, tally.sent) == (20, 40), "what went wrong before doesn't pause it again"


async def test_stop_ends_it_with_what_had_left(db: Database, wire: Wire) -> None:
    await crowd(db, 200)
    number = await broadcast(db, 200)
    async with sending(db, wire):
        await until(db, number, Stage.WATCHED)
        await go_on(db, number)
        async with asyncio.timeout(60):
            while len(wire.of("sendMessage")) < 60:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        async with db.begin() as session:
            await running.stop(session, number, 1, now=time.now())
        left = len(wire.of("sendMessage"))
        row = await until(db, number, Stage.STOPPED, ended=True)
    assert len(wire.of("sendMessage")) <= left + 8
    tally = outcomes.Tally.from_json(row.outcome)
    assert tally.reasons["stopped"] == tally.skipped and tally.sent + tally.skipped == 200


async def test_nobody_is_woken_up_and_the_others_dont_wait_for_them(db: Database, wire: Wire) -> None:
    await crowd(db, 25)
    async with db.begin() as session:
        (await session.get_one(Person, 7)).birth_date = date(time.now().year - 15, 1, 1)
    number = await broadcast(db, 25)
    async with sending(db, wire, ASLEEP):
        await until(db, number, Stage.WATCHED, Stage.SENDING)
        await go_on(db, number)
        tally = outcomes.Tally()
        async with asyncio.timeout(60):
            while tally.sent < 24:
                await asyncio.sleep(0.02)
                async with db.reading() as session:
                    row = await session.get_one(Broadcast, number)
                    tally = await outcomes.so_far(session, row, now=time.now())
    assert 7 not in to(wire.of("sendMessage")) and row.stage is Stage.SENDING
    assert (tally.sent, tally.asleep, tally.waiting) == (24, 1, 1)


async def test_a_correction_edits_and_a_recall_deletes_exactly_what_was_got(db: Database, wire: Wire) -> None:
    await crowd(db, 24)
    number = await broadcast(db, 24)
    async with sending(db, wire):
        await done(db, number)
        async with db.begin() as session:
            old = (await session.exec(select(Letter).where(Letter.broadcast_id == number))).all()
            old[0].said_at = time.now() - timedelta(hours=49)
            ids = {one.person_id: one.message_id for one in old[1:]}
            late = old[0].person_id
        second = await broadcast(db, 24, text="Feria el domingo", corrects_id=number)
        tally = await done(db, second)
        assert (tally.sent, tally.skipped, tally.reasons) == (23, 1, {correcting.TOO_OLD: 1})
        edits = wire.of("editMessageText")
        assert {int(one.params["chat_id"]) - FIRST: int(one.params["message_id"]) for one in edits} == ids
        assert {one.params["text"] for one in edits} == {"Feria el domingo"}
        async with db.begin() as session:
            third = (await correcting.take_back(session, number, 1, now=time.now())).id or 0
            again = await correcting.take_back(session, number, 1, now=time.now())
            assert again.id == third
        tally = await done(db, third)
    assert (tally.sent, tally.skipped) == (23, 1) and late not in to(wire.of("deleteMessages"))
    assert len(to(wire.of("deleteMessages"))) == 23 and len(wire.of("sendMessage")) == 24


async def test_a_correction_ends_what_paused_and_waits_for_what_goes_on(db: Database, wire: Wire) -> None:
    await crowd(db, 30)
    number = await broadcast(db, 30)
    async with sending(db, wire):
        await until(db, number, Stage.WATCHED)
        second = await broadcast(db, 20, text="Feria el domingo", corrects_id=number)
        await asyncio.sleep(0.3)
        async with db.begin() as session:
            assert (await session.get_one(Broadcast, second)).stage is Stage.APPROVED, "it would be overtaken"
            await running.pause(session, number, 1, now=time.now())
        await until(db, number, Stage.STOPPED)
        await go_on(db, number)
        assert (await done(db, second)).sent == 20
    assert len(wire.of("sendMessage")) == 20 and len(wire.of("editMessageText")) == 20


async def test_what_was_approved_and_then_changed_never_leaves(db: Database, wire: Wire) -> None:
    await crowd(db, 60)
    number = await broadcast(db, 60)
    async with db.begin() as session:
        message = (await session.exec(select(BroadcastMessage))).one()
        message.content = {"kind": "text", "text": "Otra cosa"}
    async with sending(db, wire):
        await until(db, number, Stage.DRAFT)
        await asyncio.sleep(0.1)
    assert not wire.of("sendMessage") or all(one.params["text"] != "Otra cosa" for one in wire.of("sendMessage"))
