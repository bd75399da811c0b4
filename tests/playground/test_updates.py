"""Hearing: getUpdates with all its rules."""

import asyncio
import time

from bot.playground import Running
from tests.playground.speaking import ANA, BETO, Bot, People, bot_polls, eventually


async def test_what_somebody_writes_comes_once_and_in_order(bot: Bot, people: People) -> None:
    await people.write("uno")
    await people.write("dos", BETO)
    await people.write("tres")
    updates = await bot.updates()
    assert [update["message"]["text"] for update in updates] == ["uno", "dos", "tres"]
    ids = [update["update_id"] for update in updates]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    assert await bot.updates() == []


async def test_unconfirmed_updates_come_again(bot: Bot, people: People) -> None:
    await people.write("uno")
    first = (await bot.call("getUpdates")).result
    assert (await bot.call("getUpdates")).result == first
    assert (await bot.call("getUpdates", offset=first[0]["update_id"])).result == first
    assert (await bot.call("getUpdates", offset=first[0]["update_id"] + 1)).result == []


async def test_a_negative_offset_forgets_what_is_older(bot: Bot, people: People) -> None:
    for text in ("uno", "dos", "tres"):
        await people.write(text)
    last = (await bot.call("getUpdates", offset=-2)).result
    assert [update["message"]["text"] for update in last] == ["dos", "tres"]
    assert len((await bot.call("getUpdates")).result) == 2


async def test_the_limit_is_kept(bot: Bot, people: People) -> None:
    for place in range(5):
        await people.write(str(place))
    assert len((await bot.call("getUpdates", limit=2)).result) == 2


async def test_a_long_poll_waits_and_ends_when_something_happens(running: Running, bot: Bot, people: People) -> None:
    poll = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    await bot_polls(running)
    begin = time.monotonic()
    await people.write("hola")
    assert (await poll).result[0]["message"]["text"] == "hola"
    assert time.monotonic() - begin < 10


async def test_a_long_poll_without_news_ends_empty_after_its_timeout(bot: Bot) -> None:
    begin = time.monotonic()
    assert (await bot.call("getUpdates", timeout=1)).result == []
    assert 0.9 < time.monotonic() - begin < 20


async def test_the_newer_of_two_pollers_ends_the_older_with_409(running: Running, bot: Bot, people: People) -> None:
    older = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    await bot_polls(running)
    newer = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    answer = await older
    assert answer.status == 409
    assert answer.error == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await people.write("hola")
    assert len((await newer).result) == 1


async def test_a_poller_that_hung_up_is_no_rival(running: Running, bot: Bot, people: People) -> None:
    gone = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    await bot_polls(running)
    gone.cancel()

    async def free() -> bool:
        return running.world.bots[42].poll is None

    await eventually(free, bool)
    poll = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    await bot_polls(running)
    await people.write("hola")
    assert (await poll).result[0]["message"]["text"] == "hola"


async def test_only_allowed_updates_come(bot: Bot, people: People) -> None:
    await bot.call("getUpdates", allowed_updates=["callback_query"])
    await people.write("nadie escucha")
    assert await bot.updates() == []
    await bot.call("getUpdates", allowed_updates=[])
    await people.write("ahora si")
    assert [update["message"]["text"] for update in await bot.updates()] == ["ahora si"]


async def test_what_was_said_before_any_bot_came_waits_for_the_first(bot: Bot, people: People) -> None:
    await people.write("hay alguien?")
    assert (await people.get("state"))["waiting"] == 1
    assert [update["message"]["text"] for update in await bot.updates()] == ["hay alguien?"]
    assert (await people.get("state"))["waiting"] == 0


async def test_people_talk_to_the_bot_that_connected_last(bot: Bot, people: People) -> None:
    other = Bot(bot.session, bot.url, "77:other")
    await bot.updates()
    await other.updates()
    await people.write("hola")
    assert await bot.updates() == []
    # Asking made the first bot the listening one again; the message stays with whom it was for.
    assert len((await other.call("getUpdates")).result) == 1


async def test_a_message_carries_who_where_and_when(bot: Bot, people: People) -> None:
    await people.write("hola")
    message = (await bot.updates())[0]["message"]
    assert message["from"] == {
        "id": ANA, "is_bot": False, "first_name": "Ana", "username": "ana_leon", "language_code": "es",
    }  # fmt: skip
    assert message["chat"] == {"id": ANA, "first_name": "Ana", "username": "ana_leon", "type": "private"}
    assert abs(message["date"] - time.time()) < 5
    assert message["message_id"] > 0


async def test_an_update_keeps_what_was_written_though_it_is_edited_later(bot: Bot, people: People) -> None:
    message = await people.write("antes")
    await people.send({"edit": {"message_id": message["message_id"], "text": "después"}})
    first, second = await bot.updates()
    assert first["message"]["text"] == "antes"
    assert second["edited_message"]["text"] == "después"
    assert "edit_date" in second["edited_message"]


async def test_a_bot_token_is_digits_colon_anything(bot: Bot) -> None:
    assert (await bot.call("getMe")).result["id"] == 42
    for token in ("42", "x:y", ":y", "42:"):
        assert (await Bot(bot.session, bot.url, token).call("getMe")).status == 404
