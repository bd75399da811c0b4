"""The transport: what it sends, and errors that tell what may have arrived and never where it was sent to."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.courier.transport import Garbled, NotSent, SlowDown, Transport, Unwell
from tests.courier.conftest import TOKEN
from tests.courier.wire import Wire, refused, too_fast

Bot = ExtBot[None]


@pytest.fixture
async def bot(wire: Wire) -> AsyncIterator[Bot]:
    transport = Transport(read=0.3)
    await transport.initialize()
    yield ExtBot(TOKEN, base_url=f"{wire.url}/bot", request=transport, get_updates_request=transport)
    await transport.shutdown()


async def test_words_of_every_script_arrive_as_they_are(bot: Bot, wire: Wire) -> None:
    await bot.send_message(7000000001, "¿Qué? 😀 & <b>", reply_markup={"inline_keyboard": []})  # type: ignore[arg-type]
    assert wire.heard[0].params == {
        "chat_id": "7000000001",
        "text": "¿Qué? 😀 & <b>",
        "reply_markup": '{"inline_keyboard": []}',
    }


async def test_files_and_words_travel_together(bot: Bot, wire: Wire) -> None:
    content = bytes(range(256)) * 300
    await bot.send_document(5, InputFile(content, filename="ñandú.ics"), caption="Tu calendario 📅")
    assert wire.heard[0].params["document"] == content
    assert wire.heard[0].params["caption"] == "Tu calendario 📅"


async def test_two_hundred_messages_use_few_connections_and_no_httpx(bot: Bot, wire: Wire) -> None:
    began = time.monotonic()
    for _ in range(20):
        await asyncio.gather(*[bot.send_message(5, "x") for _ in range(10)])
    assert len(wire.heard) == 200
    assert 200 / (time.monotonic() - began) > 100


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("hang", TimedOut),
        ("drop", TimedOut),
        ((200, '{"ok": tru'), Garbled),
        ((200, ""), Garbled),
        ((200, "<html>welcome to the hotel's network</html>"), Garbled),
        ((502, "<html>Bad Gateway</html>"), Unwell),
        ((403, "<html>no</html>"), Unwell),
        ((302, ""), Unwell),
        (too_fast(7), SlowDown),
        ((429, "<html>slow</html>"), SlowDown),
        (refused("Bad Request: chat not found"), BadRequest),
        (refused("Forbidden: bot was blocked by the user", 403), Forbidden),
    ],
)
async def test_each_way_to_fail_has_its_error(bot: Bot, wire: Wire, answer: object, error: type[Exception]) -> None:
    wire.answer = lambda heard: answer  # type: ignore[assignment, return-value]
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(5, "hola")
    assert type(caught.value) is error
    assert TOKEN not in _everything(caught.value)


async def test_a_429_tells_its_seconds(bot: Bot, wire: Wire) -> None:
    wire.answer = lambda heard: too_fast(7)
    with pytest.raises(SlowDown) as caught:
        await bot.send_message(5, "hola")
    assert caught.value.seconds == 7


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/bot", "http://nobody.invalid/bot", "http://[oops/bot"])
async def test_without_a_connection_nothing_was_sent(url: str) -> None:
    transport = Transport()
    await transport.initialize()
    bot: Bot = ExtBot(TOKEN, base_url=url, request=transport, get_updates_request=transport)
    with pytest.raises(NotSent) as caught:
        await bot.send_message(5, "hola")
    await transport.shutdown()
    assert TOKEN not in _everything(caught.value)
    with pytest.raises(NotSent):
        await bot.send_message(5, "closed")


async def test_waiting_for_a_free_connection_is_surely_not_sent(wire: Wire) -> None:
    wire.answer = lambda heard: "hang"
    transport = Transport(connections=1, read=2)
    await transport.initialize()
    bot: Bot = ExtBot(TOKEN, base_url=f"{wire.url}/bot", request=transport, get_updates_request=transport)
    first, second = await asyncio.gather(
        bot.send_message(5, "one"),
        bot.send_message(5, "two", connect_timeout=0.2),
        return_exceptions=True,
    )
    await transport.shutdown()
    assert type(first) is TimedOut and type(second) is NotSent
    assert len(wire.heard) == 1


def _everything(error: BaseException) -> str:
    """The error and all that hangs on it."""
    found, todo = [], [error]
    while todo:
        one = todo.pop()
        found += [str(one), repr(one), repr(vars(one) if hasattr(one, "__dict__") else "")]
        todo += [other for other in (one.__cause__, one.__context__) if other is not None]
    return "\n".join(found)
