"""What all sending methods share: whom it goes to, what it answers, its keyboard, and the limits on the way."""

from dataclasses import dataclass, field
from typing import Any

from bot.playground import markup
from bot.playground.chats import Bot, Chat, Message
from bot.playground.errors import absent, bad, forbidden
from bot.playground.files import Upload
from bot.playground.world import Playground

UNKNOWN = (
    "business_connection_id", "direct_messages_topic_id", "suggested_post_parameters", "allow_paid_broadcast",
)  # fmt: skip


@dataclass(slots=True)
class Call:
    """One call of a bot, its parameters already checked against the list of the Bot API."""

    world: Playground
    bot: Bot
    method: str
    params: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)


def chat_of(call: Call, name: str = "chat_id") -> Chat:
    for unknown in UNKNOWN:
        if call.params.get(unknown):
            raise absent(f'the parameter "{unknown}"')
    return call.world.chat_of(call.params.get(name))


def own_message(call: Call, chat: Chat, id: Any, otherwise: str) -> Message:
    message = chat.messages.get(id)
    if message is None:
        raise bad(otherwise)
    return message


def admit(call: Call, chat: Chat, count: int = 1) -> None:
    """May the bot write here now? Counts `count` messages against the limits."""
    if chat.type == "private":
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.blocked:
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    call.world.limits.take(call.bot.id, chat.id, count)


def surroundings(call: Call, chat: Chat) -> dict[str, Any]:
    """The fields of a new message that do not depend on its kind."""
    params = call.params
    fields: dict[str, Any] = {}
    thread = params.get("message_thread_id")
    if thread:
        if str(thread) not in chat.topics:
            raise bad("message thread not found")
        fields.update(message_thread_id=thread, is_topic_message=True)
    reply = params.get("reply_parameters")
    if reply:
        if reply.get("chat_id") not in (None, chat.id):
            raise absent("replies to another chat")
        answered = chat.messages.get(reply.get("message_id"))
        if answered is not None:
            fields["reply_to_message"] = {key: answered[key] for key in answered if key != "reply_to_message"}
        elif not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    if params.get("message_effect_id"):
        fields["effect_id"] = params["message_effect_id"]
    return fields


def deliver(call: Call, chat: Chat, content: dict[str, Any]) -> Message:
    """Sends one message: keyboard and reply are checked first, then whether the bot may write, then it is there."""
    keyboard = markup.read(call.params.get("reply_markup"))
    fields = surroundings(call, chat)
    fields |= _for_one(call, chat)
    admit(call, chat)
    return place(call, chat, {**fields, **content}, keyboard)


def _for_one(call: Call, chat: Chat) -> dict[str, Any]:
    """What tells that a message of a group is there for one of its members only: ephemeral, in Telegram's words. Here
    the bot is an administrator of its groups, so it may say one at any time."""
    ephemeral = call.params.get("ephemeral_message_parameters")
    if not ephemeral:
        return {}
    if ephemeral.get("callback_query_id") or ephemeral.get("replace_callback_query_message"):
        raise absent("ephemeral answers to a tap")
    if chat.type == "private":
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    receiver = ephemeral["receiver_user_id"]
    if receiver not in chat.members:
        raise bad("user not found")
    return {"receiver_user": call.world.user(receiver), "ephemeral_message_id": call.world.number()}


def place(call: Call, chat: Chat, content: dict[str, Any], keyboard: markup.Keyboard | None = None) -> Message:
    if keyboard is not None:
        if keyboard.inline is not None:
            content = {**content, "reply_markup": {"inline_keyboard": keyboard.inline}}
        if keyboard.reply is not None or keyboard.removes:
            chat.keyboard = keyboard.reply
            call.world.save_chat(chat)
    chat.typing_until = 0.0
    message = call.world.add_message(chat, call.bot.user(), content)
    return {**message, "message_id": 0} if "ephemeral_message_id" in message else message
