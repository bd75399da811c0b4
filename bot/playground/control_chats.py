"""The control interface of one chat: read it, write in it, press its buttons."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.playground import acts, body, methods_polls, view
from bot.playground.chats import Chat, Message
from bot.playground.clock import monotonic
from bot.playground.control import WORLD, Wrong, given, number, part, whole
from bot.playground.world import Playground

LONGEST_WAIT = 60.0

LONGEST_DATA = 64


def chat_of(request: web.Request, id: Any = None) -> Chat:
    world = request.app[WORLD]
    chat = world.chats.get(whole(request.match_info["id"] if id is None else id, "A chat's id"))
    if chat is None:
        raise Wrong("There is no such chat in the playground.", 404)
    return chat


def message_of(chat: Chat, id: Any) -> Message:
    message = chat.messages.get(whole(id, "message_id"))
    if message is None:
        raise Wrong("There is no such message in the chat.", 404)
    return message


def speaker(world: Playground, chat: Chat, order: dict[str, Any]) -> int:
    """Who acts: the person of a private chat, or `as` in a group (its first member when left out)."""
    if chat.type == "private":
        return chat.id
    id = whole(order["as"], "as") if order.get("as") is not None else (chat.members or [0])[0]
    if id not in world.people:
        raise Wrong("Say who speaks in the group: as = the id of a person.")
    return id


async def read(request: web.Request) -> dict[str, Any]:
    world, chat = request.app[WORLD], chat_of(request)
    after = request.query.get("after")
    if after is not None and whole(after, "after") == chat.revision:
        wait = _wait(request.query, 0)
        # The end of the typing sign is a change that nobody announces.
        typing = chat.typing_until - monotonic()
        changed = asyncio.ensure_future(chat.changed.wait())
        try:
            await asyncio.wait([changed], timeout=min(wait, typing) if typing > 0 else wait)
        finally:
            changed.cancel()
    return view.chat(world, chat, whole(request.query.get("limit", 500), "limit"))


async def post(request: web.Request) -> dict[str, Any]:
    world, chat = request.app[WORLD], chat_of(request)
    if request.content_type == "multipart/form-data":
        fields, uploads = await body.read_parts(request)
        sent = _file(world, chat, fields, uploads)
    else:
        sent = _act(world, chat, await given(request), request)
    world.store.flush()
    shown = [view.message(world, chat, one) for one in sent]
    return {"message": shown[0] if shown else None, "messages": shown, "revision": chat.revision}


def _file(world: Playground, chat: Chat, fields: dict[str, Any], uploads: dict[str, Any]) -> list[Message]:
    if "file" not in uploads:
        raise Wrong("The part named file is missing.")
    kind = fields.get("kind", "document")
    if kind not in acts.KINDS:
        raise Wrong(f"kind is one of {', '.join(acts.KINDS)}.")
    who = speaker(world, chat, fields)
    where = _in_topic(chat, who, fields)
    return [acts.send_file(world, chat, who, kind, uploads["file"], fields, where)]


def _in_topic(chat: Chat, who: int, order: dict[str, Any]) -> dict[str, Any]:
    """What tells that a message stands in a topic. As in Telegram it answers the message that tells of the topic's
    beginning where it answers none, and in a closed topic only the group's owner may write."""
    if not order.get("message_thread_id"):
        return {}
    number = whole(order["message_thread_id"], "message_thread_id")
    topic = chat.topics.get(str(number))
    if topic is None:
        raise Wrong("There is no such topic in the chat.", 404)
    if topic["closed"] and who != chat.members[0]:
        raise Wrong("The topic is closed: only who owns the group writes in it.", 403)
    more: dict[str, Any] = {"message_thread_id": number, "is_topic_message": True}
    if number in chat.messages:
        more["reply_to_message"] = chat.messages[number]
    return more


def _act(world: Playground, chat: Chat, order: dict[str, Any], request: web.Request) -> list[Message]:
    who = speaker(world, chat, order)
    more = _in_topic(chat, who, order)
    if order.get("reply_to") is not None:
        answered = message_of(chat, order["reply_to"])
        more["reply_to_message"] = {key: answered[key] for key in answered if key != "reply_to_message"}
    if "text" in order:
        if not isinstance(order["text"], str):
            raise Wrong("text must be a text.")
        return _written(world, chat, who, order["text"], more)
    if "start" in order:
        return _written(world, chat, who, f"/start {order['start'] or ''}", more)
    if "contact" in order:
        return [_contact(world, chat, who, order["contact"])]
    if "location" in order:
        place = part(order, "location")
        location = {name: number(place.get(name), name) for name in ("latitude", "longitude")}
        return [acts.say(world, chat, who, {**more, "location": location})]
    if "forward" in order:
        which = part(order, "forward")
        source = chat_of(request, which.get("chat_id", "nothing"))
        return [acts.forward(world, chat, who, source, message_of(source, which.get("message_id")))]
    if "edit" in order:
        return [_edited(world, chat, who, part(order, "edit"))]
    if "delete" in order:
        world.remove_message(chat, message_of(chat, part(order, "delete").get("message_id"))["message_id"])
        return []
    if "block" in order:
        acts.block(world, chat, who, bool(order["block"]))
        return []
    raise Wrong("Say text, start, contact, location, forward, edit, delete or block.")


def _written(world: Playground, chat: Chat, who: int, text: str, more: dict[str, Any]) -> list[Message]:
    try:
        return acts.write(world, chat, who, text, more)
    except ValueError as nothing:
        raise Wrong(str(nothing)) from None


def _contact(world: Playground, chat: Chat, who: int, order: Any) -> Message:
    """`"own"` is the person's own number, made from the id and the same every time."""
    if order == "own":
        person = world.people[who]
        contact = {"phone_number": f"52477{who % 10_000_000:07d}", "first_name": person["first_name"], "user_id": who}
        if person.get("last_name"):
            contact["last_name"] = person["last_name"]
    else:
        if not isinstance(order, dict) or not order.get("phone_number"):
            raise Wrong("A contact needs a phone_number.")
        contact = {name: order[name] for name in ("phone_number", "first_name", "last_name") if order.get(name)}
        contact.setdefault("first_name", world.people[who]["first_name"])
        if order.get("user_id"):
            contact["user_id"] = whole(order["user_id"], "user_id")
    if chat.keyboard and chat.keyboard["one_time"]:
        acts.hide_keyboard(world, chat)
    return acts.say(world, chat, who, {"contact": contact})


def _edited(world: Playground, chat: Chat, who: int, order: dict[str, Any]) -> Message:
    message = message_of(chat, order.get("message_id"))
    if message["from"]["id"] != who:
        raise Wrong("People edit only what they wrote themselves.", 403)
    text = str(order.get("text") or "").strip()
    if not text or not ("text" in message or "caption" in message):
        raise Wrong("There is no text to edit.")
    return acts.edit(world, chat, message, text)


async def press(request: web.Request) -> dict[str, Any]:
    world, chat = request.app[WORLD], chat_of(request)
    order = await given(request)
    who = speaker(world, chat, order)
    label, data = order.get("button"), order.get("data")
    if label is None and data is None:
        raise Wrong("Say which button: its label, or data.")
    if order.get("message_id") is not None:
        messages = [message_of(chat, order["message_id"])]
    else:
        messages = [message for message in reversed(chat.messages.values()) if "reply_markup" in message]
    if data is not None:
        if not isinstance(data, str) or not 0 < len(data.encode(errors="replace")) <= LONGEST_DATA:
            raise Wrong(f"data is a text of 1 to {LONGEST_DATA} bytes: no app of Telegram's sends anything else.")
        if not messages:
            raise Wrong("No message in this chat has buttons.", 404)
        found = next((m for m in messages if any(b.get("callback_data") == data for b in buttons(m))), messages[0])
        return await acts.press(world, chat, who, found, data, _wait(order))
    for message in messages:
        for button in buttons(message):
            if button["text"] == label:
                return await _pressed(world, chat, who, message, button, _wait(order))
    labels = [button["text"] for message in messages[:1] for button in buttons(message)]
    raise Wrong(f"No button says {label!r}. There are: {', '.join(labels) or 'none'}.", 404, buttons=labels)


async def _pressed(
    world: Playground, chat: Chat, who: int, message: Message, button: dict[str, Any], wait: float
) -> dict[str, Any]:
    if "callback_data" in button:
        return await acts.press(world, chat, who, message, button["callback_data"], wait)
    return {"answered": False, "text": None, "show_alert": False, "url": button.get("url")}


def buttons(message: Message) -> list[dict[str, Any]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _wait(order: Mapping[str, Any], otherwise: float = 2) -> float:
    return max(0.0, min(number(order.get("wait", otherwise), "wait"), LONGEST_WAIT))


async def vote(request: web.Request) -> dict[str, Any]:
    world, chat = request.app[WORLD], chat_of(request)
    order = await given(request)
    chosen = [whole(place, "An option") for place in order.get("options", [])]
    try:
        changed = methods_polls.vote(
            world, chat, speaker(world, chat, order), message_of(chat, order.get("message_id")), chosen
        )
    except ValueError as wrong:
        raise Wrong(str(wrong)) from None
    return {"message": view.message(world, chat, changed)}


async def inline(request: web.Request) -> dict[str, Any]:
    """`{query}` asks; `{query_id, result_id}` sends one of the results."""
    world, chat = request.app[WORLD], chat_of(request)
    order = await given(request)
    who = speaker(world, chat, order)
    if "result_id" not in order:
        query, offset = str(order.get("query", "")), str(order.get("offset", ""))
        return await acts.ask_inline(world, chat, who, query, offset, _wait(order))
    try:
        message = acts.choose_inline(world, chat, who, str(order.get("query_id")), str(order["result_id"]))
    except KeyError:
        raise Wrong("There is no such result to choose.", 404) from None
    return {"message": view.message(world, chat, message)}


ROUTES = [
    ("GET", "/playground/chats/{id}", read),
    ("POST", "/playground/chats/{id}/messages", post),
    ("POST", "/playground/chats/{id}/presses", press),
    ("POST", "/playground/chats/{id}/votes", vote),
    ("POST", "/playground/chats/{id}/inline", inline),
]
