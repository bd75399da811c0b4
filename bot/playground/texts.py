"""The text of a message: parsed, cleaned, measured."""

from typing import Any

from bot.playground.chats import Person, user_of
from bot.playground.entities import Entity, fix, length
from bot.playground.errors import bad
from bot.playground.found import merge_found
from bot.playground.parse_html import parse_html
from bot.playground.parse_markdown import parse_markdown_v2
from bot.playground.parse_old_markdown import parse_old_markdown

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
SET_BY_BOTS = frozenset({
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "custom_emoji", "date_time",
})  # fmt: skip
People = dict[int, Person]


def formatted(text: str, mode: str | None, given: list[Entity] | None, people: People) -> tuple[str, list[Entity]]:
    """The text without its marks and the entities in UTF-16 units, with links and mentions found as Telegram does.

    "" when nothing visible is left. A mention of a person nobody knows stays plain text.
    """
    entities = given or []
    try:
        if mode and mode.lower() != "none":
            parsers = {"html": parse_html, "markdown": parse_old_markdown, "markdownv2": parse_markdown_v2}
            parser = parsers.get(mode.lower())
            if parser is None:
                raise bad("unsupported parse_mode")
            text, entities = parser(text)
    except ValueError as wrong:
        raise bad(f"can't parse entities: {wrong}") from None
    try:
        text, entities = fix(text, _known(entities, people))
    except ValueError as wrong:
        words = str(wrong)
        raise bad(words[0].lower() + words[1:]) from None
    return text, merge_found(text, entities)


def _known(entities: list[Entity], people: People) -> list[Entity]:
    """Mentions with the whole person in them, and no kinds that only Telegram itself may set."""
    kept = []
    for entity in entities:
        if entity["type"] == "text_mention":
            person = people.get(entity.get("user", {}).get("id"))
            if person is not None:
                kept.append({**entity, "user": user_of(person)})
        elif entity["type"] in SET_BY_BOTS:
            kept.append(entity)
    return kept


def message_text(params: dict[str, Any], people: People) -> dict[str, Any]:
    """`text` and `entities` of a message that is text."""
    if not params["text"]:
        raise bad("message text is empty")
    text, entities = formatted(params["text"], params.get("parse_mode"), params.get("entities"), people)
    if not text:
        raise bad("text must be non-empty")
    if length(text) > TEXT_LIMIT:
        raise bad("message is too long")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return content


def caption_text(params: dict[str, Any], people: People) -> dict[str, Any]:
    """`caption` and `caption_entities`; nothing when there is no caption."""
    given = params.get("caption")
    if not given:
        return {}
    text, entities = formatted(given, params.get("parse_mode"), params.get("caption_entities"), people)
    if length(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    content: dict[str, Any] = {"caption": text} if text else {}
    if text and entities:
        content["caption_entities"] = entities
    if text and params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content
