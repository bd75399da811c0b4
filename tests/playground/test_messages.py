"""Saying: text, places, contacts; copies and forwards; to whom a bot may write."""

import pytest

from tests.playground.speaking import ANA, BETO, Bot, People, buttons

pytestmark = pytest.mark.usefixtures("started")


async def test_what_the_bot_says_is_seen(bot: Bot, people: People) -> None:
    sent = await bot.says("Hola Ana")
    seen = (await people.sees())[-1]
    assert (seen["message_id"], seen["from"], seen["text"]) == (sent["message_id"], "bot", "Hola Ana")
    assert sent["from"] == {"id": 42, "is_bot": True, "first_name": "Rumbo", "username": "rumbo_bot"}


async def test_form_bodies_are_read_like_json(bot: Bot) -> None:
    answer = await bot.form(
        "sendMessage", chat_id=ANA, text="hola", disable_notification="true", reply_markup=buttons([("Sí", "a")])
    )
    assert answer.result["reply_markup"]["inline_keyboard"] == [[{"text": "Sí", "callback_data": "a"}]]


async def test_parameters_may_stand_in_the_address(bot: Bot) -> None:
    address = f"{bot.url}/bot{bot.token}/sendmessage?chat_id={ANA}&text=hola"
    async with bot.session.get(address) as response:
        assert (await response.json())["result"]["text"] == "hola"


@pytest.mark.parametrize("chat_id", [123, -100123, "@nobody"])
async def test_an_unknown_chat_is_not_found(bot: Bot, chat_id: int | str) -> None:
    answer = await bot.call("sendMessage", chat_id=chat_id, text="hola")
    assert (answer.status, answer.error) == (400, "Bad Request: chat not found")


async def test_a_bot_does_not_speak_first(bot: Bot, people: People) -> None:
    answer = await bot.call("sendMessage", chat_id=BETO, text="hola")
    assert (answer.status, answer.error) == (403, "Forbidden: bot can't initiate conversation with a user")
    await people.write("hola", BETO)
    await bot.says("hola Beto", BETO)


async def test_who_blocked_the_bot_hears_nothing(bot: Bot, people: People) -> None:
    await people.send({"block": True})
    change = (await bot.updates())[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    answer = await bot.call("sendMessage", chat_id=ANA, text="hola")
    assert (answer.status, answer.error) == (403, "Forbidden: bot was blocked by the user")
    person = (await people.get("people"))["people"][0]
    assert person["blocked"] is True
    await people.send({"block": False})
    assert (await bot.updates())[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    await bot.says("hola otra vez")


async def test_message_ids_only_grow(bot: Bot, people: People) -> None:
    ids = [(await bot.says("uno"))["message_id"], (await people.write("dos", BETO))["message_id"]]
    ids.append((await bot.says("tres"))["message_id"])
    assert ids == sorted(set(ids))


async def test_replies_show_what_they_answer(bot: Bot, people: People) -> None:
    asked = await people.write("¿cuándo?")
    sent = await bot.says("mañana", reply_parameters={"message_id": asked["message_id"]})
    assert sent["reply_to_message"]["text"] == "¿cuándo?"
    assert (await people.sees())[-1]["reply_to"] == asked["message_id"]
    answer = await bot.call("sendMessage", chat_id=ANA, text="x", reply_parameters={"message_id": 99999})
    assert answer.error == "Bad Request: message to be replied not found"
    await bot.says("x", reply_parameters={"message_id": 99999, "allow_sending_without_reply": True})


async def test_places_and_contacts(bot: Bot, people: People) -> None:
    await bot.call("sendLocation", chat_id=ANA, latitude=21.12, longitude=-101.68)
    await bot.call("sendVenue", chat_id=ANA, latitude=21.12, longitude=-101.68, title="Casa", address="Centro")
    await bot.call("sendContact", chat_id=ANA, phone_number="4771234567", first_name="Rumbo")
    place, venue, contact = (await people.sees())[-3:]
    assert place["location"] == {"latitude": 21.12, "longitude": -101.68}
    assert venue["venue"]["title"] == "Casa"
    assert contact["contact"]["phone_number"] == "4771234567"
    assert (await bot.form("sendLocation", chat_id=ANA, latitude="91", longitude="0")).status == 400


async def test_a_copy_carries_no_sender_and_may_have_other_buttons(bot: Bot, people: People) -> None:
    original = await people.write("de Beto", BETO)
    answer = await bot.call(
        "copyMessage",
        chat_id=ANA,
        from_chat_id=BETO,
        message_id=original["message_id"],
        reply_markup=buttons([("Ver", "v")]),
    )
    assert list(answer.result) == ["message_id"]
    seen = (await people.sees())[-1]
    assert (seen["text"], seen["from"], seen["forwarded_from"]) == ("de Beto", "bot", None)
    assert seen["buttons"][0][0]["data"] == "v"


async def test_a_forward_says_from_whom(bot: Bot, people: People) -> None:
    original = await people.write("de Beto", BETO)
    sent = (await bot.call("forwardMessage", chat_id=ANA, from_chat_id=BETO, message_id=original["message_id"])).result
    assert sent["forward_origin"]["sender_user"]["first_name"] == "Beto"
    assert (await people.sees())[-1]["forwarded_from"] == "Beto"


async def test_several_are_copied_and_forwarded_at_once(bot: Bot, people: People) -> None:
    ids = [(await people.write(text, BETO))["message_id"] for text in ("uno", "dos")]
    await bot.call("copyMessages", chat_id=ANA, from_chat_id=BETO, message_ids=[*ids, 99999])
    await bot.call("forwardMessages", chat_id=ANA, from_chat_id=BETO, message_ids=ids)
    assert [message["text"] for message in (await people.sees())[-4:]] == ["uno", "dos", "uno", "dos"]
    wrong = await bot.call("copyMessages", chat_id=ANA, from_chat_id=BETO, message_ids=ids[::-1])
    assert wrong.error == "Bad Request: message identifiers must be in a strictly increasing order"


async def test_what_is_gone_or_protected_is_not_passed_on(bot: Bot) -> None:
    missing = await bot.call("copyMessage", chat_id=ANA, from_chat_id=ANA, message_id=99999)
    assert missing.error == "Bad Request: message to copy not found"
    missing = await bot.call("forwardMessage", chat_id=ANA, from_chat_id=ANA, message_id=99999)
    assert missing.error == "Bad Request: message to forward not found"
    secret = await bot.says("secreto", protect_content=True)
    assert secret["has_protected_content"] is True
    answer = await bot.call("forwardMessage", chat_id=ANA, from_chat_id=ANA, message_id=secret["message_id"])
    assert answer.error == "Bad Request: message can't be forwarded"


async def test_typing_shows_until_the_message_comes(bot: Bot, people: People) -> None:
    assert (await people.get(f"chats/{ANA}"))["typing"] is False
    await bot.call("sendChatAction", chat_id=ANA, action="typing")
    assert (await people.get(f"chats/{ANA}"))["typing"] is True
    await bot.says("listo")
    assert (await people.get(f"chats/{ANA}"))["typing"] is False
    wrong = await bot.call("sendChatAction", chat_id=ANA, action="sleeping")
    assert wrong.error == "Bad Request: wrong parameter action in request"
