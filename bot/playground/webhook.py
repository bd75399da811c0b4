"""Delivery to a webhook: one update after the other, each again and again until it is taken."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.playground import checking
from bot.playground.chats import Bot
from bot.playground.updates import confirm
from bot.playground.world import Playground

Perform = Callable[[Playground, Bot, str, dict[str, Any], bool, dict[str, Any]], Awaitable[Any]]
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
# A bot that takes longer than this to answer has not taken the update.
ANSWER_SECONDS = 60.0


class Deliveries:
    """One task for each bot with a webhook. Order is kept: a refused update holds back those behind it."""

    def __init__(self, world: Playground, perform: Perform) -> None:
        self.world = world
        self.perform = perform
        self.session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS))
        self.world.deliver_by_webhook = self.changed  # type: ignore[method-assign]
        for bot in self.world.bots.values():
            self.changed(bot)

    def changed(self, bot: Bot) -> None:
        """The bot's webhook is another one, or gone: the task that served the old one ends."""
        if bot.delivery is not None:
            bot.delivery.cancel()
            bot.delivery = None
        if bot.webhook:
            bot.delivery = asyncio.create_task(self._deliver(bot))  # noqa: TID251 - `close` awaits it

    async def _deliver(self, bot: Bot) -> None:
        pause = FIRST_PAUSE
        while bot.webhook:
            if not bot.updates:
                bot.arrived.clear()
                await bot.arrived.wait()
                continue
            update = next(iter(bot.updates.values()))
            self.world.store.flush()
            trouble = await self._post(bot, update)
            if trouble is None:
                confirm(self.world, bot, update["update_id"] + 1)
                pause = FIRST_PAUSE
                continue
            bot.webhook["last_error_date"] = self.world.clock.date()
            bot.webhook["last_error_message"] = trouble
            self.world.save_bot(bot)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _post(self, bot: Bot, update: dict[str, Any]) -> str | None:
        """None when the bot took the update, else what went wrong in Telegram's words."""
        assert self.session is not None
        headers = {"Content-Type": "application/json"}
        if bot.webhook["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = bot.webhook["secret_token"]
        try:
            async with self.session.post(
                bot.webhook["url"], data=json.dumps(update).encode(), headers=headers, allow_redirects=False, ssl=False
            ) as response:
                answer = await response.read()
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection failed"
        if not 200 <= response.status < 300:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        await self._answered(bot, answer)
        return None

    async def _answered(self, bot: Bot, answer: bytes) -> None:
        """A bot may put one call into its answer; its result is not told to it."""
        if not answer.startswith(b"{"):
            return
        try:
            call = json.loads(answer)
        except ValueError:
            return
        method = checking.NAMES.get(str(call.pop("method", "")).lower())
        if method is not None:
            await self.perform(self.world, bot, method, call, False, {})

    async def close(self) -> None:
        tasks = [bot.delivery for bot in self.world.bots.values() if bot.delivery is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()
