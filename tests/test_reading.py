"""Updates as Bot API servers of another age than aiogram's types send them."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from bot.turn import ear, reading

ANA = {"id": 7_000_000_001, "is_bot": False, "first_name": "Ana", "username": "ana", "language_code": "es"}
ME = {"id": 42, "is_bot": True, "first_name": "Rumbo", "username": "rumbo_bot"}
CHAT = {"id": 7_000_000_001, "first_name": "Ana", "username": "ana", "type": "private"}
GROUP = {"id": -1_001_234_567_890, "title": "Jóvenes", "type": "supergroup"}
IN_2021 = {
    "can_be_edited": False, "can_manage_chat": True, "can_change_info": True, "can_delete_messages": True,
    "can_invite_users": True, "can_restrict_members": True, "can_pin_messages": True, "can_promote_members": False,
    "can_manage_voice_chats": True, "is_anonymous": False,
}  # fmt: skip
"""What an administrator was in the Bot API 5.3."""


@pytest.fixture(scope="module")
def bot() -> Bot:
    return ear.silent_bot("42:any")


def changed(chat: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    members = {"old_chat_member": {"user": ME, **old}, "new_chat_member": {"user": ME, **new}}
    return {"update_id": 1, "my_chat_member": {"chat": chat, "from": ANA, "date": 1_700_000_000, **members}}


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 5, "date": 1_700_000_000, "chat": CHAT, "from": ANA, **content}}


def speaks(update: Update) -> int | None:
    who = ear.sender(update)
    return who and who[0]


@pytest.mark.parametrize(
    ("chat", "old", "new"),
    [
        (CHAT, {"status": "member"}, {"status": "kicked", "until_date": 0}),
        (CHAT, {"status": "kicked", "until_date": 0}, {"status": "member"}),
        (GROUP, {"status": "left"}, {"status": "member"}),
        (GROUP, {"status": "member"}, {"status": "administrator", **IN_2021}),
        (GROUP, {"status": "administrator", **IN_2021}, {"status": "left"}),
        (GROUP, {"status": "member"}, {"status": "restricted", "is_member": True, "until_date": 0}),
    ],
    ids=["blocked", "back", "added", "promoted", "removed", "restricted"],
)
def test_a_right_that_is_not_named_is_not_given(
    bot: Bot, chat: dict[str, Any], old: dict[str, Any], new: dict[str, Any]
) -> None:
    raw = changed(chat, old, new)
    update = reading.read(raw, bot)
    assert update.my_chat_member is not None and speaks(update) == ANA["id"]
    for said, member in ((old, update.my_chat_member.old_chat_member), (new, update.my_chat_member.new_chat_member)):
        assert member.status == said["status"]
        assert all(getattr(member, name) == value for name, value in said.items() if value is True)
        assert not getattr(member, "can_send_welcome_messages", False)
    assert raw == changed(chat, old, new), "what was heard stays as it was"


def test_a_part_of_another_shape_costs_only_itself(bot: Bot) -> None:
    strange = {"type": "hologram", "date": 1_700_000_000}
    update = reading.read(message(text="hola", forward_origin=strange, sticker={"file_id": "x"}), bot)
    assert update.message is not None and update.message.text == "hola"
    assert update.message.forward_origin is update.message.sticker is None
    poll = {
        "id": "1", "question": "¿?", "options": [{"text": "sí", "voter_count": 0}], "total_voter_count": 0,
        "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": True,
    }  # fmt: skip
    update = reading.read(message(text="hola", reply_to_message=message(poll=poll)["message"]), bot)
    assert update.message is not None and update.message.text == "hola"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"update_id": 1, "message": "hola"},
        message(date=["yesterday"], text="hola"),
        message(text={"not": "text"}),
        message(**{"from": {"id": "x"}}, text="hola"),
        {"update_id": 1, "message": {"message_id": 5, "date": 1, "text": "hola", "from": ANA}},
        changed(GROUP, {"status": "member"}, {"status": "emperor"}),
    ],
)
def test_what_makes_no_sense_is_refused_as_before(bot: Bot, raw: Any) -> None:
    with pytest.raises(ValidationError):
        reading.read(raw, bot)
