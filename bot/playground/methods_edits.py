"""Changing what was said: edits, deletions, reactions, pins, and the "typing" before it."""

import base64
from typing import Any

from bot.playground import markup
from bot.playground.chats import Chat, Message
from bot.playground.clock import monotonic
from bot.playground.errors import absent, bad
from bot.playground.methods_media import media_content
from bot.playground.methods_messages import CAPTIONED, CONTENT, location_of
from bot.playground.sending import Call, admit, chat_of, surroundings
from bot.playground.texts import caption_text, message_text

DELETABLE_SECONDS = 48 * 3600
TYPING_SECONDS = 5.0
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TEXTS = ("text", "entities", "link_preview_options")
CAPTIONS = ("caption", "caption_entities", "show_caption_above_media")
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "record_audio",
    "upload_audio", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def own_message_to_edit(call: Call) -> tuple[Chat, Message]:
    """The message of `chat_id` and `message_id`, or of `inline_message_id`, that the bot may change."""
    inline = call.params.get("inline_message_id")
    if inline:
        return _sent_through(call, inline)
    for name in ("chat_id", "message_id"):
        if name not in call.params:
            raise bad("chat_id is empty" if name == "chat_id" else "message identifier is not specified")
    chat = chat_of(call)
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != call.bot.id or "forward_origin" in message:
        raise bad("message can't be edited")
    return chat, message


def _sent_through(call: Call, inline: str) -> tuple[Chat, Message]:
    try:
        chat_id, _, id = base64.urlsafe_b64decode(inline + "=" * (-len(inline) % 4)).decode().partition(":")
        chat = call.world.chats[int(chat_id)]
        message = chat.messages[int(id)]
    except (ValueError, KeyError):
        raise bad("MESSAGE_ID_INVALID") from None
    if message.get("via_bot", {}).get("id") != call.bot.id:
        raise bad("MESSAGE_ID_INVALID")
    return chat, message


def _changed(call: Call, message: Message) -> Message | bool:
    """Edits of a message sent through the bot answer only that they were done."""
    return True if call.params.get("inline_message_id") else message


def _edit(
    call: Call, chat: Chat, message: Message, content: dict[str, Any], replaced: tuple[str, ...]
) -> Message | bool:
    """Puts `content` in the place of the fields `replaced`; without a keyboard in the call the old one goes too."""
    rows = markup.read_inline(call.params.get("reply_markup"))
    if rows:
        content = {**content, "reply_markup": {"inline_keyboard": rows}}
    replaced = (*replaced, "reply_markup")
    if {name: message[name] for name in replaced if name in message} == content:
        raise bad(NOT_MODIFIED)
    admit(call, chat)
    # A new dict: updates and noted calls keep the message as it was.
    message = {name: value for name, value in message.items() if name not in replaced} | content
    # A change of the keyboard alone is no edit a person would see marked as such.
    if len(replaced) > 1:
        message["edit_date"] = call.world.clock.date()
    call.world.message_changed(chat, message)
    return _changed(call, message)


def edit_message_text(call: Call) -> Message | bool:
    if not call.params.get("text"):
        raise bad("message text is empty")
    content = message_text(call.params, call.world.people)
    chat, message = own_message_to_edit(call)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edit(call, chat, message, content, TEXTS)


def edit_message_caption(call: Call) -> Message | bool:
    content = caption_text(call.params, call.world.people)
    chat, message = own_message_to_edit(call)
    if not any(name in message for name in CAPTIONED):
        raise bad("there is no caption in the message to edit")
    return _edit(call, chat, message, content, CAPTIONS)


def edit_message_media(call: Call) -> Message | bool:
    chat, message = own_message_to_edit(call)
    item = call.params["media"]
    if item["type"] == "live_photo":
        raise absent("live photos")
    if "media_group_id" in message and item["type"] not in message:
        raise bad("message can't be edited")
    content = media_content(call, item["type"], item, item["media"])
    return _edit(call, chat, message, content, CONTENT)


def edit_message_reply_markup(call: Call) -> Message | bool:
    chat, message = own_message_to_edit(call)
    return _edit(call, chat, message, {}, ())


def edit_live_location(call: Call) -> Message | bool:
    chat, message = own_message_to_edit(call)
    if "live_period" not in message.get("location", {}):
        raise bad("message can't be edited")
    location = {**message["location"], **location_of(call.params)}
    return _edit(call, chat, message, {"location": location}, ("location",))


def stop_live_location(call: Call) -> Message | bool:
    chat, message = own_message_to_edit(call)
    if "live_period" not in message.get("location", {}):
        raise bad("message can't be edited")
    location = {name: message["location"][name] for name in ("latitude", "longitude")}
    return _edit(call, chat, message, {"location": location}, ("location",))


def _deletable(call: Call, message: Message) -> bool:
    age = call.world.clock.now() - float(message["date"])
    return age < DELETABLE_SECONDS


def delete_message(call: Call) -> bool:
    chat = chat_of(call)
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if not _deletable(call, message):
        raise bad("message can't be deleted for everyone")
    call.world.remove_message(chat, message["message_id"])
    return True


def delete_messages(call: Call) -> bool:
    """Messages that are gone or too old are passed over, as Telegram does."""
    chat = chat_of(call)
    ids = call.params["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise bad("too many message identifiers specified" if ids else "message identifiers are not specified")
    for id in ids:
        message = chat.messages.get(id)
        if message is not None and _deletable(call, message):
            call.world.remove_message(chat, id)
    return True


def send_chat_action(call: Call) -> bool:
    chat = chat_of(call)
    if call.params["action"].lower() not in ACTIONS:
        raise bad("wrong parameter action in request")
    surroundings(call, chat)
    chat.typing_until = monotonic() + TYPING_SECONDS
    call.world.touch(chat)
    return True


def set_message_reaction(call: Call) -> bool:
    chat = chat_of(call)
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad("message to react not found")
    reactions = call.params.get("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(reaction["type"] != "emoji" for reaction in reactions):
        raise bad("REACTION_INVALID")
    shown = chat.reactions.setdefault(str(message["message_id"]), {})
    shown[str(call.bot.id)] = [reaction["emoji"] for reaction in reactions]
    call.world.save_chat(chat)
    call.world.touch(chat)
    return True


def pin_chat_message(call: Call) -> bool:
    chat = chat_of(call)
    id = call.params["message_id"]
    if id not in chat.messages:
        raise bad("message to pin not found")
    if id in chat.pinned:
        chat.pinned.remove(id)
    chat.pinned.append(id)
    call.world.save_chat(chat)
    call.world.add_message(chat, call.bot.user(), {"pinned_message": chat.messages[id]})
    return True


def unpin_chat_message(call: Call) -> bool:
    chat = chat_of(call)
    id = call.params.get("message_id")
    if id is None and chat.pinned:
        id = chat.pinned[-1]
    if id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(id)
    call.world.save_chat(chat)
    call.world.touch(chat)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    chat = chat_of(call)
    chat.pinned.clear()
    call.world.save_chat(chat)
    call.world.touch(chat)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageLiveLocation": edit_live_location,
    "stopMessageLiveLocation": stop_live_location,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
