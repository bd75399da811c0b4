"""From a request of a bot to the method that does it, with checking, faults and the note of the call around it."""

import asyncio
import inspect
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.playground import (
    body,
    checking,
    methods_chats,
    methods_edits,
    methods_inline,
    methods_media,
    methods_messages,
    methods_polls,
    methods_profile,
    methods_updates,
)
from bot.playground.chats import Bot
from bot.playground.errors import Refused, absent
from bot.playground.faults import Fault
from bot.playground.files import Upload
from bot.playground.sending import Call
from bot.playground.world import Playground

METHODS: dict[str, Callable[[Call], Any]] = {
    **methods_updates.METHODS,
    **methods_messages.METHODS,
    **methods_media.METHODS,
    **methods_polls.METHODS,
    **methods_edits.METHODS,
    **methods_profile.METHODS,
    **methods_chats.METHODS,
    **methods_inline.METHODS,
}

# A fault "timeout" holds the connection this long (real seconds) unless the bot hangs up before.
SILENCE = 300.0
# Telegram's ids have at most 52 bits.
BOT_ID = re.compile(r"[1-9][0-9]{0,14}")
JSON = {"Content-Type": "application/json"}
ENCODE = json.JSONEncoder(separators=(",", ":")).encode


async def handle(world: Playground, request: web.Request) -> web.StreamResponse:
    digits, colon, secret = request.match_info["token"].partition(":")
    if not (BOT_ID.fullmatch(digits) and colon and secret):
        return respond(Refused(404, "Not Found"))
    bot = world.bot(int(digits))
    method = checking.NAMES.get(request.match_info["method"].lower())
    if method is None:
        return respond(Refused(404, "Not Found"))
    try:
        params, textual, uploads = await body.read(request)
    except Refused as refusal:
        world.calls.note(bot.id, method, {}, refusal.status, refusal.description)
        return respond(refusal)
    # A file part named like a parameter is that parameter.
    params.update({name: f"attach://{name}" for name in uploads if name in checking.METHODS[method]})
    planned = world.faults.planned and world.faults.take(method, _chat_id(params))
    if planned and not planned.after_delivery:
        world.calls.note(bot.id, method, params, planned.status, planned.words())
        return await fail(request, planned)
    outcome = await perform(world, bot, method, params, textual, uploads)
    if planned:
        return await fail(request, planned)
    return respond(outcome)


async def perform(
    world: Playground, bot: Bot, method: str, params: dict[str, Any], textual: bool, uploads: dict[str, Upload]
) -> Any:
    """The result of the method, or the Refused it ended in; noted among the calls."""
    try:
        work = METHODS.get(method)
        if work is None:
            raise absent(f"the method {method}")
        params = checking.check(method, params, textual=textual)
        result = work(Call(world, bot, method, params, uploads))
        if inspect.isawaitable(result):
            result = await result
    except Refused as refusal:
        world.calls.note(bot.id, method, params, refusal.status, refusal.description)
        return refusal
    if method != "getUpdates" or result:
        world.calls.note(bot.id, method, params, 200, result)
    return result


def respond(outcome: Any) -> web.Response:
    if isinstance(outcome, Refused):
        envelope = {"ok": False, "error_code": outcome.status, "description": outcome.description}
        if outcome.parameters:
            envelope["parameters"] = outcome.parameters
        return web.Response(body=json.dumps(envelope).encode(), status=outcome.status, content_type="application/json")
    return web.Response(body=ENCODE({"ok": True, "result": outcome}).encode(), headers=JSON)


async def fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.status == "timeout":
        await asyncio.sleep(SILENCE)
    if fault.status in ("timeout", "reset"):
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    if fault.status == "garbage":
        return web.Response(body=b'{"ok": tru', content_type="application/json")
    assert isinstance(fault.status, int)
    if fault.status >= 500:
        page = f"<html><head><title>{fault.status} {fault.words()}</title></head><body>{fault.words()}</body></html>"
        return web.Response(text=page, status=fault.status, content_type="text/html")
    parameters = {"retry_after": fault.retry_after} if fault.retry_after is not None else None
    return respond(Refused(fault.status, fault.words(), parameters))


def _chat_id(params: dict[str, Any]) -> int | str | None:
    chat_id = params.get("chat_id")
    if isinstance(chat_id, str) and chat_id.removeprefix("-").isdecimal():
        return int(chat_id)
    return chat_id
