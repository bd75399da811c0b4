"""Delivery to a webhook of the bot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.playground import Running, webhook
from tests.playground.speaking import ANA, Bot, People, bot_polls, eventually


class Receiver:
    """A bot's own server: keeps what it got and answers as it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[web.Response] = []
        self.url = ""
        self.more = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        async with self.more:
            self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
            self.more.notify_all()
        return self.answers.pop(0) if self.answers else web.Response()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10), self.more:
            await self.more.wait_for(lambda: len(self.got) >= count)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.got]


@pytest.fixture
async def receiver(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.02)
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(bot: Bot, people: People, receiver: Receiver) -> None:
    await people.write("antes")
    await bot.call("setWebhook", url=receiver.url, secret_token="abc_-1")
    await people.write("después")
    await receiver.until(2)
    assert receiver.texts == ["antes", "después"]
    assert {secret for secret, _ in receiver.got} == {"abc_-1"}
    info = (await bot.call("getWebhookInfo")).result
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
    assert (await people.get("state"))["bots"][0]["webhook"] == receiver.url


async def test_an_update_that_was_not_taken_comes_again_before_the_next(
    bot: Bot, people: People, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500), web.Response(status=302), web.Response(status=503)]
    await bot.call("setWebhook", url=receiver.url)
    await people.write("uno")
    await people.write("dos")
    await receiver.until(5)
    assert receiver.texts == ["uno", "uno", "uno", "uno", "dos"]
    info = (await bot.call("getWebhookInfo")).result
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")


async def test_polling_and_webhook_exclude_each_other(running: Running, bot: Bot, receiver: Receiver) -> None:
    poll = asyncio.ensure_future(bot.call("getUpdates", timeout=50))
    await bot_polls(running)
    await bot.call("setWebhook", url=receiver.url)
    assert (await poll).error == "Conflict: terminated by setWebhook request"
    answer = await bot.call("getUpdates")
    assert (answer.status, answer.error) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await bot.call("deleteWebhook")
    assert (await bot.call("getUpdates")).result == []


async def test_pending_updates_can_be_dropped(bot: Bot, people: People, receiver: Receiver) -> None:
    await people.write("vieja")
    await bot.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    await people.write("nueva")
    await receiver.until(1)
    assert receiver.texts == ["nueva"]


async def test_a_bot_may_answer_with_a_call(bot: Bot, people: People, receiver: Receiver) -> None:
    receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": ANA, "text": "por la misma puerta"})]
    await bot.call("setWebhook", url=receiver.url)
    await people.write("hola")
    seen = await eventually(people.sees, lambda messages: len(messages) == 2)
    assert seen[-1]["text"] == "por la misma puerta"


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"url": "nada"}, "invalid webhook URL specified"),
        (
            {"url": "https://example.com/x"},
            "bad webhook: the playground delivers to this machine only (127.0.0.1, localhost)",
        ),
        ({"url": "http://127.0.0.1:1/x", "secret_token": "ñ"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:1/x", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_wrong_webhooks_are_refused(bot: Bot, params: dict[str, str], error: str) -> None:
    assert (await bot.call("setWebhook", **params)).error == f"Bad Request: {error}"


async def test_a_bot_that_is_not_there_is_reported(bot: Bot, people: People) -> None:
    await bot.call("setWebhook", url="http://127.0.0.1:1/hook")
    await people.write("hola")
    answer = await eventually(lambda: bot.call("getWebhookInfo"), lambda it: "last_error_message" in it.result)
    info = answer.result
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection failed", 1)
