"""Pictures, places and cards on their way."""

import asyncio
import threading
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs
from telegram.error import TimedOut

from bot import pictures
from bot.addresses import Home
from bot.courier import drawing
from bot.courier.calls import Call, read
from bot.courier.verdicts import judge
from bot.db import Database
from bot.models import Post
from bot.screen import Button, Card, Document, Drawing, Offer, Pin, Screen, Send
from tests.courier.conftest import ANA, TOKEN, Office, Telegram, past, speaking
from tests.courier.wire import Wire

PART = {"label": "Salud", "stamp": "Me cuido", "stamped": True}
PASSPORT = Drawing("passport", {"title": "Mi pasaporte", "name": "Ana", "parts": [PART, PART]})
HOME = ((Button("Inicio", Home()),),)


@pytest.fixture(autouse=True)
def empty_gallery() -> None:
    drawing._finished.cache_clear()


async def test_a_picture_arrives_with_its_words_and_buttons(db: Database, office: Office, telegram: Telegram) -> None:
    number = await office.reply(Send(Screen("Tu pasaporte: <b>2 sellos</b>", HOME, drawing=PASSPORT)))
    kept = read((await office.letter(number)).call or "")
    assert kept[0].drawn == {"photo": PASSPORT} and not kept[0].files, "a turn never draws"
    async with speaking(db, telegram.url):
        (letter,) = await office.until(number)
    assert letter.state is Post.DELIVERED and letter.message_id and letter.call is None
    (message,) = await telegram.messages(ANA)
    photo = message["photo"]
    assert (message["text"], photo["width"], photo["height"]) == ("Tu pasaporte: 2 sellos", 900, 980)
    assert [button["text"] for row in message["buttons"] for button in row] == ["Inicio"]
    async with aiohttp.ClientSession() as http, http.get(telegram.url + photo["url"]) as answer:
        assert await answer.read() == pictures.draw("passport", PASSPORT.values)


@pytest.mark.parametrize(
    "broken", [Drawing("mandala", {}), Drawing("passport", {"title": "Secreto"}), Drawing("passport", {"parts": 5})]
)
async def test_what_cannot_be_drawn_is_said_in_words(
    db: Database, office: Office, telegram: Telegram, broken: Drawing
) -> None:
    number = await office.reply(Send(Screen("Tu <b>pasaporte</b>", HOME, drawing=broken)))
    after = await office.reply("Y algo más")
    with capture_logs() as logs:
        async with speaking(db, telegram.url):
            letters = await office.until(number, after)
    assert [letter.state for letter in letters] == [Post.DELIVERED] * 2
    assert await telegram.sees(ANA) == ["Tu pasaporte", "Y algo más"]
    assert (await telegram.messages(ANA))[0]["buttons"]
    (told,) = [log for log in logs if log["event"] == "courier.not_drawn"]
    assert told["recipes"] == [broken.recipe]
    assert "Secreto" not in str(logs)


async def test_the_same_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def draw(recipe: str, values: dict[str, Any]) -> bytes:
        asked.append(values["name"])
        return b"png"

    monkeypatch.setattr(pictures, "draw", draw)
    for name in ("Ana", "Beto", "Ana"):
        values = {"name": name, "title": "x"}
        for ordered in (values, dict(reversed(values.items()))):
            call = Call("sendPhoto", {"chat_id": 1, "caption": name}, drawn={"photo": Drawing("passport", ordered)})
            done = await drawing.drawn(call, letter=1)
            assert done.files == {"photo": ("passport.png", b"png")} and not done.drawn
    assert asked == ["Ana", "Beto"]


async def test_what_failed_to_be_drawn_is_tried_again_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call("sendPhoto", {"chat_id": 1, "caption": "x"}, drawn={"photo": PASSPORT})
    monkeypatch.setattr(pictures, "draw", lambda recipe, values: 1 / 0)
    assert (await drawing.drawn(call, letter=1)).method == "sendMessage"
    monkeypatch.setattr(pictures, "draw", lambda recipe, values: b"png")
    assert (await drawing.drawn(call, letter=1)).method == "sendPhoto"


async def test_others_are_answered_while_a_picture_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr(pictures, "draw", lambda recipe, values: b"png" if go.wait(5) else b"")
    call = Call("sendPhoto", {"chat_id": 1, "caption": "x"}, drawn={"photo": PASSPORT})
    async with asyncio.timeout(4), asyncio.TaskGroup() as group:
        drawn = group.create_task(drawing.drawn(call, letter=1))
        await asyncio.sleep(0.01)
        assert not drawn.done()
        go.set()
    assert drawn.result().files["photo"][1] == b"png"


async def test_a_picture_that_waits_is_kept_as_its_recipe(db: Database, office: Office, telegram: Telegram) -> None:
    await telegram.fault("sendPhoto", 502)
    number = await office.reply(Send(Screen("Tu pasaporte", drawing=PASSPORT)))
    async with speaking(db, telegram.url):
        waiting = await office.until_tried(number)
    (kept,) = read(waiting.call or "")
    assert kept.drawn == {"photo": PASSPORT} and not kept.files


async def test_a_place_arrives_as_a_place(db: Database, office: Office, telegram: Telegram) -> None:
    pin = Pin(21.1236, 0.0, "Casa & taller", "Calle <5>")
    number = await office.reply(Send(Screen("unused", HOME, pin=pin)))
    async with speaking(db, telegram.url):
        (letter,) = await office.until(number)
    assert letter.state is Post.DELIVERED
    (message,) = await telegram.messages(ANA)
    venue = message["venue"]
    assert (venue["title"], venue["address"]) == ("Casa & taller", "Calle <5>")
    assert (venue["location"]["latitude"], venue["location"]["longitude"]) == (21.1236, 0.0)


async def test_what_somebody_types_behind_the_bots_name_is_answered(
    db: Database, office: Office, telegram: Telegram
) -> None:
    updates = f"{telegram.url}/bot{TOKEN}/getUpdates"
    async with aiohttp.ClientSession() as http:
        await http.post(updates, json={"offset": -1})  # from now on this bot is the one that listens
        asking = asyncio.ensure_future(telegram.post(f"chats/{ANA}/inline", query="cocina", wait=30))
        query: dict[str, Any] = {}
        async with asyncio.timeout(30):
            while not query:
                async with http.post(updates, json={"offset": -1, "timeout": 1}) as answer:
                    heard = (await answer.json())["result"]
                query = next((update["inline_query"] for update in heard if "inline_query" in update), {})
    link = ((Button("Ver el curso", url="https://t.me/rumbo_bot?start=c_1"),),)
    card = Card("c1", "Cocina", "sáb 28 nov", Screen("<b>Cocina</b>", link))
    number = await office.reply(Offer(query["id"], (card,)))
    async with speaking(db, telegram.url):
        (letter,) = await office.until(number)
        got = await asking
        again = await office.reply(Offer("12345", (card,)))
        (too_old,) = await office.until(again)
    assert letter.state is Post.DELIVERED
    assert [(result["id"], result["title"], result["description"]) for result in got["results"]] == [
        ("c1", "Cocina", "sáb 28 nov")
    ]
    assert too_old.state is Post.DELIVERED and too_old.attempts == 1, "an old query isn't answered again and again"


async def test_an_answer_that_comes_too_late_is_dropped(db: Database, office: Office, wire: Wire) -> None:
    number = await office.reply(Offer("1", ()), useful_until=past(1))
    async with speaking(db, wire.url):
        (letter,) = await office.until(number)
    assert (letter.state, letter.reason) == (Post.DROPPED, "too late")
    assert wire.of("answerInlineQuery") == []


def test_an_answer_that_may_have_arrived_is_not_repeated() -> None:
    assert judge(TimedOut(), Call("answerInlineQuery", {"inline_query_id": "1"}), 0).kind is Post.UNCERTAIN


GONE = "Ese archivo ya no está aquí."


async def test_a_file_is_made_as_it_leaves_and_stands_in_no_letter(
    db: Database, office: Office, telegram: Telegram
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    async def make(recipe: str, values: Any) -> tuple[str, bytes] | None:
        asked.append((recipe, dict(values)))
        if values["paper"] == 2:
            raise KeyError(recipe)
        return None if values["paper"] == 3 else ("ine-1.pdf", b"%PDF-1.7 secreto")

    def screen(paper: int) -> Screen:
        return Screen("Tu <b>INE</b>", HOME, document=Document("paper", {"paper": paper}, GONE, protected=True))

    numbers = [await office.reply(Send(screen(paper))) for paper in (1, 2, 3)]
    kept = (await office.letter(numbers[0])).call or ""
    assert "secreto" not in kept and read(kept)[0].params["protect_content"] is True
    with capture_logs() as logs:
        async with speaking(db, telegram.url, documents=make):
            letters = await office.until(*numbers)
    assert [letter.state for letter in letters] == [Post.DELIVERED] * 3 and len(asked) == 3
    assert await telegram.sees(ANA) == ["Tu INE", GONE, GONE]
    assert [log["recipe"] for log in logs if log["event"] == "courier.not_made"] == ["paper"]
