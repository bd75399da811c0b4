"""Inline mode: asking, offering, choosing."""

import asyncio
from typing import Any

import pytest

from tests.playground.speaking import BETO, Bot, People, buttons


def article(id: str = "1", **more: Any) -> dict[str, Any]:
    content = {"message_text": "<b>Soldadura</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": id, "title": "Soldadura", "input_message_content": content, **more}


async def asked(bot: Bot, people: People, results: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the person gets and what the bot's answer got."""
    await bot.updates()
    asking = asyncio.ensure_future(people.post(f"chats/{BETO}/inline", {"query": "solda", "wait": 5}))
    query = (await bot.call("getUpdates", timeout=5, offset=-1)).result[0]["inline_query"]
    assert (query["query"], query["from"]["id"]) == ("solda", BETO)
    answer = await bot.call("answerInlineQuery", inline_query_id=query["id"], results=results)
    if answer.status != 200:
        asking.cancel()
        return {}, answer.body
    return await asking, answer.body


async def test_a_chosen_result_is_sent_through_the_bot(bot: Bot, people: People) -> None:
    got, _ = await asked(bot, people, [article(reply_markup=buttons([("Unirme", "join")]))])
    assert [(result["id"], result["title"]) for result in got["results"]] == [("1", "Soldadura")]
    await bot.updates()
    chosen = await people.post(f"chats/{BETO}/inline", {"query_id": got["query_id"], "result_id": "1"})
    assert (chosen["message"]["html"], chosen["message"]["from"]) == ("<b>Soldadura</b>", "person")
    message, told = await bot.updates()
    assert message["message"]["via_bot"]["id"] == 42
    assert (told["chosen_inline_result"]["result_id"], told["chosen_inline_result"]["query"]) == ("1", "solda")
    inline_id = told["chosen_inline_result"]["inline_message_id"]
    await people.press("Unirme", BETO)
    pressed = (await bot.updates())[0]["callback_query"]
    assert (pressed["inline_message_id"], "message" in pressed) == (inline_id, False)
    edited = await bot.call("editMessageText", inline_message_id=inline_id, text="Lleno")
    assert edited.result is True
    assert (await people.sees(BETO))[-1]["text"] == "Lleno"
    wrong = await bot.call("editMessageText", inline_message_id="nada", text="x")
    assert wrong.error == "Bad Request: MESSAGE_ID_INVALID"


@pytest.mark.parametrize(
    ("results", "error"),
    [
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article(str(place)) for place in range(51)], "RESULTS_TOO_MUCH"),
    ],
)
async def test_wrong_results_are_refused(bot: Bot, people: People, results: list[dict[str, Any]], error: str) -> None:
    _, answer = await asked(bot, people, results)
    assert answer["description"] == f"Bad Request: {error}"


async def test_what_was_not_offered_cannot_be_chosen(bot: Bot, people: People) -> None:
    got, _ = await asked(bot, people, [article()])
    for query, result in ((got["query_id"], "2"), ("nada", "1")):
        answer = await people.post(f"chats/{BETO}/inline", {"query_id": query, "result_id": result})
        assert answer["status"] == 404


async def test_a_late_answer_is_too_old(bot: Bot) -> None:
    answer = await bot.call("answerInlineQuery", inline_query_id="5", results=[])
    assert answer.error.startswith("Bad Request: query is too old")
