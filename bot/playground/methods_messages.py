"""Messages without a file: text, places, contacts, dice; and copies and forwards of any message."""

from typing import Any

from bot.playground.chats import Chat, Message
from bot.playground.errors import bad
from bot.playground.sending import Call, admit, chat_of, deliver, place, surroundings
from bot.playground.texts import caption_text, message_text

# What a message is made of; the rest of its fields say where it stands.
CONTENT = (
    "text", "entities", "link_preview_options", "caption", "caption_entities", "show_caption_above_media",
    "has_media_spoiler", "photo", "document", "audio", "voice", "video", "animation", "video_note", "sticker",
    "location", "venue", "contact", "poll", "dice",
)  # fmt: skip
CAPTIONED = ("photo", "document", "audio", "voice", "video", "animation")
PLURAL_LIMIT = 100


def send_message(call: Call) -> Message:
    content = message_text(call.params, call.world.people)
    return deliver(call, chat_of(call), content)


def location_of(params: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude = params["latitude"], params["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("invalid location specified")
    location = {"latitude": latitude, "longitude": longitude}
    for name in ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"):
        if params.get(name) is not None:
            location[name] = params[name]
    return location


def send_location(call: Call) -> Message:
    return deliver(call, chat_of(call), {"location": location_of(call.params)})


def send_venue(call: Call) -> Message:
    params = call.params
    venue = {"location": location_of(params), "title": params["title"], "address": params["address"]}
    for name in ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type"):
        if params.get(name):
            venue[name] = params[name]
    return deliver(call, chat_of(call), {"venue": venue, "location": venue["location"]})


def send_contact(call: Call) -> Message:
    params = call.params
    contact = {name: params[name] for name in ("phone_number", "first_name", "last_name", "vcard") if params.get(name)}
    if "first_name" not in contact:
        raise bad("contact name must be non-empty")
    return deliver(call, chat_of(call), {"contact": contact})


def _original(call: Call, source: Chat, id: int, act: str) -> Message:
    message = source.messages.get(id)
    if message is None:
        raise bad(f"message to {act} not found")
    if not any(name in message for name in CONTENT) or message.get("has_protected_content"):
        raise bad(f"message can't be {'copied' if act == 'copy' else 'forwarded'}")
    return message


def copied(call: Call, message: Message) -> dict[str, Any]:
    """The content of a copy: the same file, text and marks, with the caption of the call when it gives one."""
    content = {name: message[name] for name in CONTENT if name in message}
    if any(name in message for name in CAPTIONED):
        if call.params.get("remove_caption") or "caption" in call.params:
            for name in ("caption", "caption_entities"):
                content.pop(name, None)
        content.update(caption_text(call.params, call.world.people))
    if "poll" in content:
        raise bad("message can't be copied")
    return content


def forwarded(call: Call, source: Chat, message: Message) -> dict[str, Any]:
    content = {name: message[name] for name in CONTENT if name in message}
    origin = message.get("forward_origin") or {
        "type": "user",
        "sender_user": {k: v for k, v in message["from"].items() if k != "language_code"},
        "date": message["date"],
    }
    return {**content, "forward_origin": origin}


def copy_message(call: Call) -> dict[str, int]:
    chat = chat_of(call)
    source = call.world.chat_of(call.params["from_chat_id"])
    content = copied(call, _original(call, source, call.params["message_id"], "copy"))
    return {"message_id": deliver(call, chat, content)["message_id"]}


def forward_message(call: Call) -> Message:
    chat = chat_of(call)
    source = call.world.chat_of(call.params["from_chat_id"])
    message = _original(call, source, call.params["message_id"], "forward")
    return deliver(call, chat, forwarded(call, source, message))


def _plural(call: Call, act: str) -> list[dict[str, int]]:
    chat = chat_of(call)
    source = call.world.chat_of(call.params["from_chat_id"])
    ids = call.params["message_ids"]
    if not 1 <= len(ids) <= PLURAL_LIMIT:
        raise bad("too many message identifiers specified" if ids else "message identifiers are not specified")
    if ids != sorted(set(ids)):
        raise bad("message identifiers must be in a strictly increasing order")
    contents = []
    albums: dict[str, str] = {}
    for id in ids:
        message = source.messages.get(id)
        if message is None or message.get("has_protected_content") or not any(name in message for name in CONTENT):
            continue
        content = copied(call, message) if act == "copy" else forwarded(call, source, message)
        if "media_group_id" in message:
            album = albums.setdefault(message["media_group_id"], str(call.world.number()))
            content["media_group_id"] = album
        contents.append(content)
    if not contents:
        raise bad(f"there are no messages to {act}")
    fields = surroundings(call, chat)
    admit(call, chat, len(contents))
    return [{"message_id": place(call, chat, {**fields, **content})["message_id"]} for content in contents]


def copy_messages(call: Call) -> list[dict[str, int]]:
    return _plural(call, "copy")


def forward_messages(call: Call) -> list[dict[str, int]]:
    return _plural(call, "forward")


METHODS = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
