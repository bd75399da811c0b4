"""The staff's group in conversations: a forum whose topics the bot makes, and what is copied into and out of them."""

from dataclasses import dataclass, field
from typing import Any

from bot.continuation import Answer
from bot.courier.calls import Call
from bot.models import Letter, Post
from tests.chats import BOT, Chat, Message, Talker, numbers

METHODS = ("copyMessage", "copyMessages", "editMessageCaption")
"""Beside everything whose name ends in ForumTopic."""


@dataclass
class Forum(Chat):
    topics: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By number: `name` and `closed`."""
    trouble: str | None = None
    """What Telegram says to everything that is to be done here."""

    @property
    def topic(self) -> int:
        """The newest topic."""
        return max(self.topics)

    def inside(self, topic: int) -> list[Message]:
        """What the bot said in a topic."""
        return [message for message in self.messages if message.topic == topic]

    def words(self, topic: int | None = None) -> list[str]:
        return [message.text for message in self.inside(topic or self.topic)]

    async def hears(self, talker: Talker, text: str = "", *, topic: int | None = None, **content: Any) -> int:
        """Somebody writes in a topic (the newest one); returns the message's number."""
        number = topic or self.topic
        made = {"forum_topic_created": {"name": self.topics[number]["name"], "icon_color": 1}}
        opening = {"message_id": number, "from": BOT, "chat": self.chat, "date": 1, **made}
        content = {"text": text, "reply_to_message": opening, **content} if text else content
        message = talker.message(to=self, message_thread_id=number, is_topic_message=True, **content)
        await self.institute.hears({"message": message})
        return int(message["message_id"])


def done(chat: Chat | None, call: Call, sent: dict[tuple[int, int], dict[str, Any]]) -> Any:
    """Do what a call asks for in a chat that has topics or is copied to; Telegram's answer, a str if it refuses."""
    params = call.params
    if isinstance(chat, Forum) and chat.trouble:
        return chat.trouble
    if call.method.endswith("ForumTopic"):
        return _topic(chat, call)
    if call.method == "editMessageCaption":
        shown = next(one for one in chat.messages if one.id == params["message_id"]) if chat else None
        if shown:
            shown.text = params["caption"]
        return True
    if chat is None:
        return {"message_id": next(numbers)}
    thread = params.get("message_thread_id")
    if thread is not None and (not isinstance(chat, Forum) or thread not in chat.topics):
        return "Bad Request: message thread not found"
    several = params.get("message_ids") or [params["message_id"]]
    found = [sent.get((params["from_chat_id"], number)) for number in several]
    if not any(found):
        return "Bad Request: message to copy not found"
    copies = [_copy(chat, one, params) for one in found if one is not None]
    return copies if "message_ids" in params else copies[0]


def _copy(chat: Chat, content: dict[str, Any], params: dict[str, Any]) -> dict[str, int]:
    text = content.get("text") or content.get("caption") or next(iter(content.keys() - {"text"}), "")
    message = Message(next(numbers), text, [])
    message.topic, message.protected = params.get("message_thread_id"), params.get("protect_content", False)
    message.reply_to = params.get("reply_parameters", {}).get("message_id")
    chat.messages.append(message)
    chat.new.append(message)
    return {"message_id": message.id}


def _topic(chat: Chat | None, call: Call) -> Any:
    if not isinstance(chat, Forum):
        return "Bad Request: the chat is not a forum"
    if call.method == "createForumTopic":
        number = next(numbers)
        chat.topics[number] = {"name": call.params["name"], "closed": False}
        return {"message_thread_id": number, "name": call.params["name"], "icon_color": 1}
    number = call.params["message_thread_id"]
    if number not in chat.topics:
        return "Bad Request: message thread not found"
    if call.method == "deleteForumTopic":
        del chat.topics[number]
        chat.messages = [message for message in chat.messages if message.topic != number]
    else:
        chat.topics[number]["closed"] = call.method == "closeForumTopic"
    return True


def answer(letter: Letter, result: Any) -> Answer:
    """What the continuation of a letter that was said hears."""
    return Answer(
        letter.id or 0,
        letter.then or "",
        letter.subject,
        letter.state.value,
        chat_id=letter.chat_id,
        person_id=letter.person_id,
        result=result if letter.state is Post.DELIVERED else None,
        reason=letter.reason,
    )
