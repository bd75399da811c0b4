"""Inline mode: the bot's answers to what somebody types behind its name, and the message a chosen one becomes."""

import base64
from typing import Any

from bot.playground.chats import Chat, Message
from bot.playground.errors import absent, bad
from bot.playground.markup import read_inline
from bot.playground.methods_media import described
from bot.playground.methods_messages import location_of
from bot.playground.methods_updates import TOO_OLD
from bot.playground.sending import Call
from bot.playground.texts import caption_text, message_text

RESULTS_LIMIT = 50
CACHED = {
    "photo": "photo_file_id", "document": "document_file_id", "sticker": "sticker_file_id", "voice": "voice_file_id",
    "video": "video_file_id", "audio": "audio_file_id",
}  # fmt: skip


def answer_inline_query(call: Call) -> bool:
    results = call.params["results"]
    if len(results) > RESULTS_LIMIT:
        raise bad("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in results]
    if len(set(ids)) != len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    if any(not 1 <= len(id.encode()) <= 64 for id in ids):
        raise bad("RESULT_ID_INVALID")
    answer = {
        "results": [{**result, "message": _content(call, result)} for result in results],
        "next_offset": call.params.get("next_offset", ""),
        "button": call.params.get("button"),
    }
    if not call.world.queries.answer("inline", call.bot.id, call.params["inline_query_id"], answer):
        raise bad(TOO_OLD)
    return True


def _content(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    """What the message of a chosen result will carry, checked before anybody chooses it."""
    content = _said(call, result.get("input_message_content"), result)
    rows = read_inline(result.get("reply_markup"))
    return {**content, "reply_markup": {"inline_keyboard": rows}} if rows else content


def _said(call: Call, given: dict[str, Any] | None, result: dict[str, Any]) -> dict[str, Any]:
    kind = result["type"]
    if given is not None:
        return _given(call, given)
    if kind == "location":
        return {"location": location_of(result)}
    if kind == "venue":
        place = location_of(result)
        return {"location": place, "venue": {"location": place, "title": result["title"], "address": result["address"]}}
    if kind == "contact":
        return {
            "contact": {name: result[name] for name in ("phone_number", "first_name", "last_name") if name in result}
        }
    if CACHED.get(kind) in result:
        file = call.world.files.find(result[CACHED[kind]])
        return {**described(kind, file, result), **caption_text(result, call.world.people)}
    raise absent(f'inline results of the type "{kind}" by an address on the web')


def _given(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    if "message_text" in given:
        return message_text({**given, "text": given["message_text"]}, call.world.people)
    if "title" in given and "address" in given:
        place = location_of(given)
        return {"location": place, "venue": {"location": place, "title": given["title"], "address": given["address"]}}
    if "latitude" in given:
        return {"location": location_of(given)}
    if "phone_number" in given:
        return {"contact": {name: given[name] for name in ("phone_number", "first_name", "last_name") if name in given}}
    raise absent("inline messages of this kind")


def inline_id(chat: Chat, message: Message) -> str:
    """The id by which a bot edits a message that somebody sent through it."""
    return base64.urlsafe_b64encode(f"{chat.id}:{message['message_id']}".encode()).decode().rstrip("=")


METHODS = {"answerInlineQuery": answer_inline_query}
