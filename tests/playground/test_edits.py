"""Changing and deleting what was said."""

import pytest

from tests.playground.speaking import ANA, BETO, Bot, People, buttons, png

pytestmark = pytest.mark.usefixtures("started")
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def test_an_edit_changes_text_and_buttons(bot: Bot, people: People) -> None:
    sent = await bot.says("<b>uno</b>", parse_mode="HTML", reply_markup=buttons([("A", "a")]))
    edited = (await bot.call("editMessageText", chat_id=ANA, message_id=sent["message_id"], text="dos")).result
    assert (edited["text"], "entities" in edited, "reply_markup" in edited) == ("dos", False, False)
    assert edited["edit_date"] >= sent["date"]
    seen = (await people.sees())[-1]
    assert (seen["text"], seen["edited"], seen["buttons"]) == ("dos", True, [])


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.says("uno", reply_markup=buttons([("A", "a")]))
    again = {"chat_id": ANA, "message_id": sent["message_id"], "text": "uno"}
    assert (await bot.call("editMessageText", **again, reply_markup=buttons([("A", "a")]))).error == SAME
    assert (await bot.call("editMessageText", **again)).status == 200


async def test_a_change_of_buttons_alone_is_no_edit_to_the_eye(bot: Bot, people: People) -> None:
    sent = await bot.says("uno", reply_markup=buttons([("A", "a")]))
    place = {"chat_id": ANA, "message_id": sent["message_id"]}
    answer = await bot.call("editMessageReplyMarkup", **place, reply_markup=buttons([("B", "b")]))
    assert "edit_date" not in answer.result
    assert (await people.sees())[-1]["buttons"][0][0]["text"] == "B"
    assert "reply_markup" not in (await bot.call("editMessageReplyMarkup", **place)).result
    assert (await bot.call("editMessageReplyMarkup", **place)).error == SAME


async def test_only_what_exists_and_is_ones_own_can_be_edited(bot: Bot, people: People) -> None:
    asked = await people.write("mío")
    missing = await bot.call("editMessageText", chat_id=ANA, message_id=99999, text="x")
    assert missing.error == "Bad Request: message to edit not found"
    foreign = await bot.call("editMessageText", chat_id=ANA, message_id=asked["message_id"], text="x")
    assert foreign.error == "Bad Request: message can't be edited"
    nothing = await bot.call("editMessageText", text="x")
    assert nothing.status == 400
    photo = (await bot.parts("sendPhoto", {"photo": ("a.png", png())}, chat_id=ANA, caption="pie")).result
    wrong = await bot.call("editMessageText", chat_id=ANA, message_id=photo["message_id"], text="x")
    assert wrong.error == "Bad Request: there is no text in the message to edit"


async def test_captions_and_media_change_too(bot: Bot, people: People) -> None:
    sent = (await bot.parts("sendPhoto", {"photo": ("a.png", png())}, chat_id=ANA, caption="uno")).result
    place = {"chat_id": ANA, "message_id": sent["message_id"]}
    edited = (await bot.call("editMessageCaption", **place, caption="<i>dos</i>", parse_mode="HTML")).result
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("dos", "italic")
    media = {"type": "photo", "media": "attach://nueva", "caption": "tres"}
    edited = (await bot.parts("editMessageMedia", {"nueva": ("b.png", png(5, 6))}, **place, media=media)).result
    assert (edited["photo"][0]["width"], edited["caption"]) == (5, "tres")
    assert (await people.sees())[-1]["photo"]["height"] == 6
    text = await bot.says("texto")
    wrong = await bot.call("editMessageCaption", chat_id=ANA, message_id=text["message_id"], caption="x")
    assert wrong.error == "Bad Request: there is no caption in the message to edit"


async def test_messages_are_deleted_for_everybody_within_48_hours(bot: Bot, people: People) -> None:
    sent = await bot.says("uno")
    asked = await people.write("dos")
    for message in (sent, asked):
        assert (await bot.call("deleteMessage", chat_id=ANA, message_id=message["message_id"])).result is True
    assert [message["text"] for message in await people.sees()] == ["/start"]
    gone = await bot.call("deleteMessage", chat_id=ANA, message_id=sent["message_id"])
    assert gone.error == "Bad Request: message to delete not found"
    old = await bot.says("vieja")
    await people.post("clock", {"advance": 48 * 3600 - 60})
    young = await bot.says("nueva")
    await people.post("clock", {"advance": 120})
    late = await bot.call("deleteMessage", chat_id=ANA, message_id=old["message_id"])
    assert late.error == "Bad Request: message can't be deleted for everyone"
    both = [old["message_id"], young["message_id"], 99999]
    assert (await bot.call("deleteMessages", chat_id=ANA, message_ids=both)).result is True
    assert [message["text"] for message in await people.sees()] == ["/start", "vieja"]


async def test_reactions_and_pins_show(bot: Bot, people: People) -> None:
    asked = await people.write("gracias")
    place = {"chat_id": ANA, "message_id": asked["message_id"]}
    await bot.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "❤"}])
    assert (await people.sees())[-1]["reactions"] == ["❤"]
    await bot.call("pinChatMessage", **place)
    chat = await people.get(f"chats/{ANA}")
    assert (chat["pinned"], chat["messages"][-1]["service"]) == ([asked["message_id"]], "pinned_message")
    assert (await bot.call("getChat", chat_id=ANA)).result["pinned_message"]["text"] == "gracias"
    await bot.call("unpinAllChatMessages", chat_id=ANA)
    assert (await people.get(f"chats/{ANA}"))["pinned"] == []


async def test_a_live_location_moves_and_stops(bot: Bot) -> None:
    place = {"latitude": 21.1, "longitude": -101.6}
    sent = (await bot.call("sendLocation", chat_id=ANA, live_period=600, **place)).result
    where = {"chat_id": ANA, "message_id": sent["message_id"]}
    moved = (await bot.call("editMessageLiveLocation", **where, latitude=21.2, longitude=-101.6)).result
    assert moved["location"]["latitude"] == 21.2
    stopped = (await bot.call("stopMessageLiveLocation", **where)).result
    assert "live_period" not in stopped["location"]
    assert (await bot.call("editMessageLiveLocation", **where, **place)).error == "Bad Request: message can't be edited"


async def test_a_message_of_another_chat_is_not_found(bot: Bot, people: People) -> None:
    await people.write("hola", BETO)
    sent = await bot.says("uno")
    answer = await bot.call("editMessageText", chat_id=BETO, message_id=sent["message_id"], text="x")
    assert answer.error == "Bad Request: message to edit not found"
