"""Telegram answers strangely, or not at all; the database goes away."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import time
from bot.courier import Courier
from bot.courier.breath import Breath
from bot.courier.verdicts import SLOWEST, back_off, shortened
from bot.db import Database
from bot.models import Letter, Post
from bot.screen import Screen, Show
from tests.courier.conftest import ANA, BETO, TOKEN, Office, past, speaking, words
from tests.courier.wire import Heard, Wire, listening, refused

pytestmark = pytest.mark.slow  # real seconds must pass for what these prove


async def test_a_group_that_became_a_supergroup_is_told_once_at_its_new_id(
    db: Database, office: Office, wire: Wire
) -> None:
    def moved(heard: Heard) -> object:
        if heard.params["chat_id"] == "-5":
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            return 400, {"description": words, "parameters": {"migrate_to_chat_id": -1005}}
        return None

    wire.answer = moved  # type: ignore[assignment]
    first, second = await office.reply("one", -5), await office.reply("two", -5)
    async with speaking(db, wire.url):
        letters = await office.until(first, second)
    assert [one.state for one in letters] == [Post.DELIVERED, Post.DELIVERED]
    assert [one.chat_id for one in letters] == [-1005, -1005]
    assert [(one.params["chat_id"], one.params["text"]) for one in wire.heard] == [
        ("-5", "one"),
        ("-1005", "one"),
        ("-1005", "two"),
    ]


async def test_a_repair_is_tried_once_only(db: Database, office: Office, wire: Wire) -> None:
    wire.answer = lambda heard: refused(
        'Bad Request: can\'t parse entities: Unsupported start tag "3" at byte offset 5'
    )
    async with speaking(db, wire.url):
        (letter,) = await office.until(await office.reply("Hola <3"))
    assert letter.state is Post.REJECTED
    assert letter.reason is not None and "3" not in letter.reason
    assert [heard.params.get("parse_mode") for heard in wire.heard] == ["HTML", None]


async def test_an_edit_with_bad_markup_of_a_lost_message_still_arrives(
    db: Database, office: Office, wire: Wire
) -> None:
    def picky(heard: Heard) -> object:
        if "parse_mode" in heard.params:
            return refused("Bad Request: can't parse entities: nothing good")
        return refused("Bad Request: message to edit not found") if heard.method == "editMessageText" else None

    wire.answer = picky  # type: ignore[assignment]
    async with speaking(db, wire.url):
        (letter,) = await office.until(await office.reply(Show(Screen("<b>a &amp; b</b>")), tapped=3))
    assert letter.state is Post.DELIVERED
    assert [(heard.method, heard.params["text"]) for heard in wire.heard][-1] == ("sendMessage", "a & b")


@pytest.mark.parametrize(
    "answer",
    [
        (502, "<html>Bad Gateway</html>"),
        (500, {"description": "Internal Server Error"}),
        (401, {"description": "Unauthorized"}),
        (404, {"description": "Not Found"}),
        (403, "<html>a proxy's opinion</html>"),
    ],
    ids=["502", "500", "401", "404", "proxy"],
)
async def test_trouble_that_is_nobodys_fault_is_tried_again(
    db: Database, office: Office, wire: Wire, answer: tuple[int, object]
) -> None:
    wire.answer = lambda heard: answer  # type: ignore[assignment, return-value]
    number = await office.reply("hola")
    async with speaking(db, wire.url):
        letter = await office.until_tried(number)
    assert letter.not_before is not None and letter.not_before > time.wall()
    assert letter.call is not None


async def test_while_nothing_gets_through_one_knocks_now_and_then(db: Database, office: Office, wire: Wire) -> None:
    wire.answer = lambda heard: (502, "<html>Bad Gateway</html>")
    numbers = [await office.reply("x", 8_000_000_000 + n) for n in range(20)]
    with capture_logs() as logs:
        async with speaking(db, wire.url):
            await asyncio.sleep(2.5)
            tried = len(wire.heard)
            wire.answer = lambda heard: None
            letters = await office.until(*numbers, seconds=20)
    assert tried <= 8 + 2, "eight were under way, then one at a time"
    assert {one.state for one in letters} == {Post.DELIVERED}
    assert [line["event"] for line in logs].count("courier.telegram_away") == 1
    assert [line["event"] for line in logs].count("courier.telegram_back") == 1


async def test_what_did_not_arrive_is_written_anew_for_it_may_be_night_by_then(
    db: Database, office: Office, wire: Wire
) -> None:
    wire.answer = lambda heard: (502, "<html>Bad Gateway</html>")
    number = await office.put(person_id=await office.person(ANA), subject={"text": "good evening"})
    async with speaking(db, wire.url):
        letter = await office.until_tried(number)
        assert letter.call is None
        async with db.begin() as session:
            (await session.get_one(Letter, number)).subject = {"drop": "too late"}
        wire.answer = lambda heard: None
        (letter,) = await office.until(number)
    assert (letter.state, letter.reason) == (Post.DROPPED, "too late")


async def test_the_rest_of_a_long_letter_is_what_was_begun(db: Database, office: Office, wire: Wire) -> None:
    wire.answer = lambda heard: None if len(wire.heard) == 1 else (502, "<html>Bad Gateway</html>")
    number = await office.put(person_id=await office.person(ANA), subject={"text": "word " * 1500})
    async with speaking(db, wire.url):
        letter = await office.until_tried(number)
        assert letter.call is not None
        wire.answer = lambda heard: None
        (letter,) = await office.until(number)
    assert letter.state is Post.DELIVERED
    assert sum(len(heard.params["text"].split()) for heard in wire.heard if heard is not wire.heard[1]) == 1500


async def test_a_refused_connection_is_tried_again_until_somebody_listens(db: Database, office: Office) -> None:
    async with listening() as there:
        port_url = there.url
    number = await office.reply("hola")
    async with speaking(db, port_url):
        letter = await office.until_tried(number)
        assert letter.reason is not None and letter.reason.startswith("NotSent")
        assert letter.not_before is not None and letter.not_before > time.wall()


async def test_a_name_that_does_not_resolve_surely_was_not_reached(db: Database, office: Office) -> None:
    number = await office.reply("hola")
    async with speaking(db, "http://nobody.invalid"):
        letter = await office.until_tried(number)
    assert letter.reason is not None and letter.reason.startswith("NotSent")


async def test_one_message_that_always_ends_in_a_500_does_not_stop_the_rest(
    db: Database, office: Office, wire: Wire
) -> None:
    wire.answer = lambda heard: (500, "oops") if heard.params["chat_id"] == str(ANA) else None
    await office.reply("poison", ANA)
    others = [await office.reply("x", 8_000_000_000 + n) for n in range(10)]
    async with speaking(db, wire.url):
        letters = await office.until(*others)
    assert {one.state for one in letters} == {Post.DELIVERED}


async def test_a_machine_that_slept_through_its_lease_sends_nothing(
    db: Database, office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.courier.carrying import Hand

    monkeypatch.setattr(Hand, "go", lambda hand: False)
    number = await office.reply("hola")
    async with speaking(db, wire.url):
        await asyncio.sleep(0.3)
    letter = await office.letter(number)
    assert wire.heard == []
    assert letter.state is Post.WAITING or letter.state is Post.SENDING


async def test_the_database_goes_away_after_the_message_left_and_it_is_said_once(
    db: Database, office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.courier import post

    failures, real = 3, post.mark

    async def flaky(*args, **values):  # type: ignore[no-untyped-def]
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("UPDATE", {}, Exception("gone"))
        return await real(*args, **values)

    monkeypatch.setattr(post, "mark", flaky)
    number = await office.reply("hola")
    async with speaking(db, wire.url):
        (letter,) = await office.until(number)
    assert letter.state is Post.DELIVERED
    assert len(wire.heard) == 1
    assert failures == 0


async def test_without_a_database_the_courier_waits_and_says_so_once(
    db: Database, office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.courier import post

    real, away, asked = post.claim, True, 0

    async def claim(*args, **values):  # type: ignore[no-untyped-def]
        nonlocal asked
        asked += 1
        if away:
            raise OperationalError("SELECT", {}, Exception("gone"))
        return await real(*args, **values)

    monkeypatch.setattr(post, "claim", claim)
    number = await office.reply("hola", BETO)
    with capture_logs() as logs:
        async with speaking(db, wire.url):
            await asyncio.sleep(2)
            assert 1 <= asked <= 3
            away = False
            await office.until(number)
    events = [line["event"] for line in logs]
    assert events.count("courier.database_away") == events.count("courier.database_back") == 1


async def test_an_unreadable_letter_is_rejected_not_repeated(
    db: Database, office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.carrying.TRIES", 1)
    bad = await office.put(priority=0, kind="reply", chat_id=ANA, call='{"nothing": 1}')
    good = await office.reply("good")
    async with speaking(db, wire.url):
        letters = await office.until(bad, good)
    assert [one.state for one in letters] == [Post.REJECTED, Post.DELIVERED]


def test_back_off_grows_to_five_minutes_and_is_never_hasty() -> None:
    waits = [back_off(attempts).total_seconds() for attempts in range(12)]
    assert all(1.0 < wait <= SLOWEST for wait in waits)
    assert waits[3] > waits[0] and waits[11] == SLOWEST
    assert len({back_off(1) for _ in range(5)}) > 1


def test_everybody_waits_longer_while_nothing_gets_through() -> None:
    breath, now = Breath(), time.wall().timestamp()
    assert breath.failed(now)
    assert breath.held
    assert not breath.failed(0.0), "one that began before the trouble was known adds nothing"
    assert breath.streak == 1
    assert not breath.failed(now + 60)
    assert breath.streak == 2
    assert breath.succeeded() and not breath.held and not breath.succeeded()


def test_a_reason_keeps_telegrams_words_and_none_of_ours() -> None:
    from telegram.error import BadRequest

    words = "Bad Request: can't parse \"Ana's <b>secret\" at https://x.org/a in 'Ana' and message isn't \"unfinished"
    reason = shortened(BadRequest(words))
    assert reason.startswith("BadRequest: Can't parse")
    assert not {"Ana", "secret", "x.org", "unfinished"} & set(reason.replace("…", " ").replace("/", " ").split())
    assert len(shortened(BadRequest("x" * 500))) == 120


async def test_a_process_killed_while_sending_is_repeated_once_and_then_left_uncertain(
    db: Database, office: Office, wire: Wire
) -> None:
    wire.answer = lambda heard: "hang"
    number = await office.reply("hola")
    for sent in (1, 2):
        doomed = asyncio.ensure_future(Courier(db, TOKEN, wire.url, write=words).run(asyncio.Event()))
        async with asyncio.timeout(20):
            while len(wire.heard) < sent:  # noqa: ASYNC110 - what happens on the wire rings no bell
                await asyncio.sleep(0.01)
        doomed.cancel()
        await asyncio.gather(doomed, return_exceptions=True)
        assert (await office.letter(number)).state is Post.SENDING
        async with db.begin() as session:
            (await session.get_one(Letter, number)).lease_until = past(1)
    wire.answer = lambda heard: None
    behind = await office.reply("next")
    async with speaking(db, wire.url):
        letters = await office.until(number, behind)
    assert [one.state for one in letters] == [Post.UNCERTAIN, Post.DELIVERED]
    assert [one.params["text"] for one in wire.heard] == ["hola", "hola", "next"]
