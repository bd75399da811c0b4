"""The queue of each bot: what happened and was not yet confirmed, in the order it happened.

An update is in the playground's file before a bot sees it, and its id is never given again. Without a connected bot
updates wait under the bot id 0 and go to the first one that listens.
"""

import asyncio
from typing import Any

from bot.playground.chats import Bot
from bot.playground.clock import monotonic, real_now
from bot.playground.errors import conflict
from bot.playground.world import Playground

NOBODY = 0
# What Telegram sends only to bots that ask for it by name.
ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def listener(world: Playground) -> Bot:
    """The bot people talk to: the one that connected last, or nobody yet."""
    heard = [bot for bot in world.bots.values() if bot.id != NOBODY and bot.connected_at]
    return max(heard, key=lambda bot: bot.connected_at) if heard else world.bot(NOBODY)


def face(world: Playground) -> Bot:
    """The bot whose commands people see: the listening one, or one that has presented itself but not listened yet."""
    bot = listener(world)
    known = [one for one in world.bots.values() if one.id != NOBODY]
    return known[-1] if bot.id == NOBODY and known else bot


def wants(bot: Bot, kind: str) -> bool:
    return kind in bot.allowed_updates if bot.allowed_updates else kind not in ASKED_FOR


def emit(world: Playground, kind: str, body: dict[str, Any], bot: Bot | None = None) -> None:
    """Queues an update for `bot`, or for the one that listens; one that it does not want is dropped."""
    bot = bot or listener(world)
    if not wants(bot, kind):
        return
    id = bot.next_update_id
    bot.next_update_id += 1
    update = bot.updates[id] = {"update_id": id, kind: body}
    world.store.put("update", bot.id, id, update)
    world.save_bot(bot)
    wake(bot)


def wake(bot: Bot) -> None:
    bot.arrived.set()
    if bot.poll is not None and not bot.poll.done():
        bot.poll.set_result("")


def connect(world: Playground, bot: Bot) -> None:
    """The bot listens from now on; what nobody has heard yet is its own."""
    if listener(world) is not bot:
        bot.connected_at = real_now()
        world.save_bot(bot)
        world.touch()
    nobody = world.bots.get(NOBODY)
    if nobody is not None and nobody.updates:
        waiting = list(nobody.updates.values())
        confirm(world, nobody, nobody.next_update_id)
        for update in waiting:
            ((kind, body),) = ((key, value) for key, value in update.items() if key != "update_id")
            emit(world, kind, body, bot)


def confirm(world: Playground, bot: Bot, before: int) -> None:
    """Forgets the updates with ids below `before`."""
    while bot.updates:
        id = next(iter(bot.updates))
        if id >= before:
            return
        del bot.updates[id]
        world.store.put("update", bot.id, id, None)


async def get_updates(
    world: Playground, bot: Bot, offset: int, limit: int, timeout: int, allowed: list[str] | None
) -> list[dict[str, Any]]:
    """Waits until there is something or `timeout` real seconds are over. A newer poller ends this one with 409."""
    if bot.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    stop_poll(bot, OTHER_POLLER)
    if allowed is not None and allowed != bot.allowed_updates:
        bot.allowed_updates = allowed
        world.save_bot(bot)
    connect(world, bot)
    if offset < 0:
        ids = list(bot.updates)
        offset = ids[max(offset, -len(ids))] if ids else 0
    confirm(world, bot, offset)
    # What was confirmed must not come again, even after kill -9.
    world.store.flush()
    deadline = monotonic() + timeout
    poll: asyncio.Future[str] | None = None
    try:
        while not bot.updates:
            remaining = deadline - monotonic()
            if remaining <= 0:
                return []
            poll = bot.poll = asyncio.get_running_loop().create_future()
            world.touch()
            await asyncio.wait([poll], timeout=remaining)
            if poll.done() and poll.result():
                raise conflict(poll.result())
    finally:
        bot.last_poll = monotonic()
        if bot.poll is poll:
            bot.poll = None
    world.store.flush()
    return [update for _, update in zip(range(limit), bot.updates.values(), strict=False)]


def stop_poll(bot: Bot, reason: str) -> None:
    if bot.poll is not None and not bot.poll.done():
        bot.poll.set_result(reason)
    bot.poll = None


def is_listening(bot: Bot) -> bool:
    """Polls now or did so a moment ago: between two polls a bot is busy, not gone."""
    return bot.poll is not None or monotonic() - bot.last_poll < 3
