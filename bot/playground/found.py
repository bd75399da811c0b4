"""What Telegram finds in any text by itself: mentions, commands, hashtags, links, e-mail addresses, phone numbers."""

import re
from itertools import accumulate

from bot.playground.entities import QUOTES, Entity, clear_of_quotes, disjoint, order
from bot.playground.found_links import find_addresses
from bot.playground.splitting import SPLITTABLE, resplit

# A text without any of these has nothing to find.
WORTH_A_LOOK = re.compile(r"[@/#$.+]")
MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]++)(?!\w)")
SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]++)(?:@([A-Za-z0-9_]*+))?+(?![\w/<>])")
TAG_LETTERS = r"\w\u200c\u00b7\u0d80-\u0dff"
HASHTAG = re.compile(rf"(?<![{TAG_LETTERS}])#([{TAG_LETTERS}]++)(?:@[A-Za-z0-9_]{{3,32}}+)?+(?!#)")
CASHTAG = re.compile(rf"(?<![{TAG_LETTERS}$])\$(1INCH|[A-Z]{{1,8}}+)(?:@[A-Za-z0-9_]{{3,32}}+)?+(?![{TAG_LETTERS}$])")
PHONE = re.compile(r"(?<![\w+.,-])\+[1-9](?:[ ()-]{0,2}\d){7,14}(?![\w-])")

Found = tuple[int, int, str]


def find(text: str) -> list[Entity]:
    """Entities in UTF-16 units, sorted, none overlapping another."""
    if not WORTH_A_LOOK.search(text):
        return []
    found: list[Found] = []
    if "@" in text:
        found += [(*m.span(), "mention") for m in MENTION.finditer(text) if _is_name(m.group(1))]
    if "/" in text:
        found += [(*m.span(), "bot_command") for m in COMMAND.finditer(text) if _is_command(m.group(1), m.group(2))]
    if "#" in text:
        found += [
            (*m.span(), "hashtag")
            for m in HASHTAG.finditer(text)
            if len(m.group(1)) <= 256 and any(map(str.isalpha, m.group(1)))
        ]
    if "$" in text:
        found += [(*m.span(), "cashtag") for m in CASHTAG.finditer(text)]
    if "+" in text:
        found += [(*m.span(), "phone_number") for m in PHONE.finditer(text)]
    found += find_addresses(text)
    if not found:
        return []
    return disjoint(sorted(_in_units(text, found), key=order))


def _is_name(name: str) -> bool:
    return 4 <= len(name) <= 32 or name.lower() in SHORT_NAMES


def _is_command(command: str, bot: str | None) -> bool:
    return len(command) <= 64 and (bot is None or 3 <= len(bot) <= 32)


def _in_units(text: str, found: list[Found]) -> list[Entity]:
    if text.isascii():
        return [{"type": kind, "offset": begin, "length": end - begin} for begin, end, kind in found]
    units = list(accumulate((1 + (char > "\uffff") for char in text), initial=0))
    return [{"type": kind, "offset": units[begin], "length": units[end] - units[begin]} for begin, end, kind in found]


def merge_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities, which are in order already, and with them what Telegram finds where they leave room."""
    found = find(text)
    if not found or not entities:
        return found or entities
    quotes = [entity for entity in entities if entity["type"] in QUOTES]
    styles = [entity for entity in entities if entity["type"] in SPLITTABLE]
    whole = [entity for entity in entities if entity["type"] not in SPLITTABLE and entity["type"] not in QUOTES]
    for entity in clear_of_quotes(found, quotes):
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if all(end <= other["offset"] or other["offset"] + other["length"] <= begin for other in whole):
            whole.append(entity)
    return resplit(styles, sorted(whole + quotes, key=order), order)
