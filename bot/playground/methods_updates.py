"""Hearing: getMe, getUpdates, webhooks, answers to pressed buttons, and getFile."""

from typing import Any
from urllib.parse import urlsplit

from bot.playground import files, updates
from bot.playground.errors import bad
from bot.playground.sending import Call

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRET_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(call: Call) -> list[dict[str, Any]]:
    params = call.params
    limit = params.get("limit", 100)
    return await updates.get_updates(
        call.world,
        call.bot,
        offset=params.get("offset", 0),
        limit=limit if 1 <= limit <= 100 else 100,
        timeout=max(0, min(params.get("timeout", 0), 50)),
        allowed=params.get("allowed_updates"),
    )


def set_webhook(call: Call) -> bool:
    params = call.params
    url = params.get("url", "")
    if not url:
        return delete_webhook(call)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad("invalid webhook URL specified")
    if parts.hostname not in LOOPBACK:
        raise bad("bad webhook: the playground delivers to this machine only (127.0.0.1, localhost)")
    secret = params.get("secret_token", "")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not SECRET_LETTERS.issuperset(secret):
        raise bad("secret token contains unallowed characters")
    bot = call.bot
    if params.get("allowed_updates") is not None:
        bot.allowed_updates = params["allowed_updates"]
    updates.connect(call.world, bot)
    if params.get("drop_pending_updates"):
        updates.confirm(call.world, bot, bot.next_update_id)
    bot.webhook = {"url": url, "secret_token": secret, "max_connections": params.get("max_connections", 40)}
    updates.stop_poll(bot, "terminated by setWebhook request")
    call.world.save_bot(bot)
    call.world.deliver_by_webhook(bot)
    return True


def delete_webhook(call: Call) -> bool:
    bot = call.bot
    if call.params.get("drop_pending_updates"):
        updates.connect(call.world, bot)
        updates.confirm(call.world, bot, bot.next_update_id)
    bot.webhook = {}
    call.world.save_bot(bot)
    call.world.deliver_by_webhook(bot)
    return True


def get_webhook_info(call: Call) -> dict[str, Any]:
    webhook = call.bot.webhook
    info: dict[str, Any] = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates),
    }
    if webhook:
        info["max_connections"] = webhook["max_connections"]
        for name in ("last_error_date", "last_error_message"):
            if name in webhook:
                info[name] = webhook[name]
    if call.bot.allowed_updates:
        info["allowed_updates"] = call.bot.allowed_updates
    return info


def answer_callback_query(call: Call) -> bool:
    params = call.params
    text = params.get("text") or None
    if text and len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": params.get("show_alert", False), "url": params.get("url")}
    if not call.world.queries.answer("callback", call.bot.id, params["callback_query_id"], answer):
        raise bad(TOO_OLD)
    return True


def get_file(call: Call) -> dict[str, Any]:
    file = call.world.files.by_id.get(call.params["file_id"])
    if file is None:
        raise bad("invalid file_id")
    if file.size > files.DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {**file.wire(), "file_path": file.path}


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
}
