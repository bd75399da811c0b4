"""The control interface: people, chats, clock, faults, calls."""

import asyncio
import time
from datetime import datetime

import aiohttp
import pytest

from bot.playground import Running
from tests.playground.speaking import ANA, BETO, Bot, People, bot_polls, buttons, png


async def test_a_fresh_playground_has_five_people(people: People) -> None:
    listed = (await people.get("people"))["people"]
    assert [(person["first_name"], person["language_code"]) for person in listed] == [
        ("Ana", "es"), ("Beto", "es"), ("Casey", "en"), ("Diana", "es"), ("Empresa", "es"),
    ]  # fmt: skip
    assert all(person["id"] > 2**32 and person["blocked"] is False for person in listed)


async def test_people_are_added_with_or_without_an_id(people: People) -> None:
    one = await people.post("people", {"first_name": "Fer", "language_code": "en", "username": "fer"})
    assert (one["first_name"], one["language_code"], one["username"], one["blocked"]) == ("Fer", "en", "fer", False)
    two = await people.post("people", {"id": 5, "first_name": "Gus"})
    assert (two["id"], two["language_code"]) == (5, "es")
    assert (await people.post("people", {"language_code": "es"}))["status"] == 400
    assert (await people.get("chats/5"))["chat"] == {
        "id": 5, "title": "Gus", "type": "private", "blocked": False, "started": False, "is_forum": False,
        "members": [5],
    }  # fmt: skip


async def test_a_chat_shows_what_the_contract_says(bot: Bot, people: People) -> None:
    await people.send({"start": "curso_3"})
    assert (await bot.updates())[0]["message"]["text"] == "/start curso_3"
    await bot.says("<b>hola</b>", parse_mode="HTML", reply_markup=buttons([("Sí", "a")]))
    await bot.parts("sendPhoto", {"photo": ("a.png", png(4, 5))}, chat_id=ANA, caption="foto")
    chat = await people.get(f"chats/{ANA}")
    assert {"chat", "typing", "keyboard", "menu", "messages", "revision"} <= set(chat)
    start, hello, photo = chat["messages"]
    assert (start["from"], start["text"]) == ("person", "/start curso_3")
    assert hello["html"] == "<b>hola</b>"
    button = hello["buttons"][0][0]
    assert (button["text"], button["data"], button["url"]) == ("Sí", "a", None)
    assert (photo["photo"]["width"], photo["photo"]["height"], photo["text"]) == (4, 5, "foto")
    async with bot.session.get(bot.url + photo["photo"]["url"]) as response:
        assert (response.content_type, await response.read()) == ("image/png", png(4, 5))
    expected = {"message_id", "from", "text", "html", "date", "edited", "buttons", "photo", "document", "location",
                "contact", "poll", "voice", "sticker", "video", "reply_to", "album"}  # fmt: skip
    assert expected <= set(hello)


async def test_a_reader_waits_for_the_next_change(bot: Bot, people: People) -> None:
    await people.send({"start": ""})
    revision = (await people.get(f"chats/{ANA}"))["revision"]
    waiting = asyncio.ensure_future(people.get(f"chats/{ANA}", after=revision, wait=20))
    await people.write("otra", BETO)
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await bot.says("hola")
    chat = await waiting
    assert (chat["revision"] > revision, chat["messages"][-1]["text"]) == (True, "hola")
    assert (await people.get(f"chats/{ANA}", after=revision - 1, wait=20))["revision"] == chat["revision"]


async def test_typing_ends_by_itself_for_a_reader_who_waits(
    bot: Bot, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.methods_edits.TYPING_SECONDS", 0.2)
    await people.send({"start": ""})
    await bot.call("sendChatAction", chat_id=ANA, action="typing")
    chat = await people.get(f"chats/{ANA}")
    assert chat["typing"] is True
    chat = await people.get(f"chats/{ANA}", after=chat["revision"], wait=10)
    assert chat["typing"] is False


async def test_long_texts_are_sent_in_pieces_as_the_apps_do(bot: Bot, people: People) -> None:
    answer = await people.send({"text": "hola " * 1000})
    assert [len(message["text"]) <= 4096 for message in answer["messages"]] == [True, True]
    assert " ".join(update["message"]["text"] for update in await bot.updates()) == ("hola " * 1000).strip()


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"text": "  "}, 400), ({}, 400), ({"contact": {}}, 400), ({"edit": {"message_id": 99}}, 404),
        ({"forward": {"chat_id": 1, "message_id": 1}}, 404), ({"delete": {"message_id": 99}}, 404),
        ({"location": {"latitude": "x"}}, 400), ({"edit": 5}, 400), ({"location": None}, 400),
    ],
)  # fmt: skip
async def test_impossible_orders_get_a_sentence(people: People, order: dict[str, object], status: int) -> None:
    answer = await people.send(order)
    assert answer["status"] == status
    assert answer["error"].endswith(".")


async def test_a_cut_never_halves_a_symbol(people: People) -> None:
    answer = await people.send({"text": "a" + "😀" * 3000})
    assert [len(message["text"]) for message in answer["messages"]] == [2048, 953]


async def test_people_share_forward_edit_and_delete(bot: Bot, people: People) -> None:
    written = await people.write("uno")
    await people.send({"location": {"latitude": 21.1, "longitude": -101.6}})
    await people.send({"contact": {"phone_number": "+524771234567", "first_name": "Otra"}})
    await people.send({"forward": {"chat_id": ANA, "message_id": written["message_id"]}}, BETO)
    await people.write("respuesta", reply_to=written["message_id"])
    updates = [update["message"] for update in await bot.updates()]
    assert updates[1]["location"]["latitude"] == 21.1
    assert "user_id" not in updates[2]["contact"]
    assert updates[3]["forward_origin"]["sender_user"]["first_name"] == "Ana"
    assert updates[4]["reply_to_message"]["text"] == "uno"
    await people.send({"delete": {"message_id": written["message_id"]}})
    assert "uno" not in [message["text"] for message in await people.sees()]
    sent = await bot.says("del bot")
    refused = await people.send({"edit": {"message_id": sent["message_id"], "text": "x"}})
    assert refused["status"] == 403


async def test_the_clock_moves_and_messages_follow(bot: Bot, people: People) -> None:
    await people.send({"start": ""})
    moved = await people.post("clock", {"advance": 3600})
    assert abs(moved["offset"] - 3600) < 1
    assert abs((await bot.says("hola"))["date"] - time.time() - 3600) < 5
    set_to = await people.post("clock", {"now": "2027-01-02T03:04:05-06:00"})
    assert datetime.fromisoformat(set_to["now"]).isoformat()[:19] == "2027-01-02T09:04:05"
    assert (await people.get("clock"))["offset"] == pytest.approx(set_to["offset"], abs=1)
    for wrong in ({}, {"now": "mañana"}, {"advance": "mucho"}, {"advance": 1e20}, {"now": "9999-12-31T23:59:59Z"}):
        assert (await people.post("clock", wrong))["status"] == 400
    await people.get("clock")


async def test_faults_happen_as_often_as_ordered(bot: Bot, people: People) -> None:
    await people.send({"start": ""})
    await people.post("faults", {"method": "sendMessage", "status": 429, "retry_after": 7, "times": 2})
    assert len((await people.get("faults"))["faults"]) == 1
    for _ in range(2):
        assert (await bot.call("sendMessage", chat_id=ANA, text="x")).retry_after == 7
    await bot.says("x")
    assert (await people.get("faults"))["faults"] == []


async def test_faults_have_many_faces(bot: Bot, people: People) -> None:
    await people.send({"start": ""})
    send = {"chat_id": ANA, "text": "x"}
    await people.post("faults", {"method": "*", "status": 403, "chat_id": ANA, "times": 1})
    assert (await bot.call("getMe")).status == 200
    assert (await bot.call("sendMessage", **send)).error == "Forbidden: bot was blocked by the user"
    await people.post("faults", {"method": "sendMessage", "status": 400, "description": "Bad Request: no", "times": 1})
    assert (await bot.call("sendMessage", **send)).error == "Bad Request: no"
    await people.post("faults", {"method": "sendMessage", "status": 502, "times": 1})
    async with bot.session.post(f"{bot.url}/bot42:x/sendMessage", json=send) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    await people.post("faults", {"method": "sendMessage", "status": "garbage", "times": 1})
    async with bot.session.post(f"{bot.url}/bot42:x/sendMessage", json=send) as response:
        assert (response.status, await response.text()) == (200, '{"ok": tru')
    await people.post("faults", {"method": "sendMessage", "status": "reset", "times": 1})
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.call("sendMessage", **send)
    await people.post("faults", {"method": "sendMessage", "status": "timeout", "times": 1})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await bot.call("sendMessage", **send)
    assert len(await people.sees()) == 1
    assert (await people.post("faults", {"status": "coffee"}))["status"] == 400
    assert (await people.post("faults", {"status": 500, "times": 0}))["status"] == 400
    assert (await people.post("faults", {"method": "sendTelegram", "status": 500}))["status"] == 400


async def test_a_fault_after_delivery_hides_that_it_worked(bot: Bot, people: People) -> None:
    await people.send({"start": ""})
    await people.post("faults", {"method": "sendMessage", "status": "reset", "times": 1, "after_delivery": True})
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.call("sendMessage", chat_id=ANA, text="llegó")
    assert (await people.sees())[-1]["text"] == "llegó"


async def test_calls_are_noted_with_outcome(bot: Bot, people: People) -> None:
    await people.send({"start": ""})
    await bot.call("getUpdates", offset=-1)
    await bot.call("getUpdates", offset=2**31 - 1)
    await people.delete("calls")
    await bot.call("getUpdates")
    await bot.says("hola")
    await bot.call("sendMessage", chat_id=123, text="x")
    calls = (await people.get("calls"))["calls"]
    assert [(call["method"], call["status"], call["token_id"]) for call in calls] == [
        ("sendMessage", 200, 42), ("sendMessage", 400, 42),
    ]  # fmt: skip
    assert calls[0]["parameters"] == {"chat_id": ANA, "text": "hola"}
    assert (calls[0]["result"]["text"], calls[1]["description"]) == ("hola", "Bad Request: chat not found")
    assert len((await people.get("calls", chat_id=123))["calls"]) == 1
    assert len((await people.get("calls", method="sendMessage", limit=1))["calls"]) == 1
    assert (await people.get("calls", after=calls[1]["n"]))["calls"] == []


async def test_the_state_tells_whether_a_bot_listens(running: Running, bot: Bot, people: People) -> None:
    assert (await people.get("state"))["bots"] == []
    poll = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    await bot_polls(running)
    state = await people.get("state")
    assert [(one["id"], one["polling"], one["webhook"], one["pending"]) for one in state["bots"]] == [
        (42, True, None, 0)
    ]
    assert state["people"] == 5
    await people.write("x")
    await poll


async def test_an_unknown_chat_is_404(people: People) -> None:
    assert (await people.get("chats/1"))["status"] == 404
    assert (await people.get("chats/x"))["status"] == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"chats/{ANA}/messages", {"text": None}),
        (f"chats/{ANA}/messages", {"text": ["a"]}),
        (f"chats/{ANA}/presses", {"data": "x" * 65}),
        (f"chats/{ANA}/presses", {"data": ""}),
        ("people", {"first_name": "x" * 65}),
        ("people", {"first_name": "Ana", "language_code": "x" * 36}),
        ("people", {"first_name": "Ana", "language_code": 5}),
    ],
)
async def test_what_no_app_would_send_is_refused_with_a_sentence(
    people: People, path: str, body: dict[str, object]
) -> None:
    answer = await people.post(path, body)
    assert answer["status"] == 400
    assert answer["error"].endswith(".")
