"""Polls: sending, voting, stopping."""

from typing import Any

import pytest

from tests.playground.speaking import ANA, Bot, People

pytestmark = pytest.mark.usefixtures("started")


async def poll(bot: Bot, **more: Any) -> dict[str, Any]:
    order = {"chat_id": ANA, "question": "¿Cuándo?", "options": [{"text": "Sábado"}, {"text": "Domingo"}], **more}
    sent: dict[str, Any] = (await bot.call("sendPoll", **order)).result
    return sent


async def test_votes_are_counted_and_told(bot: Bot, people: People) -> None:
    sent = await poll(bot, is_anonymous=False)
    vote = {"message_id": sent["message_id"], "options": [1]}
    assert (await people.post(f"chats/{ANA}/votes", vote))["message"]["poll"]["total_voter_count"] == 1
    counted, answered = await bot.updates()
    assert [option["voter_count"] for option in counted["poll"]["options"]] == [0, 1]
    assert (answered["poll_answer"]["option_ids"], answered["poll_answer"]["user"]["id"]) == ([1], ANA)
    await people.post(f"chats/{ANA}/votes", {**vote, "options": []})
    assert (await people.sees())[-1]["poll"]["total_voter_count"] == 0


async def test_a_stopped_poll_takes_no_votes(bot: Bot, people: People) -> None:
    sent = await poll(bot)
    place = {"chat_id": ANA, "message_id": sent["message_id"]}
    assert (await bot.call("stopPoll", **place)).result["is_closed"] is True
    assert (await bot.call("stopPoll", **place)).error == "Bad Request: poll has already been closed"
    answer = await people.post(f"chats/{ANA}/votes", {"message_id": sent["message_id"], "options": [0]})
    assert (answer["status"], answer["error"]) == (400, "The poll is closed.")


async def test_a_quiz_takes_one_answer_once(bot: Bot, people: People) -> None:
    sent = await poll(
        bot, type="quiz", correct_option_ids=[0], explanation="<b>Porque</b> sí", explanation_parse_mode="HTML"
    )
    assert sent["poll"]["explanation_entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    vote = {"message_id": sent["message_id"], "options": [1]}
    assert (await people.post(f"chats/{ANA}/votes", vote))["status"] == 200
    assert (await people.post(f"chats/{ANA}/votes", vote))["status"] == 400
    assert (await people.post(f"chats/{ANA}/votes", {**vote, "options": [0, 1]}))["status"] == 400


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"question": " "}, "Bad Request: poll question must be non-empty"),
        ({"question": "x" * 301}, "Bad Request: poll question length must not exceed 300"),
        ({"options": []}, "Bad Request: poll must have at least 1 option"),
        ({"type": "quiz"}, "Bad Request: wrong correct option ID specified"),
        ({"open_period": 5}, 'Not Implemented: the playground does not know the parameter "open_period" of polls'),
    ],
)
async def test_wrong_polls_are_refused(bot: Bot, more: dict[str, Any], error: str) -> None:
    order = {"chat_id": ANA, "question": "¿?", "options": ["a", "b"], **more}
    assert (await bot.call("sendPoll", **order)).error == error


async def test_a_die_shows_a_number(bot: Bot) -> None:
    sent = (await bot.call("sendDice", chat_id=ANA)).result
    assert 1 <= sent["dice"]["value"] <= 6
