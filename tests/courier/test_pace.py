"""The pace as Telegram sees it: a wire that notes when each message arrived."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot import time as bot_time
from bot.courier.pace import Errand, NotYet, Overtaken, Pace
from bot.courier.transport import SlowDown, Transport
from bot.courier.turnstile import Turnstile
from bot.courier.voice import Bot, Voice
from bot.db import Database
from bot.models import Priority
from tests.courier.conftest import TOKEN
from tests.courier.wire import Wire, most_within, too_fast

pytestmark = pytest.mark.slow  # real seconds must pass for what these prove


@asynccontextmanager
async def voices(database_url: str, wire: Wire, number: int = 1) -> AsyncIterator[list[Bot]]:
    """So many processes' worth of voice: each with its own limiter, transport and connection to one database."""
    opened = []
    for _ in range(number):
        db = Database(database_url)
        voice = Voice(TOKEN, wire.url, Pace(db), transport=Transport(connections=60))
        await voice.open()
        opened.append((db, voice))
    try:
        yield [voice.bot for _, voice in opened]
    finally:
        for db, voice in opened:
            await voice.close()
            await db.close()


async def test_two_processes_together_never_exceed_thirty_in_a_second(database_url: str, wire: Wire) -> None:
    async with voices(database_url, wire, 2) as bots:
        began = time.monotonic()
        await asyncio.gather(*[bots[n % 2].send_message(9_000_000_000 + n, "x") for n in range(40)])
        took = time.monotonic() - began
    moments = [one.at for one in wire.heard]
    assert len(moments) == 40
    assert most_within(1.0, moments) <= 30
    assert most_within(0.1, moments) <= 8, "smooth, not a burst and a silence"
    assert took < 20


async def test_after_a_429_no_process_sends_until_it_is_over(
    database_url: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, written = list[float](), list[float]()
    halt = Pace.halt

    def once(heard):  # type: ignore[no-untyped-def]
        if not told and len(wire.heard) == 5:
            told.append(time.monotonic())
            return too_fast(2)
        return None

    async def noted(self: Pace, seconds: float) -> None:
        await halt(self, seconds)
        written.append(time.monotonic())

    monkeypatch.setattr(Pace, "halt", noted)
    wire.answer = once
    async with voices(database_url, wire, 2) as bots:
        answers = await asyncio.gather(
            *[bots[n % 2].send_message(9_000_000_000 + n, "x") for n in range(40)], return_exceptions=True
        )
    assert [type(one) for one in answers if isinstance(one, Exception)] == [SlowDown]
    # What had left before the answer was read and written down can't be called back.
    known, over = written[0] + 0.1, told[0] + 2.0
    assert known < over
    assert [one.at - told[0] for one in wire.heard if known < one.at < over] == []
    assert sum(1 for one in wire.heard if one.at >= over) >= 20
    assert most_within(1.0, [one.at for one in wire.heard]) <= 30


async def test_the_silence_outlives_a_restart_and_holds_for_calls_that_do_not_count(
    database_url: str, wire: Wire
) -> None:
    async with voices(database_url, wire) as (bot,):
        wire.answer = lambda heard: too_fast(1)
        with pytest.raises(SlowDown):
            await bot.send_message(5, "x")
    halted = time.monotonic()
    wire.answer = lambda heard: {"result": True}
    async with voices(database_url, wire) as (bot,):
        impatient = Errand(patience=0.1)
        with pytest.raises(NotYet):
            await bot.ask("answerCallbackQuery", {"callback_query_id": "1"}, impatient)
        with pytest.raises(NotYet):
            await bot.ask("sendMessage", {"chat_id": 6, "text": "x"}, impatient)
        await bot.ask("answerCallbackQuery", {"callback_query_id": "1"}, Errand())
    assert wire.heard[-1].at - halted > 0.9
    assert len(wire.heard) == 2


async def test_one_chat_gets_five_at_once_and_then_one_a_second_while_others_go_on(
    database_url: str, wire: Wire
) -> None:
    def flooded() -> list[float]:
        return [one.at for one in wire.heard if one.params["chat_id"] == "5"]

    async with voices(database_url, wire, 2) as bots, asyncio.timeout(20):
        flood = asyncio.gather(*[bots[n % 2].send_message(5, "flood") for n in range(7)])
        await bots[0].send_message(6, "calm")
        await bots[1].send_message(7, "calm")
        assert len(flooded()) <= 5
        await flood
    first, *_, sixth, last = sorted(flooded())
    assert most_within(5.0, flooded()) <= 5
    assert sorted(flooded())[4] - first < 3
    assert sixth - first >= 5 and last - first < 10


async def test_moments_that_were_missed_do_not_use_up_a_chats_quota(
    database_url: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.pace.LATE", -1.0)
    async with voices(database_url, wire) as (bot,):
        answers = await asyncio.gather(
            *[bot.ask("sendMessage", {"chat_id": 5, "text": "x"}, Errand(patience=3)) for _ in range(5)],
            return_exceptions=True,
        )
    assert not [one for one in answers if isinstance(one, Exception)]
    assert len(wire.heard) == 5


async def test_what_cannot_leave_soon_says_when_instead_of_waiting(database_url: str, wire: Wire) -> None:
    async with voices(database_url, wire) as (bot,):
        answers = await asyncio.gather(
            *[bot.ask("sendMessage", {"chat_id": 5, "text": "x"}, Errand(patience=0.5)) for _ in range(6)],
            return_exceptions=True,
        )
    (late,) = [one for one in answers if isinstance(one, Exception)]
    assert isinstance(late, NotYet)
    assert timedelta(seconds=2) < late.at - bot_time.wall() < timedelta(seconds=6)
    assert len(wire.heard) == 5


async def test_replies_overtake_a_broadcast_that_is_waiting(database_url: str, wire: Wire) -> None:
    async with voices(database_url, wire) as (bot,):
        low = [
            asyncio.ensure_future(bot.ask("sendMessage", {"chat_id": 100 + n, "text": "b"}, Errand(Priority.BROADCAST)))
            for n in range(25)
        ]
        await asyncio.sleep(0.2)
        before = len(wire.heard)
        await bot.ask("sendMessage", {"chat_id": 5, "text": "reply"}, Errand(Priority.REPLY))
        place = [one.params["text"] for one in wire.heard].index("reply")
        await asyncio.gather(*low)
    assert place - before <= 6


async def test_what_counts_for_nothing_waits_for_nothing(database_url: str, wire: Wire) -> None:
    wire.answer = lambda heard: {"result": True}
    async with voices(database_url, wire) as (bot,):
        await asyncio.gather(*[bot.ask("sendChatAction", {"chat_id": 5}, Errand()) for _ in range(40)])
    moments = [one.at for one in wire.heard]
    assert most_within(1.0, moments) > 30


async def test_an_album_counts_for_each_of_its_pictures(database_url: str, wire: Wire) -> None:
    wire.answer = lambda heard: [wire.message(heard.params)]  # type: ignore[assignment, return-value]
    async with voices(database_url, wire) as (bot,):
        album = {"media": [{"type": "photo", "media": f"id{n}"} for n in range(10)]}
        began = time.monotonic()
        await asyncio.gather(*[bot.ask("sendMediaGroup", {"chat_id": 50 + n, **album}, Errand()) for n in range(5)])
    moments = [one.at for one in wire.heard for _ in range(10)]
    assert most_within(1.0, moments) <= 30
    assert time.monotonic() - began > 1.2


async def test_somebody_elses_letter_is_not_sent(database_url: str, wire: Wire) -> None:
    async with voices(database_url, wire) as (bot,):
        with pytest.raises(Overtaken):
            await bot.ask("sendMessage", {"chat_id": 5, "text": "x"}, Errand(ours=lambda: False))
    assert wire.heard == []


async def test_a_network_that_stalls_does_not_let_more_than_thirty_arrive_together(
    database_url: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, began = Transport.do_request, time.monotonic()

    async def stalled(self, *args, **options):  # type: ignore[no-untyped-def]
        await asyncio.sleep(max(0.0, began + 1.5 - time.monotonic()))
        return await real(self, *args, **options)

    monkeypatch.setattr(Transport, "do_request", stalled)
    async with voices(database_url, wire) as (bot,):
        began = time.monotonic()
        await asyncio.gather(*[bot.send_message(9_000_000_000 + n, "x") for n in range(45)])
    assert len(wire.heard) == 45
    assert most_within(1.0, [one.at for one in wire.heard]) <= 30


async def test_the_turnstile_lets_the_urgent_first_and_survives_who_gives_up() -> None:
    turnstile, order = Turnstile(), list[str]()

    async def pass_through(priority: int, name: str) -> None:
        async with turnstile.turn(priority):
            order.append(name)
            await asyncio.sleep(0.01)

    tasks = [
        asyncio.ensure_future(pass_through(priority, name))
        for priority, name in [(5, "first"), (7, "slow"), (0, "gone"), (0, "reply"), (5, "second")]
    ]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["first", "reply", "second", "slow"]
    async with asyncio.timeout(1), turnstile.turn(0):
        order.append("still open")
