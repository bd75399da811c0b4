"""What a bot may ask about chats and their members, and the topics of a forum."""

from typing import Any

from bot.playground.chats import Bot, Chat
from bot.playground.errors import absent, bad
from bot.playground.sending import Call, chat_of

TOPIC_COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
TOPIC_NAME_LIMIT = 128
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_send_welcome_messages", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def get_chat(call: Call) -> dict[str, Any]:
    chat = chat_of(call)
    full: dict[str, Any] = {
        **call.world.chat_object(chat),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.type == "private" and "username" in full:
        full["active_usernames"] = [full["username"]]
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]]
    return full


def bot_member(bot: Bot, chat: Chat) -> dict[str, Any]:
    """The bot inside the chat: an administrator of groups that may do everything."""
    if chat.type == "private":
        return {"status": "member", "user": bot.user()}
    rights = dict.fromkeys(RIGHTS, True)
    return {"status": "administrator", "user": bot.user(), "can_be_edited": False, "is_anonymous": False, **rights}


def _member(call: Call, chat: Chat, user_id: int) -> dict[str, Any]:
    """The first member of a group is its owner."""
    world = call.world
    if user_id == call.bot.id:
        if chat.type != "private" and chat.blocked:
            return {"status": "kicked", "user": call.bot.user(), "until_date": 0}
        return bot_member(call.bot, chat)
    if user_id not in world.people:
        raise bad("invalid user_id specified")
    if user_id not in chat.members:
        return {"status": "left", "user": world.user(user_id)}
    if chat.type != "private" and chat.members[0] == user_id:
        return {"status": "creator", "user": world.user(user_id), "is_anonymous": False}
    return {"status": "member", "user": world.user(user_id)}


def get_chat_member(call: Call) -> dict[str, Any]:
    return _member(call, chat_of(call), call.params["user_id"])


def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    if call.params.get("return_bots"):
        raise absent('the parameter "return_bots"')
    chat = chat_of(call)
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    owner = [_member(call, chat, chat.members[0])] if chat.members else []
    return [*owner, _member(call, chat, call.bot.id)]


def get_chat_member_count(call: Call) -> int:
    return len(chat_of(call).members) + 1


def leave_chat(call: Call) -> bool:
    chat = chat_of(call)
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.blocked = True
    call.world.save_chat(chat)
    call.world.touch(chat)
    return True


def get_user_profile_photos(call: Call) -> dict[str, Any]:
    """People of the playground have none."""
    if call.params["user_id"] not in call.world.people:
        raise bad("user not found")
    return {"total_count": 0, "photos": []}


def _forum(call: Call) -> Chat:
    chat = chat_of(call)
    if not chat.forum:
        raise bad("the chat is not a forum")
    return chat


def _topic(call: Call, chat: Chat) -> dict[str, Any]:
    topic = chat.topics.get(str(call.params["message_thread_id"]))
    if topic is None:
        raise bad("message thread not found")
    return topic


def _told(call: Call, chat: Chat, thread: int | None, kind: str, what: dict[str, Any]) -> dict[str, Any]:
    """Puts the service message about a topic into the chat."""
    place = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
    message = call.world.add_message(chat, call.bot.user(), {**place, kind: what})
    call.world.save_chat(chat)
    return message


def _name(call: Call) -> str:
    name: str = call.params["name"].strip()
    if not 1 <= len(name) <= TOPIC_NAME_LIMIT:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    return name


def create_forum_topic(call: Call) -> dict[str, Any]:
    """The number of a topic is that of the message that tells of its beginning."""
    chat = _forum(call)
    colour = call.params.get("icon_color", TOPIC_COLOURS[0])
    if colour not in TOPIC_COLOURS:
        raise bad("TOPIC_ICON_COLOR_INVALID")
    icon = {"icon_color": colour}
    if call.params.get("icon_custom_emoji_id"):
        icon["icon_custom_emoji_id"] = call.params["icon_custom_emoji_id"]
    created = {"name": _name(call), **icon}
    message = _told(call, chat, None, "forum_topic_created", created)
    thread = message["message_id"]
    call.world.message_changed(chat, {**message, "message_thread_id": thread, "is_topic_message": True})
    topic = {"message_thread_id": thread, **created}
    chat.topics[str(thread)] = {**topic, "closed": False}
    call.world.save_chat(chat)
    return topic


def edit_forum_topic(call: Call) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    change: dict[str, Any] = {}
    if "name" in call.params:
        change["name"] = _name(call)
    if "icon_custom_emoji_id" in call.params:
        change["icon_custom_emoji_id"] = call.params["icon_custom_emoji_id"]
    if all(topic.get(name) == value for name, value in change.items()):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.update(change)
    _told(call, chat, topic["message_thread_id"], "forum_topic_edited", change)
    return True


def close_forum_topic(call: Call) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    if topic["closed"]:
        raise bad("TOPIC_NOT_MODIFIED")
    topic["closed"] = True
    _told(call, chat, topic["message_thread_id"], "forum_topic_closed", {})
    return True


def reopen_forum_topic(call: Call) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    if not topic["closed"]:
        raise bad("TOPIC_NOT_MODIFIED")
    topic["closed"] = False
    _told(call, chat, topic["message_thread_id"], "forum_topic_reopened", {})
    return True


def delete_forum_topic(call: Call) -> bool:
    """With everything that was written in it."""
    chat = _forum(call)
    thread = _topic(call, chat)["message_thread_id"]
    del chat.topics[str(thread)]
    for message in [m for m in chat.messages.values() if m.get("message_thread_id") == thread]:
        call.world.remove_message(chat, message["message_id"])
    call.world.save_chat(chat)
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getUserProfilePhotos": get_user_profile_photos,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
