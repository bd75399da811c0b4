"""Keyboards of both kinds and pressed buttons."""

import asyncio

import pytest

from bot.playground import queries
from tests.playground.speaking import ANA, Bot, People, buttons

pytestmark = pytest.mark.usefixtures("started")


async def test_a_press_is_answered(bot: Bot, people: People) -> None:
    await bot.says("¿Vienes?", reply_markup=buttons([("Sí", "join:1"), ("No", "no")]))
    press = asyncio.ensure_future(people.press("Sí", wait=5))
    query = (await bot.call("getUpdates", timeout=5)).result[0]["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("join:1", ANA, "¿Vienes?")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Listo", show_alert=True)
    answer = await press
    assert answer == {"status": 200, "answered": True, "text": "Listo", "show_alert": True, "url": None}


async def test_an_unanswered_press_says_so(bot: Bot, people: People) -> None:
    await bot.says("x", reply_markup=buttons([("Sí", "a")]))
    assert (await people.press("Sí", wait=0.05))["answered"] is False


async def test_an_unknown_label_names_those_that_exist(bot: Bot, people: People) -> None:
    await bot.says("x", reply_markup=buttons([("Sí", "a"), ("No", "b")]))
    answer = await people.press("Quizá")
    assert (answer["status"], answer["buttons"]) == (404, ["Sí", "No"])


async def test_the_newest_message_with_the_label_is_pressed(bot: Bot, people: People) -> None:
    await bot.says("vieja", reply_markup=buttons([("Ver", "1")]))
    new = await bot.says("nueva", reply_markup=buttons([("Ver", "2")]))
    await bot.says("otra", reply_markup=buttons([("Otra", "3")]))
    await people.press("Ver")
    query = (await bot.updates())[0]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("2", new["message_id"])


async def test_raw_data_can_be_pressed_that_no_button_carries(bot: Bot, people: People) -> None:
    sent = await bot.says("x", reply_markup=buttons([("Ver", "1")]))
    await people.post(f"chats/{ANA}/presses", {"message_id": sent["message_id"], "data": "forged", "wait": 0})
    assert (await bot.updates())[0]["callback_query"]["data"] == "forged"


async def test_an_old_query_cannot_be_answered(bot: Bot, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    await bot.says("x", reply_markup=buttons([("Ver", "1")]))
    await people.press("Ver")
    id = (await bot.updates())[0]["callback_query"]["id"]
    monkeypatch.setattr(queries, "SECONDS", 0.0)
    for wrong in (id, "123"):
        answer = await bot.call("answerCallbackQuery", callback_query_id=wrong)
        assert answer.error == ("Bad Request: query is too old and response timeout expired or query ID is invalid")


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"text": "x", "callback_data": "ñ" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "url": "nada"}, "inline keyboard button URL 'nada' is invalid: Wrong HTTP URL"),
        (
            {"text": "x", "url": "http://a b.mx"},
            "inline keyboard button URL 'http://a b.mx' is invalid: Disallowed character in URL host",
        ),
    ],
)
async def test_wrong_buttons_are_refused(bot: Bot, button: dict[str, str], error: str) -> None:
    answer = await bot.call("sendMessage", chat_id=ANA, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert (answer.status, answer.error) == (400, f"Bad Request: {error}")


async def test_sixty_four_bytes_of_data_are_allowed(bot: Bot) -> None:
    await bot.says("x", reply_markup=buttons([("x", "ñ" * 32)]))


async def test_a_link_button_gives_its_address(bot: Bot, people: People) -> None:
    await bot.says("x", reply_markup={"inline_keyboard": [[{"text": "Web", "url": "leon.gob.mx"}]]})
    assert (await people.press("Web"))["url"] == "http://leon.gob.mx/"


async def test_a_reply_keyboard_comes_and_goes(bot: Bot, people: People) -> None:
    keyboard = {"keyboard": [[{"text": "Mi número", "request_contact": True}], ["Cancelar"]], "one_time_keyboard": True}
    sent = await bot.says("¿Tu número?", reply_markup={**keyboard, "input_field_placeholder": "Escribe"})
    assert "reply_markup" not in sent
    shown = (await people.get(f"chats/{ANA}"))["keyboard"]
    assert shown == {
        "buttons": [[{"text": "Mi número", "request_contact": True}], [{"text": "Cancelar"}]],
        "one_time": True,
        "placeholder": "Escribe",
    }
    await people.send({"contact": "own"})
    contact = (await bot.updates())[0]["message"]["contact"]
    assert (contact["user_id"], contact["first_name"]) == (ANA, "Ana")
    assert (await people.get(f"chats/{ANA}"))["keyboard"] is None
    await bot.says("otra", reply_markup={"keyboard": [["Sí"]]})
    await people.write("Sí")
    assert (await people.get(f"chats/{ANA}"))["keyboard"] is not None
    await bot.says("adiós", reply_markup={"remove_keyboard": True})
    assert (await people.get(f"chats/{ANA}"))["keyboard"] is None
