"""HTML as Telegram reads it: its own few tags, its own way with attributes, the same words for what is wrong."""

import re
from dataclasses import dataclass

from bot.playground.entities import Entity, length, order
from bot.playground.links import SPACES, checked_or_none, integer, is_date_format, lowered, user_id

PLAIN_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler",
}  # fmt: skip
TAGS = {*PLAIN_TAGS, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
HALVES = re.compile("[\ud800-\udfff]")
SPECIAL = re.compile("[&<]")
NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]*)|([0-9]*))")
NAME = re.compile(r"&([a-zA-Z]*)")
ATTRIBUTE_END = frozenset(SPACES + "=>/\"'")
TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
# The text is read behind its end; there a zero stands, as in the library this follows.
END = "\0"


@dataclass(slots=True)
class Open:
    """A tag that waits for its end: where it began in the text (units and characters) and its one argument."""

    tag: str
    argument: str
    date: int
    offset: int
    begin: int


class _Reader:
    def __init__(self, given: str) -> None:
        self.text = given + END * 3
        self.size = len(given)
        self.pieces: list[str] = []
        self.written = 0
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Entity] = []

    def put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.written += len(piece)
        self.offset += length(piece)

    def byte(self, place: int) -> int:
        return len(self.text[:place].encode())

    def read(self) -> None:
        place = 0
        while place < self.size:
            match = SPECIAL.search(self.text, place, self.size)
            stop = match.start() if match else self.size
            if stop > place:
                self.put(self.text[place:stop])
            if match is None:
                return
            place = stop
            if self.text[place] == "&":
                char, place = decoded(self.text, place)
                self.put(char)
            elif self.text[place + 1] == "/":
                place = self.end_tag(place)
            else:
                place = self.start_tag(place)

    def start_tag(self, begin: int) -> int:
        text = self.text
        place = begin + 1
        while text[place] not in SPACES and text[place] != ">":
            place += 1
        if place >= self.size:
            raise ValueError(f"Unclosed start tag at byte offset {self.byte(begin)}")
        tag = lowered(text[begin + 1 : place])
        if tag not in TAGS:
            raise ValueError(f'Unsupported start tag "{tag}" at byte offset {self.byte(begin)}')
        opened = Open(tag, "", 0, self.offset, self.written)
        while text[place] != ">":
            place = self.attribute(opened, begin, place)
        if tag == "span" and opened.argument != "spoiler":
            raise ValueError(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(begin)}')
        self.open.append(opened)
        return place + 1

    def attribute(self, opened: Open, begin: int, place: int) -> int:
        """Reads one attribute and returns the place behind it, or the place of the tag's end."""
        place = self.spaces(place)
        if self.text[place] == ">":
            return place
        name_begin = place
        while self.text[place] not in ATTRIBUTE_END:
            place += 1
        name = self.text[name_begin:place]
        if not name:
            raise ValueError(f'Empty attribute name in the tag "{opened.tag}" at byte offset {self.byte(begin)}')
        place = self.spaces(place)
        if self.text[place] != "=":
            self.unfinished(opened, begin, place)
            if (opened.tag, name) == ("blockquote", "expandable"):
                opened.argument = "1"
            return place
        place = self.spaces(place + 1)
        self.unfinished(opened, begin, place)
        value, place = self.value(place)
        if place >= self.size:
            raise ValueError(f"Unclosed start tag at byte offset {self.byte(begin)}")
        self.keep(opened, name, value)
        return place

    def unfinished(self, opened: Open, begin: int, place: int) -> None:
        if place >= self.size:
            raise ValueError(f'Unclosed start tag "{opened.tag}" at byte offset {self.byte(begin)}')

    def value(self, place: int) -> tuple[str, int]:
        quote = self.text[place]
        if quote not in "'\"":
            match = TOKEN.match(self.text, place)
            assert match is not None
            after = self.text[match.end()]
            if after not in SPACES and after != ">":
                raise ValueError(f"Unexpected end of name token at byte offset {self.byte(place)}")
            return lowered(match.group()), match.end()
        place += 1
        pieces = []
        while place < self.size and self.text[place] != quote:
            if self.text[place] == "&":
                char, place = decoded(self.text, place)
                pieces.append(char)
            else:
                pieces.append(self.text[place])
                place += 1
        return "".join(pieces), place + (self.text[place] == quote)

    def keep(self, opened: Open, name: str, value: str) -> None:
        match opened.tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
                opened.argument = value
            case ("code", "class") if value.startswith("language-"):
                opened.argument = value[9:]
            case ("span", "class") if value.startswith("tg-"):
                opened.argument = value[3:]
            case ("blockquote", "expandable"):
                opened.argument = "1"
            case ("tg-time", "unix"):
                digits = re.match(r"-?[0-9]*", value)
                opened.date = int(digits.group()) if digits and digits.group().strip("-") else 0

    def spaces(self, place: int) -> int:
        while place < self.size and self.text[place] in SPACES:
            place += 1
        return place

    def end_tag(self, begin: int) -> int:
        text = self.text
        if not self.open:
            raise ValueError(f"Unexpected end tag at byte offset {self.byte(begin)}")
        place = begin + 1
        while text[place] not in SPACES and text[place] != ">":
            place += 1
        found = lowered(text[begin + 2 : place])
        place = self.spaces(place)
        if text[place] != ">":
            raise ValueError(f"Unclosed end tag at byte offset {self.byte(begin)}")
        opened = self.open.pop()
        if found and found != opened.tag:
            raise ValueError(
                f'Unmatched end tag at byte offset {self.byte(begin)}, expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.offset > opened.offset:
            self.close(opened)
        return place + 1

    def close(self, opened: Open) -> None:
        place = {"offset": opened.offset, "length": self.offset - opened.offset}
        tag, argument = opened.tag, opened.argument
        if tag in PLAIN_TAGS:
            self.entities.append({"type": PLAIN_TAGS[tag], **place})
        elif tag == "a":
            self.link(argument or "".join(self.pieces)[opened.begin :], place)
        elif tag in ("pre", "code"):
            self.code(tag, argument, place)
        elif tag == "blockquote":
            self.entities.append({"type": "expandable_blockquote" if argument else "blockquote", **place})
        elif tag == "tg-emoji":
            if not integer(argument):
                raise ValueError("Invalid custom emoji identifier specified")
            self.entities.append({"type": "custom_emoji", **place, "custom_emoji_id": argument})
        elif not is_date_format(argument):
            raise ValueError("Invalid date format used")
        elif opened.date > 0:
            self.entities.append(date_entity(place, opened.date, argument))

    def code(self, tag: str, argument: str, place: dict[str, int]) -> None:
        """`<pre>` and `<code class="language-...">` around the same text are one block with its language."""
        last = self.entities[-1] if self.entities else None
        if last and (last["offset"], last["length"]) == (place["offset"], place["length"]):
            if tag == "pre" and last["type"] == "code" and last.get("language"):
                last["type"] = "pre"
                return
            if tag == "code" and last["type"] == "pre" and "language" not in last and argument:
                last["language"] = argument
                return
        language = {"language": argument} if tag == "code" and argument else {}
        self.entities.append({"type": tag, **place, **language})

    def link(self, url: str, place: dict[str, int]) -> None:
        entity = link_entity(url, place)
        if entity is not None:
            self.entities.append(entity)


def link_entity(url: str, place: dict[str, int]) -> Entity | None:
    """A mention of a person or a link; None for an address Telegram drops in silence."""
    person = user_id(url)
    if person is not None:
        return {"type": "text_mention", **place, "user": {"id": person}}
    kept = checked_or_none(url)
    return {"type": "text_link", **place, "url": kept} if kept else None


def date_entity(place: dict[str, int], moment: int, form: str) -> Entity:
    return {"type": "date_time", **place, "unix_time": moment, **({"date_time_format": form} if form else {})}


def decoded(text: str, place: int) -> tuple[str, int]:
    """The character an `&...` stands for and the place behind it; the `&` itself when it stands for none."""
    if text[place + 1] == "#":
        match = NUMBER.match(text, place)
        assert match is not None
        hexadecimal, decimal = match.groups()
        digits = hexadecimal if hexadecimal is not None else decimal
        code = int(digits, 16 if hexadecimal is not None else 10) if digits else 0
        if code == 0 or code >= 0x10FFFF or match.end() - place >= 10:
            return "&", place + 1
        char = chr(code)
    else:
        match = NAME.match(text, place)
        assert match is not None
        char = NAMED.get(match.group(1), "")
        if not char:
            return "&", place + 1
    return char, match.end() + (text[match.end()] == ";")


def parse_html(given: str) -> tuple[str, list[Entity]]:
    """The text without tags and its entities, sorted. ValueError in Telegram's words."""
    reader = _Reader(given)
    reader.read()
    if reader.open:
        raise ValueError(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].tag}"')
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    text = "".join(reader.pieces)
    if HALVES.search(text):
        raise ValueError(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
            "code units"
        )
    return text, sorted(reader.entities, key=order)
