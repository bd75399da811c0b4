"""Filters that decide who hears what."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Chat, Message

from bot.addresses import Address, CourseAt, Home, Join
from handlers.drafts import Draft
from handlers.hearing import At, Command, InGroup, kind_of


def message(chat: str = "private", **content: Any) -> Message:
    return Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=7_000_000_001, type=chat), **content)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", ""),
        ("/START c_barberia", "c_barberia"),
        ("/start@rumbo_bot   c_barberia ", "c_barberia"),
        ("/start\nhola", ""),
    ],
)
async def test_a_command_is_heard_however_it_is_typed(text: str, payload: str) -> None:
    assert await Command("start")(message(text=text)) == {"command": "start", "payload": payload}


@pytest.mark.parametrize("text", ["start", "/", "/ start", "//start", "/starting", "", "hola /start", "/\n"])
async def test_what_is_no_such_command_is_not_heard_as_one(text: str) -> None:
    assert await Command("start")(message(text=text)) is False


async def test_any_command_is_heard_where_none_is_named() -> None:
    assert await Command()(message(text="/loquesea ya"))
    assert not await Command()(message(text="hola"))
    assert not await Command()(message())


async def test_a_tap_is_heard_by_the_kind_of_its_address() -> None:
    hears = At(CourseAt, Join)
    for address, heard in ((CourseAt(1), True), (Join(1), True), (Home(), False), (Address(), False), (None, False)):
        assert await hears(message(), address) is heard


async def test_only_a_private_chat_is_private() -> None:
    assert not await InGroup()(message())
    for kind in ("group", "supergroup", "channel"):
        assert await InGroup()(message(kind))


def test_a_message_has_a_kind() -> None:
    assert kind_of(message(text="hola")) == "text"
    assert kind_of(message()) == "unknown"


def test_a_draft_never_points_outside_its_questions() -> None:
    draft = Draft(7, ("name", "birth_date"))
    assert draft.asks == "name" and not draft.answered
    assert draft.to(1).asks == "birth_date"
    assert draft.to(99).answered and draft.to(-1).at == 0
