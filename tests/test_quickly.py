"""aiogram's types, built when they are first used."""

from bot import quickly  # noqa: F401 - before aiogram

# isort: split
from aiogram.methods import SendMessage
from aiogram.methods.base import Response
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

MESSAGE = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": "hola"}


def test_what_is_built_late_is_read_as_before() -> None:
    said = Response[Message].model_validate({"ok": True, "result": MESSAGE}).result
    assert isinstance(said, Message) and said.text == "hola" and said.model_dump()["chat"]["id"] == 5
    below = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="b")]])
    assert SendMessage(chat_id=5, text="x", reply_markup=below).model_dump()["reply_markup"] == below.model_dump()
