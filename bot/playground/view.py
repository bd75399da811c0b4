"""A chat as the person sees it, for the page and for tests."""

from typing import Any

from bot.playground import updates
from bot.playground.chats import Chat, Message
from bot.playground.clock import monotonic
from bot.playground.display import html_of
from bot.playground.methods_profile import description, menu
from bot.playground.world import Playground

FILED = ("document", "audio", "animation")


def chat(world: Playground, chat: Chat, limit: int) -> dict[str, Any]:
    bot = updates.face(world)
    person = world.people.get(chat.id)
    language = person["language_code"] if person else ""
    newest = list(chat.messages.values())[-limit:]
    return {
        "chat": {
            "id": chat.id, "title": chat.title, "type": chat.type, "blocked": chat.blocked, "started": chat.started,
            "is_forum": chat.forum, "members": chat.members,
        },
        "revision": chat.revision,
        "typing": chat.typing_until > monotonic(),
        "keyboard": chat.keyboard,
        "menu": menu(bot, chat, chat.id, language),
        "description": description(bot, language) if person else "",
        "pinned": chat.pinned,
        "topics": list(chat.topics.values()),
        "messages": [message(world, chat, one) for one in newest],
    }  # fmt: skip


def message(world: Playground, chat: Chat, message: Message) -> dict[str, Any]:
    text: str = message.get("text") or message.get("caption") or ""
    entities: list[dict[str, Any]] = message.get("entities") or message.get("caption_entities") or []
    sender = message["from"]
    reply = message.get("reply_to_message")
    shown: dict[str, Any] = {
        "message_id": message["message_id"],
        "from": "bot" if sender["is_bot"] else "person",
        "sender": {"id": sender["id"], "name": sender["first_name"]},
        "text": text,
        "html": html_of(text, entities),
        "date": message["date"],
        "edited": "edit_date" in message,
        "buttons": [[_button(button) for button in row] for row in _rows(message)],
        "photo": _photo(world, message),
        "document": next((_file(world, message[kind]) for kind in FILED if kind in message), None),
        "location": message.get("location"),
        "venue": message.get("venue"),
        "contact": message.get("contact"),
        "poll": message.get("poll"),
        "dice": message.get("dice"),
        "voice": _file(world, message.get("voice")),
        "sticker": _file(world, message.get("sticker")),
        "video": _file(world, message.get("video") or message.get("video_note")),
        "reply_to": reply["message_id"] if reply else None,
        "album": message.get("media_group_id"),
        "forwarded_from": _origin(message),
        "via_bot": "via_bot" in message,
        "thread": message.get("message_thread_id"),
        "only_for": message.get("receiver_user", {}).get("id"),
        "protected": message.get("has_protected_content", False),
        "reactions": [
            emoji for given in chat.reactions.get(str(message["message_id"]), {}).values() for emoji in given
        ],
        "service": _service(message),
    }
    return shown


def _rows(message: Message) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _button(button: dict[str, Any]) -> dict[str, Any]:
    return {
        **button,
        "text": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
    }


def _photo(world: Playground, message: Message) -> dict[str, Any] | None:
    if "photo" not in message:
        return None
    largest = message["photo"][-1]
    return {"url": _address(largest), "width": largest["width"], "height": largest["height"]}


def _address(wire: dict[str, Any]) -> str:
    return f"/playground/files/{wire['file_unique_id']}"


def _file(world: Playground, wire: dict[str, Any] | None) -> dict[str, Any] | None:
    if wire is None:
        return None
    file = world.files.by_unique[wire["file_unique_id"]]
    return {
        "url": _address(wire), "file_name": file.name, "mime_type": file.mime_type, "file_size": file.size,
        "duration": wire.get("duration"), "width": wire.get("width"), "height": wire.get("height"),
        "title": wire.get("title"), "performer": wire.get("performer"), "emoji": wire.get("emoji"),
    }  # fmt: skip


def _origin(message: Message) -> str | None:
    origin = message.get("forward_origin")
    return origin["sender_user"]["first_name"] if origin else None


def _service(message: Message) -> str | None:
    """The kind of a message that only tells what happened in the chat."""
    kinds = ("pinned_message", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
             "forum_topic_reopened")  # fmt: skip
    return next((kind for kind in kinds if kind in message), None)
