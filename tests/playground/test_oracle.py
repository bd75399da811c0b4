"""The playground reads texts as Telegram's own library does: same text, same entities, same complaint."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from bot.playground.entities import Entity, fix, length
from bot.playground.found import find
from bot.playground.parse_html import parse_html
from bot.playground.parse_markdown import parse_markdown_v2
from tests.playground import nasty_texts, oracle

KINDS = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre", "TextUrl": "text_link",
    "MentionName": "text_mention", "CustomEmoji": "custom_emoji", "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote", "DateTime": "date_time", "Mention": "mention",
    "BotCommand": "bot_command", "Hashtag": "hashtag", "Cashtag": "cashtag", "Url": "url", "EmailAddress": "email",
}  # fmt: skip
NAMES = {kind: name for name, kind in KINDS.items() if name != "PreCode"}

Parse = Callable[[str], tuple[str, list[Entity]]]
Read = tuple[str, list[tuple[Any, ...]]] | str


def read_by_telegram(answer: dict[str, Any]) -> Read:
    if answer["@type"] == "error":
        return str(answer["message"])
    return answer["text"], sorted(map(entity_of_telegram, answer["entities"]))


def entity_of_telegram(entity: dict[str, Any]) -> tuple[Any, ...]:
    kind = entity["type"]
    name = KINDS[kind["@type"].removeprefix("textEntityType")]
    more = kind.get("url") or kind.get("language") or kind.get("user_id") or kind.get("custom_emoji_id")
    return entity["offset"], entity["length"], name, str(more or kind.get("unix_time") or "")


def read_by_us(parse: Parse, text: str) -> Read:
    try:
        read, entities = parse(text)
    except ValueError as wrong:
        return f"Can't parse entities: {wrong}"
    return read, sorted(map(our_entity, entities))


def our_entity(entity: Entity) -> tuple[Any, ...]:
    more = entity.get("url") or entity.get("language") or entity.get("user", {}).get("id")
    more = more or entity.get("custom_emoji_id") or entity.get("unix_time") or ""
    return entity["offset"], entity["length"], entity["type"], str(more)


def parse_request(text: str, mode: dict[str, Any]) -> dict[str, Any]:
    return {"@type": "parseTextEntities", "text": text, "parse_mode": mode}


@pytest.mark.parametrize(
    ("texts", "mode", "parse"),
    [
        (nasty_texts.html(), {"@type": "textParseModeHTML"}, parse_html),
        (nasty_texts.markdown(), {"@type": "textParseModeMarkdown", "version": 2}, parse_markdown_v2),
    ],
    ids=["HTML", "MarkdownV2"],
)
def test_marked_texts_parse_alike(texts: list[str], mode: dict[str, Any], parse: Parse) -> None:
    answers = oracle.ask([parse_request(text, mode) for text in texts])
    compared = [(text, answer) for text, answer in zip(texts, answers, strict=True) if answer is not None]
    different = {
        text: (theirs, ours)
        for text, answer in compared
        if (theirs := read_by_telegram(answer)) != (ours := read_by_us(parse, text))
    }
    assert different == {}
    # The comparison means something: most texts were compared, and both outcomes are among them.
    assert len(compared) > 0.98 * len(texts) >= 0.98 * 390
    fine = sum(isinstance(read_by_us(parse, text), tuple) for text, _ in compared)
    assert 0.2 * len(compared) < fine < 0.9 * len(compared)


def test_at_least_five_hundred_different_texts_are_compared() -> None:
    assert len({*nasty_texts.html(), *nasty_texts.markdown()}) >= 700


def test_what_is_found_in_typed_text_is_what_telegram_finds() -> None:
    texts = nasty_texts.typed()
    answers = oracle.ask([{"@type": "getTextEntities", "text": text} for text in texts])
    different = {}
    for text, answer in zip(texts, answers, strict=True):
        assert answer is not None, text
        known = [e for e in answer["entities"] if e["type"]["@type"].removeprefix("textEntityType") in KINDS]
        theirs = sorted(map(entity_of_telegram, known))
        # Phone numbers are found by Telegram's servers, not by its library.
        ours = sorted(our_entity(entity) for entity in find(text) if entity["type"] != "phone_number")
        if theirs != ours:
            different[text] = (theirs, ours)
    assert different == {}


def _scattered(chance: Random) -> tuple[str, list[Entity]]:
    # The letter at both ends keeps trimming out of the comparison: the library's answer here is not trimmed.
    inner = "".join(chance.choices("abñ😀 \n\r\u202e\u200f\u200e\u0333é", k=chance.randint(1, 12)))
    text = f"a{inner}z"
    entities: list[Entity] = []
    for _ in range(chance.randint(1, 5)):
        offset = chance.randint(0, length(text))
        kind = chance.choice([kind for kind in NAMES if kind in KINDS.values() and kind in STYLED])
        entity = {"type": kind, "offset": offset, "length": chance.randint(0, length(text) - offset)}
        entities.append({**entity, "url": "http://x.mx/"} if kind == "text_link" else entity)
    return text, entities


STYLED = (
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "blockquote",
    "expandable_blockquote",
)  # fmt: skip


def _fix_request(text: str, entities: list[Entity]) -> dict[str, Any]:
    given = [
        {
            "@type": "textEntity",
            "offset": entity["offset"],
            "length": entity["length"],
            "type": {"@type": f"textEntityType{NAMES[entity['type']]}", "url": entity.get("url", "")},
        }
        for entity in entities
    ]
    return {"@type": "parseMarkdown", "text": {"@type": "formattedText", "text": text, "entities": given}}


def test_entities_that_overlap_or_cut_symbols_end_up_alike() -> None:
    chance = Random(10)
    given = [_scattered(chance) for _ in range(500)]
    answers = oracle.ask([_fix_request(text, entities) for text, entities in given])
    fine = 0
    for (text, entities), answer in zip(given, answers, strict=True):
        assert answer is not None, (text, entities)
        if answer["@type"] == "error":
            with pytest.raises(ValueError, match="UTF-16"):
                fix(text, entities)
            continue
        fine += 1
        fixed, kept = fix(text, entities)
        assert (fixed, sorted(map(our_entity, kept))) == read_by_telegram(answer), (text, entities)
    assert fine > 300
