"""How fast a bot may speak, and the silence after it spoke too fast."""

from collections.abc import AsyncIterator

import pytest

from bot.playground import Running, serve
from bot.playground.errors import Refused
from bot.playground.limits import Limits
from tests.playground.speaking import ANA, Bot, People, at_once, buttons, png


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(limits: Limits, chat_id: int, count: int = 1) -> int:
    """The seconds to wait; 0 when the message was let through."""
    try:
        limits.take(42, chat_id, count)
    except Refused as refusal:
        assert refusal.parameters is not None
        assert refusal.description == f"Too Many Requests: retry after {refusal.parameters['retry_after']}"
        return int(refusal.parameters["retry_after"])
    return 0


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limits(watch: Watch) -> Limits:
    return Limits(1.0, watch)


def test_thirty_in_any_sliding_second(limits: Limits, watch: Watch) -> None:
    for place in range(20):
        assert refused(limits, place + 1) == 0
    watch.now += 0.9
    for place in range(10):
        assert refused(limits, place + 101) == 0
    assert refused(limits, 999) == 1
    # Within the second of silence even an empty window stays shut, for every chat.
    watch.now += 0.5
    assert refused(limits, 1000) == 1
    watch.now += 0.51
    assert refused(limits, 1000) == 0


def test_five_in_five_seconds_to_one_chat(limits: Limits, watch: Watch) -> None:
    for _ in range(5):
        assert refused(limits, 1) == 0
    watch.now += 1.5
    assert refused(limits, 1) == 4
    assert refused(limits, 2) == 0
    watch.now += 3.6
    assert refused(limits, 1) == 1
    watch.now += 0.5
    assert refused(limits, 1) == 0


def test_twenty_a_minute_to_one_group(limits: Limits, watch: Watch) -> None:
    for _ in range(20):
        assert refused(limits, -1) == 0
        watch.now += 2
    assert refused(limits, -1) == 20
    watch.now += 20.1
    assert refused(limits, -1) == 0


def test_an_album_counts_each_item_and_all_or_nothing(limits: Limits, watch: Watch) -> None:
    assert refused(limits, 1, 3) == 0
    assert refused(limits, 1, 3) == 5
    watch.now += 5.1
    assert refused(limits, 1, 5) == 0
    watch.now += 6
    assert refused(limits, 1, 10) == 0, "an album larger than the window fits into an empty one"


def test_a_refused_message_is_not_counted_in_any_window(limits: Limits, watch: Watch) -> None:
    for _ in range(5):
        refused(limits, 1)
    for _ in range(30):
        refused(limits, 1)
    assert sum(refused(limits, 100 + place) == 0 for place in range(30)) == 25


def test_the_factor_raises_every_allowance_and_zero_lifts_it(watch: Watch) -> None:
    tenfold = Limits(10, watch)
    assert [refused(tenfold, 1) for _ in range(51)] == [0] * 50 + [5]
    off = Limits(0, watch)
    assert {refused(off, 1) for _ in range(1000)} == {0}


@pytest.fixture
async def limited(watch: Watch) -> AsyncIterator[Running]:
    """A playground with limits whose watch stands still, so that a slow machine changes nothing."""
    running = await serve("127.0.0.1", 0, None)
    running.world.limits.watch = watch
    yield running
    await running.close()


async def test_over_http_the_sixth_quick_message_is_refused_with_429(
    limited: Running, bot: Bot, people: People
) -> None:
    bot, people = Bot(bot.session, limited.url), People(bot.session, limited.url)
    await people.send({"start": ""})
    sent = await bot.says("uno", reply_markup=buttons([("a", "a")]))
    place = {"chat_id": ANA, "message_id": sent["message_id"]}
    await bot.call("editMessageText", **place, text="dos")
    await bot.call("editMessageReplyMarkup", **place, reply_markup=buttons([("b", "b")]))
    await bot.call("copyMessage", chat_id=ANA, from_chat_id=ANA, message_id=sent["message_id"])
    await bot.parts("sendPhoto", {"photo": ("a.png", png())}, chat_id=ANA)
    answer = await bot.call("sendMessage", chat_id=ANA, text="seis")
    assert (answer.status, answer.error) == (429, f"Too Many Requests: retry after {answer.retry_after}")
    assert answer.retry_after == 5
    # Looking, answering and the typing sign are no messages.
    assert (await bot.call("sendChatAction", chat_id=ANA, action="typing")).status == 200
    assert (await bot.call("getChat", chat_id=ANA)).status == 200


async def test_a_flood_lets_thirty_through(limited: Running, bot: Bot, people: People) -> None:
    bot, people = Bot(bot.session, limited.url), People(bot.session, limited.url)
    crowd = [{"id": 8_000_000_000 + place, "first_name": "P", "started": True} for place in range(60)]
    await people.post("people", {"people": crowd})
    answers = await at_once(*(bot.call("sendMessage", chat_id=one["id"], text="hola") for one in crowd))
    assert sum(answer.status == 200 for answer in answers) == 30
    assert {answer.retry_after for answer in answers if answer.status != 200} == {1}
