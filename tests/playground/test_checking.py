"""Every call is held against the list of the Bot API."""

import re

import pytest

from bot.playground.checking import METHODS, TYPES, UNIONS, check
from bot.playground.dispatch import METHODS as IMPLEMENTED
from bot.playground.errors import Refused
from tests.playground.speaking import ANA, Bot

# What the playground does; everything else of the Bot API answers 501. Adding a method means adding it here.
LISTED = """
    getMe getUpdates setWebhook deleteWebhook getWebhookInfo answerCallbackQuery getFile
    sendMessage sendLocation sendVenue sendContact copyMessage copyMessages forwardMessage forwardMessages
    sendPhoto sendDocument sendAudio sendVoice sendVideo sendAnimation sendVideoNote sendSticker sendMediaGroup
    sendPoll stopPoll sendDice
    editMessageText editMessageCaption editMessageMedia editMessageReplyMarkup editMessageLiveLocation
    stopMessageLiveLocation deleteMessage deleteMessages sendChatAction setMessageReaction
    pinChatMessage unpinChatMessage unpinAllChatMessages
    setMyCommands deleteMyCommands getMyCommands setMyName getMyName setMyDescription getMyDescription
    setMyShortDescription getMyShortDescription setChatMenuButton getChatMenuButton
    getChat getChatMember getChatAdministrators getChatMemberCount leaveChat getUserProfilePhotos
    createForumTopic editForumTopic closeForumTopic reopenForumTopic deleteForumTopic
    answerInlineQuery
"""


def test_each_implemented_method_is_listed_and_exists() -> None:
    assert set(IMPLEMENTED) == set(LISTED.split())
    assert set(IMPLEMENTED) <= set(METHODS)
    assert len(METHODS) > 180


@pytest.mark.parametrize("method", sorted(set(METHODS) - set(LISTED.split())))
async def test_what_is_not_done_is_not_pretended(bot: Bot, method: str) -> None:
    answer = await bot.call(method)
    assert answer.status == 501
    assert answer.error == f"Not Implemented: the playground does not know the method {method}"


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    answer = await bot.call("sendTelegram")
    assert (answer.status, answer.error) == (404, "Not Found")


async def test_method_names_are_read_in_any_case(bot: Bot) -> None:
    assert (await bot.call("GETME")).result["id"] == 42


def test_the_list_is_whole() -> None:
    """Every type that an implemented method's parameter names is described."""
    simple = {"String", "Integer", "Boolean", "Float", "True", "InputFile"}
    seen, waiting = set(), [declared for method in IMPLEMENTED for declared in METHODS[method].values()]
    while waiting:
        for kind in re.sub("Array of ", "", waiting.pop().lstrip("!")).split("|"):
            if kind in simple or kind in seen:
                continue
            seen.add(kind)
            assert kind in TYPES or kind in UNIONS, kind
            waiting += list(TYPES[kind].values()) if kind in TYPES else list(UNIONS[kind])


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"chat_id": ANA, "txt": "x"}, 'unknown parameter "txt"'),
        ({"chat_id": ANA}, "message text is empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": ANA, "text": 5}, '"text" must be of type String'),
        ({"chat_id": [1], "text": "x"}, '"chat_id" must be of type Integer or String'),
        (
            {"chat_id": ANA, "text": "x", "disable_notification": "quizá"},
            '"disable_notification" must be of type Boolean',
        ),
        ({"chat_id": ANA, "text": "x", "reply_markup": "{"}, 'can\'t parse "reply_markup" JSON object'),
        ({"chat_id": ANA, "text": "x", "reply_markup": []}, '"reply_markup" must be of type InlineKeyboardMarkup'),
        ({"chat_id": ANA, "text": "x", "reply_markup": {"inline_keyboard": [{}]}}, '"reply_markup.inline_keyboard[0]"'),
        (
            {"chat_id": ANA, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "data": "b"}]]}},
            'unknown field "data" in "reply_markup.inline_keyboard[0][0]"',
        ),
        (
            {"chat_id": ANA, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "b"}]]}},
            'field "text" of "reply_markup.inline_keyboard[0][0]" must be specified',
        ),
        ({"chat_id": ANA, "text": "x", "entities": [{"type": "bold"}]}, 'field "offset" of "entities[0]"'),
    ],
)
async def test_what_is_wrong_is_named(bot: Bot, params: dict[str, object], named: str) -> None:
    answer = await bot.call("sendMessage", **params)
    assert answer.status == 400
    assert named in answer.error


def test_text_bodies_are_taken_apart_by_type() -> None:
    given = {"chat_id": "7000000001", "message_id": "5", "latitude": "21.5", "longitude": "-1", "live_period": ""}
    assert check("editMessageLiveLocation", given, textual=True) == {
        "chat_id": ANA, "message_id": 5, "latitude": 21.5, "longitude": -1.0,
    }  # fmt: skip
    flags = {"chat_id": "@x", "text": "123", "disable_notification": "1", "protect_content": "False"}
    assert check("sendMessage", flags, textual=True) == {
        "chat_id": "@x", "text": "123", "disable_notification": True, "protect_content": False,
    }  # fmt: skip


def test_nothing_given_counts_as_left_out() -> None:
    assert check("getUpdates", {"offset": None, "timeout": 3}, textual=False) == {"timeout": 3}


def test_a_member_of_a_union_is_told_by_its_type() -> None:
    scope = {"type": "chat", "chat_id": 5}
    assert check("getMyCommands", {"scope": scope}, textual=False) == {"scope": scope}
    with pytest.raises(Refused, match="chat_id"):
        check("getMyCommands", {"scope": {"type": "chat"}}, textual=False)
    with pytest.raises(Refused, match="BotCommandScope"):
        check("getMyCommands", {"scope": {"type": "galaxy"}}, textual=False)


async def test_bodies_that_are_no_json_are_refused(bot: Bot) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b'"x"'):
        async with bot.session.post(f"{bot.url}/bot42:x/getMe", data=body, headers=headers) as response:
            assert response.status == 400


async def test_halves_of_symbols_are_no_text(bot: Bot) -> None:
    body = b'{"chat_id": 7000000001, "text": "\\ud83d"}'
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(f"{bot.url}/bot42:x/sendMessage", data=body, headers=headers) as response:
        assert (response.status, (await response.json())["description"]) == (
            400,
            "Bad Request: strings must be encoded in UTF-8",
        )


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"[" * 100_000),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhola'),
        ("application/x-www-form-urlencoded", b"text=%ff&chat_id=\xff"),
    ],
)
async def test_torn_bodies_are_refused_and_harm_nothing(bot: Bot, kind: str, body: bytes) -> None:
    address = f"{bot.url}/bot42:x/sendMessage"
    async with bot.session.post(address, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == 400
    assert (await bot.call("getMe")).status == 200


async def test_a_bot_id_has_its_measure(bot: Bot) -> None:
    assert (await Bot(bot.session, bot.url, "9" * 30 + ":x").call("getMe")).status == 404
    assert (await bot.call("sendMessage", chat_id=10**40, text="x")).error == "Bad Request: chat not found"
