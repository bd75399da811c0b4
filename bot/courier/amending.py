"""What was said before, changed or taken back: made from the calls that would say the new words."""

from collections.abc import Sequence
from typing import Any, Final

from bot.courier.calls import Call

_MEDIA: Final = {
    "sendPhoto": "photo",
    "sendVideo": "video",
    "sendDocument": "document",
    "sendAnimation": "animation",
    "sendAudio": "audio",
}
_WORDS: Final = ("parse_mode", "reply_markup", "business_connection_id")


def of(told: Sequence[Call], messages: Sequence[int], *, captions: bool) -> list[Call]:
    """Calls that make those messages say what `told` says; nothing `told` deletes them. `captions`: they are pictures,
    and words go below them. The chat is added when it is known."""
    if not messages:
        return []
    if not told:
        return [Call("deleteMessages", {"message_ids": list(messages)[:100]})]
    first = told[0]
    target = {"message_id": messages[0]} | {name: first.params[name] for name in _WORDS if name in first.params}
    if (kind := _MEDIA.get(first.method)) is not None:
        return [Call("editMessageMedia", target | {"media": _media(kind, first.params)})]
    if first.method == "sendMessage" and not captions:
        kept = ("text", "entities", "link_preview_options")
        return [Call("editMessageText", target | {name: first.params[name] for name in kept if name in first.params})]
    words = {"caption": first.params.get("text", first.params.get("caption", ""))}
    entities = first.params.get("entities", first.params.get("caption_entities"))
    return [Call("editMessageCaption", target | words | ({"caption_entities": entities} if entities else {}))]


def _media(kind: str, params: dict[str, Any]) -> dict[str, Any]:
    kept = ("caption", "caption_entities", "parse_mode", "has_spoiler", "show_caption_above_media")
    return {"type": kind, "media": params[kind]} | {name: params[name] for name in kept if name in params}
