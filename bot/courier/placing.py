"""What is said elsewhere, as the method and the parameters of one Bot API call."""

from typing import Any, assert_never

from bot.screen import Copy, Place, Rewrite, Topic


def where(place: Place) -> dict[str, Any]:
    """In which topic, in answer to what, and whether it may leave the chat."""
    found: dict[str, Any] = {}
    if place.topic_id is not None:
        found["message_thread_id"] = place.topic_id
    if place.reply_to is not None:
        # What is answered may be gone; the answer comes all the same.
        found["reply_parameters"] = {"message_id": place.reply_to, "allow_sending_without_reply": True}
    if place.protected:
        found["protect_content"] = True
    return found


def call(saying: Copy | Rewrite | Topic) -> tuple[str, dict[str, Any]]:
    chat = {"chat_id": saying.chat_id}
    match saying:
        case Copy(message_ids=(one,)):
            return "copyMessage", chat | {"from_chat_id": saying.from_chat_id, "message_id": one} | where(saying)
        case Copy():
            placed = {name: value for name, value in where(saying).items() if name != "reply_parameters"}
            several = {"from_chat_id": saying.from_chat_id, "message_ids": sorted(saying.message_ids)}
            return "copyMessages", chat | several | placed
        case Rewrite(caption=True):
            words = {"caption": saying.text, "caption_entities": list(saying.entities)}
            return "editMessageCaption", chat | {"message_id": saying.message_id} | words
        case Rewrite():
            words = {"text": saying.text, "entities": list(saying.entities)}
            quiet = {"link_preview_options": {"is_disabled": True}}
            return "editMessageText", chat | {"message_id": saying.message_id} | words | quiet
        case Topic(act="create"):
            return "createForumTopic", chat | {"name": saying.name}
        case Topic():
            return f"{saying.act}ForumTopic", chat | {"message_thread_id": saying.topic_id}
    assert_never(saying)
