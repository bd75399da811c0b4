"""Written down once, claimed in order, one conversation at a time."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from bot import time
from bot.db import Database
from bot.intake import inbox
from bot.models import Heard, InboxUpdate
from bot.turn import lanes

BOT = 42


def said(update_id: int, chat: int = 1, **more: Any) -> dict[str, Any]:
    message = {
        "message_id": update_id,
        "chat": {"id": chat, "type": "private"},
        "from": {"id": chat},
        "date": 0,
        **more,
    }
    return {"update_id": update_id, "message": message}


async def write(db: Database, *updates: dict[str, Any], wall: Any = None) -> int:
    async with db.begin() as session:
        return len(await inbox.write_down(session, BOT, updates, wall=wall or time.wall()))


async def claim(db: Database, wall: Any = None) -> lanes.Claim | None:
    async with db.begin() as session:
        return await lanes.claim(session, BOT, wall=wall or time.wall())


async def done(db: Database, held: lanes.Claim) -> bool:
    async with db.begin() as session:
        if not await lanes.hold(session, held, wall=time.wall()):
            return False
        await lanes.finish(session, held, wall=time.wall())
        return True


async def test_an_update_that_comes_three_times_is_kept_once(db: Database) -> None:
    assert await write(db, said(1)) == 1
    assert await write(db, said(1), said(2)) == 1
    assert await write(db, said(1)) == 0


async def test_two_processes_that_hear_the_same_keep_it_once(db: Database) -> None:
    await asyncio.gather(*(write(db, said(1), said(2), said(3)) for _ in range(6)))
    async with db.reading() as session:
        assert len((await session.exec(select(InboxUpdate))).all()) == 3


async def test_one_conversation_is_handled_in_order_and_never_twice_at_once(db: Database) -> None:
    await write(db, said(3), said(1), said(2))
    first = await claim(db)
    assert first is not None
    assert first.first.update_id == 1
    assert await claim(db) is None, "its lane is held"
    assert await done(db, first)
    second = await claim(db)
    assert second is not None
    assert second.first.update_id == 2


async def test_different_conversations_go_at_once(db: Database) -> None:
    await write(db, said(1, chat=1), said(2, chat=2), said(3, chat=3))
    held = await asyncio.gather(claim(db), claim(db), claim(db))
    assert {c.lane for c in held if c} == {1, 2, 3}


async def test_a_late_owner_can_do_nothing_after_somebody_took_over(db: Database) -> None:
    await write(db, said(1))
    late = await claim(db)
    fresh = await claim(db, time.wall() + lanes.LEASE + timedelta(seconds=1))
    assert late is not None
    assert fresh is not None
    assert fresh.attempt == 2
    assert not await done(db, late)
    assert await done(db, fresh)


async def test_a_finished_update_keeps_its_id_and_loses_its_body(db: Database) -> None:
    await write(db, said(1, text="mi secreto"))
    held = await claim(db)
    assert held is not None
    await done(db, held)
    async with db.reading() as session:
        row = (await session.exec(select(InboxUpdate))).one()
    assert (row.state, row.body, row.update_id) == (Heard.DONE, None, 1)
    assert await write(db, said(1, text="mi secreto")) == 0


async def test_an_album_is_one_step_a_second_after_its_last_part(db: Database) -> None:
    wall = time.wall()
    await write(db, said(1, media_group_id="a"), said(2, media_group_id="a"), wall=wall)
    await write(db, said(3, media_group_id="a"), said(4), wall=wall + timedelta(milliseconds=400))
    assert await claim(db, wall + timedelta(milliseconds=1100)) is None
    held = await claim(db, wall + timedelta(milliseconds=1500))
    assert held is not None
    assert [row.update_id for row in held.rows] == [1, 2, 3]
    await done(db, held)
    rest = await claim(db, wall + timedelta(seconds=3))
    assert rest is not None
    assert rest.first.update_id == 4


async def test_an_update_that_arrives_while_its_lane_is_finished_is_not_forgotten(db: Database) -> None:
    for number in range(1, 20):
        await write(db, said(number * 2))
        held = await claim(db)
        assert held is not None
        await asyncio.gather(done(db, held), write(db, said(number * 2 + 1)))
        nxt = await claim(db, time.wall() + timedelta(seconds=1))
        assert nxt is not None
        assert nxt.first.update_id == number * 2 + 1
        await done(db, nxt)


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        (said(1, chat=7_000_000_001), 7_000_000_001),
        ({"update_id": 1, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -100}}}}, -100),
        ({"update_id": 1, "inline_query": {"from": {"id": 5}}}, 5),
        ({"update_id": 1, "poll_answer": {"user": {"id": 6}}}, 6),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 9}, "from": {"id": 5}}}, 9),
        ({"update_id": 1}, 0),
        ({"update_id": 1, "message": {"chat": {"id": "x"}, "from": []}}, 0),
        ({"update_id": 1, "message": {"chat": {"id": True}}}, 0),
        ({"update_id": 1, "something_new": 3}, 0),
    ],
)
def test_the_lane_is_the_chat_else_the_user(raw: dict[str, Any], lane: int) -> None:
    assert inbox.lane_of(raw) == lane


@pytest.mark.parametrize(
    "raw", [None, [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": -1}, {"update_id": 2**70}]
)
def test_what_has_no_update_id_is_no_update(raw: Any) -> None:
    assert not inbox.is_update(raw)


async def test_odd_characters_are_kept_on_both_databases(db: Database) -> None:
    await write(db, said(1, text="nul \x00 lone \ud800 emoji 👩‍👩‍👧‍👦"))
    held = await claim(db)
    assert held is not None
    assert "\\u0000" in (held.first.body or "")


async def test_the_queue_is_empty_when_everything_is_done(db: Database) -> None:
    await write(db, said(1))
    held = await claim(db)
    assert held is not None
    await done(db, held)
    assert await claim(db) is None
    async with db.reading() as session:
        waiting = (await session.exec(select(InboxUpdate).where(col(InboxUpdate.state) == Heard.WAITING))).all()
    assert waiting == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["message", "callback_query", "chat", "from", "user", "id", "message_id", "media_group_id", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "edited_message", "novelty"]), json_values))
def test_no_update_however_strange_makes_the_inbox_stumble(strange: dict[str, Any]) -> None:
    raw = {"update_id": 1, **strange}
    assert inbox.is_update(raw)
    assert abs(inbox.lane_of(raw)) < 1 << 62
