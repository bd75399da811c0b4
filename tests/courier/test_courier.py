"""Letters on their way, with the playground as Telegram."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot import time
from bot.addresses import Home
from bot.courier import CallFailed, Courier
from bot.db import Database
from bot.models import Account, Post, Priority
from bot.screen import Button, File, Menu, Screen, Send, Show, Toast
from tests.courier.conftest import ANA, BETO, CASEY, TOKEN, Office, Telegram, past, speaking, words


async def test_replies_of_a_chat_arrive_in_the_order_they_were_decided(
    db: Database, office: Office, telegram: Telegram
) -> None:
    first = [await office.reply(f"Ana {n}") for n in range(4)]
    second = [await office.reply(f"Beto {n}", BETO) for n in range(4)]
    async with speaking(db, telegram.url):
        letters = await office.until(*first, *second)
    assert await telegram.sees(ANA) == [f"Ana {n}" for n in range(4)]
    assert await telegram.sees(BETO) == [f"Beto {n}" for n in range(4)]
    assert all(one.state is Post.DELIVERED and one.message_id and one.said_at for one in letters)
    assert all(one.call is None and one.lease_token is None for one in letters)


async def test_a_reply_that_has_to_wait_holds_back_the_next_one(
    db: Database, office: Office, telegram: Telegram
) -> None:
    await telegram.fault("sendMessage", 502, chat_id=ANA)
    numbers = [await office.reply("one"), await office.reply("two")]
    async with speaking(db, telegram.url):
        await office.until(*numbers)
    assert await telegram.sees(ANA) == ["one", "two"]


async def test_replies_leave_before_broadcasts(db: Database, office: Office, telegram: Telegram) -> None:
    letters = [await office.put(priority=Priority.NUDGE, person_id=await office.person(ANA), subject={"text": "all"})]
    letters += [
        await office.put(priority=Priority.NUDGE, person_id=await office.person(who), subject={"text": "all"})
        for who in (BETO, CASEY)
    ]
    reply = await office.reply("you")
    async with speaking(db, telegram.url, in_flight=1):
        await office.until(reply, *letters)
    assert [call["parameters"]["text"] for call in await telegram.calls("sendMessage")] == ["you", "all", "all", "all"]


async def test_a_letter_is_written_when_it_is_due_and_not_before(
    db: Database, office: Office, telegram: Telegram
) -> None:
    person = await office.person(ANA)
    soon = await office.put(person_id=person, due_at=time.now() + timedelta(hours=1), subject={"text": "<b>hoy</b>"})
    async with speaking(db, telegram.url) as courier:
        await asyncio.sleep(0.3)
        assert await telegram.sees(ANA) == []
        time.follow(timedelta(hours=2))
        courier.nudge()
        (letter,) = await office.until(soon)
    assert await telegram.sees(ANA) == ["hoy"]
    assert letter.state is Post.DELIVERED
    assert letter.said_at is not None and letter.said_at - time.wall() > timedelta(hours=1)


async def test_a_letter_that_is_no_longer_useful_is_dropped(db: Database, office: Office, telegram: Telegram) -> None:
    person, other = await office.person(ANA), await office.person(BETO)
    no_use = await office.put(person_id=person, subject={"drop": "merged"})
    late = await office.put(person_id=other, useful_until=time.now() - timedelta(seconds=1))
    async with speaking(db, telegram.url):
        letters = await office.until(no_use, late)
    assert [(one.state, one.reason) for one in letters] == [(Post.DROPPED, "merged"), (Post.DROPPED, "too late")]
    assert await telegram.sees(ANA) == await telegram.sees(BETO) == []


async def test_somebody_without_an_account_is_not_called(db: Database, office: Office, telegram: Telegram) -> None:
    number = await office.put(person_id=await office.person(None))
    async with speaking(db, telegram.url):
        (letter,) = await office.until(number)
    assert letter.state is Post.STOPPED
    assert await telegram.calls("sendMessage") == []


async def test_whoever_blocks_the_bot_is_marked_and_the_others_hear(
    db: Database, office: Office, telegram: Telegram
) -> None:
    await telegram.post(f"chats/{ANA}/messages", block=True)
    people = [await office.person(who) for who in (ANA, BETO)]
    letters = [await office.put(person_id=person) for person in people]
    again = await office.put(person_id=people[0], due_at=time.now() + timedelta(seconds=1))
    async with speaking(db, telegram.url):
        gone, told, not_tried = await office.until(*letters, again)
    assert (gone.state, told.state, not_tried.state) == (Post.STOPPED, Post.DELIVERED, Post.STOPPED)
    assert gone.reason is not None and "blocked" in gone.reason
    assert len([call for call in await telegram.calls("sendMessage") if call["parameters"]["chat_id"] == ANA]) == 1
    async with db.reading() as session:
        stopped = {one.id: one.stopped_at for one in (await session.exec(select(Account))).all()}
    assert stopped[ANA] is not None and stopped[BETO] is None


async def test_what_telegram_refuses_is_said_once_and_the_chat_goes_on(
    db: Database, office: Office, telegram: Telegram
) -> None:
    await telegram.fault("sendMessage", 400, description='Bad Request: BUTTON_DATA_INVALID in "Hola Ana"')
    bad, good = await office.reply("bad"), await office.reply("good")
    async with speaking(db, telegram.url):
        letters = await office.until(bad, good)
    assert [one.state for one in letters] == [Post.REJECTED, Post.DELIVERED]
    assert letters[0].reason is not None and "Hola" not in letters[0].reason
    assert letters[0].call is None
    assert len(await telegram.calls("sendMessage")) == 2


async def test_after_a_429_nothing_leaves_until_its_time(db: Database, office: Office, telegram: Telegram) -> None:
    await telegram.fault("sendMessage", 429, retry_after=2, chat_id=ANA)
    first = await office.reply("one")
    async with speaking(db, telegram.url):
        await office.until_tried(first)
        others = [await office.reply("two"), await office.reply("three", BETO)]
        await office.until(first, *others)
    refused, *later = await telegram.calls("sendMessage")
    assert [call["parameters"]["text"] for call in later if call["parameters"]["chat_id"] == ANA] == ["one", "two"]
    assert refused["status"] == 429
    assert min(_seconds_between(refused, call) for call in later) >= 2.0


def _seconds_between(one: dict, other: dict) -> float:  # type: ignore[type-arg]
    from datetime import datetime

    def moment(value: object) -> float:
        return float(value) if isinstance(value, int | float) else datetime.fromisoformat(str(value)).timestamp()

    return moment(other["at"]) - moment(one["at"])


async def test_a_timeout_after_delivery_is_uncertain_and_never_sent_again(
    db: Database, office: Office, telegram: Telegram
) -> None:
    await telegram.fault("sendMessage", "timeout", after_delivery=True)
    lost, next_one = await office.reply("lost?"), await office.reply("next")
    async with speaking(db, telegram.url, read=0.3):
        letters = await office.until(lost, next_one)
        await asyncio.sleep(0.3)
    assert [one.state for one in letters] == [Post.UNCERTAIN, Post.DELIVERED]
    assert await telegram.sees(ANA) == ["lost?", "next"]


@pytest.mark.parametrize("trouble", ["reset", "garbage"])
async def test_an_answer_that_got_lost_is_uncertain(
    db: Database, office: Office, telegram: Telegram, trouble: str
) -> None:
    await telegram.fault("sendMessage", trouble, after_delivery=True)
    number = await office.reply("hola")
    async with speaking(db, telegram.url):
        (letter,) = await office.until(number)
    assert letter.state is Post.UNCERTAIN
    assert await telegram.sees(ANA) == ["hola"]


async def test_an_edit_that_timed_out_may_be_repeated(db: Database, office: Office, telegram: Telegram) -> None:
    async with speaking(db, telegram.url, read=0.3):
        (sent,) = await office.until(await office.reply("before"))
        await telegram.fault("editMessageText", "timeout", after_delivery=True)
        number = await office.reply(Show(Screen("after")), tapped=sent.message_id)
        (letter,) = await office.until(number)
    assert letter.state is Post.DELIVERED
    assert await telegram.sees(ANA) == ["after"]


async def test_an_edit_of_a_message_that_is_gone_becomes_a_new_message(
    db: Database, office: Office, telegram: Telegram
) -> None:
    screen = Screen("here", ((Button("Inicio", Home()),),))
    async with speaking(db, telegram.url):
        (letter,) = await office.until(await office.reply(Show(screen), tapped=999_999))
    assert letter.state is Post.DELIVERED
    (message,) = await telegram.messages(ANA)
    assert message["text"] == "here"
    assert message["buttons"][0][0]["text"] == "Inicio"
    assert letter.message_id == message["message_id"]


async def test_an_edit_that_changes_nothing_is_delivered(db: Database, office: Office, telegram: Telegram) -> None:
    async with speaking(db, telegram.url):
        (sent,) = await office.until(await office.reply("same"))
        (letter,) = await office.until(await office.reply(Show(Screen("same")), tapped=sent.message_id))
    assert letter.state is Post.DELIVERED
    assert letter.message_id == sent.message_id
    assert await telegram.sees(ANA) == ["same"]


async def test_markup_telegram_cannot_read_goes_out_as_plain_text(
    db: Database, office: Office, telegram: Telegram
) -> None:
    with capture_logs() as logs:
        async with speaking(db, telegram.url):
            (letter,) = await office.until(await office.reply("<b>Hola <3 Ana</b> &amp; Beto"))
    assert letter.state is Post.DELIVERED
    assert await telegram.sees(ANA) == ["Hola <3 Ana & Beto"]
    assert any(line["event"] == "courier.mended" and line["letter"] == letter.id for line in logs)
    assert "Ana" not in str(logs)


async def test_an_answer_to_a_tap_too_old_is_as_good_as_given(db: Database, office: Office, telegram: Telegram) -> None:
    async with speaking(db, telegram.url):
        (letter,) = await office.until(await office.reply(Toast("ya"), callback_id="123"))
    assert letter.state is Post.DELIVERED


async def test_a_chat_gets_a_menu_of_its_own_and_loses_it(db: Database, office: Office, telegram: Telegram) -> None:
    menus = [Menu(ANA, (("equipo", "Tus pantallas"),)), Menu(ANA)]
    async with speaking(db, telegram.url):
        letters = await office.until(*[await office.reply(one) for one in menus])
    assert [one.state for one in letters] == [Post.DELIVERED, Post.DELIVERED], [one.reason for one in letters]


async def test_a_calendar_file_arrives_with_its_words_and_buttons(
    db: Database, office: Office, telegram: Telegram
) -> None:
    screen = Screen("Tu <b>calendario</b>", ((Button("Inicio", Home()),),), File("curso.ics", b"BEGIN:VCALENDAR"))
    async with speaking(db, telegram.url):
        await office.until(await office.reply(Send(screen)))
    (message,) = await telegram.messages(ANA)
    assert message["document"]["file_name"] == "curso.ics"
    assert message["document"]["file_size"] == len(b"BEGIN:VCALENDAR")
    assert message["text"] == "Tu calendario"
    assert message["buttons"][0][0]["text"] == "Inicio"


async def test_a_text_too_long_arrives_in_parts_with_the_buttons_below_the_last(
    db: Database, office: Office, telegram: Telegram
) -> None:
    screen = Screen("<i>" + "palabra " * 1000 + "</i>", ((Button("Inicio", Home()),),))
    async with speaking(db, telegram.url):
        (letter,) = await office.until(await office.reply(Send(screen)))
    one, two = await telegram.messages(ANA)
    assert (one["text"] + " " + two["text"]).split() == ["palabra"] * 1000
    assert not one["buttons"] and two["buttons"]
    assert letter.message_id == two["message_id"]


async def test_a_process_that_died_while_sending_is_followed_by_one_repeat_at_most(
    db: Database, office: Office, telegram: Telegram
) -> None:
    number = await office.reply("hola", state=Post.SENDING, lease_until=past(1), lease_token="gone")
    twice = await office.reply("otra", BETO, state=Post.SENDING, lease_until=past(1), lease_token="gone2", repeats=1)
    edit = await office.reply(
        Show(Screen("x")), CASEY, tapped=1, state=Post.SENDING, lease_until=past(1), lease_token="gone3", repeats=3
    )
    async with speaking(db, telegram.url):
        first, second, third = await office.until(number, twice, edit)
    assert (first.state, first.repeats) == (Post.DELIVERED, 1)
    assert (second.state, second.call) == (Post.UNCERTAIN, None)
    assert third.state is Post.DELIVERED
    assert await telegram.sees(BETO) == []


async def test_a_living_lease_is_left_alone(db: Database, office: Office, telegram: Telegram) -> None:
    held = await office.reply("held", state=Post.SENDING, lease_until=past(-30), lease_token="alive")
    behind = await office.reply("behind")
    other = await office.reply("other", BETO)
    async with speaking(db, telegram.url):
        await office.until(other)
        await asyncio.sleep(0.2)
    assert (await office.letter(held)).lease_token == "alive"
    assert (await office.letter(behind)).state is Post.WAITING
    assert await telegram.sees(ANA) == []


async def test_a_letter_that_cannot_be_written_does_not_silence_the_others(
    db: Database, office: Office, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.carrying.TRIES", 1)

    async def broken(session, letter):  # type: ignore[no-untyped-def]
        if "break" in letter.subject:
            raise KeyError("Ana Pérez")
        return await words(session, letter)

    bad = await office.put(person_id=await office.person(ANA), subject={"break": 1})
    good = await office.put(person_id=await office.person(BETO))
    async with speaking(db, telegram.url, write=broken):
        letters = await office.until(bad, good)
    assert [one.state for one in letters] == [Post.REJECTED, Post.DELIVERED]
    assert letters[0].reason == "not written: KeyError"


async def test_letters_to_one_person_are_written_one_after_the_other(
    db: Database, office: Office, telegram: Telegram
) -> None:
    person, under_way, most = await office.person(ANA), 0, 0

    async def slow(session, letter):  # type: ignore[no-untyped-def]
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1
        return await words(session, letter)

    letters = [await office.put(person_id=person) for _ in range(3)]
    async with speaking(db, telegram.url, write=slow):
        await office.until(*letters)
    assert most == 1


async def test_stopping_says_what_is_decided_and_puts_back_the_rest(
    db: Database, office: Office, telegram: Telegram
) -> None:
    replies = [await office.reply(f"{n}", who) for n in range(2) for who in (ANA, BETO)]
    casey = await office.person(CASEY)
    news = [await office.put(person_id=casey) for _ in range(3)]
    courier = Courier(db, TOKEN, telegram.url, write=words)
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(30):
        await courier.run(stop)
    assert {(await office.letter(number)).state for number in replies} == {Post.DELIVERED}
    assert {(await office.letter(number)).state for number in news} == {Post.WAITING}


async def test_drain_ends_the_run_and_gives_back_what_could_not_leave(
    db: Database, office: Office, telegram: Telegram
) -> None:
    await telegram.fault("sendMessage", 429, retry_after=1, chat_id=BETO)
    async with asyncio.TaskGroup() as group:
        courier = Courier(db, TOKEN, telegram.url, write=words)
        running = group.create_task(courier.run(asyncio.Event()))
        await office.reply("halts everything", BETO)
        while not await telegram.calls("sendMessage"):
            courier.nudge()
            await asyncio.sleep(0.02)
        waiting = await office.reply("waits in hand")
        courier.nudge()
        await asyncio.sleep(0.2)
        assert await courier.drain(0.3)
        await running
    letter = await office.letter(waiting)
    assert (letter.state, letter.lease_token, letter.repeats) == (Post.WAITING, None, 0)


async def test_calls_outside_letters_give_telegrams_result(db: Database, telegram: Telegram) -> None:
    courier = Courier(db, TOKEN, telegram.url, write=words)
    try:
        assert (await courier.call("get_me"))["username"] == "rumbo_bot"
        commands = [{"command": "start", "description": "Empezar"}]
        assert await courier.call("set_my_commands", commands=commands, language_code="es") is True
        with pytest.raises(CallFailed, match="setMyCommands"):
            await courier.call("setMyCommands", commands=[{"command": "NO WAY", "description": ""}])
    finally:
        await courier.close()


async def test_the_token_is_in_no_log_no_reason_and_no_representation(
    db: Database, office: Office, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (502, "reset", "garbage", 404):
        await telegram.fault("sendMessage", status, chat_id=ANA)
    numbers = [await office.reply(f"{n}", who) for n in range(2) for who in (ANA, BETO)]
    with capture_logs() as logs:
        async with speaking(db, telegram.url) as courier:
            await asyncio.sleep(1)
            shown = repr(courier._voice.bot) + str(courier._voice.bot)
        nowhere = Courier(db, TOKEN, "http://127.0.0.1:9", write=words)
        with pytest.raises(CallFailed) as failed:
            await nowhere.call("getMe")
        await nowhere.close()
    reasons = [(await office.letter(number)).reason for number in numbers]
    chain = [repr(failed.value), repr(failed.value.__cause__), repr(failed.value.__context__)]
    everything = caplog.text + str(logs) + shown + str(reasons) + "".join(chain)
    assert TOKEN.split(":")[1] not in everything
    assert logs and "42" in shown
