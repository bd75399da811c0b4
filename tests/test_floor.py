"""The crisis floor without a conversation: it answers whatever the database does, once, and keeps no text."""

import asyncio
import fcntl
import time as machine
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot import packs, safety, time
from bot.courier import Courier
from bot.courier.calls import Call
from bot.courier.transport import Transport
from bot.courier.verdicts import Verdict
from bot.db import AWAY, Database
from bot.intake import door as door_module
from bot.intake import meanwhile
from bot.intake.door import Door
from bot.models import Heard, InboxUpdate, Letter, Post, Priority, SafetyEvent
from bot.safety import Level
from bot.turn.overhearing import overhear
from tests.courier.conftest import Office, words
from tests.courier.wire import Wire, listening, refused, too_fast
from tests.doors import delivered, floor

TOKEN = "42:AAsecretsecretsecretsecretsecretsec"
ANA = 7000000001


def danger(update_id: int = 7, chat: int = ANA, text: str = "quiero morir", **more: Any) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Ana"}
    message = {"message_id": update_id, "date": 1, "from": person, "chat": {"id": chat, "type": "private"}}
    return {"update_id": update_id, "message": {**message, "text": text, **more}}


def door_of(db: Database, rush: Any, *, ready: bool = True) -> tuple[Door, Any]:
    made = floor(db, rush)
    door = Door(db, 42, made, lambda: None)
    if ready:
        door.open()
    return door, made


@asynccontextmanager
async def answering(made: Any) -> AsyncIterator[None]:
    """The floor at work until the end of the block."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(made.run(stop))
        try:
            yield
        finally:
            stop.set()


class Said:
    """Cards that were said, and how many calls there were."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    async def __call__(self, call: Call, ours: Callable[[], bool]) -> Verdict | None:
        self.calls.append(call)
        return Verdict(Post.DELIVERED, message_id=500, message_ids=(500,))

    async def until(self, number: int, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while True:
                if len(self.calls) >= number:
                    return
                await asyncio.sleep(0.01)


@asynccontextmanager
async def locked(database_url: str) -> AsyncIterator[Callable[[], None]]:
    """Another process's hand on the file of the database; call what it gives to let go."""
    with Path(f"{database_url.removeprefix('sqlite:///')}.lock").open("a") as lock:  # noqa: ASYNC230 - another process's hand on the file
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(lock, fcntl.LOCK_UN)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


async def test_a_card_leaves_before_the_database_is_ready_and_is_written_down_later(db: Database) -> None:
    said = Said()
    door, made = door_of(db, said, ready=False)
    async with answering(made):
        for _ in range(3):
            with pytest.raises(AWAY):
                await (await door.take([danger()]))
        await said.until(1)
        door.open()
        await (await door.take([danger(), danger(8, text="hola")]))
    assert len(said.calls) == 1
    async with db.reading() as session:
        rows = {row.update_id: row for row in await session.exec(select(InboxUpdate))}
        (letter,) = (await session.exec(select(Letter))).all()
        (event,) = (await session.exec(select(SafetyEvent))).all()
    assert (rows[7].state, rows[7].body, rows[7].message_id) == (Heard.DONE, None, 7)
    assert rows[8].state is Heard.WAITING
    assert (letter.state, letter.message_ids, letter.priority) == (Post.DELIVERED, [500], Priority.REPLY)
    assert (event.card, event.topic) == ("card", "suicide")


async def test_two_processes_that_get_the_same_update_say_one_card(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine of the tests is: with a database that answers.
    monkeypatch.setattr(door_module, "PATIENCE", 20)
    databases = [Database(database_url) for _ in range(2)]
    said = Said()
    doors = [door_of(db, said) for db in databases]
    async with answering(doors[0][1]), answering(doors[1][1]):
        for _ in range(3):
            await asyncio.gather(*[await door.take([danger()]) for door, _ in doors])
        await said.until(1)
    assert len(said.calls) == 1
    for db in databases:
        await db.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_database_that_hangs_holds_up_no_card(db: Database, database_url: str) -> None:
    said = Said()
    door, made = door_of(db, said)
    async with locked(database_url) as let_go, answering(made):
        began = machine.monotonic()
        writing = await door.take([danger()])
        await said.until(1)
        assert machine.monotonic() - began < 2
        door.look([danger(), danger(9)])
        await said.until(2)
        let_go()
        await writing
    assert len(said.calls) == 2
    async with db.reading() as session:
        (letter,) = (await session.exec(select(Letter))).all()
    assert (letter.state, letter.message_id) == (Post.DELIVERED, 500)


def tap(update_id: int, data: str, below: int = 500, answered: int | None = 7, chat: int = ANA) -> dict[str, Any]:
    """On a button of the bot's message, which answers one of theirs."""
    person = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    private = {"id": chat, "type": "private"}
    shown: dict[str, Any] = {"message_id": below, "date": 1, "chat": private}
    if answered is not None:
        shown["reply_to_message"] = {"message_id": answered, "date": 1, "chat": private, "from": person}
    return {
        "update_id": update_id,
        "callback_query": {"id": f"q{update_id}", "from": person, "message": shown, "data": data},
    }


def said_of(said: Said, method: str) -> list[dict[str, Any]]:
    return [call.params for call in said.calls if call.method == method]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_cards_buttons_answer_while_the_database_hangs(db: Database, database_url: str) -> None:
    said = Said()
    door, made = door_of(db, said)
    async with locked(database_url) as let_go, answering(made):
        writing = await door.take([danger()])
        await said.until(1)
        for _ in range(2):
            door.look([tap(8, "tk.suicide")])
        await said.until(3)
        assert "800 290 0024" in said_of(said, "sendMessage")[1]["text"]
        door.look([tap(9, "nt.abc")])
        await said.until(5)
        (shown,) = said_of(said, "editMessageText")
        assert shown["message_id"] == 500 and "te entendí mal" in shown["text"], "in the language of what was written"
        let_go()
        await writing
        await (await door.take([tap(8, "tk.suicide"), tap(9, "nt.abc")]))
    assert len(said.calls) == 5, "each once"
    async with db.reading() as session:
        rows = {row.update_id: row for row in await session.exec(select(InboxUpdate))}
        letters = {letter.update_id: letter for letter in await session.exec(select(Letter))}
    assert letters[8].message_ids == [500] and letters[8].chat_id == ANA, "else leaving later would leave it there"
    assert rows[8].state is Heard.DONE, "nothing is left to do for it"
    assert rows[9].state is Heard.WAITING, "a card that wasn't needed is still to be counted"


@pytest.mark.parametrize("asking", [tap(8, "qx"), danger(8, text="/salir"), danger(8, text="Salir rápido")])
async def test_who_leaves_before_the_database_is_ready_sees_card_and_cry_go_at_once(
    db: Database, asking: dict[str, Any]
) -> None:
    said = Said()
    door, made = door_of(db, said, ready=False)
    async with answering(made):
        for update in (danger(), asking):
            with pytest.raises(AWAY):
                await (await door.take([update]))
            await said.until(1)
        await until(lambda: len(said_of(said, "deleteMessage")) >= 2)
        door.open()
        await (await door.take([danger(), asking]))
    gone = {params["message_id"] for params in said_of(said, "deleteMessage")}
    assert {7, 500} <= gone <= {7, 8, 500}
    async with db.reading() as session:
        rows = {row.update_id: row for row in await session.exec(select(InboxUpdate))}
    assert rows[8].state is Heard.WAITING, "the rest of the chat is emptied as ever"


async def test_what_was_said_from_memory_goes_too_when_somebody_leaves(db: Database) -> None:
    numbers = iter(range(500, 600))

    class Numbered(Said):
        async def __call__(self, call: Call, ours: Callable[[], bool]) -> Verdict | None:
            await super().__call__(call, ours)
            number = next(numbers)
            return Verdict(Post.DELIVERED, message_id=number, message_ids=(number,))

    said = Numbered()
    door, made = door_of(db, said, ready=False)
    async with answering(made):
        for update, calls in ((danger(), 1), (tap(8, "tk.suicide"), 3), (danger(9, text="mandarina"), 7)):
            door.look([update])
            await said.until(calls)
    gone = {params["message_id"] for params in said_of(said, "deleteMessage")}
    assert gone == {7, 9, 500, 502}, "the cry, the safe word, the card, and with whom to talk"


async def test_asking_over_and_over_says_and_deletes_nothing_twice(db: Database) -> None:
    said = Said()
    door, made = door_of(db, said, ready=False)
    async with answering(made):
        door.look([danger()])
        await said.until(1)
        door.look([tap(8 + number, "tk.suicide") for number in range(30)])
        door.look([danger(50 + number, text="/salir") for number in range(30)])
        await until(lambda: len(said_of(said, "deleteMessage")) >= 32)
    assert len(said_of(said, "sendMessage")) == 2, "the card, and once whom to talk to"
    gone = [params["message_id"] for params in said_of(said, "deleteMessage")]
    assert len(gone) == len(set(gone)) == 32, "the card, what it answers, and each /salir"


async def test_with_a_database_that_answers_nothing_is_said_from_memory(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine of the tests is.
    monkeypatch.setattr(door_module, "PATIENCE", 20)
    said = Said()
    door, made = door_of(db, said)
    async with answering(made):
        await (await door.take([tap(8, "tk.suicide"), tap(9, "nt.abc"), tap(10, "qx"), danger(11, text="/salir")]))
    assert not said.calls


@pytest.mark.parametrize(
    "raw",
    [
        tap(8, "ho"),
        tap(8, "tk"),
        {"update_id": 8, "callback_query": {"data": "qx", "from": None, "message": None}},
        {"update_id": 8, "callback_query": {"data": "qx", "from": {"id": 5}, "message": {"chat": {"id": 5}}}},
        {"update_id": 8, "callback_query": {**tap(8, "qx")["callback_query"], "from": {"id": 5}}},
        danger(8, text="salir", forward_origin={"type": "user", "sender_user": {"id": 5}}),
        danger(8, text="salir", chat={"id": -100, "type": "supergroup"}),
        danger(8, text="no quiero salir"),
    ],
)
def test_what_can_wait_or_is_strange_is_not_answered_from_memory(raw: dict[str, Any]) -> None:
    assert meanwhile.urgent(raw, packs.read("leon")) is None


async def test_a_process_that_dies_before_its_card_left_leaves_it_to_another(db: Database) -> None:
    async def dies(call: Call, ours: Callable[[], bool]) -> Verdict | None:
        raise asyncio.CancelledError

    door, _made = door_of(db, dies)
    await (await door.take([danger()]))
    async with db.begin() as session:
        (letter,) = (await session.exec(select(Letter))).all()
        assert letter.state is Post.SENDING
        letter.lease_until = time.wall() - time.timedelta(seconds=1)
    async with listening() as wire:
        courier = Courier(db, TOKEN, wire.url, write=words, transport=Transport(read=5))
        stop = asyncio.Event()
        running = asyncio.ensure_future(courier.run(stop))
        await Office(db).until(letter.id or 0, state=Post.DELIVERED)
        stop.set()
        await running
    assert [one.params["chat_id"] for one in wire.of("sendMessage")] == [str(ANA)]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with listening() as wire:
        yield wire


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_courier_says_a_card_while_the_database_is_gone_and_keeps_the_silence_it_knows(
    db: Database, wire: Wire
) -> None:
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE pace RENAME TO gone")
    refusals = iter([too_fast(1)])
    wire.answer = lambda heard: next(refusals, None)
    courier = Courier(db, TOKEN, wire.url, write=words, transport=Transport(read=5))
    verdict = await courier.rush(Call("sendMessage", {"chat_id": ANA, "text": "911"}), lambda: True)
    await courier.close()
    assert verdict is not None and verdict.kind is Post.DELIVERED
    first, second = wire.heard
    assert second.at - first.at >= 1


@pytest.mark.slow
async def test_after_a_silence_the_card_is_first(db: Database, wire: Wire) -> None:
    office = Office(db)
    silenced: list[float] = []

    def answer(heard: Any) -> Any:
        if not silenced:
            silenced.append(heard.at)
            return too_fast(2)
        return None

    wire.answer = answer
    courier = Courier(db, TOKEN, wire.url, write=words, transport=Transport(read=5))
    stop = asyncio.Event()
    running = asyncio.ensure_future(courier.run(stop))
    letters = [await office.reply(f"n{number}", 9_000_000 + number) for number in range(20)]
    await until(lambda: bool(silenced))
    card = asyncio.ensure_future(courier.rush(Call("sendMessage", {"chat_id": ANA, "text": "911"}), lambda: True))
    await card
    await office.until(*letters, seconds=30)
    stop.set()
    await running
    behind = [one for one in wire.heard if one.at > silenced[0] + 1.9]
    # What was under way when the 429 came can't be called back; of what left after the silence the card is first.
    assert behind[0].params.get("text") == "911"
    assert not [one for one in wire.heard if silenced[0] + 0.5 < one.at < silenced[0] + 2]


@pytest.mark.slow
async def test_what_cannot_be_deleted_keeps_nothing_else_from_it(db: Database, wire: Wire) -> None:
    def answer(heard: Any) -> Any:
        if heard.method == "deleteMessages" or heard.params.get("message_id") == "2":
            return refused("Bad Request: message can't be deleted for everyone")
        return {"message_id": 9} if heard.method == "sendMessage" else True

    wire.answer = answer
    door, _made = door_of(db, delivered)
    await (await door.take([danger(number, text="hola") for number in (1, 2, 3)]))
    async with db.begin() as session:
        for call in (Call("erase", {"chat_id": ANA}), Call("sendMessage", {"chat_id": ANA, "text": "Listo"})):
            session.add(Letter(priority=0, kind="reply", chat_id=ANA, call=str(call), due_at=time.now()))
    courier = Courier(db, TOKEN, wire.url, write=words, transport=Transport(read=5))
    stop = asyncio.Event()
    running = asyncio.ensure_future(courier.run(stop))
    await until(lambda: bool(wire.of("sendMessage")))
    stop.set()
    await running
    assert [one.method for one in wire.heard] == ["deleteMessages", *["deleteMessage"] * 3, "sendMessage"]
    assert [one.params["message_id"] for one in wire.of("deleteMessage")] == ["3", "2", "1"]


def test_an_ear_that_fails_is_no_reason_to_stop_hearing() -> None:
    def fails(text: str) -> None:
        raise ValueError(text)

    assert overhear(danger(), fails) is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"message": None},
        {"message": {"text": "quiero morir"}},
        {"message": {"from": {"id": "1"}, "chat": {"id": 1}, "text": "quiero morir"}},
        {"message": {"from": {"id": 1}, "chat": [], "text": "quiero morir"}},
        {"message": {"from": {"id": 1}, "chat": {"id": 1}, "text": 5, "poll": {"options": ["quiero morir", None]}}},
        {"message": {"from": {"id": 777000}, "chat": {"id": 1}, "text": "quiero morir"}},
        {"message": {"from": {"id": 1}, "chat": {"id": 1}, "contact": {"first_name": "quiero morir"}}},
    ],
)
def test_a_strange_update_is_no_danger_and_no_crash(raw: dict[str, Any]) -> None:
    assert overhear(raw, safety.listen) is None


def test_a_tapped_link_is_nobodys_words_and_what_is_typed_behind_start_is() -> None:
    token = "i_YbJozEpqTonimZqfeWItYuk3_OD_YTl9"
    assert safety.listen(token) is not None, "else this proves nothing"
    assert overhear(danger(text=f"/start {token}"), safety.listen) is None
    assert overhear(danger(text="/start quiero morir"), safety.listen) is not None


def test_ones_own_words_forwarded_are_ones_own() -> None:
    own = overhear(danger(forward_origin={"type": "user", "sender_user": {"id": ANA}}), safety.listen)
    other = overhear(danger(forward_origin={"type": "hidden_user", "sender_user_name": "X"}), safety.listen)
    assert own is not None and (own.finding.level, own.finding.third_person) == (Level.DANGER, False)
    assert other is not None and (other.finding.level, other.finding.third_person) == (Level.DANGER, True)


@pytest.mark.parametrize("origin", ["channel", "chat"])
def test_what_is_read_by_many_and_passed_on_is_worry(origin: str) -> None:
    posted = overhear(danger(forward_origin={"type": origin, "chat": {"id": -1001}}), safety.listen)
    assert posted is not None and (posted.finding.level, posted.finding.third_person) == (Level.DISTRESS, True)


def test_where_the_words_do_not_tell_the_language_it_is_the_phones() -> None:
    told = danger(text="kms", **{"from": {"id": ANA, "is_bot": False, "first_name": "Ana", "language_code": "es-MX"}})
    heard = overhear(told, safety.listen)
    assert heard is not None and heard.finding.locale == "es"
