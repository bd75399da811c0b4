"""The text of a message as safe HTML for the page: escaped, with nothing but the marks of its entities."""

import html
from itertools import pairwise
from typing import Any

Entity = dict[str, Any]

PLAIN = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
    "custom_emoji": ("<tg-emoji>", "</tg-emoji>"),
}
SCHEMES = ("http://", "https://", "tg://", "mailto:", "tel:")


def html_of(text: str, entities: list[Entity]) -> str:
    """Line ends become `<br>`; entities nest properly even where they cross."""
    if not entities:
        return _escaped(text)
    units = text.encode("utf-16-le")
    pieces: list[str] = []
    opened: list[Entity] = []
    borders = sorted({0, len(units) // 2} | {e["offset"] for e in entities} | {_end(e) for e in entities})
    for begin, end in pairwise(borders):
        # What ends here is closed; what only stands in the way is closed and opened again.
        while any(_end(entity) <= begin for entity in opened):
            pieces.append(_tags(opened.pop(), units)[1])
        inside = [e for e in entities if e["offset"] <= begin and _end(e) >= end and e not in opened]
        for entity in inside:
            pieces.append(_tags(entity, units)[0])
            opened.append(entity)
        pieces.append(_escaped(units[2 * begin : 2 * end].decode("utf-16-le", "replace")))
    pieces += [_tags(entity, units)[1] for entity in reversed(opened)]
    return "".join(pieces)


def _end(entity: Entity) -> int:
    end: int = entity["offset"] + entity["length"]
    return end


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _tags(entity: Entity, units: bytes) -> tuple[str, str]:
    kind = entity["type"]
    if kind in PLAIN:
        return PLAIN[kind]
    if kind == "pre":
        language = html.escape(entity.get("language", ""))
        return (f'<pre><code class="language-{language}">', "</code></pre>") if language else ("<pre>", "</pre>")
    address = _address(entity, units[2 * entity["offset"] : 2 * _end(entity)].decode("utf-16-le", "replace"))
    if address is None:
        return "", ""
    return f'<a href="{html.escape(address)}" rel="noopener noreferrer">', "</a>"


def _address(entity: Entity, text: str) -> str | None:
    match entity["type"]:
        case "text_link":
            address = entity["url"]
        case "url":
            address = text if "://" in text else "http://" + text
        case "email":
            address = "mailto:" + text
        case "phone_number":
            address = "tel:" + "".join(char for char in text if char.isdigit() or char == "+")
        case "text_mention":
            address = f"tg://user?id={entity['user']['id']}"
        case "mention":
            address = f"https://t.me/{text[1:]}"
        case _:
            return None
    return address if address.lower().startswith(SCHEMES) else None
