"""Entities of a text, in UTF-16 units: order, nesting, cleaning and trimming, by the rules of Telegram's own library.

An entity is a dict as bots see it. Those that may be cut where others begin (bold, italic, underline, strikethrough,
spoiler) are merged with their neighbours and split; links, mentions and the like stay whole and never overlap; code
contains nothing; a quote contains everything but another quote.
"""

import re
from typing import Any

from bot.playground.splitting import SPLITTABLE, resplit

Entity = dict[str, Any]

QUOTES = frozenset({"blockquote", "expandable_blockquote"})
PRE = frozenset({"pre", "code", "date_time"})
CONTINUOUS = frozenset({
    "mention", "hashtag", "bot_command", "url", "email", "text_link", "text_mention", "cashtag", "phone_number",
    "custom_emoji",
})  # fmt: skip
PRIORITIES = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "date_time": 30, "text_link": 49,
    "text_mention": 49, "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94,
    "custom_emoji": 99,
}  # fmt: skip

# Control characters become spaces; a carriage return, line and paragraph separators, direction overrides and three
# combining lines vanish.
BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
INVISIBLE = frozenset(
    " \n\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u202e\u202f\u205f\u2800\u3000\ufffc\ufeff\u00a0"
)


def length(text: str) -> int:
    """In UTF-16 units, the measure of every offset and limit."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def order(entity: Entity) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], PRIORITIES.get(entity["type"], 50)


def fix(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text cleaned and trimmed, its entities put right. "" when nothing visible is left.

    ValueError for an entity that lies outside the text or cuts a symbol in two.
    """
    if entities:
        entities = rearranged([dict(entity) for entity in entities if entity["length"] > 0])
        check_places(text, entities)
    text, entities = _clean(text, entities)
    if entities:
        entities = rearranged([entity for entity in entities if entity["length"] > 0])
    text, entities = _trim(text, entities)
    if all(char in INVISIBLE or "\U000e0000" <= char <= "\U000e007f" for char in text):
        return "", []
    return text, entities


def check_places(text: str, entities: list[Entity]) -> None:
    """ValueError in Telegram's words when an entity does not fit the text."""
    end = length(text)
    halves = _halves(text)
    for entity in entities:
        begins, ends = entity["offset"], entity["offset"] + entity["length"]
        if begins < 0 or entity["length"] < 0:
            raise ValueError(f"Receive an entity with incorrect offset {begins}")
        if begins > end:
            raise ValueError(f"Entity begins after the end of the text at UTF-16 offset {begins}")
        if ends > end:
            raise ValueError(
                f"Entity beginning at UTF-16 offset {begins} ends after the end of the text at UTF-16 offset {ends}"
            )
        if begins in halves:
            raise ValueError(f"Entity begins in a middle of a UTF-16 symbol at byte offset {halves[begins]}")
        if ends in halves:
            raise ValueError(
                f"Entity beginning at UTF-16 offset {begins} ends in a middle of a UTF-16 symbol "
                f"at byte offset {halves[ends]}"
            )


def _halves(text: str) -> dict[int, int]:
    """The UTF-16 offsets inside a symbol of two units, with the byte offset after that symbol."""
    if text.isascii():
        return {}
    halves, offset, size = {}, 0, 0
    for char in text:
        size += len(char.encode())
        if char > "\uffff":
            halves[offset + 1] = size
            offset += 1
        offset += 1
    return halves


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    if BLANKED.search(text):
        text = BLANKED.sub(" ", text)
    if DROPPED.search(text):
        if entities:
            _shift(entities, [length(text[: match.start()]) for match in DROPPED.finditer(text)])
        text = DROPPED.sub("", text)
    if "\u200e" in text or "\u200f" in text:
        text = MARKS.sub(lambda match: "\u200c" * len(match.group()), text)
    return text, entities


def _shift(entities: list[Entity], gone: list[int]) -> None:
    """Moves the entities for the units that are dropped at the offsets `gone`."""
    for entity in entities:
        before = sum(place < entity["offset"] for place in gone)
        inside = sum(entity["offset"] <= place < entity["offset"] + entity["length"] for place in gone)
        entity["offset"] -= before
        entity["length"] -= inside


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    kept = text.rstrip(" \n")
    if len(kept) != len(text) and entities:
        end = length(kept)
        for entity in entities:
            entity["length"] = min(entity["length"], end - entity["offset"])
        entities = sorted((entity for entity in entities if entity["length"] > 0), key=order)
    # On the left only what stands before the first entity goes.
    first = entities[0]["offset"] if entities else len(kept)
    cut = min(len(kept) - len(kept.lstrip(" \n")), first)
    for entity in entities:
        entity["offset"] -= cut
    return kept[cut:], entities


def rearranged(entities: list[Entity]) -> list[Entity]:
    """Sorted, and put right where they overlap in a way Telegram does not keep."""
    entities = sorted(entities, key=order)
    if _valid(entities):
        return entities
    whole = disjoint([e for e in entities if e["type"] not in SPLITTABLE and e["type"] not in QUOTES])
    quotes = disjoint([e for e in entities if e["type"] in QUOTES])
    whole = sorted(clear_of_quotes(whole, quotes) + quotes, key=order)
    return resplit([e for e in entities if e["type"] in SPLITTABLE], whole, order)


def _valid(entities: list[Entity]) -> bool:
    ends: dict[str, int] = {}
    around: list[Entity] = []
    for entity in entities:
        kind, end = entity["type"], entity["offset"] + entity["length"]
        while around and entity["offset"] >= around[-1]["offset"] + around[-1]["length"]:
            around.pop()
        if around:
            kinds = {outer["type"] for outer in around}
            parent = around[-1]
            if end > parent["offset"] + parent["length"] or kind in kinds or parent["type"] in PRE:
                return False
            if kind in PRE and kinds - QUOTES:
                return False
            if (kind in CONTINUOUS or kind in QUOTES) and kinds & CONTINUOUS:
                return False
            if (kind in QUOTES and kinds & QUOTES) or kinds & SPLITTABLE:
                return False
        if kind in SPLITTABLE:
            if ends.get(kind, -1) >= entity["offset"]:
                return False
            ends[kind] = end
        around.append(entity)
    return True


def disjoint(entities: list[Entity]) -> list[Entity]:
    """Of entities that overlap the first one."""
    kept, end = [], 0
    for entity in entities:
        if entity["offset"] >= end:
            end = entity["offset"] + entity["length"]
            kept.append(entity)
    return kept


def clear_of_quotes(entities: list[Entity], quotes: list[Entity]) -> list[Entity]:
    """Those that lie wholly inside or wholly outside of every quote."""

    def fits(entity: Entity) -> bool:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        for quote in quotes:
            quote_begin, quote_end = quote["offset"], quote["offset"] + quote["length"]
            apart = quote_end <= begin or end <= quote_begin
            inside = quote_begin <= begin and end <= quote_end
            if not apart and not inside:
                return False
        return True

    return [entity for entity in entities if fits(entity)]
