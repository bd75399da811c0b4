"""A turn: all of it or none of it, and never a word to Telegram."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineQuery, Message
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from bot import packs, time
from bot.addresses import Home
from bot.db import Database
from bot.errors import NotThere
from bot.intake import inbox
from bot.models import Account, Heard, InboxUpdate, Letter, Person, Post, Priority, Scene
from bot.packs import Pack
from bot.screen import Button, Card, Screen
from bot.turn import Turn, ear
from bot.turn.work import Turns
from tests.talk import BOT_ID, Institute

Handler = Callable[..., Awaitable[None]]
ANA = 7_000_000_001


@pytest.fixture(scope="module")
def leon() -> Pack:
    return packs.read("leon")


async def turns(db: Database, pack: Pack, handler: Handler) -> Turns:
    def attach(dispatcher: Dispatcher) -> None:
        dispatcher.message.register(handler)
        dispatcher.callback_query.register(handler)
        dispatcher.inline_query.register(handler)

    return (await Institute.beside(db, pack, ear.dispatcher(attach))).turns


def message(update_id: int = 1, text: str = "hola", **sender: Any) -> dict[str, Any]:
    user = {"id": ANA, "is_bot": False, "first_name": "Ana", "language_code": "es", **sender}
    chat = {"id": ANA, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 9, "date": 1, "chat": chat, "from": user, "text": text}}


def tap(data: str = "h", **shown: Any) -> dict[str, Any]:
    chat = {"id": ANA, "type": "private"}
    user = {"id": ANA, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    content = shown or {"date": 1, "text": "…"}
    return {
        "update_id": 1,
        "callback_query": {
            "id": "c1", "from": user, "chat_instance": "1", "data": data,
            "message": {"message_id": 77, "chat": chat, **content},
        },
    }  # fmt: skip


def typed_inline(query: str = "cocina") -> dict[str, Any]:
    user = {"id": ANA, "is_bot": False, "first_name": "Ana", "language_code": "es"}
    return {"update_id": 1, "inline_query": {"id": "7", "from": user, "query": query, "offset": ""}}


async def heard(db: Database, working: Turns, *updates: dict[str, Any]) -> None:
    async with db.begin() as session:
        await inbox.write_down(session, BOT_ID, updates, wall=time.wall())
    while await working.step():
        pass


async def calls(db: Database) -> list[dict[str, Any]]:
    async with db.reading() as session:
        letters = (await session.exec(select(Letter).order_by(col(Letter.id)))).all()
    return [json.loads(letter.call or "{}") for letter in letters]


async def rows(db: Database, table: Any) -> list[Any]:
    async with db.reading() as session:
        return list((await session.exec(select(table))).all())


async def test_what_a_turn_did_and_what_it_says_commit_together(db: Database, leon: Pack) -> None:
    async def handler(event: Message, turn: Turn, state: FSMContext) -> None:
        turn.person.name = "Ana"
        await state.set_state("asking")
        turn.said.send(Screen("Hola"))

    await heard(db, await turns(db, leon, handler), message())
    assert [p.name for p in await rows(db, Person)] == ["Ana"]
    assert [s.state for s in await rows(db, Scene)] == ["asking"]
    assert [(c["method"], c["params"]["text"]) for c in await calls(db)] == [("sendMessage", "Hola")]
    assert [(u.state, u.body) for u in await rows(db, InboxUpdate)] == [(Heard.DONE, None)]


async def test_an_error_takes_everything_back_and_after_three_tries_apologises(
    db: Database, leon: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def handler(event: Message, turn: Turn, state: FSMContext) -> None:
        tries.append(event.text)
        turn.person.name = "half done"
        await state.set_state("half done")
        turn.said.send(Screen("half done"))
        raise ValueError("mi CURP es PEGJ080131HGTRRN01")

    working = await turns(db, leon, handler)
    await heard(db, working, message())
    start = time.wall()
    for ahead in (1, 2):
        monkeypatch.setattr(time, "wall", lambda ahead=ahead: start + time.timedelta(seconds=ahead))
        while await working.step():
            pass
    assert tries == ["hola"] * 3
    assert await rows(db, Scene) == []
    assert await rows(db, Person) == []
    (update,) = await rows(db, InboxUpdate)
    assert (update.state, update.problem, update.body) == (Heard.QUARANTINED, "ValueError", None)
    (said,) = await calls(db)
    assert "se rompió" in said["params"]["text"] or "perdió" in said["params"]["text"]


async def test_a_refusal_takes_the_effects_back_but_is_said_and_done(db: Database, leon: Pack) -> None:
    async def handler(event: Message, turn: Turn) -> None:
        turn.person.name = "not kept"
        await turn.session.flush()
        turn.said.send(Screen("not said"))
        raise NotThere

    await heard(db, await turns(db, leon, handler), message())
    assert [p.name for p in await rows(db, Person)] == [None]
    (said,) = await calls(db)
    assert said["params"]["text"] != "not said"
    assert [u.state for u in await rows(db, InboxUpdate)] == [Heard.DONE]


async def test_a_handler_that_speaks_to_telegram_itself_is_stopped(db: Database, leon: Pack) -> None:
    async def handler(event: Message, turn: Turn) -> None:
        await event.answer("from inside the transaction")

    await heard(db, await turns(db, leon, handler), message())
    (update,) = await rows(db, InboxUpdate)
    assert (update.state, update.attempts) == (Heard.WAITING, 1)


async def test_every_tap_is_answered_first_and_its_message_edited(db: Database, leon: Pack) -> None:
    async def handler(event: CallbackQuery, turn: Turn) -> None:
        turn.said.show(Screen("Home", rows=((Button("Home", Home()),),)))

    await heard(db, await turns(db, leon, handler), tap())
    assert [c["method"] for c in await calls(db)] == ["answerCallbackQuery", "editMessageText"]
    assert (await calls(db))[1]["params"]["message_id"] == 77


@pytest.mark.parametrize("shown", [{"date": 1, "document": {"file_id": "x", "file_unique_id": "y"}}])
async def test_under_a_document_the_answer_is_a_new_message(db: Database, leon: Pack, shown: dict[str, Any]) -> None:
    async def handler(event: CallbackQuery, turn: Turn) -> None:
        turn.said.show(Screen("Home"))

    await heard(db, await turns(db, leon, handler), tap(**shown))
    assert [c["method"] for c in await calls(db)] == ["answerCallbackQuery", "sendMessage"]


async def test_a_message_too_old_to_be_seen_can_still_be_edited(db: Database, leon: Pack) -> None:
    async def handler(event: CallbackQuery, turn: Turn) -> None:
        turn.said.show(Screen("Home"))

    await heard(db, await turns(db, leon, handler), tap(date=0))
    assert [c["method"] for c in await calls(db)] == ["answerCallbackQuery", "editMessageText"]


@pytest.mark.parametrize("id", [777000, 1087968824, 136817688])
async def test_service_and_anonymous_accounts_are_not_persons(db: Database, leon: Pack, id: int) -> None:
    async def handler(event: Message, turn: Turn) -> None:
        raise AssertionError("nobody is there")

    await heard(db, await turns(db, leon, handler), message(id=id))
    assert await rows(db, Account) == []
    assert [u.state for u in await rows(db, InboxUpdate)] == [Heard.DONE]


@pytest.mark.parametrize("code", ["", "en_US", "zh-hans", "uz-cyrl", None, "EN", "es-419"])
async def test_whatever_telegram_says_of_the_language_somebody_is_answered(
    db: Database, leon: Pack, code: str | None
) -> None:
    async def handler(event: Message, turn: Turn) -> None:
        turn.said.send(Screen(turn.person.locale))

    await heard(db, await turns(db, leon, handler), message(language_code=code))
    (said,) = await calls(db)
    assert said["params"]["text"] == ("en" if code and code.lower().startswith("en") else "es")


async def test_an_update_that_kills_the_process_three_times_is_set_aside(
    db: Database, leon: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handler(event: Message, turn: Turn) -> None:
        raise AssertionError("never reached: each process dies first")

    working = await turns(db, leon, handler)
    async with db.begin() as session:
        await inbox.write_down(session, BOT_ID, [message()], wall=time.wall())
    start = time.wall()
    for life in range(3):
        monkeypatch.setattr(time, "wall", lambda life=life: start + time.timedelta(seconds=20 * life))
        assert await working._claim() is not None, "claimed, and then the process was gone"
    monkeypatch.setattr(time, "wall", lambda: start + time.timedelta(seconds=80))
    assert await working.step()
    (update,) = await rows(db, InboxUpdate)
    assert (update.state, update.problem) == (Heard.QUARANTINED, "Killed")


async def test_a_hundred_messages_get_their_answer_once_while_it_waits_to_be_said(db: Database, leon: Pack) -> None:
    async def handler(event: Message, turn: Turn) -> None:
        turn.said.send(Screen("No entendí eso." if event.text == "x" else "Otra cosa."))

    flood = [message(number, "x") for number in range(1, 101)]
    await heard(db, await turns(db, leon, handler), *flood, message(101, "y"))
    letters = await rows(db, Letter)
    assert len(letters) == 101, "each turn leaves its receipt"
    assert [letter.update_id for letter in letters if letter.state is Post.WAITING] == [1, 101]


async def test_the_answer_to_a_tap_stands_in_no_line(db: Database, leon: Pack) -> None:
    async def handler(event: CallbackQuery, turn: Turn) -> None:
        turn.said.toast("Listo")
        turn.said.show(Screen("Home"))

    await heard(db, await turns(db, leon, handler), tap())
    assert [letter.chat_id for letter in await rows(db, Letter)] == [None, ANA]


async def test_a_database_in_trouble_is_not_held_against_the_update(
    db: Database, leon: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def handler(event: Message, turn: Turn) -> None:
        tries.append(event.text)
        if len(tries) < 6:
            raise OperationalError("SELECT 1", {}, Exception("the disk is full"))
        turn.said.send(Screen("Hola"))

    working = await turns(db, leon, handler)
    await heard(db, working, message())
    start = time.wall()
    for ahead in range(2, 20, 2):
        monkeypatch.setattr(time, "wall", lambda ahead=ahead: start + time.timedelta(seconds=ahead))
        while await working.step():
            pass
    assert len(tries) == 6
    assert [u.state for u in await rows(db, InboxUpdate)] == [Heard.DONE]


async def test_what_somebody_types_inline_is_answered_in_no_chat_and_soon_or_never(db: Database, leon: Pack) -> None:
    async def handler(event: InlineQuery, turn: Turn) -> None:
        assert event.query == "cocina"
        turn.said.offer(event.id, [Card("c1", "Cocina", "sáb", Screen("Cocina"))])

    before = time.now()
    await heard(db, await turns(db, leon, handler), typed_inline())
    (letter,) = await rows(db, Letter)
    assert (letter.chat_id, letter.priority) == (None, Priority.REPLY)
    assert letter.useful_until is not None and letter.useful_until - before < time.timedelta(minutes=1)
    (call,) = await calls(db)
    assert call["method"] == "answerInlineQuery" and call["params"]["inline_query_id"] == "7"


async def test_typing_inline_never_brings_an_apology_into_another_chat(
    db: Database, leon: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handler(event: InlineQuery) -> None:
        raise ValueError

    working = await turns(db, leon, handler)
    await heard(db, working, typed_inline())
    start = time.wall()
    for ahead in (1, 2):
        monkeypatch.setattr(time, "wall", lambda ahead=ahead: start + time.timedelta(seconds=ahead))
        while await working.step():
            pass
    (update,) = await rows(db, InboxUpdate)
    assert update.state == Heard.QUARANTINED
    assert await rows(db, Letter) == []
