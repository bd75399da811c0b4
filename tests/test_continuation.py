"""The answer to a call comes back as an inbox row: once, with the receipt, ahead of what waits."""

import json
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from bot import time
from bot.continuation import Answer, Then
from bot.courier import outgoing, post
from bot.courier.calls import Call
from bot.db import Database
from bot.intake import inbox
from bot.models import InboxUpdate, Letter, Post
from bot.screen import Copy, Topic
from bot.turn import lanes

BOT, GROUP = 42, -100_500


async def planned(db: Database, *sayings: Copy | Topic) -> list[int]:
    async with db.begin() as session:
        letters = [outgoing.letter(saying, now=time.now()) for saying in sayings]
        session.add_all(letters)
        await session.flush()
        return [letter.id or 0 for letter in letters]


def topic(name: str = "#1") -> Topic:
    return Topic(chat_id=GROUP, act="create", name=name, then=Then("thread_topic", {"thread": 1}))


async def bring(db: Database, *answers: Answer) -> None:
    async with db.begin() as session:
        for answer in answers:
            await inbox.bring_back(session, answer, bot_id=BOT, wall=time.wall())


def answer(letter: int, **more: Any) -> Answer:
    return Answer(letter, "thread_topic", {"thread": 1}, "delivered", GROUP, **more)


def test_an_answer_is_read_as_it_was_written_and_no_update_of_telegrams_is_one() -> None:
    one = answer(7, result={"message_thread_id": 3}, repeated=True)
    assert Answer.of(one.body()) == one
    assert Answer.of({**one.body(), "update_id": 5}) is None and Answer.of({"update_id": 5}) is None


async def test_answers_are_handled_before_what_waits_and_in_their_order(db: Database) -> None:
    said = {"message_id": 1, "chat": {"id": GROUP, "type": "supergroup"}, "from": {"id": 1}, "date": 0}
    async with db.begin() as session:
        await inbox.write_down(session, BOT, [{"update_id": 5, "message": said}], wall=time.wall())
    await bring(db, answer(12), answer(11))
    heard = []
    for _ in range(3):
        async with db.begin() as session:
            held = await lanes.claim(session, BOT, wall=time.wall())
            assert held is not None
            found = Answer.of(json.loads(held.first.body or ""))
            heard.append(found.letter if found else 0)
            await lanes.finish(session, held, wall=time.wall())
    assert heard == [11, 12, 0]


async def test_a_letter_number_that_is_used_again_brings_its_own_answer(db: Database) -> None:
    await bring(db, answer(7, result=1))
    async with db.begin() as session:
        held = await lanes.claim(session, BOT, wall=time.wall())
        assert held is not None
        await lanes.finish(session, held, wall=time.wall())
    await bring(db, answer(7, result=2))
    async with db.reading() as session:
        (row,) = (await session.exec(select(InboxUpdate))).all()
    assert row.state == "waiting" and '"result": 2' in (row.body or "")


async def test_a_topic_is_made_again_once_after_a_crash_and_then_given_up(db: Database) -> None:
    (number,) = await planned(db, topic())
    wall = time.wall()
    lives = []
    for _life in range(3):
        closed: list[Letter] = []
        async with db.begin() as session:
            found = await post.claim(session, 1, owner="w", now=time.now(), wall=wall, closed=closed)
            lives.append((len(found), [post.answer(letter) for letter in closed]))
        wall += post.LEASE + timedelta(seconds=1)
    assert [count for count, _closed in lives] == [1, 1, 0], "said, said again, given up"
    (told,) = lives[2][1]
    assert (told.letter, told.post, told.repeated) == (number, "uncertain", True)
    assert not Call("createForumTopic").repeatable and Call("closeForumTopic").repeatable


async def test_an_album_is_copied_as_one_and_what_is_protected_says_so(db: Database) -> None:
    copy = Copy(chat_id=GROUP, topic_id=3, protected=True, reply_to=9, from_chat_id=1, message_ids=(5, 4))
    await planned(db, copy)
    async with db.reading() as session:
        (letter,) = (await session.exec(select(Letter).where(col(Letter.state) == Post.WAITING))).all()
    call = Call.of(letter.call or "")
    assert call.method == "copyMessages" and call.params["message_ids"] == [4, 5]
    assert call.params["protect_content"] and call.params["message_thread_id"] == 3
    assert "reply_parameters" not in call.params, "the Bot API has no such parameter for several"
