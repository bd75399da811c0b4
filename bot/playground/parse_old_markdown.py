"""The older Markdown, kept by Telegram for old bots: no nesting, only `_ * [` and code."""

from bot.playground.entities import Entity, length, order
from bot.playground.parse_html import END, link_entity
from bot.playground.parse_markdown import behind_line_end, code_language


def parse_old_markdown(given: str) -> tuple[str, list[Entity]]:
    """The text without marks and its entities, sorted. ValueError in Telegram's words."""
    text, size = given + END * 4, len(given)
    read: list[str] = []
    entities: list[Entity] = []
    offset = place = 0
    while place < size:
        char = text[place]
        if char == "\\" and text[place + 1] in "_*`[":
            read.append(text[place + 1])
            offset += 1
            place += 2
            continue
        if char not in "_*`[":
            read.append(char)
            offset += 1 + (char > "\uffff")
            place += 1
            continue
        begin, language = place, ""
        end = "]" if char == "[" else char
        place += 1
        if text.startswith("```", begin):
            end = "```"
            language, place = code_language(text, place + 2, size)
            place = behind_line_end(text, place)
        stop = text.find(end, place, size)
        if stop < 0:
            where = len(text[:begin].encode())
            raise ValueError(f"Can't find end of the entity starting at byte offset {where}")
        inner = text[place:stop]
        spot = {"offset": offset, "length": length(inner)}
        read.append(inner)
        offset += spot["length"]
        place = stop + len(end)
        url = inner
        if char == "[" and text[place] == "(":
            closing = text.find(")", place, size)
            closing = size if closing < 0 else closing
            url, place = text[place + 1 : closing], closing + 1
        if inner:
            entity = _marked(char, end, language, url, spot)
            if entity is not None:
                entities.append(entity)
    return "".join(read), sorted(entities, key=order)


def _marked(char: str, end: str, language: str, url: str, spot: dict[str, int]) -> Entity | None:
    if char == "[":
        return link_entity(url, spot)
    if end == "```":
        return {"type": "pre", **spot, **({"language": language} if language else {})}
    return {"type": {"_": "italic", "*": "bold", "`": "code"}[char], **spot}
